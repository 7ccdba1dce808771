/**
 * SPOT_CAPACITY_OPTIMIZED_PRIORITIZED: capacity first; among pools nearly as roomy as the best (within 10 % of its score,
 * our reading of "best effort"), the order of instanceTypes decides (AWS Batch user guide, "Allocation strategies").
 */

import { type ComparePools, firstPool } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

export function spotCapacityOptimizedPrioritized(request: LaunchRequest): Candidate | undefined {
  return firstPool(request, comparing);
}

function comparing(request: LaunchRequest): ComparePools {
  let best = Number.NEGATIVE_INFINITY;
  for (const type of request.fitting) {
    for (const zone of request.zones) best = Math.max(best, request.score(type, zone));
  }
  return (leftType, leftScore, rightType, rightScore) => {
    const isLeftNear = leftScore >= 0.9 * best;
    const isRightNear = rightScore >= 0.9 * best;
    if (isLeftNear !== isRightNear) return isLeftNear ? -1 : 1;
    // The environment keeps its types in the order of instanceTypes.
    return isLeftNear ? leftType - rightType : rightScore - leftScore;
  };
}
