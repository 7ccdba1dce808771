/** Where the days of a workload begin and which weekday each is: midnights in UTC where the trace has dates, else from its start. */
import type { Workload } from './workload.ts';

export const DAY_MS = 86_400_000;
export const HOUR_MS = 3_600_000;

export interface TraceDays {
  /** Start of the first day, ms since the start of the run; at or below 0. */
  readonly startMs: number;
  /** Days from the first submission's to the last submission's, empty ones included; 0 without jobs. */
  readonly count: number;
  /** Weekday of the first day, 0 to 6; of a trace without dates 0, so that every seventh day is of one kind. */
  readonly firstWeekday: number;
}

export function traceDays({ jobCount, submitMs, originEpochMs }: Workload): TraceDays {
  const sinceMidnightMs = originEpochMs === undefined ? 0 : originEpochMs % DAY_MS;
  const count = jobCount === 0 ? 0 : Math.floor((submitMs[jobCount - 1] + sinceMidnightMs) / DAY_MS) + 1;
  const firstWeekday = originEpochMs === undefined ? 0 : Math.floor(originEpochMs / DAY_MS) % 7;
  return { startMs: -sinceMidnightMs, count, firstWeekday };
}

/** Days count from 0. */
export function dayOf({ startMs }: TraceDays, submitMs: number): number {
  return Math.floor((submitMs - startMs) / DAY_MS);
}

/** ms since the start of the run; below 0 for the first day of a trace that began later in that day. */
export function startOfDay({ startMs }: TraceDays, day: number): number {
  return startMs + day * DAY_MS;
}

export function weekdayOf({ firstWeekday }: TraceDays, day: number): number {
  return (firstWeekday + day) % 7;
}
