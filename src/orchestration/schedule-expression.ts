/**
 * The three kinds of schedule expression of Amazon EventBridge: `cron(...)`, `rate(...)`, and `at(...)` of EventBridge Scheduler.
 * Reads them; occurrences.ts finds when they fire.
 */
import { fail, type Result, succeed } from '../models/problem.ts';
import { counted } from '../models/written-number.ts';
import { type DayTest, parseDays } from './cron-days.ts';
import { CRON_FIELDS, parseValues } from './cron-field.ts';

export interface CronExpression {
  readonly kind: 'cron';
  /** Ascending. */
  readonly minutes: readonly number[];
  readonly hours: readonly number[];
  readonly months: readonly number[];
  readonly years: readonly number[];
  readonly days: readonly DayTest[];
}

export interface RateExpression {
  readonly kind: 'rate';
  readonly periodMs: number;
}

export interface AtExpression {
  readonly kind: 'at';
  /** What the clock of the schedule's time zone shows, ms since 1970-01-01T00:00 on it. */
  readonly localMs: number;
}

export type ScheduleExpression = CronExpression | RateExpression | AtExpression;

/** PutRule and CreateSchedule. */
const LONGEST = 256;
const MINUTE_MS = 60_000;
const UNIT_MS = { minute: MINUTE_MS, hour: 60 * MINUTE_MS, day: 1440 * MINUTE_MS } as const;
const FORMS = 'for example cron(0 2 * * ? *), rate(6 hours) or at(2026-03-02T02:00:00)';

/** Everything wrong with it at once; the paths of problems are empty. */
export function parseScheduleExpression(text: string): Result<ScheduleExpression> {
  const [, kind, inside] = /^(cron|rate|at)\((.*)\)$/.exec(text) ?? [];
  if (inside === undefined) return problem(`"${text}" is no schedule expression`, FORMS);
  if (text.length > LONGEST) return problem(`has ${text.length} characters, EventBridge takes ${LONGEST}`);
  if (kind === 'cron') return parseCron(inside);
  return kind === 'rate' ? parseRate(inside) : parseAt(inside);
}

function parseCron(inside: string): Result<CronExpression> {
  const fields = inside.trim().split(/\s+/);
  if (fields.length !== 6) {
    const count = counted(inside.trim() === '' ? 0 : fields.length, 'field');
    return problem(`cron(${inside}) has ${count}, not 6`, 'minutes hours day-of-month month day-of-week year');
  }
  const minutes = parseValues(CRON_FIELDS.minutes, fields[0]);
  const hours = parseValues(CRON_FIELDS.hours, fields[1]);
  const days = parseDays(fields[2], fields[4]);
  const months = parseValues(CRON_FIELDS.month, fields[3]);
  const years = parseValues(CRON_FIELDS.year, fields[5]);
  if (!minutes.ok || !hours.ok || !days.ok || !months.ok || !years.ok)
    return fail(...[minutes, hours, days, months, years].flatMap((field) => (field.ok ? [] : field.problems)));
  return succeed({
    kind: 'cron',
    minutes: minutes.value,
    hours: hours.value,
    days: days.value,
    months: months.value,
    years: years.value,
  });
}

/** Rules of EventBridge want the singular for 1 and the plural for all else. EventBridge Scheduler takes rate(1 hours) too. */
function parseRate(inside: string): Result<RateExpression> {
  const [, digits, unit, plural] = /^\s*(\d{1,9})\s+(minute|hour|day)(s?)\s*$/.exec(inside) ?? [];
  if (unit === undefined)
    return problem(
      `rate(${inside}) is not a value and a unit`,
      'minute, minutes, hour, hours, day or days: rate(5 minutes)',
    );
  const value = Number(digits);
  if (value < 1) return problem(`rate(${inside}) must have a value of at least 1`, 'for example rate(5 minutes)');
  if (value > 1 && plural === '')
    return problem(`rate(${inside}) is refused by EventBridge`, `write rate(${value} ${unit}s)`);
  return succeed({ kind: 'rate', periodMs: value * UNIT_MS[unit as keyof typeof UNIT_MS] });
}

function parseAt(inside: string): Result<AtExpression> {
  const localMs = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d$/.test(inside) ? realTime(`${inside}Z`) : undefined;
  if (localMs !== undefined) return succeed({ kind: 'at', localMs });
  return problem(
    `at(${inside}) is no date and time`,
    'yyyy-mm-ddThh:mm:ss, in scheduleExpressionTimezone: at(2026-03-02T02:00:00)',
  );
}

/**
 * `2026-03-02`, `2026-03-02T00:00Z` or with an offset from UTC, as ms since the Unix epoch; undefined for any other text, and for
 * days that are not in the calendar.
 */
export function parseInstant(text: string): number | undefined {
  const [, date, time = 'T00:00', offset = 'Z'] =
    /^(\d{4}-\d\d-\d\d)(?:(T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)(Z|[+-]\d\d:\d\d))?$/.exec(text) ?? [];
  if (date === undefined || realTime(`${date}T00:00Z`) === undefined) return undefined;
  return realTime(`${date}${time}Z`) === undefined ? undefined : realNumber(Date.parse(`${date}${time}${offset}`));
}

/** Undefined for 30 February and 24:00, which Date takes for other days. */
function realTime(text: string): number | undefined {
  const ms = realNumber(Date.parse(text));
  return ms !== undefined && new Date(ms).toISOString().startsWith(text.slice(0, 16)) ? ms : undefined;
}

function realNumber(value: number): number | undefined {
  return Number.isNaN(value) ? undefined : value;
}

function problem(message: string, hint?: string): Result<never> {
  return fail(hint === undefined ? { path: '', message } : { path: '', message, hint });
}
