/**
 * SPOT_PRICE_CAPACITY_OPTIMIZED: among the roomiest pools, the cheapest per vCPU (EC2 Fleet "price-capacity-optimized").
 * AWS publishes neither the score nor the cut; ours is the 60th percentile of the scores of all fitting pools.
 */

import { firstPool, type RankedPool, rankPools } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

const ROOMY_PERCENTILE = 0.6;

export function spotPriceCapacityOptimized(request: LaunchRequest): Candidate | undefined {
  const pools = rankPools(request);
  const scores = Float64Array.from(pools, ({ score }) => score).sort();
  const cut = scores[Math.min(scores.length - 1, Math.floor(ROOMY_PERCENTILE * scores.length))];
  const priceStep = (type: number) => request.types[type].vcpuPriceStep;
  const compare = (left: RankedPool, right: RankedPool) => {
    const isLeftRoomy = left.score >= cut;
    const isRightRoomy = right.score >= cut;
    if (isLeftRoomy !== isRightRoomy) return isLeftRoomy ? -1 : 1;
    if (!isLeftRoomy) return right.score - left.score || left.rank - right.rank;
    return priceStep(left.type) - priceStep(right.type) || left.rank - right.rank;
  };
  return firstPool(pools, compare, request);
}
