import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { Draws, exponential, keyOf, logNormal, PURPOSE, replicationSeed, uniform } from '../../src/models/random.ts';

const BINS = 100;
const DRAWS = 200_000;

/** 99.9 % quantile of chi-square with 99 degrees of freedom: 99 + 3.09 sqrt(198) + (2/3)(3.09^2 - 1) = 148.2. */
const CHI_SQUARE_LIMIT = 148.2;

function chiSquare(draw: (index: number) => number): number {
  const counts = new Array<number>(BINS).fill(0);
  for (let index = 0; index < DRAWS; index++) {
    const bin = Math.floor(draw(index) * BINS);
    counts[bin] = (counts[bin] ?? 0) + 1;
  }
  const expected = DRAWS / BINS;
  return counts.reduce((sum, count) => sum + (count - expected) ** 2 / expected, 0);
}

function correlation(x: (index: number) => number, y: (index: number) => number): number {
  let sum = 0;
  for (let index = 0; index < DRAWS; index++) sum += (x(index) - 0.5) * (y(index) - 0.5);
  return (sum / DRAWS) * 12;
}

describe('keyed random numbers', () => {
  it('are uniform along every one of their four keys', () => {
    expect(chiSquare((index) => uniform(index, PURPOSE.boot, 7, 3))).toBeLessThan(CHI_SQUARE_LIMIT);
    expect(chiSquare((index) => uniform(1, PURPOSE.boot, index, 3))).toBeLessThan(CHI_SQUARE_LIMIT);
    expect(chiSquare((index) => uniform(1, PURPOSE.boot, 7, index))).toBeLessThan(CHI_SQUARE_LIMIT);
    const purposes = Object.values(PURPOSE);
    const draw = (index: number) =>
      uniform(Math.floor(index / purposes.length), purposes[index % purposes.length] ?? PURPOSE.boot, 7, 3);
    expect(chiSquare(draw)).toBeLessThan(CHI_SQUARE_LIMIT);
  });

  it('are uncorrelated between neighbouring seeds, purposes, entities and counters', () => {
    // Independent uniforms: the estimate has standard deviation 1 / sqrt(200,000) = .0022; four of them are .009.
    const base = (index: number) => uniform(1, PURPOSE.boot, 7, index);
    expect(Math.abs(correlation(base, (index) => uniform(2, PURPOSE.boot, 7, index)))).toBeLessThan(0.009);
    expect(Math.abs(correlation(base, (index) => uniform(1, PURPOSE.pull, 7, index)))).toBeLessThan(0.009);
    expect(Math.abs(correlation(base, (index) => uniform(1, PURPOSE.boot, 8, index)))).toBeLessThan(0.009);
    expect(Math.abs(correlation(base, (index) => uniform(1, PURPOSE.boot, 7, index + 1)))).toBeLessThan(0.009);
  });

  it('stay strictly inside (0, 1) and depend on nothing but their keys', () => {
    fc.assert(
      fc.property(fc.integer(), fc.integer(), fc.integer(), (seed, entity, counter) => {
        const value = uniform(seed, PURPOSE.search, entity, counter);
        expect(value).toBeGreaterThan(0);
        expect(value).toBeLessThan(1);
        expect(uniform(seed, PURPOSE.search, entity, counter)).toBe(value);
      }),
    );
  });

  it('are the same one by one and many at a time', () => {
    const word = fc.nat(0xffffffff);
    fc.assert(
      fc.property(word, word, word, (seed, entity, counter) => {
        const draws = new Draws(seed, PURPOSE.syntheticShape);
        expect(draws.uniform(entity, counter)).toBe(uniform(seed, PURPOSE.syntheticShape, entity, counter));
      }),
    );
  });

  it('give exponentials and log-normals their stated mean, median and 95th percentile', () => {
    let sum = 0;
    for (let index = 0; index < DRAWS; index++) sum += exponential(5, uniform(1, PURPOSE.pull, 0, index));
    // Standard error of the mean is 5 / sqrt(200,000) = .011; three of them.
    expect(Math.abs(sum / DRAWS - 5)).toBeLessThan(0.034);
    expect(exponential(Number.POSITIVE_INFINITY, 0.3)).toBe(Number.POSITIVE_INFINITY);
    expect(logNormal(45, 103, 0.5)).toBeCloseTo(45, 6);
    expect(logNormal(45, 103, 0.95)).toBeCloseTo(103, 4);
    expect(logNormal(45, 45, 0.9)).toBe(45);
    expect(logNormal(0, 0, 0.9)).toBe(0);
  });

  it('seed replications apart and name keys by FNV-1a', () => {
    const seeds = new Set(Array.from({ length: 1000 }, (_, index) => replicationSeed(1, index)));
    expect(seeds.size).toBe(1000);
    // Published FNV-1a 32-bit test vectors.
    expect(keyOf('')).toBe(0x811c9dc5);
    expect(keyOf('a')).toBe(0xe40c292c);
    expect(keyOf('foobar')).toBe(0xbf9cf968);
  });
});
