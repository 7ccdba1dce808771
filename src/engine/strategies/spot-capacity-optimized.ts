/**
 * SPOT_CAPACITY_OPTIMIZED: the pool least likely to be interrupted, that is with the best capacity score; price does not
 * count (AWS Batch user guide, "Allocation strategies"; EC2 Fleet "capacity-optimized").
 */

import { type ComparePools, firstPool } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

export function spotCapacityOptimized(request: LaunchRequest): Candidate | undefined {
  return firstPool(request, () => byScore);
}

const byScore: ComparePools = (_leftType, leftScore, _rightType, rightScore) => rightScore - leftScore;
