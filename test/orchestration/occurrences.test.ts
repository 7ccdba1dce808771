/** When expressions fire: AWS's own documented examples and the corners of the calendar, each by hand. 2 March 2026 is a Monday. */
import { describe, expect, it } from 'vitest';
import { firing, nextFiring } from './firing.ts';

const MONDAY = '2026-03-02';

/** Amazon EventBridge user guide, cron expressions reference, examples. */
describe("AWS's own examples fire", () => {
  it.each([
    ['cron(0 10 * * ? *)', ['2026-03-02T10:00', '2026-03-03T10:00', '2026-03-04T10:00']],
    ['cron(15 12 * * ? *)', ['2026-03-02T12:15', '2026-03-03T12:15']],
    // Monday to Friday: the sixth is Monday again.
    ['cron(0 18 ? * MON-FRI *)', ['02', '03', '04', '05', '06', '09'].map((day) => `2026-03-${day}T18:00`)],
    ['cron(0 8 1 * ? *)', ['2026-04-01T08:00', '2026-05-01T08:00', '2026-06-01T08:00']],
    ['cron(0/15 * * * ? *)', ['00:00', '00:15', '00:30', '00:45', '01:00'].map((time) => `2026-03-02T${time}`)],
    ['cron(0/10 * ? * MON-FRI *)', ['00:00', '00:10', '00:20'].map((time) => `2026-03-02T${time}`)],
    // 8:00 to 17:55: twelve an hour, ten hours a day.
    ['cron(0/5 8-17 ? * MON-FRI *)', ['08:00', '08:05'].map((time) => `2026-03-02T${time}`)],
    // "every tenth minute, starting from the first minute of the hour".
    [
      'cron(1/10 * * * ? *)',
      ['00:01', '00:11', '00:21', '00:31', '00:41', '00:51', '01:01'].map((time) => `2026-03-02T${time}`),
    ],
    // "3W specifies the weekday closest to the third day of the month": 3 May 2026 is a Sunday, so Monday 4.
    ['cron(0 0 3W 5 ? *)', ['2026-05-04T00:00']],
    // "3#2 would be the second Tuesday of the month".
    ['cron(0 0 ? * 3#2 *)', ['2026-03-10T00:00', '2026-04-14T00:00']],
  ])('%s', (expression, expected) => {
    expect(nextFiring(expression, MONDAY, expected.length)).toEqual(expected);
  });

  it('cron(0/5 8-17 ? * MON-FRI *) 600 times a week, the last at 17:55', () => {
    const times = firing('cron(0/5 8-17 ? * MON-FRI *)', MONDAY, '2026-03-09');
    expect(times).toHaveLength(5 * 10 * 12);
    expect(times.at(-1)).toBe('2026-03-06T17:55Z');
  });

  it('cron(15 10 ? * 6L 2019-2022) on the last Friday of each month of four years', () => {
    const times = firing('cron(15 10 ? * 6L 2019-2022)', '2018-01-01', '2024-01-01');
    expect(times).toHaveLength(48);
    // January 2019 ends on Thursday 31, December 2022 on Saturday 31.
    expect([times[0], times.at(-1)]).toEqual(['2019-01-25T10:15Z', '2022-12-30T10:15Z']);
  });

  it('cron(0/30 20-2 ? * MON-FRI *) past midnight: the hours 20 to 23 and 0 to 2 of each of the five days', () => {
    const times = firing('cron(0/30 20-2 ? * MON-FRI *)', MONDAY, '2026-03-09');
    expect(times).toHaveLength(5 * 7 * 2);
    expect([times[0], times[5], times[6], times.at(-1)]).toEqual([
      '2026-03-02T00:00Z',
      '2026-03-02T02:30Z',
      '2026-03-02T20:00Z',
      '2026-03-06T23:30Z',
    ]);
  });
});

describe('days of a cron expression', () => {
  it.each([
    ['the last day of the month, 29 in a leap year', 'cron(0 0 L 2 ? *)', ['2027-02-28', '2028-02-29', '2029-02-28']],
    ['29 February every fourth year', 'cron(0 0 29 2 ? *)', ['2028-02-29', '2032-02-29']],
    [
      'the 31st only where there is one',
      'cron(0 0 31 * ? *)',
      ['2026-03-31', '2026-05-31', '2026-07-31', '2026-08-31'],
    ],
    // 1 August 2026 is a Saturday: Friday is in July, so Monday 3.
    ['the weekday nearest the 1st, never in the month before', 'cron(0 0 1W 8 ? 2026)', ['2026-08-03']],
    // 31 May 2026 is a Sunday: Monday is in June, so Friday 29. 31 October is a Saturday: Friday 30.
    [
      'the weekday nearest the 31st, never in the month after',
      'cron(0 0 31W 5,10 ? 2026)',
      ['2026-05-29', '2026-10-30'],
    ],
    // 15 March 2026 is a Sunday: Monday 16. 15 August is a Saturday: Friday 14.
    ['the weekday nearest the 15th on both sides', 'cron(0 0 15W 3,8 ? 2026)', ['2026-03-16', '2026-08-14']],
    ['no weekday nearest the 31st in a month of 30 days', 'cron(0 0 31W 4,5 ? *)', ['2026-05-29', '2027-05-31']],
    // February 2026 ends on Saturday 28, May on Sunday 31.
    ['the last weekday of the month', 'cron(0 0 LW * ? *)', ['2026-03-31', '2026-04-30', '2026-05-29']],
    ['several days in a list', 'cron(0 0 1,15,L * ? *)', ['2026-03-15', '2026-03-31', '2026-04-01', '2026-04-15']],
    ['every tenth day from the 1st', 'cron(0 0 1/10 * ? *)', ['2026-03-11', '2026-03-21', '2026-03-31', '2026-04-01']],
    ['the last Friday', 'cron(0 0 ? * FRIL *)', ['2026-03-27', '2026-04-24', '2026-05-29']],
    // Mondays of March 2026: 2, 9, 16, 23, 30; April has four, May four, June five.
    ['a fifth Monday only where there is one', 'cron(0 0 ? * MON#5 *)', ['2026-03-30', '2026-06-29']],
    ['L alone as the last day of the week, Saturday', 'cron(0 0 ? * L *)', ['2026-03-07', '2026-03-14']],
    [
      'weekdays round the end of the week',
      'cron(0 0 ? * FRI-MON *)',
      ['2026-03-02', '2026-03-06', '2026-03-07', '2026-03-08', '2026-03-09'],
    ],
    [
      'months round the end of the year',
      'cron(0 0 1 NOV-FEB ? *)',
      ['2026-11-01', '2026-12-01', '2027-01-01', '2027-02-01'],
    ],
    ['years of a range with a step', 'cron(0 0 1 1 ? 2026-2032/3)', ['2029-01-01', '2032-01-01']],
    ['names in small letters', 'cron(0 0 ? jan sun *)', ['2027-01-03', '2027-01-10']],
  ])('%s: %s', (_name, expression, days) => {
    expect(nextFiring(expression, MONDAY, days.length)).toEqual(days.map((day) => `${day}T00:00`));
  });

  it('that do not exist never come', () => {
    expect(firing('cron(0 0 30 2 ? *)', '2026-01-01', '2036-01-01')).toEqual([]);
  });
});

describe('rate expressions', () => {
  it('fire first at the start of the replay, then after every period', () => {
    expect(firing('rate(6 hours)', '2026-03-02T01:00Z', '2026-03-03T00:00Z')).toEqual([
      '2026-03-02T01:00Z',
      '2026-03-02T07:00Z',
      '2026-03-02T13:00Z',
      '2026-03-02T19:00Z',
    ]);
  });

  it('count from the start date, before the replay or in it', () => {
    const rate = (startDate: string) => ({ scheduleExpression: 'rate(5 days)', startDate });
    // 20 February + 5 days + 5 days = 2 March: the first instant of the replay is in it.
    expect(firing(rate('2026-02-20T00:00Z'), '2026-03-02', '2026-03-09')).toEqual([
      '2026-03-02T00:00Z',
      '2026-03-07T00:00Z',
    ]);
    expect(firing(rate('2026-03-03T12:30Z'), '2026-03-02', '2026-03-09')).toEqual([
      '2026-03-03T12:30Z',
      '2026-03-08T12:30Z',
    ]);
  });

  it('of days take 24 hours across a change of the clock', () => {
    const rate = { scheduleExpression: 'rate(1 day)', scheduleExpressionTimezone: 'Europe/Berlin' };
    expect(firing(rate, '2026-03-28T12:00Z', '2026-03-31')).toEqual([
      '2026-03-28T12:00Z',
      '2026-03-29T12:00Z',
      '2026-03-30T12:00Z',
    ]);
  });
});

describe('dates of a schedule', () => {
  it('bound it, the end date itself included', () => {
    const daily = {
      scheduleExpression: 'cron(0 6 * * ? *)',
      startDate: '2026-03-03T06:00Z',
      endDate: '2026-03-05T06:00:00Z',
    };
    expect(firing(daily, '2026-03-02', '2026-03-09')).toEqual([
      '2026-03-03T06:00Z',
      '2026-03-04T06:00Z',
      '2026-03-05T06:00Z',
    ]);
  });

  it('mean nothing to a one-time schedule', () => {
    const once = { scheduleExpression: 'at(2026-03-04T09:30:15)', startDate: '2026-03-05' };
    expect(firing(once, '2026-03-02', '2026-03-09')).toEqual(['2026-03-04T09:30:15Z']);
    expect(firing(once, '2026-03-05', '2026-03-09')).toEqual([]);
  });

  it('leave out the last instant of a replay, which the next one begins with', () => {
    expect(firing('cron(0 0 * * ? *)', '2026-03-02', '2026-03-04')).toEqual(['2026-03-02T00:00Z', '2026-03-03T00:00Z']);
  });
});
