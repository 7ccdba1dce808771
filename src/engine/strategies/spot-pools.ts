/** The fitting Spot pools of a request with their capacity scores and a neutral tie-break rank. */
import { byLeftover, type LaunchRequest } from './strategy.ts';

export interface RankedPool {
  readonly type: number;
  readonly zone: number;
  readonly score: number;
  /** Position by least leftover memory, then by the emptier zone: decides between pools that are otherwise equal. */
  readonly rank: number;
}

export function rankPools(request: LaunchRequest): RankedPool[] {
  const pools: RankedPool[] = [];
  for (const type of [...request.fitting].sort(byLeftover(request))) {
    for (const zone of request.zones) pools.push({ type, zone, score: request.score(type, zone), rank: pools.length });
  }
  return pools;
}

/** The first pool in the given order that can be had. All are sorted only when the very first is refused, which is rare. */
export function firstPool(
  pools: RankedPool[],
  compare: (left: RankedPool, right: RankedPool) => number,
  request: LaunchRequest,
): RankedPool | undefined {
  let best = pools[0];
  for (const pool of pools) if (compare(pool, best) < 0) best = pool;
  if (request.canLaunch(best.type, best.zone)) return best;
  return pools.sort(compare).find(({ type, zone }) => request.canLaunch(type, zone));
}
