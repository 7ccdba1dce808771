/**
 * The first Spot pool in a strategy's order that can be had. Pools the strategy holds equal are told apart by least leftover
 * memory, then by the emptier zone.
 */
import type { LaunchableType } from '../launchable-types.ts';
import { byLeftover, type Candidate, compareLeftover, type LaunchRequest } from './strategy.ts';

/** The order in which a strategy takes pools. Plain functions, since one made anew for a request is compiled anew. */
export interface PoolOrder {
  /** From which score on a pool is good enough at this moment, for `compare`. */
  threshold(request: LaunchRequest): number;
  /** Negative when the left pool comes first, 0 when the strategy holds both equal. */
  compare(
    types: readonly LaunchableType[],
    threshold: number,
    leftType: number,
    leftScore: number,
    rightType: number,
    rightScore: number,
  ): number;
}

interface RankedPool extends Candidate {
  readonly score: number;
  /** Position by least leftover memory, then by the emptier zone. */
  readonly rank: number;
}

/** All pools are looked at once a moment, and sorted only when the very first is refused, which is rare. */
export function firstPool(request: LaunchRequest, order: PoolOrder): Candidate | undefined {
  const best = firstOfEqual(
    request,
    request.bestPools(() => equalBest(request, order)),
  );
  if (request.canLaunch(best.type, best.zone)) return best;
  const { types } = request;
  const threshold = order.threshold(request);
  return rankPools(request)
    .sort(
      (left, right) =>
        order.compare(types, threshold, left.type, left.score, right.type, right.score) || left.rank - right.rank,
    )
    .find(({ type, zone }) => request.canLaunch(type, zone));
}

/** The pools that the strategy puts before all others and holds equal. */
function equalBest(request: LaunchRequest, order: PoolOrder): Candidate[] {
  const { fitting, types, zones } = request;
  const scores = request.scores();
  const threshold = order.threshold(request);
  let pools: Candidate[] = [];
  let bestType = fitting[0];
  let bestScore = scores[zones[0]];
  for (let position = 0; position < fitting.length; position++) {
    const type = fitting[position];
    for (const zone of zones) {
      const score = scores[position * zones.length + zone];
      const difference = order.compare(types, threshold, type, score, bestType, bestScore);
      if (difference > 0) continue;
      if (difference < 0) pools = [];
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
