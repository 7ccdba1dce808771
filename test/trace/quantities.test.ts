import { describe, expect, it } from 'vitest';
import { epochNumberMs, isoMs } from '../../src/trace/instants.ts';
import { NumberFields } from '../../src/trace/number-fields.ts';
import { PieceCodes } from '../../src/trace/piece-codes.ts';
import { clockMs, decimalNumber, durationMs, sizeMiB } from '../../src/trace/quantities.ts';

describe('quantities in traces', () => {
  it('reads Nextflow durations, human and raw', () => {
    expect(durationMs('5m 18s')).toBe(318_000);
    expect(durationMs('366ms')).toBe(366);
    expect(durationMs('7.6s')).toBe(7600);
    expect(durationMs('1d 2h 3m 4s')).toBe(93_784_000);
    expect(durationMs('1234')).toBe(1234);
    expect(durationMs('5 minutes')).toBeUndefined();
    expect(durationMs('-')).toBeUndefined();
  });

  it('reads Nextflow sizes in powers of 1024', () => {
    expect(sizeMiB('4 GB')).toBe(4096);
    expect(sizeMiB('512 KB')).toBe(0.5);
    expect(sizeMiB('1048576')).toBe(1);
    expect(sizeMiB('1 TB')).toBe(1_048_576);
    expect(sizeMiB('lots')).toBeUndefined();
  });

  it('reads clock times with days', () => {
    expect(clockMs('1:02:03')).toBe(3_723_000);
    expect(clockMs('2-00:00:01')).toBe(172_801_000);
    expect(clockMs('1 day, 0:00:01')).toBe(86_401_000);
    expect(clockMs('90')).toBeUndefined();
  });

  it('takes only finite decimal numbers', () => {
    expect(['1', '-2.5', '.5', '1e3'].map(decimalNumber)).toEqual([1, -2.5, 0.5, 1000]);
    expect(['', 'NaN', 'Infinity', '0x10', '1,5', '1e999', '1 2'].map(decimalNumber)).toEqual(Array(7).fill(undefined));
  });

  it('reads ISO dates, in UTC where they name no zone, and refuses days that do not exist', () => {
    const noon = Date.UTC(2024, 1, 29, 12);
    expect(isoMs('2024-02-29T12:00:00Z')).toBe(noon);
    expect(isoMs('2024-02-29 12:00:00.25')).toBe(noon + 250);
    expect(isoMs('2024-02-29T14:00+02:00')).toBe(noon);
    expect(isoMs('2024-02-29T07:00:00-0500')).toBe(noon);
    expect(isoMs('2023-02-29')).toBeUndefined();
    expect(isoMs('2024-01-01T10:61:00Z')).toBeUndefined();
    expect(isoMs('29/02/2024')).toBeUndefined();
    // RFC 3339: an offset is a time of day.
    expect(isoMs('2024-02-29T12:00:00+23:59')).toBe(noon - (23 * 60 + 59) * 60_000);
    for (const offset of ['+24:00', '+99', '-01:60', '+0199'])
      expect(isoMs(`2024-02-29T12:00:00${offset}`)).toBeUndefined();
  });

  it('tells epoch seconds from milliseconds and from small numbers', () => {
    expect(epochNumberMs(1_700_000_000)).toBe(1_700_000_000_000);
    expect(epochNumberMs(1_700_000_000_000)).toBe(1_700_000_000_000);
    expect(epochNumberMs(86_400)).toBeUndefined();
  });

  it('scans the numbers of a log line and counts columns beyond the 18th', () => {
    const fields = new NumberFields(4);
    const piece = new PieceCodes();
    piece.moveTo({ text: '  1 -2\t3.25 x - 6 \r\né7 123456789012345678\n', firstLine: 1 });
    const second = fields.scan(piece, 0);
    expect(fields.count).toBe(6);
    expect([...fields.values]).toEqual([1, -2, 3.25, Number.NaN]);
    expect(fields.scan(piece, second)).toBe(piece.length);
    expect(fields.count).toBe(2);
    expect([...fields.values].slice(0, 2)).toEqual([Number.NaN, Number('123456789012345678')]);
  });
});
