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

/** All pools are sorted only when the very first is refused, which is rare. */
export function firstPool(request: LaunchRequest, compare: ComparePools): Candidate | undefined {
  const best = bestPool(request, compare);
  if (request.canLaunch(best.type, best.zone)) return best;
  return rankPools(request)
    .sort((left, right) => compare(left.type, left.score, right.type, right.score) || left.rank - right.rank)
    .find(({ type, zone }) => request.canLaunch(type, zone));
}

function bestPool(request: LaunchRequest, compare: ComparePools): Candidate {
  const { fitting, zones } = request;
  let bestType = fitting[0];
  let bestZone = zones[0];
  let bestScore = request.score(bestType, bestZone);
  for (const type of fitting) {
    // Within a type the emptier zone comes first, so a later zone must be better to win.
    for (const zone of zones) {
      const score = request.score(type, zone);
      const order = compare(type, score, bestType, bestScore);
      if (order > 0 || (order === 0 && (type === bestType || compareLeftover(request, type, bestType) > 0))) continue;
      bestType = type;
      bestZone = zone;
      bestScore = score;
    }
  }
  return { type: bestType, zone: bestZone };
}

function rankPools(request: LaunchRequest): RankedPool[] {
  const pools: RankedPool[] = [];
  for (const type of [...request.fitting].sort(byLeftover(request))) {
    for (const zone of request.zones) pools.push({ type, zone, score: request.score(type, zone), rank: pools.length });
  }
  return pools;
}
