/** The zod fields for amounts that may be written as a number in the field's own unit or as text with a unit. */
import { z } from 'zod/mini';
import { described } from './described.ts';
import {
  DURATION_EXAMPLES,
  MEMORY_EXAMPLES,
  parseDurationSeconds,
  parseMemoryMiB,
  parseMoneyUsd,
} from './quantities.ts';

type QuantityKind = ReturnType<typeof quantityKind>;

export interface Range {
  readonly minimum: number;
  readonly maximum?: number;
  readonly integer?: boolean;
}

const numberOrText = [z.number(), z.string()] as const;

/** Turns what is written into a number; one for all fields of its kind. */
function quantityKind(expected: string, parse: (text: string) => number | undefined) {
  const toNumber = z.transform((value: number | string, context) => {
    if (typeof value === 'number') return value;
    const parsed = parse(value);
    if (parsed !== undefined) return parsed;
    context.issues.push({ code: 'custom', message: `expected ${expected}, got "${value}"`, input: value });
    return z.NEVER;
  });
  return z.pipe(z.union(numberOrText, { error: `expected ${expected}` }), toNumber);
}

const MEMORY = quantityKind(`a number of MiB or text such as ${MEMORY_EXAMPLES}`, parseMemoryMiB);
const SECONDS = quantityKind(`a number of seconds or text such as ${DURATION_EXAMPLES}`, parseDurationSeconds);
const MINUTES = quantityKind(`a number of minutes or text such as ${DURATION_EXAMPLES}`, (text) =>
  scale(parseDurationSeconds(text), 1 / 60),
);
const USD = quantityKind('a number of US dollars or text such as "$1.20"', parseMoneyUsd);

/** At that rate ten years are 8.8e15 micro-dollars, the most that whole numbers can add up exactly. */
const MOST_USD_PER_HOUR = 100_000;

/** MiB as a whole number; AWS Batch refuses fewer than 4 MiB (API ResourceRequirement, MEMORY). */
export const memoryMiBField = (description: string) => quantity(MEMORY, { minimum: 4, integer: true }, description);
export const secondsField = (range: Range, description: string) => quantity(SECONDS, range, description);
export const minutesField = (range: Range, description: string) => quantity(MINUTES, range, description);
/** US dollars an hour. */
export const usdField = (description: string) => quantity(USD, { minimum: 0, maximum: MOST_USD_PER_HOUR }, description);

/** A finite number inside a closed range. */
export function numberField(range: Range, description: string) {
  return described(inRange(range), description);
}

function quantity(kind: QuantityKind, range: Range, description: string) {
  return described(z.pipe(kind, inRange(range)), description);
}

const anyNumber = z.number();
const anyWholeNumber = z.int();

function inRange({ minimum, maximum, integer }: Range) {
  return integer === true ? wholeNumber(minimum, maximum) : bounded(anyNumber, minimum, maximum);
}

/** A whole number inside a closed range, without a description. */
export function wholeNumber(minimum: number, maximum?: number) {
  return bounded(anyWholeNumber, minimum, maximum);
}

/** One clone of a schema that all share, whatever the range asks: making a schema takes zod as long as reading a field. */
function bounded(kind: z.ZodMiniNumber<number>, minimum: number, maximum: number | undefined) {
  return maximum === undefined ? kind.check(z.gte(minimum)) : kind.check(z.gte(minimum), z.lte(maximum));
}

function scale(value: number | undefined, factor: number): number | undefined {
  return value === undefined ? undefined : value * factor;
}
