import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { SpotPreset } from '../../../src/models/assumptions.ts';
import { PoolWeather } from '../../../src/models/spot/pool-weather.ts';
import { RECLAIM_WINDOW_MS } from '../../../src/models/spot/pools.ts';
import { bucketLaw, presetLaw } from '../../../src/models/spot/presets.ts';
import { meanMs } from '../../../src/models/spot/spells.ts';
import type { SpotPool } from '../../../src/models/spot-market.ts';
import { HOUR_MS, marketOf, poolOf } from './support.ts';

/** No reclaims but storms: owners end their instances so late that the per-launch hazard vanishes. */
const STORMS_ONLY = { advisorMeanLifeHours: 1e12 };
const DAY_MS = 24 * HOUR_MS;

function phi(preset: SpotPreset, seeds: number, one: SpotPool, other: SpotPool): number {
  let [moments, ups, otherUps, both] = [0, 0, 0, 0];
  for (let seed = 0; seed < seeds; seed++) {
    const market = marketOf({ preset }, seed);
    for (let atMs = 0; atMs < 200 * DAY_MS; atMs += 2 * HOUR_MS) {
      const isUp = market.canLaunch(one, atMs);
      const isOtherUp = market.canLaunch(other, atMs);
      moments += 1;
      ups += isUp ? 1 : 0;
      otherUps += isOtherUp ? 1 : 0;
      both += isUp && isOtherUp ? 1 : 0;
    }
  }
  const [p, q] = [ups / moments, otherUps / moments];
  return (both / moments - p * q) / Math.sqrt(p * (1 - p) * q * (1 - q));
}

function trajectory(pool: SpotPool, changes = {}, seed = 1): string {
  const market = marketOf(changes, seed);
  let text = '';
  for (let hour = 0; hour < 500; hour++) text += market.canLaunch(pool, hour * HOUR_MS) ? '1' : '0';
  for (let ordinal = 0; ordinal < 50; ordinal++) text += ` ${market.reclaimMs(pool, ordinal, ordinal * HOUR_MS)}`;
  return text;
}

describe('storms', () => {
  it('take .3 or .95 of the running instances, .79 on average, within three minutes', () => {
    const pool = poolOf('c6i.large', 0, 4);
    const market = marketOf(STORMS_ONLY);
    const rhythm = { amplitude: 0, peakHour: 14, originHour: 0 };
    const law = bucketLaw('typical', 4);
    const weather = new PoolWeather(pool, { seed: 1, law, grid: presetLaw('typical'), hazardScale: 1, rhythm });
    const shares: number[] = [];
    let index = weather.firstFallAfter(0);
    for (; shares.length < 2000; index += 2) {
      const stormMs = weather.change(index).atMs;
      const reclaims = Array.from({ length: 200 }, (_, ordinal) => market.reclaimMs(pool, ordinal, stormMs - 1));
      const lost = reclaims.filter((reclaimMs) => reclaimMs <= stormMs + RECLAIM_WINDOW_MS);
      expect(Math.min(...reclaims)).toBeGreaterThan(stormMs);
      shares.push(lost.length / reclaims.length);
    }
    const mean = shares.reduce((sum, share) => sum + share, 0) / shares.length;
    const mild = shares.filter((share) => share < 0.6);
    // Mean .25 x .3 + .75 x .95 = .7875, sd .28, standard error .0063; mild storms: binomial standard error .0097.
    expect(Math.abs(mean - 0.7875)).toBeLessThan(0.019);
    expect(Math.abs(mild.length / shares.length - 0.25)).toBeLessThan(0.029);
    // Binomial spread over 200 instances: .3 +- .032 and .95 +- .015, five of each.
    expect(shares.every((share) => Math.abs(share - 0.3) < 0.17 || Math.abs(share - 0.95) < 0.08)).toBe(true);
  });

  it('only ever add to the lone reclaims of the advisor model', () => {
    const pool = poolOf('c6i.large', 0, 4);
    const [pools, advisor] = [marketOf({ preset: 'calm' }), marketOf({ model: 'advisor' })];
    let same = 0;
    for (let ordinal = 0; ordinal < 1000; ordinal++) {
      const runningMs = ordinal * 10 * HOUR_MS;
      const aloneMs = advisor.reclaimMs(pool, ordinal, runningMs);
      expect(pools.reclaimMs(pool, ordinal, runningMs)).toBeLessThanOrEqual(aloneMs);
      same += pools.reclaimMs(pool, ordinal, runningMs) === aloneMs ? 1 : 0;
    }
    expect(same).toBeGreaterThan(300);
    expect(same).toBeLessThan(1000);
  });
});

describe('dependence across pools', () => {
  it.each([
    { preset: 'typical', seeds: 120 },
    { preset: 'scarce', seeds: 25 },
  ] as const)('keeps the correlation measured on public traces ($preset)', ({ preset, seeds }) => {
    const pool = poolOf('c6i.large', 0, 2);
    // Measured .43 across zones of one region, .36-.56 for sizes of one family in a zone, about 0 across families.
    expect(Math.abs(phi(preset, seeds, pool, poolOf('c6i.large', 1, 2)) - 0.43)).toBeLessThan(0.06);
    expect(Math.abs(phi(preset, seeds, pool, poolOf('c6i.xlarge', 0, 2)) - 0.5)).toBeLessThan(0.06);
    expect(Math.abs(phi(preset, seeds, pool, poolOf('m5.large', 0, 2)))).toBeLessThan(0.05);
  });

  it('never lets one pool change another: neither its presence nor its bucket', () => {
    const pool = poolOf('c6i.large', 0, 2);
    const alone = trajectory(pool);
    const market = marketOf();
    for (const zone of [0, 1, 2]) {
      for (const type of ['c6i.xlarge', 'c6i.2xlarge', 'm5.large']) market.reclaimMs(poolOf(type, zone, zone), 3, 100);
    }
    let hourly = '';
    for (let hour = 0; hour < 500; hour++) hourly += market.canLaunch(pool, hour * HOUR_MS) ? '1' : '0';
    expect(alone.startsWith(hourly)).toBe(true);
  });
});

describe('common random numbers', () => {
  it('give the same fate for the same seed and another for another seed', () => {
    const pool = poolOf('c6i.large', 2, 1);
    expect(trajectory(pool)).toBe(trajectory(pool));
    expect(trajectory(pool, {}, 1)).not.toBe(trajectory(pool, {}, 2));
  });

  it('pin the bytes of a few fates, so that a change of any draw is noticed', () => {
    const market = marketOf({}, 42, {});
    const fates = [0, 1, 2, 3].map((ordinal) => market.reclaimMs(poolOf('c6i.large', 1, 2), ordinal, 1000));
    expect(fates).toMatchInlineSnapshot(`
      [
        124864386,
        95633630,
        95810388,
        93068828,
      ]
    `);
  });

  it('never bring a lone reclaim later with a larger hazard, and shorten lives on average', () => {
    const pool = poolOf('c6i.large', 0, 2);
    const meanLife = [0.1, 1, 10].map((hazardScale) => {
      let sum = 0;
      for (let seed = 0; seed < 1000; seed++) sum += marketOf({ hazardScale }, seed).reclaimMs(pool, 0, HOUR_MS);
      return sum / 1000;
    });
    expect(meanLife).toEqual([...meanLife].sort((a, b) => b - a));
  });

  it('shift the day by the hour the run starts at', () => {
    const pool = poolOf('c6i.large', 0, 4);
    const falls = (originHour: number) => {
      let morning = 0;
      for (let seed = 0; seed < 300; seed++) {
        const market = marketOf({ ...STORMS_ONLY, preset: 'scarce' }, seed, { amplitude: 0.9, originHour });
        for (let day = 0; day < 20; day++) {
          for (let minute = 1; minute < 360; minute += 10) {
            const atMs = day * DAY_MS + minute * 60_000;
            morning += market.canLaunch(pool, atMs - 60_000) && !market.canLaunch(pool, atMs + 540_000) ? 1 : 0;
          }
        }
      }
      return morning;
    };
    // The run's first six hours are 11:00-17:00 around the peak at 14:00, or 23:00-05:00 around the trough.
    expect(falls(11)).toBeGreaterThan(2 * falls(23));
  });
});

describe('fates and scores', () => {
  it('are whole milliseconds after running, and scores stay between 0 and 1', () => {
    const market = marketOf({ preset: 'scarce' });
    fc.assert(
      fc.property(fc.nat(5), fc.nat(4), fc.nat(500), fc.nat(30 * DAY_MS), (zone, bucket, ordinal, atMs) => {
        const pool = poolOf('r5.large', zone, bucket);
        const reclaimMs = market.reclaimMs(pool, ordinal, atMs);
        expect(reclaimMs).toBeGreaterThan(atMs);
        expect(Number.isInteger(reclaimMs) || reclaimMs === Number.POSITIVE_INFINITY).toBe(true);
        const score = market.capacityScore(pool, atMs);
        expect(score).toBeGreaterThanOrEqual(0);
        expect(score).toBeLessThanOrEqual(1);
      }),
    );
  });

  it('score pools that are down below pools that are up', () => {
    const market = marketOf({ preset: 'scarce' });
    const scores = { up: 1, down: 0 };
    for (let hour = 0; hour < 2000; hour++) {
      const pool = poolOf('r5.large', 0, 4);
      const score = market.capacityScore(pool, hour * HOUR_MS);
      if (market.canLaunch(pool, hour * HOUR_MS)) scores.up = Math.min(scores.up, score);
      else scores.down = Math.max(scores.down, score);
    }
    // Weights .5, .35, .15: a long-down pool of the worst bucket scores at least .07 when it is up, at most .072 when down.
    expect(scores.down).toBeLessThanOrEqual(0.072);
    expect(scores.up).toBeGreaterThanOrEqual(0.07);
  });

  it('follow the presets: an average type keeps the preset’s rate, and every preset is calmer than the next', () => {
    const shares = [192, 138, 81, 82, 401].map((types) => types / 894);
    const rate = shares.reduce(
      (sum, share, bucket) => sum + share / (meanMs(bucketLaw('typical', bucket).up) / HOUR_MS),
      0,
    );
    // The weighted mean of the fall rates is the preset's own 1 / 21 h.
    expect(rate * 21).toBeCloseTo(1, 3);
    expect(meanMs(bucketLaw('calm', 0).up)).toBe(meanMs(presetLaw('calm').up));
    expect(meanMs(bucketLaw('scarce', undefined).up)).toBe(meanMs(presetLaw('scarce').up));
    for (const bucket of [0, 1, 2, 3, 4]) {
      const means = (['calm', 'typical', 'scarce'] as const).map((preset) => meanMs(bucketLaw(preset, bucket).up));
      expect(means).toEqual([...means].sort((a, b) => b - a));
    }
  });
});
