/** Values of one field of a cron expression: lists, ranges, steps and names. What only fields of days know is read by cron-days.ts. */
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';

export interface CronField {
  /** As AWS calls it. */
  readonly name: string;
  readonly minimum: number;
  readonly maximum: number;
  /** Names of the values from the minimum on; none where there are only numbers. */
  readonly names?: readonly string[];
  /** Whether a range may go on behind the last value with the first one: 20-2 is 20, 21, 22, 23, 0, 1, 2. */
  readonly isCyclic: boolean;
  readonly hasSteps: boolean;
}

const MONTHS = ['JAN', 'FEB', 'MAR', 'APR', 'MAY', 'JUN', 'JUL', 'AUG', 'SEP', 'OCT', 'NOV', 'DEC'];
const WEEKDAYS = ['SUN', 'MON', 'TUE', 'WED', 'THU', 'FRI', 'SAT'];

/** Amazon EventBridge user guide, cron expressions reference. */
export const CRON_FIELDS = {
  minutes: { name: 'minutes', minimum: 0, maximum: 59, isCyclic: true, hasSteps: true },
  hours: { name: 'hours', minimum: 0, maximum: 23, isCyclic: true, hasSteps: true },
  dayOfMonth: { name: 'day-of-month', minimum: 1, maximum: 31, isCyclic: false, hasSteps: true },
  month: { name: 'month', minimum: 1, maximum: 12, names: MONTHS, isCyclic: true, hasSteps: true },
  dayOfWeek: { name: 'day-of-week', minimum: 1, maximum: 7, names: WEEKDAYS, isCyclic: true, hasSteps: false },
  year: { name: 'year', minimum: 1970, maximum: 2199, isCyclic: false, hasSteps: true },
} as const satisfies Record<string, CronField>;

/** Ascending, each once; everything wrong with the field at once. */
export function parseValues(field: CronField, text: string): Result<readonly number[]> {
  const values = new Set<number>();
  const problems: Problem[] = [];
  for (const item of text.split(',')) {
    const read = parseItem(field, item);
    if (!read.ok) problems.push(...read.problems);
    else for (const value of read.value) values.add(value);
  }
  return problems.length > 0 ? fail(...problems) : succeed([...values].sort((left, right) => left - right));
}

/** One part of a list: `*`, a value, a range, or one of them with a step. */
export function parseItem(field: CronField, item: string): Result<readonly number[]> {
  if (item === '') return wrong(field, 'has nothing beside a comma', `for example ${exampleOf(field)}`);
  const [base, step, ...more] = item.split('/');
  if (more.length > 0) return wrong(field, `"${item}" has two steps`, 'one / an entry');
  if (base === '') return wrong(field, `"${item}" has nothing before /`, `for example ${field.minimum}/5`);
  if (step === undefined) return rangeOf(field, base, false);
  if (!field.hasSteps) return wrong(field, `takes no steps, got "${item}"`, 'list the days, for example MON,WED,FRI');
  const range = rangeOf(field, base, true);
  const width = field.maximum - field.minimum;
  if (/^\d+$/.test(step) && Number(step) >= 1 && Number(step) <= width) {
    return range.ok ? succeed(range.value.filter((_, index) => index % Number(step) === 0)) : range;
  }
  const hint =
    field.name === 'minutes' && Number(step) > width ? `rate(${step} minutes) has longer periods` : undefined;
  const problem = wrong(field, `"${item}" has a step that is not 1 to ${width}`, hint);
  return range.ok ? problem : fail(...range.problems, ...problem.problems);
}

/** In the order of the range, so that a step counts from where it begins. A single value before a step goes on to the last one. */
function rangeOf(field: CronField, text: string, hasStep: boolean): Result<readonly number[]> {
  if (text === '*') return succeed(upTo(field.minimum, field.maximum));
  const ends = text.split('-');
  if (ends.length > 2 || (ends.length === 2 && ends.includes('')))
    return wrong(field, `"${text}" is no range`, `for example ${exampleOf(field)}`);
  const read = ends.map((end) => parseValue(field, end));
  const problems = read.flatMap((end) => (end.ok ? [] : end.problems));
  if (problems.length > 0) return fail(...problems);
  const [first, last = hasStep ? field.maximum : first] = read.flatMap((end) => (end.ok ? [end.value] : []));
  if (first <= last) return succeed(upTo(first, last));
  if (field.isCyclic) return succeed([...upTo(first, field.maximum), ...upTo(field.minimum, last)]);
  return wrong(field, `"${text}" ends before it begins`, 'give two ranges, with a comma');
}

export function parseValue(field: CronField, text: string): Result<number> {
  const { names = [], minimum, maximum } = field;
  const named = names.indexOf(text.toUpperCase());
  const value = named >= 0 ? minimum + named : /^\d+$/.test(text) ? Number(text) : Number.NaN;
  if (value >= minimum && value <= maximum) return succeed(value);
  const either = names.length > 0 ? ` or ${names[0]} to ${names[names.length - 1]}` : '';
  return wrong(field, `"${text}" is not ${minimum} to ${maximum}${either}`, hintFor(field, text));
}

function hintFor(field: CronField, text: string): string | undefined {
  if (text === '?') return '? stands alone, in day-of-month or day-of-week';
  if (field === CRON_FIELDS.dayOfWeek && text === '0') return 'SUN is 1 and SAT is 7';
  return undefined;
}

function upTo(first: number, last: number): readonly number[] {
  return Array.from({ length: last - first + 1 }, (_, index) => first + index);
}

function exampleOf({ minimum, name }: CronField): string {
  return name === 'day-of-week' ? 'MON-FRI' : `${minimum + 1},${minimum + 3} or ${minimum + 1}-${minimum + 5}`;
}

export function wrong(field: CronField, message: string, hint?: string): { ok: false; problems: readonly Problem[] } {
  return {
    ok: false,
    problems: [{ path: '', message: `${field.name}: ${message}`, ...(hint !== undefined && { hint }) }],
  };
}
