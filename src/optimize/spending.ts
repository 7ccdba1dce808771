/**
 * How many may race, and how often: as many as there are, or so many that a purse that does not pay for the whole race still has
 * something left to look around the best. Simulations of a workload that large are dear, but each averages most of its luck.
 */
import type { Deepening } from './deepen.ts';
import { plannedRounds, type Round } from './halving.ts';

export interface Moves {
  readonly most: number;
  readonly replications: number;
  /** The best of all so far, moves among them. */
  readonly afterwards: Deepening;
}

/** A purse pays for the usual race and for moves after it where it has so many times what the race takes. */
const RACE_AND_MOVES = 1.25;
/** Shares of a purse that is too small: for the race, and for each look around; the rest is for the last of it. */
const RACE_SHARE = 0.45;
const REFINEMENT_SHARE = 0.15;
/** Everyone once, a third of them once more, a ninth twice more; and every market order keeps two in the race. */
const RUNS_PER_ENTRANT = 1 + 1 / 3 + 2 / 9;
const FEW_REPLICATIONS = [1, 2, 4];
const KEPT_FOR_ORDERS = 8;
const FEWEST_ENTRANTS = 4;
/** With fewer simulations nothing is simulated twice. */
const ENOUGH_TO_REPEAT = 100;

export interface Spending {
  readonly rounds: readonly Round[];
  readonly moves: Moves;
}

export function usualSpending(candidates: number, depth: number): Spending {
  return {
    rounds: plannedRounds(candidates, depth),
    moves: { most: 64, replications: 2 * depth, afterwards: { count: 10, perOrder: 2, replications: 8 * depth } },
  };
}

/** Of a workload that cannot be cut; `affordable`: simulations that the purse pays for. */
export function spendingOn(candidates: number, affordable: number): Spending {
  const usual = usualSpending(candidates, 1);
  return RACE_AND_MOVES * simulationsOf(usual.rounds) <= affordable ? usual : thrifty(candidates, affordable);
}

/** Two thirds of a look around are for new moves, once each; the best of them then run as often as the best before. */
function thrifty(candidates: number, affordable: number): Spending {
  if (affordable < ENOUGH_TO_REPEAT) return onceEach(candidates, affordable);
  const paid = Math.floor((RACE_SHARE * affordable - KEPT_FOR_ORDERS) / RUNS_PER_ENTRANT);
  const field = Math.min(candidates, Math.max(FEWEST_ENTRANTS, paid));
  return {
    rounds: plannedRounds(field).map((round, index) => ({ ...round, replications: FEW_REPLICATIONS[index] })),
    moves: {
      most: Math.max(1, Math.floor((REFINEMENT_SHARE * affordable * 2) / 3)),
      replications: 1,
      afterwards: { count: 3, perOrder: 1, replications: 4 },
    },
  };
}

/** Hundreds of thousands of jobs average their luck by themselves, and the finalists meet fresh replications. */
function onceEach(candidates: number, affordable: number): Spending {
  const entrants = Math.min(candidates, Math.max(FEWEST_ENTRANTS, Math.floor(RACE_SHARE * affordable)));
  const most = Math.max(1, Math.floor(REFINEMENT_SHARE * affordable));
  const afterwards = { count: 3, perOrder: 1, replications: 1 };
  return { rounds: [{ entrants, replications: 1 }], moves: { most, replications: 1, afterwards } };
}

/** Those that a round starts with have the replications of the round before. */
function simulationsOf(rounds: readonly Round[]): number {
  return rounds.reduce(
    (sum, { entrants, replications }, index) =>
      sum + entrants * (replications - (rounds[index - 1]?.replications ?? 0)),
    0,
  );
}
