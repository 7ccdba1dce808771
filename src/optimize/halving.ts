/** Successive halving: everyone runs a little, the best third runs more, until few are left (Jamieson and Talwalkar 2016). */
import type { Threshold } from '../scenario/threshold-parser.ts';
import type { Purse } from './budget.ts';
import { advance, type Entrant, type Track } from './race.ts';
import { type RankedEntrant, rank, survivors } from './ranking.ts';

export interface Round {
  /** Entrants that start the round. */
  readonly entrants: number;
  /** Replications each has after it. */
  readonly replications: number;
}

/** 120 x 2, 40 x 4, 13 x 10: eta = 3, about the same work each round; `depth` times as many replications. */
export function plannedRounds(entrants: number, depth = 1): readonly Round[] {
  const third = Math.max(FEWEST, Math.ceil(entrants / 3));
  const ninth = Math.max(FEWEST, Math.ceil(entrants / 9));
  return [
    { entrants, replications: 2 * depth },
    { entrants: third, replications: 4 * depth },
    { entrants: ninth, replications: 10 * depth },
  ];
}

const FEWEST = 4;

/**
 * All entrants, ranked after the last round; those that were dropped stand behind the survivors of the round after them, with
 * the replications they had. Stops when the purse is empty or the track is cancelled.
 */
export async function halve(
  entrants: readonly Entrant[],
  rounds: readonly Round[],
  limitsOf: (entrants: readonly Entrant[]) => readonly Threshold[],
  track: Track,
  purse: Purse,
  /** Who else goes on, whatever their rank. */
  alsoOf: (ranked: readonly RankedEntrant[]) => readonly RankedEntrant[] = () => [],
): Promise<readonly RankedEntrant[]> {
  let field = entrants;
  const dropped: RankedEntrant[] = [];
  let ranked: readonly RankedEntrant[] = rank(field, limitsOf(field));
  for (const [index, round] of rounds.entries()) {
    if (track.isCancelled()) break;
    if (index > 0) {
      const kept = [...survivors(ranked, round.entrants), ...alsoOf(ranked)];
      const going = new Set(kept.map(({ candidate }) => candidate));
      // Default limits are measured on the current configuration, which therefore never leaves the race.
      for (const { candidate } of ranked) if (candidate.origin === 'current') going.add(candidate);
      dropped.unshift(...ranked.filter(({ candidate }) => !going.has(candidate)));
      field = ranked.filter(({ candidate }) => going.has(candidate));
    }
    field = await advance(field, round.replications, track, purse);
    ranked = rank(field, limitsOf([...field, ...dropped]));
  }
  return [...ranked, ...dropped];
}
