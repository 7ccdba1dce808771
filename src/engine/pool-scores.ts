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
  /** By list of types: a decision that launches many instances for one shape asks for the same again and again. */
  private readonly best = new WeakMap<readonly number[], Best>();

  constructor(
    private readonly types: readonly LaunchableType[],
    private readonly zones: number,
  ) {
    this.scores = new Float64Array(types.length * zones);
    this.readMs = new Float64Array(types.length * zones).fill(-1);
  }

  at(nowMs: number, type: number, zone: number, market: SpotMarket): number {
    const pool = type * this.zones + zone;
    if (this.readMs[pool] !== nowMs) {
      this.scores[pool] = market.capacityScore(this.types[type].pools[zone], nowMs);
      this.readMs[pool] = nowMs;
    }
    return this.scores[pool];
  }

  /** The score that so much of all pools of the types, in every zone, stay below. */
  percentile(share: number, nowMs: number, types: readonly number[], market: SpotMarket): number {
    const scores = new Float64Array(types.length * this.zones);
    let count = 0;
    for (const type of types) {
      for (let zone = 0; zone < this.zones; zone++) scores[count++] = this.at(nowMs, type, zone, market);
    }
    scores.sort();
    return scores[Math.min(count - 1, Math.floor(share * count))];
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
