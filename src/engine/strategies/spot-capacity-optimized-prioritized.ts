/**
 * SPOT_CAPACITY_OPTIMIZED_PRIORITIZED: capacity first; among pools nearly as roomy as the best (within 10 % of its score,
 * our reading of "best effort"), the order of instanceTypes decides (AWS Batch user guide, "Allocation strategies").
 */

import { firstPool, type PoolOrder } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

const NEARLY = 0.9;

export const NEAR_THEN_FIRST: PoolOrder = {
  threshold: nearTheBest,
  compare(_types, threshold, leftType, leftScore, rightType, rightScore) {
    const isLeftNear = leftScore >= threshold;
    const isRightNear = rightScore >= threshold;
    if (isLeftNear !== isRightNear) return isLeftNear ? -1 : 1;
    // The environment keeps its types in the order of instanceTypes.
    return isLeftNear ? leftType - rightType : rightScore - leftScore;
  },
};

export function spotCapacityOptimizedPrioritized(request: LaunchRequest): Candidate | undefined {
  return firstPool(request, NEAR_THEN_FIRST);
}

function nearTheBest(request: LaunchRequest): number {
  const scores = request.scores();
  const count = request.fitting.length * request.zones.length;
  let best = Number.NEGATIVE_INFINITY;
  for (let pool = 0; pool < count; pool++) best = Math.max(best, scores[pool]);
  return NEARLY * best;
}
