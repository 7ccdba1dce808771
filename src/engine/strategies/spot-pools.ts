/**
 * The first Spot pool in a strategy's order that can be had. Pools the strategy holds equal are told apart by least leftover
 * memory, then by the emptier zone.
 */
import { byLeftover, type Candidate, compareLeftover, type LaunchRequest } from './strategy.ts';

/** Negative when the left pool comes first, 0 when the strategy holds both equal. */
export type ComparePools = (leftType: number, leftScore: number, rightType: number, rightScore: number) => number;

interface RankedPool extends Candidate {
  readonly score: number;
  /** Position by least leftover memory, then by the emptier zone. */
  readonly rank: number;
}

/** What a strategy holds of pools at this moment. */
export type Comparing = (request: LaunchRequest) => ComparePools;

/** All pools are looked at once a moment, and sorted only when the very first is refused, which is rare. */
export function firstPool(request: LaunchRequest, comparing: Comparing): Candidate | undefined {
  const best = firstOfEqual(
    request,
    request.bestPools(() => equalBest(request, comparing(request))),
  );
  if (request.canLaunch(best.type, best.zone)) return best;
  const compare = comparing(request);
  return rankPools(request)
    .sort((left, right) => compare(left.type, left.score, right.type, right.score) || left.rank - right.rank)
    .find(({ type, zone }) => request.canLaunch(type, zone));
}

/** The pools that the strategy puts before all others and holds equal. */
function equalBest(request: LaunchRequest, compare: ComparePools): Candidate[] {
  let pools: Candidate[] = [];
  let bestType = request.fitting[0];
  let bestScore = request.score(bestType, request.zones[0]);
  for (const type of request.fitting) {
    for (const zone of request.zones) {
      const score = request.score(type, zone);
      const order = compare(type, score, bestType, bestScore);
      if (order > 0) continue;
      if (order < 0) pools = [];
      pools.push({ type, zone });
      bestType = type;
      bestScore = score;
    }
  }
  return pools;
}

function firstOfEqual(request: LaunchRequest, pools: readonly Candidate[]): Candidate {
  const { zones } = request;
  return pools.reduce((first, pool) => {
    const order =
      pool.type === first.type
        ? zones.indexOf(pool.zone) - zones.indexOf(first.zone)
        : compareLeftover(request, pool.type, first.type);
    return order < 0 ? pool : first;
  });
}

function rankPools(request: LaunchRequest): RankedPool[] {
  const pools: RankedPool[] = [];
  for (const type of [...request.fitting].sort(byLeftover(request))) {
    for (const zone of request.zones) pools.push({ type, zone, score: request.score(type, zone), rank: pools.length });
  }
  return pools;
}
