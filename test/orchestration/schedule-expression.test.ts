/** What EventBridge refuses, told all at once and with a way out. */
import { describe, expect, it } from 'vitest';
import { formatProblem } from '../../src/models/problem.ts';
import { readSchedule } from '../../src/orchestration/schedule.ts';
import { parseInstant, parseScheduleExpression } from '../../src/orchestration/schedule-expression.ts';

function problemsIn(expression: string): readonly string[] {
  const parsed = parseScheduleExpression(expression);
  return parsed.ok ? [] : parsed.problems.map(formatProblem);
}

describe('an expression that is refused', () => {
  it.each([
    ['', ['"" is no schedule expression - for example cron(0 2 * * ? *), rate(6 hours) or at(2026-03-02T02:00:00)']],
    ['0 2 * * *', [expect.stringContaining('is no schedule expression')]],
    ['rate(5 hour)', ['rate(5 hour) is refused by EventBridge - write rate(5 hours)']],
    ['rate(0 minutes)', ['rate(0 minutes) must have a value of at least 1 - for example rate(5 minutes)']],
    ['rate(30 seconds)', [expect.stringContaining('is not a value and a unit')]],
    ['rate(1.5 hours)', [expect.stringContaining('is not a value and a unit')]],
    ['at(2026-02-30T00:00:00)', [expect.stringContaining('is no date and time')]],
    ['at(2026-03-02T24:00:00)', [expect.stringContaining('is no date and time')]],
    ['at(2026-03-02T02:00:00Z)', [expect.stringContaining('is no date and time')]],
    ['cron()', ['cron() has 0 fields, not 6 - minutes hours day-of-month month day-of-week year']],
    ['cron(daily)', [expect.stringContaining('has 1 field, not 6')]],
    ['cron(0 2 * * ?)', [expect.stringContaining('has 5 fields, not 6')]],
    ['cron(0 0 2 * * ? *)', [expect.stringContaining('has 7 fields, not 6')]],
    ['cron(0 2 * * * *)', ['day-of-month and day-of-week both say days - write ? in one of them']],
    ['cron(0 2 1 * MON *)', ['day-of-month and day-of-week both say days - write ? in one of them']],
    ['cron(0 2 ? * ? *)', ['day-of-month and day-of-week are both ? - write * in one of them for every day']],
    ['cron(60 2 * * ? *)', ['minutes: "60" is not 0 to 59']],
    ['cron(0 24 * * ? *)', ['hours: "24" is not 0 to 23']],
    ['cron(0 ? * * ? *)', ['hours: "?" is not 0 to 23 - ? stands alone, in day-of-month or day-of-week']],
    ['cron(0 2 0 * ? *)', ['day-of-month: "0" is not 1 to 31']],
    ['cron(0 2 20-2 * ? *)', ['day-of-month: "20-2" ends before it begins - give two ranges, with a comma']],
    ['cron(0 2 L-3 * ? *)', [expect.stringContaining('day-of-month: "L-3" is not L or LW')]],
    [
      'cron(0 2 W * ? *)',
      ['day-of-month: "W" is not one day from 1 to 31 and W - for example 15W, the weekday nearest the 15th'],
    ],
    ['cron(0 2 1-5W * ? *)', [expect.stringContaining('day-of-month: "1-5W" is not one day from 1 to 31 and W')]],
    ['cron(0 2 32W * ? *)', [expect.stringContaining('day-of-month: "32W" is not one day from 1 to 31 and W')]],
    [
      'cron(0 2 ? * MON-FRIL *)',
      ['day-of-week: "MON-FRIL" is not one weekday and L - for example 6L or FRIL, the last Friday of the month'],
    ],
    ['cron(0 2 ? * #3 *)', ['day-of-week: "#3" has no weekday before # - for example 6#3, the third Friday']],
    ['cron(-1 2 * * ? *)', ['minutes: "-1" is no range - for example 1,3 or 1-5']],
    ['cron(0 2- * * ? *)', ['hours: "2-" is no range - for example 1,3 or 1-5']],
    ['cron(/5 * * * ? *)', ['minutes: "/5" has nothing before / - for example 0/5']],
    ['cron(0 2 * FOO ? *)', ['month: "FOO" is not 1 to 12 or JAN to DEC']],
    ['cron(0 2 ? * 0 *)', ['day-of-week: "0" is not 1 to 7 or SUN to SAT - SUN is 1 and SAT is 7']],
    ['cron(0 2 ? * MON/2 *)', ['day-of-week: takes no steps, got "MON/2" - list the days, for example MON,WED,FRI']],
    ['cron(0 2 ? * 3#1,6#3 *)', ['day-of-week: "3#1,6#3" has # beside a comma - one # an expression; give two rules']],
    ['cron(0 2 ? * 3#6 *)', [expect.stringContaining('has no number from 1 to 5 behind #')]],
    ['cron(0 2 * * ? 1969)', ['year: "1969" is not 1970 to 2199']],
    ['cron(0 2 * * ? 2030-2026)', ['year: "2030-2026" ends before it begins - give two ranges, with a comma']],
    ['cron(0/90 * * * ? *)', ['minutes: "0/90" has a step that is not 1 to 59 - rate(90 minutes) has longer periods']],
    ['cron(0/0 * * * ? *)', ['minutes: "0/0" has a step that is not 1 to 59']],
    ['cron(1,,2 * * * ? *)', [expect.stringContaining('minutes: has nothing beside a comma')]],
    [
      `cron(${Array.from({ length: 60 }, (_, minute) => minute).join()} ${'0,'.repeat(60)}0 * * ? *)`,
      [expect.stringContaining('EventBridge takes 256')],
    ],
  ])('%s', (expression, expected) => {
    expect(problemsIn(expression)).toEqual(expected);
  });

  it('is none for an hour in the plural: EventBridge Scheduler takes it, as templates in use have it', () => {
    expect(parseScheduleExpression('rate(1 hours)')).toEqual(parseScheduleExpression('rate(1 hour)'));
    expect(problemsIn('rate(1 hours)')).toEqual([]);
  });

  it('tells of every field at once', () => {
    expect(problemsIn('cron(60,61 25 32 13 8#9 2200)')).toEqual([
      'minutes: "60" is not 0 to 59',
      'minutes: "61" is not 0 to 59',
      'hours: "25" is not 0 to 23',
      'day-of-month and day-of-week both say days - write ? in one of them',
      'day-of-month: "32" is not 1 to 31',
      'day-of-week: "8" is not 1 to 7 or SUN to SAT',
      'day-of-week: "8#9" has no number from 1 to 5 behind # - for example 6#3, the third Friday',
      'month: "13" is not 1 to 12 or JAN to DEC',
      'year: "2200" is not 1970 to 2199',
    ]);
  });
});

it('a schedule tells what is wrong with each of its fields', () => {
  const read = readSchedule({
    scheduleExpression: 'rate(2 day)',
    scheduleExpressionTimezone: 'Berlin',
    startDate: '2026-03-32',
    endDate: 'soon',
  });
  expect(read.ok ? [] : read.problems.map(({ path }) => path)).toEqual([
    'scheduleExpression',
    'scheduleExpressionTimezone',
    'startDate',
    'endDate',
  ]);
  const backwards = readSchedule({ scheduleExpression: 'rate(1 day)', startDate: '2026-03-02', endDate: '2026-03-01' });
  expect(backwards).toMatchObject({ ok: false, problems: [{ path: 'endDate' }] });
});

describe('instants', () => {
  it.each([
    ['2026-03-02', Date.UTC(2026, 2, 2)],
    ['2026-03-02T06:30Z', Date.UTC(2026, 2, 2, 6, 30)],
    ['2026-03-02T06:30:15+02:00', Date.UTC(2026, 2, 2, 4, 30, 15)],
    ['2026-02-29', undefined],
    ['2026-03-02T06:30', undefined],
    ['2026-03-02T24:00Z', undefined],
    ['2 March 2026', undefined],
  ])('%s', (text, expected) => {
    expect(parseInstant(text)).toBe(expected);
  });
});
