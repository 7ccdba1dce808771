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
  const byFit = [...request.fitting].sort(byLeftover(request));
  return byFit.flatMap((type, position) =>
    request.zones.map((zone, preference) => ({
      type,
      zone,
      score: request.score(type, zone),
      rank: position * request.zones.length + preference,
    })),
  );
}
