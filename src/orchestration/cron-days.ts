/** Which days a cron expression fires on: its fields day-of-month and day-of-week, with L, W and #. */
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { type CalendarDay, weekdayOn } from './calendar-day.ts';
import { CRON_FIELDS, parseItem, parseValue, wrong } from './cron-field.ts';

/** A day fires when any of the tests of its field holds. */
export type DayTest = (day: CalendarDay) => boolean;

const SUNDAY = 1;
const SATURDAY = 7;

/** One of the two fields is ?, the other says the days. */
export function parseDays(dayOfMonth: string, dayOfWeek: string): Result<readonly DayTest[]> {
  const monthDays = dayOfMonth === '?' ? succeed([]) : parseList(dayOfMonth, monthDayTest);
  const weekdays = dayOfWeek === '?' ? succeed([]) : parseWeekdays(dayOfWeek);
  const problems = [monthDays, weekdays].flatMap((field) => (field.ok ? [] : field.problems));
  if ((dayOfMonth === '?') === (dayOfWeek === '?')) problems.unshift(notOneQuestionMark(dayOfMonth));
  if (problems.length > 0 || !monthDays.ok || !weekdays.ok) return fail(...problems);
  return succeed([...monthDays.value, ...weekdays.value]);
}

function notOneQuestionMark(dayOfMonth: string): Problem {
  return dayOfMonth === '?'
    ? { path: '', message: 'day-of-month and day-of-week are both ?', hint: 'write * in one of them for every day' }
    : { path: '', message: 'day-of-month and day-of-week both say days', hint: 'write ? in one of them' };
}

function parseList(text: string, parse: (item: string) => Result<DayTest>): Result<readonly DayTest[]> {
  const read = text.split(',').map(parse);
  const problems = read.flatMap((item) => (item.ok ? [] : item.problems));
  return problems.length > 0 ? fail(...problems) : succeed(read.flatMap((item) => (item.ok ? [item.value] : [])));
}

function monthDayTest(item: string): Result<DayTest> {
  const upper = item.toUpperCase();
  if (upper === 'L') return succeed(({ day, daysInMonth }) => day === daysInMonth);
  if (upper === 'LW') return succeed((day) => day.day === nearestWeekday(day, day.daysInMonth));
  if (/^L.+/.test(upper))
    return wrong(CRON_FIELDS.dayOfMonth, `"${item}" is not L or LW`, 'days before the last one are not documented');
  if (upper.endsWith('W')) {
    const target = parseValue(CRON_FIELDS.dayOfMonth, item.slice(0, -1));
    if (!target.ok)
      return wrong(
        CRON_FIELDS.dayOfMonth,
        `"${item}" is not one day from 1 to 31 and W`,
        'for example 15W, the weekday nearest the 15th',
      );
    return succeed((day) => target.value <= day.daysInMonth && day.day === nearestWeekday(day, target.value));
  }
  const values = parseItem(CRON_FIELDS.dayOfMonth, item);
  return values.ok ? succeed(({ day }) => values.value.includes(day)) : values;
}

/** The Monday to Friday closest to a day, in the same month. */
function nearestWeekday(day: CalendarDay, target: number): number {
  const weekday = weekdayOn(day, target);
  if (weekday === SATURDAY) return target === 1 ? target + 2 : target - 1;
  if (weekday === SUNDAY) return target === day.daysInMonth ? target - 2 : target + 1;
  return target;
}

function parseWeekdays(text: string): Result<readonly DayTest[]> {
  // AWS: only one expression in the field when there is a #.
  if (text.includes('#') && text.includes(','))
    return wrong(CRON_FIELDS.dayOfWeek, `"${text}" has # beside a comma`, 'one # an expression; give two rules');
  return parseList(text, weekdayTest);
}

function weekdayTest(item: string): Result<DayTest> {
  const [named, count, ...more] = item.split('#');
  if (count !== undefined) return nthTest(item, named, more.length > 0 ? '' : count);
  if (item.toUpperCase() === 'L') return succeed(({ weekday }) => weekday === SATURDAY);
  if (/L$/i.test(item)) {
    const last = parseValue(CRON_FIELDS.dayOfWeek, item.slice(0, -1));
    if (!last.ok)
      return wrong(
        CRON_FIELDS.dayOfWeek,
        `"${item}" is not one weekday and L`,
        'for example 6L or FRIL, the last Friday of the month',
      );
    return succeed(({ weekday, day, daysInMonth }) => weekday === last.value && day + 7 > daysInMonth);
  }
  const values = parseItem(CRON_FIELDS.dayOfWeek, item);
  return values.ok ? succeed(({ weekday }) => values.value.includes(weekday)) : values;
}

function noWeekday(item: string): readonly Problem[] {
  return wrong(CRON_FIELDS.dayOfWeek, `"${item}" has no weekday before #`, 'for example 6#3, the third Friday')
    .problems;
}

/** `6#3` is the third Friday of the month. */
function nthTest(item: string, named: string, count: string): Result<DayTest> {
  const weekday = parseValue(CRON_FIELDS.dayOfWeek, named);
  const problems = weekday.ok ? [] : [...(named === '' ? noWeekday(item) : weekday.problems)];
  if (!/^[1-5]$/.test(count))
    problems.push(
      ...wrong(
        CRON_FIELDS.dayOfWeek,
        `"${item}" has no number from 1 to 5 behind #`,
        'for example 6#3, the third Friday',
      ).problems,
    );
  if (problems.length > 0 || !weekday.ok) return fail(...problems);
  return succeed((day) => day.weekday === weekday.value && Math.ceil(day.day / 7) === Number(count));
}
