/**
 * SPOT_CAPACITY_OPTIMIZED: the pool least likely to be interrupted, that is with the best capacity score; price does not
 * count (AWS Batch user guide, "Allocation strategies"; EC2 Fleet "capacity-optimized").
 */

import { firstPool, type PoolOrder } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

export const BY_SCORE: PoolOrder = {
  threshold: () => 0,
  compare: (_types, _threshold, _leftType, leftScore, _rightType, rightScore) => rightScore - leftScore,
};

export function spotCapacityOptimized(request: LaunchRequest): Candidate | undefined {
  return firstPool(request, BY_SCORE);
}
