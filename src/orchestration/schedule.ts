/** When a target of Amazon EventBridge is called, as written and as read. Fields and their rules: CreateSchedule of EventBridge Scheduler. */
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { parseInstant, parseScheduleExpression, type ScheduleExpression } from './schedule-expression.ts';
import { isTimeZone } from './time-zone.ts';

export interface WrittenSchedule {
  readonly scheduleExpression: string;
  readonly scheduleExpressionTimezone?: string;
  readonly startDate?: string;
  readonly endDate?: string;
}

export interface Schedule {
  readonly expression: ScheduleExpression;
  /** UTC when undefined. */
  readonly timeZone?: string;
  /** From when on, and until when, ms since the Unix epoch. */
  readonly startMs?: number;
  readonly endMs?: number;
}

export const INSTANT_HINT = 'for example 2026-03-02 or 2026-03-02T06:00:00Z';

/** Everything wrong with it at once; the path of a problem is the name of its field. */
export function readSchedule(written: WrittenSchedule): Result<Schedule> {
  const { scheduleExpressionTimezone: timeZone } = written;
  const expression = parseScheduleExpression(written.scheduleExpression);
  const problems: Problem[] = expression.ok
    ? []
    : expression.problems.map((problem) => ({ ...problem, path: 'scheduleExpression' }));
  if (timeZone !== undefined && !isTimeZone(timeZone))
    problems.push({
      path: 'scheduleExpressionTimezone',
      message: `"${timeZone}" is no time zone`,
      hint: 'a name of the IANA database, for example Europe/Berlin or UTC',
    });
  const startMs = instantIn(written, 'startDate', problems);
  const endMs = instantIn(written, 'endDate', problems);
  if (startMs !== undefined && endMs !== undefined && endMs < startMs)
    problems.push({ path: 'endDate', message: `${written.endDate} is before startDate ${written.startDate}` });
  if (problems.length > 0 || !expression.ok) return fail(...problems);
  return succeed({
    expression: expression.value,
    ...(timeZone !== undefined && { timeZone }),
    ...(startMs !== undefined && { startMs }),
    ...(endMs !== undefined && { endMs }),
  });
}

function instantIn(written: WrittenSchedule, field: 'startDate' | 'endDate', problems: Problem[]): number | undefined {
  const text = written[field];
  if (text === undefined) return undefined;
  const instant = parseInstant(text);
  if (instant === undefined) problems.push({ path: field, message: `"${text}" is no date`, hint: INSTANT_HINT });
  return instant;
}
