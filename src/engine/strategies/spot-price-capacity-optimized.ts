/**
 * SPOT_PRICE_CAPACITY_OPTIMIZED: among the roomiest pools, the cheapest per vCPU (EC2 Fleet "price-capacity-optimized").
 * AWS publishes neither the score nor the cut; ours is the 60th percentile of the scores of all fitting pools.
 */

import { firstPool, type PoolOrder } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

const ROOMY_PERCENTILE = 0.6;

export const ROOMY_THEN_CHEAP: PoolOrder = {
  threshold: (request) => request.scorePercentile(ROOMY_PERCENTILE),
  compare(types, threshold, leftType, leftScore, rightType, rightScore) {
    const isLeftRoomy = leftScore >= threshold;
    const isRightRoomy = rightScore >= threshold;
    if (isLeftRoomy !== isRightRoomy) return isLeftRoomy ? -1 : 1;
    if (!isLeftRoomy) return rightScore - leftScore;
    return types[leftType].vcpuPriceStep - types[rightType].vcpuPriceStep;
  },
};

export function spotPriceCapacityOptimized(request: LaunchRequest): Candidate | undefined {
  return firstPool(request, ROOMY_THEN_CHEAP);
}
