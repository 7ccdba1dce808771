import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { architectureOfName } from '../../src/scenario/architecture-of-name.ts';
import { formatJudged, formatQuantity } from '../../src/scenario/format-quantity.ts';
import { parseDurationSeconds, parseMemoryMiB, parseMoneyUsd, parsePercent } from '../../src/scenario/quantities.ts';

describe('amounts with units', () => {
  it.each([
    ['90s', 90],
    ['250ms', 0.25],
    ['15m', 900],
    ['15 min', 900],
    ['1h30m', 5400],
    ['1h 30m', 5400],
    ['1.5h', 5400],
    ['2d', 172_800],
    ['15', undefined],
    ['', undefined],
    ['m', undefined],
    ['5 parsecs', undefined],
    ['-5m', undefined],
    ['1h 30', undefined],
  ])('the duration %j is %s seconds', (text, seconds) => {
    expect(parseDurationSeconds(text)).toBe(seconds);
  });

  it.each([
    ['512 MiB', 512],
    ['4 GiB', 4096],
    ['4gib', 4096],
    ['1.5GiB', 1536],
    ['2048 KiB', 2],
    // 1 GB = 1e9 / 2^20 = 953.67 MiB, rounded up.
    ['1 GB', 954],
    ['4', undefined],
    ['4 XiB', undefined],
    ['GiB', undefined],
  ])('the memory %j is %s MiB', (text, memoryMiB) => {
    expect(parseMemoryMiB(text)).toBe(memoryMiB);
  });

  it.each([
    ['$1.20', 1.2],
    ['$ 3', 3],
    ['1.20 USD', 1.2],
    ['1.20', undefined],
    ['€3', undefined],
  ])('the money %j is %s dollars', (text, usd) => {
    expect(parseMoneyUsd(text)).toBe(usd);
  });

  it('a percentage is a share', () => {
    expect(parsePercent('97.5 %')).toBe(0.975);
    expect(parsePercent('0.9')).toBeUndefined();
  });

  it('a written duration can be read back, to the two largest units', () => {
    fc.assert(
      fc.property(fc.integer({ min: 60, max: 3599 }), (seconds) => {
        expect(parseDurationSeconds(formatQuantity(seconds, 'seconds'))).toBe(seconds);
      }),
    );
    // 1 d 1 h 1 m 1 s
    expect(formatQuantity(90_061, 'seconds')).toBe('1d 1h');
    expect(formatQuantity(86_400, 'seconds')).toBe('1d');
    // Rounded as in tables, where 1 h 51 m 41 s is 1 h 52 m, and never to 60 of a unit.
    expect(formatQuantity(6701, 'seconds')).toBe('1h 52m');
    expect(formatQuantity(3599.6, 'seconds')).toBe('1h');
    expect(formatQuantity(7199, 'seconds')).toBe('2h');
    expect(formatQuantity(86_399, 'seconds')).toBe('1d');
    expect(formatQuantity(86_400 + 3599, 'seconds')).toBe('1d 1h');
    expect(formatQuantity(2 * 86_400 + 23 * 3600 + 1800, 'seconds')).toBe('3d');
    expect(formatQuantity(0, 'seconds')).toBe('0s');
    expect(formatQuantity(-90, 'seconds')).toBe('-1m 30s');
    expect(formatQuantity(-1.5, 'usd')).toBe('-$1.50');
  });
});

describe('a duration beside its limit', () => {
  it.each([
    [7201, '2h 1s'],
    [7199, '1h 59m 59s'],
    [7200.25, '2h 0.25s'],
    [7200, '2h'],
    [7300, '2h 2m'],
  ])('of two hours: %d s is %s', (seconds, text) => {
    expect(formatJudged(seconds, 7200, 'seconds')).toBe(text);
  });

  it('of a day is not cut to whole days', () => {
    expect(formatJudged(86_400 + 50 * 60, 86_400, 'seconds')).toBe('1d 1h');
    expect(formatJudged(86_400 + 20 * 60, 86_400, 'seconds')).toBe('1d 20m');
  });
});

describe('the architecture of a name', () => {
  it.each([
    ['optimal', 'x86_64'],
    ['default_arm64', 'arm64'],
    ['c6i.large', 'x86_64'],
    ['m7g', 'arm64'],
    ['c7gn.16xlarge', 'arm64'],
    ['im4gn', 'arm64'],
    ['x2gd', 'arm64'],
    ['a1.large', 'arm64'],
    ['g4dn.xlarge', 'x86_64'],
    ['g5g', 'arm64'],
    ['gr6', 'x86_64'],
    ['c8gd', 'arm64'],
    ['m7i-flex', 'x86_64'],
    ['lab.100', undefined],
  ])('%s is %s', (name, architecture) => {
    expect(architectureOfName(name)).toBe(architecture);
  });
});
