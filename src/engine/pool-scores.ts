/** The capacity scores of one environment's Spot pools at one moment; the weather is asked once for each pool and moment. */
import type { SpotMarket } from '../models/spot-market.ts';
import type { LaunchableType } from './launchable-types.ts';
import type { Candidate } from './strategies/strategy.ts';

interface Best {
  readonly readMs: number;
  readonly pools: readonly Candidate[];
}

export class PoolScores {
  /** By type x zones + zone: the score, and when it was read. */
  private readonly scores: Float64Array;
  private readonly readMs: Float64Array;
  /** Those of the list that was asked for last, in its order, and then sorted. */
  private readonly listed: Float64Array;
  private readonly sorted: Float64Array;
  private listedTypes: readonly number[] = [];
  private listedMs = -1;
  /** By list of types: a decision that launches many instances for one shape asks for the same again and again. */
  private readonly best = new WeakMap<readonly number[], Best>();

  constructor(
    private readonly types: readonly LaunchableType[],
    private readonly zones: number,
  ) {
    const pools = types.length * zones;
    this.scores = new Float64Array(pools);
    this.readMs = new Float64Array(pools).fill(-1);
    this.listed = new Float64Array(pools);
    this.sorted = new Float64Array(pools);
  }

  at(nowMs: number, type: number, zone: number, market: SpotMarket): number {
    const pool = type * this.zones + zone;
    if (this.readMs[pool] !== nowMs) {
      this.scores[pool] = market.capacityScore(this.types[type].pools[zone], nowMs);
      this.readMs[pool] = nowMs;
    }
    return this.scores[pool];
  }

  /** Of the types' pools at position x zones + zone; good until other types or another moment are asked for. */
  of(types: readonly number[], nowMs: number, market: SpotMarket): Float64Array {
    const { listed, zones } = this;
    if (types === this.listedTypes && nowMs === this.listedMs) return listed;
    let count = 0;
    for (let position = 0; position < types.length; position++) {
      for (let zone = 0; zone < zones; zone++) listed[count++] = this.at(nowMs, types[position], zone, market);
    }
    this.listedTypes = types;
    this.listedMs = nowMs;
    return listed;
  }

  /** The score that so much of all pools of the types, in every zone, stay below. */
  percentile(share: number, nowMs: number, types: readonly number[], market: SpotMarket): number {
    const scores = this.of(types, nowMs, market);
    const count = types.length * this.zones;
    const sorted = this.sorted.subarray(0, count);
    for (let pool = 0; pool < count; pool++) sorted[pool] = scores[pool];
    sorted.sort();
    return sorted[Math.min(count - 1, Math.floor(share * count))];
  }

  /** What `find` says of the types at this moment, however often it is asked. */
  bestOf(types: readonly number[], nowMs: number, find: () => readonly Candidate[]): readonly Candidate[] {
    const known = this.best.get(types);
    if (known !== undefined && known.readMs === nowMs) return known.pools;
    const pools = find();
    this.best.set(types, { readMs: nowMs, pools });
    return pools;
  }
}
