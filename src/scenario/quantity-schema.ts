/** The zod fields for amounts that may be written as a number in the field's own unit or as text with a unit. */
import './zod-settings.ts';
import { z } from 'zod';
import {
  DURATION_EXAMPLES,
  MEMORY_EXAMPLES,
  parseDurationSeconds,
  parseMemoryMiB,
  parseMoneyUsd,
} from './quantities.ts';

interface QuantityKind {
  readonly expected: string;
  readonly parse: (text: string) => number | undefined;
}

export interface Range {
  readonly minimum: number;
  readonly maximum?: number;
  readonly integer?: boolean;
}

const MEMORY: QuantityKind = {
  expected: `a number of MiB or text such as ${MEMORY_EXAMPLES}`,
  parse: parseMemoryMiB,
};
const SECONDS: QuantityKind = {
  expected: `a number of seconds or text such as ${DURATION_EXAMPLES}`,
  parse: parseDurationSeconds,
};
const MINUTES: QuantityKind = {
  expected: `a number of minutes or text such as ${DURATION_EXAMPLES}`,
  parse: (text) => scale(parseDurationSeconds(text), 1 / 60),
};
const USD: QuantityKind = { expected: 'a number of US dollars or text such as "$1.20"', parse: parseMoneyUsd };

/** MiB as a whole number; AWS Batch refuses fewer than 4 MiB (API ResourceRequirement, MEMORY). */
export const memoryMiBField = (description: string) => quantity(MEMORY, { minimum: 4, integer: true }, description);
export const secondsField = (range: Range, description: string) => quantity(SECONDS, range, description);
export const minutesField = (range: Range, description: string) => quantity(MINUTES, range, description);
export const usdField = (description: string) => quantity(USD, { minimum: 0 }, description);

/** A finite number inside a closed range. */
export function numberField(range: Range, description: string) {
  return inRange(range).describe(description);
}

function quantity(kind: QuantityKind, range: Range, description: string) {
  return z
    .union([z.number(), z.string()], { error: `expected ${kind.expected}` })
    .transform((value, context) => {
      if (typeof value === 'number') return value;
      const parsed = kind.parse(value);
      if (parsed !== undefined) return parsed;
      context.issues.push({ code: 'custom', message: `expected ${kind.expected}, got "${value}"`, input: value });
      return z.NEVER;
    })
    .pipe(inRange(range))
    .meta({ description });
}

function inRange({ minimum, maximum, integer }: Range) {
  const bounded = (integer === true ? z.int() : z.number()).min(minimum);
  return maximum === undefined ? bounded : bounded.max(maximum);
}

function scale(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}
