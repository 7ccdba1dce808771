/** A day of the Gregorian calendar, wherever the clock that shows it hangs. */

const DAY_MS = 86_400_000;

export interface CalendarDay {
  readonly year: number;
  /** 1 to 12. */
  readonly month: number;
  /** 1 to 31. */
  readonly day: number;
  /** 1 is Sunday, as cron expressions of AWS count. */
  readonly weekday: number;
  readonly daysInMonth: number;
}

/** The day that a clock shows which reads `localMs`, ms since 1970-01-01T00:00 on that clock. */
export function calendarDayOf(localMs: number): CalendarDay {
  const date = new Date(localMs);
  const year = date.getUTCFullYear();
  const month = date.getUTCMonth();
  return {
    year,
    month: month + 1,
    day: date.getUTCDate(),
    weekday: date.getUTCDay() + 1,
    // Day 0 of a month is the last one of the month before.
    daysInMonth: new Date(Date.UTC(year, month + 1, 0)).getUTCDate(),
  };
}

/** Of another day in the month of this one. */
export function weekdayOn({ day, weekday }: CalendarDay, other: number): number {
  return ((((weekday - 1 + other - day) % 7) + 7) % 7) + 1;
}

/** Beginning of the day on the same clock. */
export function startOfDay(localMs: number): number {
  return Math.floor(localMs / DAY_MS) * DAY_MS;
}
