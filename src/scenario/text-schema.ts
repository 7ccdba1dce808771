/** The zod fields for text. */
import { z } from 'zod/mini';
import { described } from './described.ts';

// One of each for all fields: a process makes schemas far longer than it reads a scenario with them.
export const text = z.string();
export const filledText = text.check(z.minLength(1));

/** Text that is not empty. */
export const filledTextField = (description: string) => described(text.check(z.minLength(1)), description);
