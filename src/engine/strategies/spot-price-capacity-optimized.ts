/**
 * SPOT_PRICE_CAPACITY_OPTIMIZED: among the roomiest pools, the cheapest per vCPU (EC2 Fleet "price-capacity-optimized").
 * AWS publishes neither the score nor the cut; ours is the 60th percentile of the scores of all fitting pools.
 */

import { firstPool } from './spot-pools.ts';
import type { Candidate, LaunchRequest } from './strategy.ts';

const ROOMY_PERCENTILE = 0.6;

export function spotPriceCapacityOptimized(request: LaunchRequest): Candidate | undefined {
  const { types } = request;
  const cut = roomyScore(request);
  return firstPool(request, (leftType, leftScore, rightType, rightScore) => {
    const isLeftRoomy = leftScore >= cut;
    const isRightRoomy = rightScore >= cut;
    if (isLeftRoomy !== isRightRoomy) return isLeftRoomy ? -1 : 1;
    if (!isLeftRoomy) return rightScore - leftScore;
    return types[leftType].vcpuPriceStep - types[rightType].vcpuPriceStep;
  });
}

function roomyScore(request: LaunchRequest): number {
  const { fitting, zones } = request;
  const scores = new Float64Array(fitting.length * zones.length);
  let count = 0;
  for (let position = 0; position < fitting.length; position++) {
    for (let place = 0; place < zones.length; place++) scores[count++] = request.score(fitting[position], zones[place]);
  }
  scores.sort();
  return scores[Math.min(count - 1, Math.floor(ROOMY_PERCENTILE * count))];
}
