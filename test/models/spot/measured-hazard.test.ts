import { describe, expect, it } from 'vitest';
import {
  expectedHazardPerHour,
  measuredHazardPerHour,
  poolHazardScale,
} from '../../../src/models/spot/measured-hazard.ts';
import { FULL_SEVERITY, MILD_SEVERITY, MILD_STORM_PROBABILITY } from '../../../src/models/spot/pools.ts';
import { HOUR_MS, marketOf, poolOf, spotAssumptions } from './support.ts';

const POOL = poolOf('m5.large', 1, 2);

describe('a measured reclaim rate', () => {
  const poolHazardsPerHour = { 'm5.large/1': 0.3, 'm5.large': 0.2, '*': 0.1 };

  it('counts for its pool before its type, for its type before all', () => {
    const spot = spotAssumptions({ poolHazardsPerHour });
    const rates = [POOL, poolOf('m5.large', 0), poolOf('c5.large', 0)].map((pool) => measuredHazardPerHour(spot, pool));
    expect(rates).toEqual([0.3, 0.2, 0.1]);
    expect(measuredHazardPerHour(spotAssumptions(), POOL)).toBeUndefined();
  });

  it('replaces the bucket of the advisor model, still times the hazard scale', () => {
    const spot = spotAssumptions({ model: 'advisor', poolHazardsPerHour, hazardScale: 2 });
    expect(expectedHazardPerHour(spot, POOL)).toBeCloseTo(0.6, 12);
    const market = marketOf({ model: 'advisor', poolHazardsPerHour, hazardScale: 2 });
    // Mean life 1 / .6 h = 1.667 h; standard error over 20,000 lives .012.
    const lives = Array.from({ length: 20_000 }, (_, ordinal) => market.reclaimMs(POOL, ordinal, 0) / HOUR_MS);
    expect(Math.abs(lives.reduce((sum, life) => sum + life, 0) / lives.length - 1 / 0.6)).toBeLessThan(0.042);
  });

  it('is what the pools model then delivers: storms and single losses scaled together', () => {
    const spot = spotAssumptions({ poolHazardsPerHour: { 'm5.large': 0.3 } });
    expect(expectedHazardPerHour(spot, POOL)).toBeCloseTo(0.3, 12);
    // Reclaims per instance-hour of instances replaced as soon as the pool is up again, over 200 seeds of 30 days.
    let [reclaims, hours] = [0, 0];
    for (let seed = 0; seed < 200; seed++) {
      const market = marketOf({ poolHazardsPerHour: { 'm5.large': 0.3 } }, seed);
      let atMs = 0;
      for (let ordinal = 0; atMs < 720 * HOUR_MS; ordinal++) {
        while (!market.canLaunch(POOL, atMs)) atMs += 60_000;
        const endMs = market.reclaimMs(POOL, ordinal, atMs);
        hours += (Math.min(endMs, 720 * HOUR_MS) - atMs) / HOUR_MS;
        if (endMs < 720 * HOUR_MS) reclaims++;
        atMs = endMs;
      }
    }
    // Survivors of storms live on through down spells, where no storm hits them: a little below .3 is right.
    expect(reclaims / hours).toBeGreaterThan(0.25);
    expect(reclaims / hours).toBeLessThan(0.33);
  });

  it('uses the severity of the pools model', () => {
    const mean = MILD_STORM_PROBABILITY * MILD_SEVERITY + (1 - MILD_STORM_PROBABILITY) * FULL_SEVERITY;
    expect(mean).toBeCloseTo(0.7875, 12);
    expect(poolHazardScale(spotAssumptions({ hazardScale: 3 }), POOL)).toBe(3);
  });
});
