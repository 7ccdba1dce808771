/**
 * Finds a varied path in a scenario and sets values there: entries of lists by number or name, fields that are not written down
 * because they have a default. What the values mean is checked with the scenario as a whole, as ever.
 */
import type { z } from 'zod/mini';
import { nearestName } from '../models/nearest-name.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { scenarioSchema } from './schema.ts';
import { unknownKey } from './schema-problems.ts';
import { childSchema, isWholeNumber, kindOf, knownKeysAt } from './schema-walk.ts';
import { type FieldPath, formatPath } from './source-map.ts';
import type { Step, Variation } from './variation.ts';
import { brokenRange } from './whole-range.ts';

export interface PlacedVariation extends Variation {
  readonly at: FieldPath;
}

/** What names the entries of a list, as messages and people call them. */
const NAMES = [
  'computeEnvironmentName',
  'jobQueueName',
  'jobDefinitionName',
  'name',
  'instanceType',
  'computeEnvironment',
];

interface NotVaried {
  readonly reason: string;
  readonly hint?: string;
}

/** Fields that a simulation does not read, or that all points of a sweep must share, with all below them. */
const NOT_VARIED: ReadonlyMap<string, NotVaried> = new Map<string, NotVaried>([
  ['seed', { reason: 'all points share their luck, or their differences would be luck; give --seed' }],
  ['replications', { reason: 'all points run the same replications; give --replications' }],
  ['objective', { reason: 'only optimize reads it' }],
  ['search', { reason: 'only optimize reads it' }],
  ['catalog.savingsPlanDiscountPercent', { reason: 'only optimize reads it' }],
  ['name', { reason: 'it changes no result' }],
  ['version', { reason: 'there is only one' }],
  [
    'assumptions.spot.priceFactor',
    {
      reason: 'it is no field of a scenario, only what a sweep without --vary moves',
      hint: 'write catalog.discounts with market: spot and vary its percent',
    },
  ],
]);

/** Everything wrong with the paths at once: those that are not there, and those that would overwrite each other. */
export function placeVariations(data: unknown, variations: readonly Variation[]): Result<readonly PlacedVariation[]> {
  const problems: Problem[] = [];
  const placed: PlacedVariation[] = [];
  for (const variation of variations) {
    const found = placeOf(data, variation);
    if (!found.ok) problems.push(...found.problems);
    else {
      const other = placed.find(({ at }) => isWithin(at, found.value) || isWithin(found.value, at));
      if (other !== undefined) problems.push(clash(other, variation));
      placed.push({ ...variation, at: found.value });
    }
  }
  return problems.length > 0 ? fail(...problems) : succeed(placed);
}

function clash(other: Variation, { path }: Variation): Problem {
  const message = other.path === path ? `${path} is varied twice` : `${other.path} and ${path} are in one place`;
  return { path: '--vary', message, hint: 'give all values of a place in one --vary' };
}

function isWithin(outer: FieldPath, inner: FieldPath): boolean {
  return outer.every((part, index) => inner[index] === part);
}

function notVaried(steps: readonly Step[]): NotVaried | undefined {
  const names = steps.map(({ text }) => text);
  const beginnings = names.map((_, index) => names.slice(0, index + 1).join('.'));
  return beginnings.map((beginning) => NOT_VARIED.get(beginning)).find((found) => found !== undefined);
}

function placeOf(data: unknown, { path, steps, ranges }: Variation): Result<FieldPath> {
  const refusal = notVaried(steps);
  if (refusal !== undefined) {
    const { reason, ...hint } = refusal;
    return fail({ path: '--vary', message: `${path} cannot be varied: ${reason}`, ...hint });
  }
  let schema: z.core.$ZodType = scenarioSchema;
  let value = data;
  const at: (string | number)[] = [];
  for (const step of steps) {
    const part = partOf(schema, value, at, step);
    if (!part.ok) return fail(...part.problems.map((one) => ({ ...one, path: '--vary' })));
    schema = part.value.schema;
    at.push(part.value.key);
    value = isContainer(value) ? Reflect.get(value, part.value.key) : undefined;
  }
  const broken = isWholeNumber(schema) ? ranges.flatMap((range) => brokenRange(path, range)) : [];
  return broken.length > 0 ? fail(...broken) : succeed(at);
}

interface Part {
  readonly key: string | number;
  readonly schema: z.core.$ZodType;
}

function partOf(schema: z.core.$ZodType, value: unknown, inside: FieldPath, step: Step): Result<Part> {
  const kind = kindOf(schema);
  if (kind === 'value') return refused(`${formatPath(inside)} is a single value and has no field "${step.text}"`);
  const key = kind === 'list' ? entryOf(value, inside, step) : succeed(step.text);
  if (!key.ok) return key;
  const child = childSchema(schema, key.value);
  return child === undefined ? unknownField(inside, step) : succeed({ key: key.value, schema: child });
}

function unknownField(inside: FieldPath, { text }: Step): Result<Part> {
  const { message, hint } = unknownKey(scenarioSchema, inside, inside, text);
  const place = inside.length === 0 ? '' : ` in ${formatPath(inside)}`;
  // Assumptions in particular are known by their names alone.
  const section = inside.length > 0 ? undefined : sectionWith(text);
  const better = section === undefined ? hint : `did you mean ${section}.${text}?`;
  return refused(`${message}${place}`, better);
}

function sectionWith(field: string): string | undefined {
  return knownKeysAt(scenarioSchema, []).find((section) => knownKeysAt(scenarioSchema, [section]).includes(field));
}

/** The number of the entry; only entries that are written down can be varied. */
function entryOf(value: unknown, inside: FieldPath, { text, isEntry, isQuoted }: Step): Result<number> {
  const path = formatPath(inside);
  if (!isEntry) return refused(`${path} is a list`, `say which entry: ${path}[0] or ${path}[NAME]`);
  const entries: readonly unknown[] = Array.isArray(value) ? value : [];
  const names = entries.map(nameOf);
  const index = !isQuoted && /^\d+$/.test(text) ? Number(text) : names.indexOf(text);
  if (index >= 0 && index < entries.length) return succeed(index);
  if (entries.length === 0) return refused(`${path} has no entries in this scenario`, 'write one there first');
  const known = names.filter((name) => name !== undefined);
  const near = nearestName(text, known);
  const list = known.length > 0 ? `known: ${known.join(', ')}` : `it has ${entries.length}, the first is [0]`;
  return refused(`${path} has no entry [${text}]`, near === undefined ? list : `did you mean ${near}?`);
}

function nameOf(entry: unknown): string | undefined {
  if (!isContainer(entry)) return undefined;
  const field = NAMES.find((name) => typeof Reflect.get(entry, name) === 'string');
  return field === undefined ? undefined : String(Reflect.get(entry, field));
}

/** A copy with the value at the place; fields on the way that are not there are made. */
export function withValue(data: unknown, [first, ...rest]: FieldPath, value: unknown): unknown {
  if (first === undefined) return value;
  const child = withValue(isContainer(data) ? Reflect.get(data, first) : undefined, rest, value);
  if (Array.isArray(data)) return data.map((entry, index) => (index === first ? child : entry));
  return { ...(isContainer(data) ? data : {}), [first]: child };
}

/** Undefined when nothing is there. */
export function valueAt(data: unknown, path: FieldPath): unknown {
  return path.reduce<unknown>(
    (value, part) => (isContainer(value) && Object.hasOwn(value, part) ? Reflect.get(value, part) : undefined),
    data,
  );
}

function isContainer(value: unknown): value is object {
  return typeof value === 'object' && value !== null;
}

function refused(message: string, hint?: string): Result<never> {
  return fail(hint === undefined ? { path: '', message } : { path: '', message, hint });
}
