/** The finder of occurrences against a slow one, which asks of every minute whether it matches, in UTC and around changes of the clock. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { occurrences } from '../../src/orchestration/occurrences.ts';
import { readSchedule } from '../../src/orchestration/schedule.ts';

const MINUTE_MS = 60_000;
const DAY_MS = 1440 * MINUTE_MS;

/** A field as text and as a question, each written on its own. */
interface Part {
  readonly text: string;
  readonly holds: (value: number) => boolean;
}

/** What a clock shows. */
interface Shown {
  readonly year: number;
  readonly month: number;
  readonly day: number;
  readonly hour: number;
  readonly minute: number;
}

interface DayPart {
  readonly dayOfMonth: string;
  readonly dayOfWeek: string;
  readonly holds: (shown: Shown) => boolean;
}

function listOf(item: fc.Arbitrary<Part>): fc.Arbitrary<Part> {
  return fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => ({
    text: items.map(({ text }) => text).join(','),
    holds: (value) => items.some(({ holds }) => holds(value)),
  }));
}

function numbers(minimum: number, maximum: number, isCyclic: boolean): fc.Arbitrary<Part> {
  const value = fc.integer({ min: minimum, max: maximum });
  const step = fc.integer({ min: 1, max: maximum - minimum });
  const single = value.map((only): Part => ({ text: String(only), holds: (asked) => asked === only }));
  const range = fc.tuple(value, value).map(([first, last]): Part => {
    const [from, to] = isCyclic ? [first, last] : [Math.min(first, last), Math.max(first, last)];
    const holds = (asked: number) => (from <= to ? asked >= from && asked <= to : asked >= from || asked <= to);
    return { text: `${from}-${to}`, holds };
  });
  const stepped = fc.tuple(value, step).map(
    ([from, width]): Part => ({
      text: `${from}/${width}`,
      holds: (asked) => asked >= from && (asked - from) % width === 0,
    }),
  );
  const all: Part = { text: '*', holds: () => true };
  return fc.oneof(fc.constant(all), listOf(fc.oneof(single, range, stepped)));
}

function weekdayOf({ year, month, day }: Shown): number {
  return new Date(Date.UTC(year, month - 1, day)).getUTCDay() + 1;
}

function lengthOfMonth({ year, month }: Shown): number {
  const isLeap = (year % 4 === 0 && year % 100 !== 0) || year % 400 === 0;
  return month === 2 ? (isLeap ? 29 : 28) : [4, 6, 9, 11].includes(month) ? 30 : 31;
}

/** Walks away from the day, by turns down and up, until a weekday of the month is met. */
function nearestWeekday(shown: Shown, target: number): number {
  for (const away of [0, -1, 1, -2, 2]) {
    const day = target + away;
    const weekday = weekdayOf({ ...shown, day });
    if (day >= 1 && day <= lengthOfMonth(shown) && weekday > 1 && weekday < 7) return day;
  }
  return 0;
}

const days: fc.Arbitrary<DayPart> = fc.oneof(
  numbers(1, 31, false).map(({ text, holds }) => ({
    dayOfMonth: text,
    dayOfWeek: '?',
    holds: ({ day }: Shown) => holds(day),
  })),
  fc.constant({ dayOfMonth: 'L', dayOfWeek: '?', holds: (shown: Shown) => shown.day === lengthOfMonth(shown) }),
  fc.integer({ min: 1, max: 31 }).map((target) => ({
    dayOfMonth: `${target}W`,
    dayOfWeek: '?',
    holds: (shown: Shown) => target <= lengthOfMonth(shown) && shown.day === nearestWeekday(shown, target),
  })),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 7 })).map(([first, last]) => ({
    dayOfMonth: '?',
    dayOfWeek: `${first}-${last}`,
    holds: (shown: Shown) => {
      const weekday = weekdayOf(shown);
      return first <= last ? weekday >= first && weekday <= last : weekday >= first || weekday <= last;
    },
  })),
  fc.integer({ min: 1, max: 7 }).map((weekday) => ({
    dayOfMonth: '?',
    dayOfWeek: `${weekday}L`,
    holds: (shown: Shown) => weekdayOf(shown) === weekday && lengthOfMonth(shown) - shown.day < 7,
  })),
  fc.tuple(fc.integer({ min: 1, max: 7 }), fc.integer({ min: 1, max: 5 })).map(([weekday, nth]) => ({
    dayOfMonth: '?',
    dayOfWeek: `${weekday}#${nth}`,
    holds: (shown: Shown) => weekdayOf(shown) === weekday && shown.day > 7 * (nth - 1) && shown.day <= 7 * nth,
  })),
);

const cron = fc
  .record({
    minute: numbers(0, 59, true),
    hour: numbers(0, 23, true),
    days,
    month: numbers(1, 12, true),
    year: fc.oneof(fc.constant<Part>({ text: '*', holds: () => true }), numbers(2024, 2030, false)),
  })
  .map(({ minute, hour, days: day, month, year }) => ({
    text: `cron(${[minute.text, hour.text, day.dayOfMonth, month.text, day.dayOfWeek, year.text].join(' ')})`,
    holds: (shown: Shown) =>
      minute.holds(shown.minute) &&
      hour.holds(shown.hour) &&
      month.holds(shown.month) &&
      year.holds(shown.year) &&
      day.holds(shown),
  }))
  .filter(({ text }) => text.length <= 256);

function found(text: string, zone: string | undefined, fromMs: number, toMs: number): readonly number[] {
  const read = readSchedule({
    scheduleExpression: text,
    ...(zone !== undefined && { scheduleExpressionTimezone: zone }),
  });
  if (!read.ok) throw new Error(`${text}: ${JSON.stringify(read.problems)}`);
  return [...occurrences(read.value, { fromMs, toMs })];
}

describe('the finder of occurrences', () => {
  it('agrees with asking every minute of up to forty days', () => {
    const day = fc.integer({ min: Date.UTC(2024, 0, 1) / DAY_MS, max: Date.UTC(2030, 0, 1) / DAY_MS });
    let fired = 0;
    fc.assert(
      fc.property(cron, day, fc.integer({ min: 1, max: 40 }), (expression, firstDay, length) => {
        const fromMs = firstDay * DAY_MS;
        const toMs = fromMs + length * DAY_MS;
        const slow: number[] = [];
        for (let atMs = fromMs; atMs < toMs; atMs += MINUTE_MS) {
          const date = new Date(atMs);
          const shown = {
            year: date.getUTCFullYear(),
            month: date.getUTCMonth() + 1,
            day: date.getUTCDate(),
            hour: date.getUTCHours(),
            minute: date.getUTCMinutes(),
          };
          if (expression.holds(shown)) slow.push(atMs);
        }
        fired += slow.length;
        expect(found(expression.text, undefined, fromMs, toMs)).toEqual(slow);
      }),
      { numRuns: 150, seed: 7 },
    );
    expect(fired).toBeGreaterThan(1000);
  }, 60_000);

  it.each([
    ['Europe/Berlin', 'forward', Date.UTC(2026, 2, 29)],
    ['Europe/Berlin', 'back', Date.UTC(2026, 9, 25)],
    ['America/New_York', 'forward', Date.UTC(2026, 2, 8)],
    ['America/New_York', 'back', Date.UTC(2026, 10, 1)],
    // By half an hour.
    ['Australia/Lord_Howe', 'back', Date.UTC(2026, 3, 4)],
    ['Australia/Lord_Howe', 'forward', Date.UTC(2026, 9, 3)],
    // 2:45 becomes 3:45.
    ['Pacific/Chatham', 'forward', Date.UTC(2026, 8, 26)],
    // There is no midnight; and back at midnight there are two hours of 23 o'clock, the second one on a day that has begun already.
    ['Asia/Beirut', 'forward', Date.UTC(2026, 2, 28)],
    ['America/Santiago', 'forward', Date.UTC(2026, 8, 6)],
    ['America/Santiago', 'back', Date.UTC(2026, 3, 5)],
    ['Asia/Kolkata', 'not', Date.UTC(2026, 2, 1)],
  ])(
    'in %s, put %s, agrees with a clock read every minute, and takes each time it shows once',
    (zone, way, changeMs) => {
      const [fromMs, toMs] = [changeMs - DAY_MS, changeMs + 2 * DAY_MS];
      const format = new Intl.DateTimeFormat('sv-SE', { timeZone: zone, dateStyle: 'short', timeStyle: 'short' });
      const offset = (atMs: number) => Date.parse(`${format.format(atMs).replace(' ', 'T')}Z`) - atMs;
      expect(Math.sign(offset(toMs) - offset(fromMs))).toBe({ forward: 1, back: -1, not: 0 }[way]);
      const seen = new Set<string>();
      const clock: { readonly atMs: number; readonly shown: Shown }[] = [];
      for (let atMs = fromMs - DAY_MS; atMs < toMs; atMs += MINUTE_MS) {
        const text = format.format(atMs);
        if (seen.has(text)) continue;
        seen.add(text);
        const [year, month, day, hour, minute] = text.split(/[- :]/).map(Number);
        if (atMs >= fromMs) clock.push({ atMs, shown: { year, month, day, hour, minute } });
      }
      fc.assert(
        fc.property(cron, (expression) => {
          const slow = clock.filter(({ shown }) => expression.holds(shown)).map(({ atMs }) => atMs);
          expect(found(expression.text, zone, fromMs, toMs)).toEqual(slow);
        }),
        { numRuns: 150, seed: 11 },
      );
    },
  );
});
