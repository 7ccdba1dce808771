import { describe, expect, it } from 'vitest';
import {
  formatCount,
  formatDuration,
  formatExact,
  formatInstant,
  formatPercent,
  formatPlural,
  formatUsd,
  formatUsdRange,
} from '../../src/report/format.ts';

describe('numbers as text', () => {
  it.each([
    // 3 d 2 h 1 m 20 s, and a second later: as durations both are 3 d 2 h.
    [3 * 86_400 + 2 * 3600 + 80, '3 d 2 h 1 m 20 s'],
    [3 * 86_400 + 2 * 3600 + 81, '3 d 2 h 1 m 21 s'],
    [3600, '1 h 0 m 0 s'],
    [3599.4, '59 m 59 s'],
    [3599.6, '1 h 0 m 0 s'],
    [2.25, '2.3 s'],
  ])('writes the instant %d as %s', (seconds, text) => {
    expect(formatInstant(seconds)).toBe(text);
  });

  it('writes unknown, never 0, for what is not known', () => {
    for (const format of [formatUsd, formatDuration, formatCount, formatPercent])
      expect(format(undefined)).toBe('unknown');
    expect(formatUsdRange({ mean: 3 })).toBe('unknown');
  });

  it.each([
    [0, '$0.00'],
    [0.01234, '$0.0123'],
    [0.00001, '<$0.0001'],
    [-0.5, '-$0.5000'],
    [1, '$1.00'],
    [1234.5, '$1,234.50'],
    [1_234_567.891, '$1,234,567.89'],
    [-12.3, '-$12.30'],
  ])('writes %d dollars as %s', (usd, text) => {
    expect(formatUsd(usd)).toBe(text);
  });

  it('does not show a small amount as nothing in a column of cents', () => {
    expect(formatUsd(0.004, 2)).toBe('<$0.01');
    expect(formatUsd(0, 2)).toBe('$0.00');
  });

  it.each([
    [0, '0 s'],
    [4.24, '4.2 s'],
    [9.96, '10 s'],
    [59.4, '59 s'],
    [59.6, '1 m 0 s'],
    [250, '4 m 10 s'],
    [3599.7, '1 h 0 m'],
    [8040, '2 h 14 m'],
    [86_399, '1 d 0 h'],
    [273_600, '3 d 4 h'],
    [-60, '-1 m 0 s'],
    [-0.04, '0 s'],
  ])('writes %d seconds as %s', (seconds, text) => {
    expect(formatDuration(seconds)).toBe(text);
  });

  it.each([
    [0, '0'],
    [5000, '5,000'],
    [100, '100'],
    [12.34, '12.3'],
    [0.333, '0.333'],
    [1_000_000, '1,000,000'],
    [-0.0001, '0'],
    [0.0001, '<0.001'],
    [-1500, '-1,500'],
  ])('writes the count %d as %s', (count, text) => {
    expect(formatCount(count)).toBe(text);
  });

  it('writes shares as percentages and counts with their noun', () => {
    expect(formatPercent(0.7821)).toBe('78.2 %');
    expect(formatPercent(-0.00001)).toBe('-<0.1 %');
    expect(formatExact(86_400)).toBe('86,400');
    expect(formatExact(1.25)).toBe('1.25');
    expect(formatPlural(1, 'replication')).toBe('1 replication');
    expect(formatPlural(30, 'replication')).toBe('30 replications');
  });
});
