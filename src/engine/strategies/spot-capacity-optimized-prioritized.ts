/**
 * SPOT_CAPACITY_OPTIMIZED_PRIORITIZED: capacity first; among pools nearly as roomy as the best (within 10 % of its score,
 * our reading of "best effort"), the order of instanceTypes decides (AWS Batch user guide, "Allocation strategies").
 */

import { firstPool, type RankedPool, rankPools } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

export function spotCapacityOptimizedPrioritized(request: LaunchRequest): Candidate | undefined {
  const pools = rankPools(request);
  const best = Math.max(...pools.map(({ score }) => score));
  const position = new Map(request.fitting.map((type, index) => [type, index]));
  const listed = (type: number) => position.get(type) ?? request.fitting.length;
  const compare = (left: RankedPool, right: RankedPool) => {
    const isLeftNear = left.score >= 0.9 * best;
    const isRightNear = right.score >= 0.9 * best;
    if (isLeftNear !== isRightNear) return isLeftNear ? -1 : 1;
    return isLeftNear
      ? listed(left.type) - listed(right.type) || left.rank - right.rank
      : right.score - left.score || left.rank - right.rank;
  };
  return firstPool(pools, compare, request);
}
