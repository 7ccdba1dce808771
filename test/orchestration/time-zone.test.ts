/**
 * Clocks that change. EventBridge Scheduler user guide, "Daylight savings time": what falls on a time that does not exist is skipped, what
 * falls on one that comes twice runs once.
 */
import { describe, expect, it } from 'vitest';
import { isTimeZone } from '../../src/orchestration/time-zone.ts';
import { firing } from './firing.ts';

const inZone = (scheduleExpressionTimezone: string, scheduleExpression: string) => ({
  scheduleExpression,
  scheduleExpressionTimezone,
});

describe('Europe/Berlin', () => {
  it('is two hours ahead of UTC in summer and one in winter', () => {
    const noon = inZone('Europe/Berlin', 'cron(0 12 * * ? *)');
    // Summer time begins on 29 March 2026 and ends on 25 October.
    expect(firing(noon, '2026-03-28', '2026-03-30')).toEqual(['2026-03-28T11:00Z', '2026-03-29T10:00Z']);
    expect(firing(noon, '2026-10-24', '2026-10-26')).toEqual(['2026-10-24T10:00Z', '2026-10-25T11:00Z']);
  });

  it('skips 2:30 on the day on which 2:00 becomes 3:00', () => {
    expect(firing(inZone('Europe/Berlin', 'cron(30 2 * * ? *)'), '2026-03-28', '2026-03-31')).toEqual([
      '2026-03-28T01:30Z',
      '2026-03-30T00:30Z',
    ]);
    expect(firing(inZone('Europe/Berlin', 'at(2026-03-29T02:30:00)'), '2026-03-28', '2026-03-31')).toEqual([]);
  });

  it('has the last minute before the gap and the first one after it', () => {
    expect(firing(inZone('Europe/Berlin', 'cron(0,59 1-3 29 3 ? 2026)'), '2026-03-28', '2026-03-31')).toEqual([
      '2026-03-29T00:00Z',
      '2026-03-29T00:59Z',
      '2026-03-29T01:00Z',
      '2026-03-29T01:59Z',
    ]);
  });

  it('fires at 2:30 once, the first time, on the day on which 3:00 becomes 2:00', () => {
    expect(firing(inZone('Europe/Berlin', 'cron(30 2 * * ? *)'), '2026-10-24', '2026-10-27')).toEqual([
      '2026-10-24T00:30Z',
      '2026-10-25T00:30Z',
      '2026-10-26T01:30Z',
    ]);
  });

  it('has 23 hours of an hourly schedule in spring, and 24 on the day of 25 hours', () => {
    const hourly = inZone('Europe/Berlin', 'cron(0 * * * ? *)');
    // From midnight to midnight on its clock: 23:00 UTC is midnight in winter, 22:00 UTC in summer.
    expect(firing(hourly, '2026-03-28T23:00Z', '2026-03-29T22:00Z')).toHaveLength(23);
    expect(firing(hourly, '2026-10-24T22:00Z', '2026-10-25T23:00Z')).toHaveLength(24);
  });
});

describe('America/New_York', () => {
  it('changes at 2:00 on 8 March and 1 November 2026', () => {
    const times = inZone('America/New_York', 'cron(30 1-3 * * ? *)');
    // Five hours behind UTC in winter, four in summer; 2:30 does not exist.
    expect(firing(times, '2026-03-08T05:00Z', '2026-03-09T04:00Z')).toEqual(['2026-03-08T06:30Z', '2026-03-08T07:30Z']);
    // 1:30 comes twice, at 5:30 and 6:30 UTC.
    expect(firing(times, '2026-11-01T04:00Z', '2026-11-02T05:00Z')).toEqual([
      '2026-11-01T05:30Z',
      '2026-11-01T07:30Z',
      '2026-11-01T08:30Z',
    ]);
  });
});

describe('other clocks', () => {
  it.each([
    ['Asia/Kolkata', '2026-03-01T18:30Z'],
    ['Asia/Kathmandu', '2026-03-01T18:15Z'],
    ['Pacific/Kiritimati', '2026-03-01T10:00Z'],
    ['Pacific/Pago_Pago', '2026-03-02T11:00Z'],
    ['UTC', '2026-03-02T00:00Z'],
  ])('of %s show the midnight with which 2 March begins at %s', (zone, expected) => {
    expect(firing(inZone(zone, 'cron(0 0 2 3 ? 2026)'), '2026-02-20', '2026-03-10')).toEqual([expected]);
  });

  it('that change by half an hour, on Lord Howe Island, have a gap of half an hour', () => {
    // 2:00 becomes 2:30 on 4 October 2026: from 10 and a half hours ahead of UTC to 11.
    expect(firing(inZone('Australia/Lord_Howe', 'cron(15,30 2 4 10 ? 2026)'), '2026-10-01', '2026-10-10')).toEqual([
      '2026-10-03T15:30Z',
    ]);
  });

  it('that change for the month of Ramadan, in Morocco, are put back and forward again', () => {
    // An hour ahead of UTC but from 15 February to 22 March 2026 (time zone database 2026a).
    expect(firing(inZone('Africa/Casablanca', 'cron(0 12 1 2-4 ? 2026)'), '2026-01-01', '2026-06-01')).toEqual([
      '2026-02-01T11:00Z',
      '2026-03-01T12:00Z',
      '2026-04-01T11:00Z',
    ]);
  });

  it('have names, not offsets', () => {
    expect(['Europe/Berlin', 'UTC', 'Etc/GMT+5'].map(isTimeZone)).toEqual([true, true, true]);
    expect(['Europe/Berln', '+01:00', '', 'CET+1'].map(isTimeZone)).toEqual([false, false, false, false]);
  });
});
