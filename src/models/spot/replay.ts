/**
 * The Spot market of a recorded availability series, exact at every tick: a pool can launch during exactly the ticks whose
 * count is above 0, and running instances go when the count drops. Hazard scale and presets do not apply. The port does not
 * say how many instances already run, so a count above 0 admits any number.
 */
import { PURPOSE, uniform } from '../random.ts';
import type { SpotMarket, SpotPool } from '../spot-market.ts';
import type { AvailabilitySeries } from './availability-series.ts';

export interface ReplayInput {
  /** By `instanceType/zone` (0-based zone number) or by instance type for all its zones; the former goes first. */
  readonly series: ReadonlyMap<string, AvailabilitySeries>;
  /** After the last tick: start over (`wrap`, default) or keep the last count (`stay`). */
  readonly afterEnd?: 'wrap' | 'stay';
}

/** A tick at which the count is lower than one tick before, and the share of instances that are lost there. */
interface Drop {
  readonly tick: number;
  readonly lostShare: number;
}

interface Recording {
  readonly series: AvailabilitySeries;
  readonly drops: readonly Drop[];
  readonly most: number;
}

interface Instance {
  readonly seed: number;
  /** Of its pool. */
  readonly key: number;
  readonly ordinal: number;
  readonly runningMs: number;
}

/** With mild luck an instance of a many-node series survives many drops; after this many it never goes. */
const MAX_DROPS_SEEN = 1_000_000;

/** A pool without a series never launches: nothing is known that would let it. */
export function createReplayMarket(input: ReplayInput, seed: number): SpotMarket {
  const wraps = (input.afterEnd ?? 'wrap') === 'wrap';
  const recordings = new Map<string, Recording>();
  for (const [name, series] of input.series) recordings.set(name, record(series, wraps));
  const find = (pool: SpotPool) =>
    recordings.get(`${pool.instanceType}/${pool.zone}`) ?? recordings.get(pool.instanceType);
  const countAt = (pool: SpotPool, atMs: number) => {
    const recording = find(pool);
    return recording === undefined ? 0 : countDuring(recording.series, atMs, wraps);
  };
  return {
    model: 'replay',
    canLaunch: (pool, atMs) => countAt(pool, atMs) > 0,
    capacityScore: (pool, atMs) => countAt(pool, atMs) / (find(pool)?.most ?? 1),
    reclaimMs: (pool, ordinal, runningMs) => {
      const recording = find(pool);
      if (recording === undefined || countDuring(recording.series, runningMs, wraps) === 0) return runningMs + 1;
      return firstLossMs(recording, { seed, key: pool.key, ordinal, runningMs }, wraps);
    },
  };
}

function record(series: AvailabilitySeries, wraps: boolean): Recording {
  const { counts } = series;
  const drops: Drop[] = [];
  for (let tick = wraps ? 0 : 1; tick < counts.length; tick++) {
    const before = counts[tick === 0 ? counts.length - 1 : tick - 1] ?? 0;
    const after = counts[tick] ?? 0;
    if (after < before) drops.push({ tick, lostShare: (before - after) / before });
  }
  const most = counts.reduce((highest, count) => Math.max(highest, count), 1);
  return { series, drops, most };
}

function countDuring(series: AvailabilitySeries, atMs: number, wraps: boolean): number {
  const tick = Math.floor(atMs / series.gapMs);
  const length = series.counts.length;
  return series.counts[wraps ? tick % length : Math.min(tick, length - 1)] ?? 0;
}

/** The first drop after `runningMs` that takes the instance: always when the count reaches 0, else by its share and a draw. */
function firstLossMs(recording: Recording, instance: Instance, wraps: boolean): number {
  const { drops, series } = recording;
  const { seed, key, ordinal, runningMs } = instance;
  if (drops.length === 0) return Number.POSITIVE_INFINITY;
  const length = series.counts.length;
  const runningTick = Math.floor(runningMs / series.gapMs);
  let cycle = wraps ? Math.floor(runningTick / length) : 0;
  let index = firstDropAfter(drops, runningTick - cycle * length);
  for (let seen = 0; seen < MAX_DROPS_SEEN; seen++, index++) {
    if (index >= drops.length) {
      if (!wraps) return Number.POSITIVE_INFINITY;
      index = 0;
      cycle += 1;
    }
    const drop = drops[index];
    if (drop === undefined) break;
    const tick = cycle * length + drop.tick;
    const entity = Math.imul(tick + 1, 0xc2b2ae35) ^ key;
    if (uniform(seed, PURPOSE.spotShockHit, entity, ordinal) < drop.lostShare) return tick * series.gapMs;
  }
  return Number.POSITIVE_INFINITY;
}

function firstDropAfter(drops: readonly Drop[], tick: number): number {
  let low = 0;
  let high = drops.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if ((drops[middle]?.tick ?? Number.POSITIVE_INFINITY) <= tick) low = middle + 1;
    else high = middle;
  }
  return low;
}
