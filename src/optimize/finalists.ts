/** Which entrants are simulated again on fresh seeds: the winner, those close behind it, and the best of every market order. */
import type { Entrant } from './race.ts';
import { marketOrderOf, type RankedEntrant } from './ranking.ts';

/** Beside the current configuration and the winner. */
export const RUNNERS_UP = 3;

/**
 * The best `count` other than the current configuration, without those that did exactly what one before them did. After the first
 * two the best of every other market order goes first, so that the reader sees what staying On-Demand would cost, and so that a
 * feasible one is there when the winner loses a job. The best of the plain habits (bundles, single families, cheapest type a job)
 * comes on top: what was fitted closely to the days of the search must still beat what was not fitted at all.
 */
export function pickFinalists(ranked: readonly RankedEntrant[], count: number): readonly Entrant[] {
  const field = distinctOutcomes(ranked.filter(({ candidate }) => candidate.origin !== 'current'));
  const orders = field.map(({ candidate }) => marketOrderOf(candidate.config));
  const bestOfOrders = field.filter((_, index) => orders.indexOf(orders[index]) === index);
  const picked = [...new Set([...field.slice(0, 2), ...bestOfOrders, ...field])].slice(0, count);
  const habit = field.find(({ candidate }) => candidate.origin === 'baseline');
  return habit === undefined ? picked : [...new Set([...picked, habit])];
}

function distinctOutcomes(entrants: readonly RankedEntrant[]): readonly RankedEntrant[] {
  const distinct = new Map<string, RankedEntrant>();
  for (const entrant of entrants) {
    if (entrant.records.length === 0) continue;
    const key = entrant.records.map(({ outcome }) => `${outcome.ledger.totalMicroUsd}/${outcome.makespanMs}`).join(',');
    if (!distinct.has(key)) distinct.set(key, entrant);
  }
  return [...distinct.values()];
}
