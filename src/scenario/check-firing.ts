/** When the schedules of a scenario fire: what EventBridge refuses of their expressions, what never fires, what would be too many jobs. */
import { MOST_JOBS } from '../models/workload-limit.ts';
import type { Span } from '../orchestration/occurrences.ts';
import { INSTANT_HINT, readSchedule, type WrittenSchedule } from '../orchestration/schedule.ts';
import { parseInstant } from '../orchestration/schedule-expression.ts';
import { countOccurrences, jobsAtOnce } from '../orchestration/scheduled-workload.ts';
import { type Finding, problemAt, warningAt } from './finding.ts';
import { isMapping } from './load.ts';
import type { ScheduleRule, Schedules } from './schedules.ts';
import type { FieldPath } from './source-map.ts';

const AT: FieldPath = ['workload', 'schedules'];
const TEXTS = ['scheduleExpressionTimezone', 'startDate', 'endDate'] as const;
const DAY_MS = 86_400_000;
/** End of the years that cron expressions know. */
const LATEST_MS = Date.UTC(2200, 0, 1);

/** `factor` times the work at each occurrence. */
export function checkFiring(schedules: Schedules, factor: number): readonly Finding[] {
  const findings = checkExpressions(schedules);
  const span = spanOf(schedules);
  // How often broken rules would fire nobody knows.
  if (span === undefined || findings.length > 0) return findings;
  return firingFindings(schedules, span, factor);
}

/**
 * What is wrong with the start, the expressions, their time zones and dates. Takes `workload.schedules` as it is written, so that these are told
 * together with the slips of other fields; what is no text at all the schema tells.
 */
export function checkExpressions(schedules: unknown): readonly Finding[] {
  if (!isMapping(schedules)) return [];
  const { start, days, rules } = schedules;
  return [
    ...(isFilled(start) ? startFindings(start, typeof days === 'number' ? days : 0) : []),
    ...(Array.isArray(rules) ? rules.flatMap((rule, index) => expressionFindings(rule, index)) : []),
  ];
}

function startFindings(start: string, days: number): readonly Finding[] {
  const span = spanOf({ start, days });
  if (span === undefined) return [problemAt([...AT, 'start'], `"${start}" is no date`, INSTANT_HINT)];
  if (span.fromMs >= 0 && span.toMs <= LATEST_MS) return [];
  return [problemAt([...AT, 'start'], `"${start}" and the ${days} days from it are not in 1970 to 2199`)];
}

function expressionFindings(rule: unknown, index: number): readonly Finding[] {
  if (!isMapping(rule) || !isFilled(rule.scheduleExpression)) return [];
  const said = TEXTS.flatMap((field) => (isFilled(rule[field]) ? [[field, rule[field]] as const] : []));
  const written: WrittenSchedule = { scheduleExpression: rule.scheduleExpression, ...Object.fromEntries(said) };
  const read = readSchedule(written);
  if (read.ok) return [];
  return read.problems.map(({ path, message, hint }) => problemAt([...AT, 'rules', index, path], message, hint));
}

function isFilled(value: unknown): value is string {
  return typeof value === 'string' && value !== '';
}

/** Undefined when its start is no date. */
export function spanOf({ start, days }: Pick<Schedules, 'start' | 'days'>): Span | undefined {
  const fromMs = parseInstant(start);
  return fromMs === undefined ? undefined : { fromMs, toMs: fromMs + Math.round(days * DAY_MS) };
}

/** Counts what the schedules would submit, without a job being made, and no further than what one run can hold. */
function firingFindings({ rules, days }: Schedules, span: Span, factor: number): readonly Finding[] {
  const findings: Finding[] = [];
  let starts = 0;
  let jobs = 0;
  for (const [index, rule] of rules.entries()) {
    const read = readSchedule(rule);
    if (rule.state === 'DISABLED' || !read.ok) continue;
    const each = jobsAtOnce(rule.target.arrayProperties?.size, factor);
    const count = countOccurrences(read.value, span, Math.min(MOST_JOBS - starts, (MOST_JOBS - jobs) / each));
    starts += count;
    jobs += count * each;
    if (Math.max(starts, jobs) > MOST_JOBS) return [tooMany(days)];
    if (count === 0) findings.push(neverFires(rule, index, span));
  }
  if (starts > 0) return findings;
  const hint = 'change start or days, or enable a rule';
  return [problemAt([...AT, 'rules'], `no rule starts a job ${between(span)}`, hint)];
}

function tooMany(days: number): Finding {
  const message = `asks for more than the ${MOST_JOBS} jobs that one run can hold, in ${days} days`;
  return problemAt(AT, message, 'lower days, the sizes of arrays, how often the rules fire or scale.arrivals');
}

function neverFires(rule: ScheduleRule, index: number, span: Span): Finding {
  const { name, scheduleExpression } = rule;
  const message = `${name} starts no job: ${scheduleExpression} does not fire ${between(span)}`;
  const dates = (['startDate', 'endDate'] as const).filter((field) => rule[field] !== undefined);
  // One-time schedules ignore their dates.
  const isBound = dates.length > 0 && !scheduleExpression.startsWith('at(');
  const hint = isBound ? dates.map((field) => `${field} is ${rule[field]}`).join(', ') : undefined;
  return warningAt([...AT, 'rules', index], message, hint);
}

function between({ fromMs, toMs }: Span): string {
  const written = (ms: number): string => new Date(ms).toISOString().replace(/(?::00)?\.000Z$/, 'Z');
  return `from ${written(fromMs)} to ${written(toMs)}`;
}
