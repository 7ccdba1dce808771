import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { type AvailabilitySeries, parseAvailabilitySeries } from '../../../src/models/spot/availability-series.ts';
import { createReplayMarket } from '../../../src/models/spot/replay.ts';
import { poolOf } from './support.ts';

const TRACES = '../shared/data/spot/availability-preemption';
const POOL = poolOf('p3.2xlarge');

function marketOf(series: AvailabilitySeries, afterEnd: 'wrap' | 'stay' = 'wrap') {
  return createReplayMarket({ series: new Map([['p3.2xlarge', series]]), afterEnd }, 1);
}

describe('replay of an availability series', () => {
  const series = { gapMs: 1000, counts: [1, 1, 0, 1, 0] };

  it('launches exactly during the ticks whose count is above 0', () => {
    const market = marketOf(series);
    expect([0, 999, 1000, 1999, 2000, 2999, 3000, 4000].map((ms) => market.canLaunch(POOL, ms))).toEqual([
      true,
      true,
      true,
      true,
      false,
      false,
      true,
      false,
    ]);
  });

  it('takes every instance of a single-node series at the tick of the drop', () => {
    const market = marketOf(series);
    for (let ordinal = 0; ordinal < 20; ordinal++) {
      expect([0, 1500, 1999, 3000].map((ms) => market.reclaimMs(POOL, ordinal, ms))).toEqual([2000, 2000, 2000, 4000]);
    }
    // Ready only after the capacity has gone: lost at once.
    expect(market.reclaimMs(POOL, 0, 2500)).toBe(2501);
  });

  it('starts over after the last tick, or stays there when told to', () => {
    const wrapping = marketOf({ gapMs: 1000, counts: [1, 0, 1] });
    expect([3000, 4000, 5000].map((ms) => wrapping.canLaunch(POOL, ms))).toEqual([true, false, true]);
    // From tick 2 the series goes on with tick 0 (still up) and drops at tick 1 of the second round: 4 s.
    expect(wrapping.reclaimMs(POOL, 0, 2000)).toBe(4000);
    const staying = marketOf({ gapMs: 1000, counts: [1, 0, 1] }, 'stay');
    expect(staying.canLaunch(POOL, 1e9)).toBe(true);
    expect(staying.reclaimMs(POOL, 0, 2000)).toBe(Number.POSITIVE_INFINITY);
    // Wrapping from a last count of 2 to a first of 0 is a drop too.
    expect(marketOf({ gapMs: 1000, counts: [0, 2] }).reclaimMs(POOL, 0, 1000)).toBe(2000);
  });

  it('takes the lost share of a many-node series and nobody twice', () => {
    // 4 -> 1: three quarters go at 1 s; 1 -> 0: the rest at 2 s. Binomial standard error over 10,000: .0043.
    const market = marketOf({ gapMs: 1000, counts: [4, 1, 0] });
    const fates = Array.from({ length: 10_000 }, (_, ordinal) => market.reclaimMs(POOL, ordinal, 0));
    expect(new Set(fates)).toEqual(new Set([1000, 2000]));
    expect(Math.abs(fates.filter((ms) => ms === 1000).length / 10_000 - 0.75)).toBeLessThan(0.013);
  });

  it('prefers the series of the zone and refuses pools without one', () => {
    const down = { gapMs: 1000, counts: [0] };
    const market = createReplayMarket(
      {
        series: new Map([
          ['p3.2xlarge', series],
          ['p3.2xlarge/1', down],
        ]),
      },
      1,
    );
    expect([0, 1, 2].map((zone) => market.canLaunch(poolOf('p3.2xlarge', zone), 0))).toEqual([true, false, true]);
    expect(market.canLaunch(poolOf('m5.large'), 0)).toBe(false);
    expect(market.capacityScore(poolOf('m5.large'), 0)).toBe(0);
    expect(market.capacityScore(POOL, 0)).toBe(1);
  });

  it.skipIf(!existsSync(TRACES))(
    'gives the public traces their own instance-hours, tick by tick (skipped without them)',
    () => {
      for (const name of readdirSync(TRACES).filter((file) => file.includes('__1-node__'))) {
        const parsed = parseAvailabilitySeries(gunzipSync(readFileSync(`${TRACES}/${name}`)).toString());
        if (!parsed.ok) throw new Error(name);
        const { gapMs, counts } = parsed.value;
        const market = marketOf(parsed.value, 'stay');
        let servedMs = 0;
        for (let tick = 0; tick < counts.length; tick++) {
          expect(market.canLaunch(POOL, tick * gapMs)).toBe((counts[tick] ?? 0) > 0);
          if ((counts[tick] ?? 0) === 0 || (counts[tick - 1] ?? 0) > 0) continue;
          // One instance held from the start of each up episode until it is taken.
          servedMs += Math.min(market.reclaimMs(POOL, tick, tick * gapMs), counts.length * gapMs) - tick * gapMs;
        }
        expect(servedMs).toBe(counts.reduce((sum, count) => sum + count, 0) * gapMs);
      }
    },
  );
});

describe('the spot-traces format', () => {
  it('is read with its gap in whole milliseconds', () => {
    const parsed = parseAvailabilitySeries('{"metadata":{"gap_seconds":195},"data":[0,1,16]}');
    expect(parsed).toEqual({ ok: true, value: { gapMs: 195_000, counts: [0, 1, 16] }, warnings: [] });
  });

  it('reports everything wrong at once', () => {
    const parsed = parseAvailabilitySeries('{"metadata":{"gap_seconds":0},"data":[1,-1,"x",1.5]}');
    expect(parsed.ok ? [] : parsed.problems.map((problem) => problem.path)).toEqual([
      'metadata.gap_seconds',
      'data[1]',
      'data[2]',
      'data[3]',
    ]);
    expect(parseAvailabilitySeries('[').ok).toBe(false);
    expect(parseAvailabilitySeries('{"metadata":{"gap_seconds":1},"data":[]}').ok).toBe(false);
  });
});
