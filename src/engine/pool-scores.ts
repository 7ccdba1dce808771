/** The capacity scores of one environment's Spot pools at one moment; the weather is asked once for each pool and moment. */
import type { SpotMarket } from '../models/spot-market.ts';
import type { LaunchableType } from './launchable-types.ts';

export class PoolScores {
  /** By type x zones + zone: the score, and when it was read. */
  private readonly scores: Float64Array;
  private readonly readMs: Float64Array;

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
}
