/** Gives the best so far more replications: on the track they are on, or on the whole workload after a race on a sample. */

import { advance, type Track } from './race.ts';
import { type RankedEntrant, rank, survivors, withCurrent } from './ranking.ts';
import type { SearchRun } from './search-run.ts';

export interface Deepening {
  /** The best so many go on, and the best so many of every market order. */
  readonly count: number;
  readonly perOrder: number;
  readonly replications: number;
}

/** Those that went on, ranked, before those that did not: few replications must not outrank many by luck. */
export async function deepen(
  search: SearchRun,
  ranked: readonly RankedEntrant[],
  step: Deepening,
  track: Track,
  isSampled: boolean,
): Promise<readonly RankedEntrant[]> {
  const kept = new Set([...survivors(ranked, step.count, step.perOrder), ...search.alsoKept(ranked)]);
  const going = withCurrent([...kept], ranked);
  const advanced = await advance(going, step.replications, track, search.purse);
  const moved = new Set(advanced.map(({ candidate }) => candidate));
  const rest = ranked.filter(({ candidate }) => !moved.has(candidate));
  return [...rank(advanced, search.limits(advanced, isSampled)), ...rest];
}

/** The best of the sample on the whole workload, whose figures alone count from here. */
export async function onWholeWorkload(
  search: SearchRun,
  refined: readonly RankedEntrant[],
): Promise<readonly RankedEntrant[]> {
  search.purse.release();
  const track = search.track(search.searched, 'whole');
  const kept = new Set([...survivors(refined, 5, 2), ...search.alsoKept(refined)]);
  const going = withCurrent([...kept], refined).map(({ candidate }) => ({ candidate, records: [] }));
  const first = await advance(going, 1, track, search.purse);
  const ranked = rank(first, search.limits(first, false));
  return deepen(search, ranked, { count: 3, perOrder: 1, replications: 3 }, track, false);
}
