/** When a schedule fires: its expression on the clock of its time zone, between its dates. */

import { calendarDayOf, startOfDay } from './calendar-day.ts';
import type { Schedule } from './schedule.ts';
import type { CronExpression } from './schedule-expression.ts';
import { UTC_CLOCK, type ZoneClock, zoneClock } from './time-zone.ts';

/** From the first instant up to before the second, ms since the Unix epoch. */
export interface Span {
  readonly fromMs: number;
  readonly toMs: number;
}

const MINUTE_MS = 60_000;
const DAY_MS = 86_400_000;

/** Ascending, ms since the Unix epoch, one after the other: millions of them take no memory. */
export function* occurrences(schedule: Schedule, span: Span): Generator<number, void, undefined> {
  const { expression, timeZone } = schedule;
  if (expression.kind === 'rate') {
    yield* atRate(expression.periodMs, schedule, span);
    return;
  }
  const clock = timeZone === undefined ? UTC_CLOCK : zoneClock(timeZone, span.fromMs, span.toMs);
  if (expression.kind === 'at') {
    // EventBridge Scheduler ignores both dates of one-time schedules.
    const instant = clock.instantOf(expression.localMs);
    if (instant !== undefined && instant >= span.fromMs && instant < span.toMs) yield instant;
    return;
  }
  yield* onClock(expression, clock, between(schedule, span));
}

/** The start date is the first occurrence; without one the schedule is taken to begin with the span. */
function* atRate(periodMs: number, schedule: Schedule, span: Span): Generator<number, void, undefined> {
  const { startMs: firstMs = span.fromMs } = schedule;
  const { fromMs, toMs } = between(schedule, span);
  const passed = Math.ceil((fromMs - firstMs) / periodMs);
  for (let atMs = firstMs + passed * periodMs; atMs < toMs; atMs += periodMs) yield atMs;
}

/** The end date itself is still in. */
function between({ startMs, endMs }: Schedule, { fromMs, toMs }: Span): Span {
  return {
    fromMs: Math.max(fromMs, startMs ?? fromMs),
    toMs: Math.min(toMs, endMs === undefined ? toMs : endMs + 1),
  };
}

function* onClock(cron: CronExpression, clock: ZoneClock, { fromMs, toMs }: Span): Generator<number, void, undefined> {
  const times = cron.hours.flatMap((hour) => cron.minutes.map((minute) => (hour * 60 + minute) * MINUTE_MS));
  // A clock is never more than a day ahead of UTC or behind it.
  const lastDayMs = startOfDay(toMs) + DAY_MS;
  for (let dayMs = startOfDay(fromMs) - DAY_MS; dayMs <= lastDayMs; dayMs += DAY_MS) {
    if (!firesOn(cron, dayMs)) continue;
    for (const timeMs of times) {
      const instant = clock.instantOf(dayMs + timeMs);
      if (instant !== undefined && instant >= fromMs && instant < toMs) yield instant;
    }
  }
}

function firesOn({ months, years, days }: CronExpression, dayMs: number): boolean {
  const day = calendarDayOf(dayMs);
  return months.includes(day.month) && years.includes(day.year) && days.some((test) => test(day));
}
