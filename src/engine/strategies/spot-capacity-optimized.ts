/**
 * SPOT_CAPACITY_OPTIMIZED: the pool least likely to be interrupted, that is with the best capacity score; price does not
 * count (AWS Batch user guide, "Allocation strategies"; EC2 Fleet "capacity-optimized").
 */

import { rankPools } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

export function spotCapacityOptimized(request: LaunchRequest): Candidate | undefined {
  const pools = rankPools(request).sort((left, right) => right.score - left.score || left.rank - right.rank);
  return pools.find(({ type, zone }) => request.canLaunch(type, zone));
}
