import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { HOUR_MS, marketOf, poolOf } from './support.ts';

describe('advisor market', () => {
  it('takes instances back at the constant hazard of their bucket', () => {
    const market = marketOf({ model: 'advisor' });
    const pool = poolOf('m5.large', 0, 3);
    const instances = 100_000;
    let lifeHours = 0;
    for (let ordinal = 0; ordinal < instances; ordinal++) lifeHours += market.reclaimMs(pool, ordinal, 0) / HOUR_MS;
    // F = .175, D = 10 h: hazard .175 / (.825 x 10) = .0212 per hour, mean life 47.14 h; standard error 47.14 / sqrt(1e5) = .15.
    expect(Math.abs(lifeHours / instances - 47.14)).toBeLessThan(0.45);
  });

  it('never brings a reclaim later when the hazard grows', () => {
    const pool = poolOf('m5.large', 1, 2);
    fc.assert(
      fc.property(
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.double({ min: 0.01, max: 10, noNaN: true }),
        fc.nat(1000),
        fc.nat(1e9),
        (one, other, ordinal, runningMs) => {
          const low = marketOf({ model: 'advisor', hazardScale: Math.min(one, other) });
          const high = marketOf({ model: 'advisor', hazardScale: Math.max(one, other) });
          const reclaimMs = high.reclaimMs(pool, ordinal, runningMs);
          expect(reclaimMs).toBeLessThanOrEqual(low.reclaimMs(pool, ordinal, runningMs));
          expect(reclaimMs).toBeGreaterThan(runningMs);
          expect(Number.isInteger(reclaimMs)).toBe(true);
        },
      ),
    );
  });

  it('lets hazardPerHour override the buckets, and reads 0 as never', () => {
    const pool = poolOf('m5.large', 0, 0);
    expect(marketOf({ model: 'advisor', hazardPerHour: 0 }).reclaimMs(pool, 1, 5)).toBe(Number.POSITIVE_INFINITY);
    const fast = marketOf({ model: 'advisor', hazardPerHour: 10 }).reclaimMs(pool, 1, 0);
    const slow = marketOf({ model: 'advisor', hazardPerHour: 1 }).reclaimMs(pool, 1, 0);
    // The same uniform over ten times the hazard: a tenth of the life, up to rounding to whole ms.
    expect(Math.abs(slow - 10 * fast)).toBeLessThanOrEqual(10);
  });

  it('always launches and ranks calm buckets first', () => {
    const market = marketOf({ model: 'advisor' });
    const scores = [0, 1, 2, 3, 4].map((bucket) => market.capacityScore(poolOf('m5.large', 0, bucket), 0));
    expect(scores).toEqual([...scores].sort((a, b) => b - a));
    expect(new Set(scores).size).toBe(5);
    expect(market.capacityScore(poolOf('m5.large'), 0)).toBe(scores[4]);
    expect(market.canLaunch(poolOf('m5.large'), 1e9)).toBe(true);
  });
});

describe('none market', () => {
  it('always launches and never reclaims', () => {
    const market = marketOf({ model: 'none' });
    expect(market.canLaunch(poolOf('m5.large'), 0)).toBe(true);
    expect(market.capacityScore(poolOf('m5.large'), 0)).toBe(1);
    expect(market.reclaimMs(poolOf('m5.large'), 0, 0)).toBe(Number.POSITIVE_INFINITY);
  });
});
