/** Gives zod its English messages, which zod/mini does not bring by itself: for all who hand on what zod says of a value. */
import { z } from 'zod/mini';

z.config(z.locales.en());
