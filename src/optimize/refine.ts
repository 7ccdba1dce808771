/** Looks around the best of the race: one-step moves, and the long jobs of the best Spot choice on the best On-Demand one. */
import { type Candidate, type Choice, configKey, uniqueConfigs } from './candidate.ts';
import { candidateOf } from './configure.ts';
import { deepen } from './deepen.ts';
import { inTurn } from './in-turn.ts';
import { neighboursOf } from './neighbours.ts';
import { advance, enter, type Track } from './race.ts';
import { type RankedEntrant, rank, survivors } from './ranking.ts';
import type { SearchRun } from './search-run.ts';
import type { Moves } from './spending.ts';
import { splitBetween } from './splits.ts';
import { validCandidates } from './validity.ts';

const REFINEMENTS = 3;
/** Shares of the moves that the leader gets, against one of every other good choice. */
const LEADER_SHARES = 3;

/** One-step moves from the best of the race and of each market order, raced against them. */
export async function refine(
  search: SearchRun,
  raced: readonly RankedEntrant[],
  moves: Moves,
  track: Track,
  isSampled: boolean,
): Promise<readonly RankedEntrant[]> {
  search.enterPhase('refine');
  const { depth } = search.budget;
  let front = raced;
  for (let step = 0; step < REFINEMENTS; step++) {
    const tried = await advance(enter(movesFrom(search, front, moves.most)), moves.replications, track, search.purse);
    const together = rank([...front, ...tried], search.limits([...front, ...tried], isSampled));
    front = await deepen(search, together, moves.afterwards, track, isSampled);
  }
  if (isSampled) return front;
  const last = { count: 5, perOrder: 1, replications: depth === 1 ? 20 : 100 };
  return deepen(search, front, last, track, isSampled);
}

function movesFrom(search: SearchRun, raced: readonly RankedEntrant[], most: number): readonly Candidate[] {
  const choices = survivors(
    raced.filter(({ candidate }) => candidate.choice !== undefined),
    3,
    1,
  ).flatMap(({ candidate: { choice } }) => (choice === undefined ? [] : [choice]));
  const steps = choices.flatMap((choice, place) => {
    const around = neighboursOf(choice, search.landscapeOf(choice));
    return place === 0 ? dealt(around, LEADER_SHARES) : [around];
  });
  const known = new Set(raced.map(({ candidate }) => configKey(candidate)));
  const unseen = uniqueConfigs(
    inTurn([...steps, splitsOf(search, choices)]).map((choice) =>
      candidateOf(search.landscapeOf(choice), choice, 'neighbour'),
    ),
  ).filter((candidate) => !known.has(configKey(candidate)));
  return validCandidates(search.landscape, unseen).slice(0, most);
}

/** The best on Spot with its long jobs on the best On-Demand. */
function splitsOf(search: SearchRun, best: readonly Choice[]): readonly Choice[] {
  const onDemand = best.find(({ markets }) => !markets.includes('SPOT'));
  const onSpot = best.find(
    ({ markets, architecture }) => markets[0] === 'SPOT' && architecture === onDemand?.architecture,
  );
  if (onDemand === undefined || onSpot === undefined) return [];
  return splitBetween(onSpot, onDemand, search.landscapeOf(onSpot));
}

/** The items dealt to so many hands in turn. */
function dealt<Item>(items: readonly Item[], hands: number): readonly (readonly Item[])[] {
  return Array.from({ length: hands }, (_, hand) => items.filter((_item, index) => index % hands === hand));
}
