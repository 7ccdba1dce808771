/** Decides, from fresh replications alone, which configuration is recommended and why the others are not. */
import type { Threshold } from '../scenario/threshold-parser.ts';
import { type PairedDifference, pairedDifference } from '../study/statistics.ts';
import { readLimits, violationOf } from './feasibility.ts';
import { type Entrant, meanCostUsd } from './race.ts';
import type { Verdict } from './recommendation.ts';

export interface Decision {
  readonly verdict: Verdict;
  readonly chosen: Entrant;
  readonly closest?: Entrant;
  readonly notes: readonly string[];
}

/**
 * `confirmed[0]` is the current configuration and `confirmed[1]` the winner of the search; all ran the same fresh replications. The
 * winner stays unless it breaks a limit, over all days or on those the search never saw, or another confirmed one is cheaper by more than chance: picking the cheapest of several by
 * the figures that are then printed would flatter it. The current configuration stays unless the difference can be told from chance.
 */
export function decide(confirmed: readonly Entrant[], limits: readonly Threshold[]): Decision {
  const [current, winner] = confirmed;
  const able = confirmed.filter((entrant) => keepsLimits(entrant, limits));
  const steady = able.filter((entrant) => entrant === current || !breaksOnHeldOut(entrant));
  // Where nobody is steady and today breaks a limit, one that keeps them over all days is still better than none.
  const feasible = steady.length > 0 ? steady : able;
  const isCurrentFeasible = feasible.includes(current);
  const others = feasible.filter((entrant) => entrant !== current).sort(byCost);
  if (others.length === 0) {
    if (isCurrentFeasible) return { verdict: 'keep', chosen: current, notes: [] };
    const closest = [...confirmed].sort(byViolation(limits))[0];
    return { verdict: 'noneFeasible', chosen: current, closest, notes: [] };
  }
  // A probability that so few replications cannot support is no promise: what is confirmed goes first.
  const sure = others.filter((entrant) => isConfirmed(entrant, limits));
  const best = bestOf(sure.length > 0 ? sure : others, winner);
  const notes = best === winner ? [] : [switchNote(winner, best, limits)];
  if (!isCurrentFeasible) return { verdict: 'change', chosen: best, notes };
  const saving = costDifference(current, best);
  if (saving.mean > 0 && saving.distinguishable) return { verdict: 'change', chosen: best, notes };
  return { verdict: 'keep', chosen: current, notes: [] };
}

/** The search's winner, unless others are distinguishably cheaper; the cheapest when the winner is not among them. */
function bestOf(feasibleByCost: readonly Entrant[], winner: Entrant): Entrant {
  if (!feasibleByCost.includes(winner)) return feasibleByCost[0];
  const cheaper = feasibleByCost.find((entrant) => {
    if (entrant === winner) return false;
    const { mean, distinguishable } = costDifference(winner, entrant);
    return mean > 0 && distinguishable;
  });
  return cheaper ?? winner;
}

/** left less right over the replications both have, US dollars. */
export function costDifference(left: Entrant, right: Entrant): PairedDifference {
  const [before, after] = pairedCosts(left, right);
  const difference = pairedDifference(before, after);
  if (difference === undefined) throw new RangeError('there is no common replication to compare');
  return difference;
}

/** US dollars of the common replications, in the same order. */
export function pairedCosts(left: Entrant, right: Entrant): readonly [readonly number[], readonly number[]] {
  const rightCosts = new Map(right.records.map((record) => [record.replication, record.outcome.ledger.totalMicroUsd]));
  const pairs = left.records.flatMap(({ replication, outcome }): [number, number][] => {
    const other = rightCosts.get(replication);
    return other === undefined ? [] : [[outcome.ledger.totalMicroUsd / 1_000_000, other / 1_000_000]];
  });
  return [pairs.map(([cost]) => cost), pairs.map(([, cost]) => cost)];
}

/** Why a confirmed configuration is not the recommended one. */
export function reasonLost(
  entrant: Entrant,
  chosen: Entrant,
  limits: readonly Threshold[],
  extra: PairedDifference,
): string {
  const broken = readLimits(limits, metricsOf(entrant)).filter(({ ok }) => !ok);
  if (broken.length > 0) return `breaks ${broken.map(({ text }) => text).join('; ')}`;
  if (breaksOnHeldOut(entrant) && !breaksOnHeldOut(chosen))
    return `on days the search never saw it breaks ${(entrant.brokenOnHeldOut ?? []).join('; ')}`;
  if (!isConfirmed(entrant, limits) && isConfirmed(chosen, limits))
    return 'its limit on a probability is not confirmed';
  if (!extra.distinguishable) {
    return chosen.candidate.origin === 'current'
      ? 'not distinguishable from the current configuration in cost, so not worth a change'
      : 'not distinguishable from the recommendation in cost';
  }
  return extra.mean > 0 ? `costs $${extra.mean.toFixed(2)} more` : 'cheaper, but not recommended';
}

function breaksOnHeldOut({ brokenOnHeldOut = [] }: Entrant): boolean {
  return brokenOnHeldOut.length > 0;
}

function keepsLimits(entrant: Entrant, limits: readonly Threshold[]): boolean {
  return entrant.records.length > 0 && readLimits(limits, metricsOf(entrant)).every(({ ok }) => ok);
}

function isConfirmed(entrant: Entrant, limits: readonly Threshold[]): boolean {
  return readLimits(limits, metricsOf(entrant)).every((reading) => reading.isConfirmed ?? true);
}

function metricsOf(entrant: Entrant) {
  return entrant.records.map(({ metrics }) => metrics);
}

function byCost(left: Entrant, right: Entrant): number {
  return meanCostUsd(left) - meanCostUsd(right) || (left.candidate.name < right.candidate.name ? -1 : 1);
}

function byViolation(limits: readonly Threshold[]): (left: Entrant, right: Entrant) => number {
  const violation = (entrant: Entrant) => violationOf(limits, metricsOf(entrant));
  return (left, right) => {
    const [one, other] = [violation(left), violation(right)];
    return one === other ? byCost(left, right) : one - other;
  };
}

function switchNote(winner: Entrant, best: Entrant, limits: readonly Threshold[]): string {
  const why = !keepsLimits(winner, limits)
    ? 'broke a limit on fresh seeds'
    : breaksOnHeldOut(winner) && !breaksOnHeldOut(best)
      ? 'broke a limit on days it had not seen'
      : isConfirmed(best, limits) && !isConfirmed(winner, limits)
        ? `may keep its limit on a probability, but only ${best.candidate.name} keeps it for sure`
        : `turned out dearer on fresh seeds than ${best.candidate.name}`;
  return `the winner of the search (${winner.candidate.name}) ${why}; the cheapest confirmed configuration is recommended instead, chosen on the seeds its figures come from, which flatters it a little`;
}
