/** Decides, from fresh replications alone, which configuration is recommended and why the others are not. */
import { writtenPercent, writtenUsd } from '../models/written-number.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import type { ApartOverDays } from '../study/days-apart.ts';
import { type PairedDifference, pairedDifference } from '../study/statistics.ts';
import { readLimits, violationOf } from './feasibility.ts';
import { apart, isHabit } from './over-days.ts';
import { type Entrant, meanCostUsd } from './race.ts';
import type { Verdict } from './recommendation.ts';
import { isWithinChanceOfToday, keepsWrittenLimits, type Limit, lossOf } from './today-limits.ts';

/** Of what can be said over days, where nothing else is known. */
const USUAL_HORIZON_DAYS = 7;

/** A plain habit that costs more than this above what was fitted is not preferred to it: a quarter of its bill would be given up. */
const MOST_EXTRA_SHARE = 1 / 3;

export interface Decision {
  readonly verdict: Verdict;
  readonly chosen: Entrant;
  readonly closest?: Entrant;
  /** What the search would have recommended, where a small change is far cheaper. */
  readonly outdone?: Entrant;
  readonly notes: readonly string[];
}

/**
 * `confirmed[0]` is the current configuration and `confirmed[1]` the winner of the search; all ran the same fresh replications. Limits are
 * judged on all days, costs on those the search saw. The winner stays unless it breaks a limit, over all days or on those the search never saw, or another confirmed one is cheaper by more than chance: picking the cheapest of several by
 * the figures that are then printed would flatter it. The current configuration stays unless the difference can be told from chance.
 */
export function decide(
  confirmed: readonly Entrant[],
  limits: readonly Limit[],
  horizonDays: number = USUAL_HORIZON_DAYS,
): Decision {
  return decideFor(confirmed[1], confirmed, limits, horizonDays);
}

/** The same with the winner named, or without one: then the cheapest that keeps the limits stands in its place. */
export function decideFor(
  winner: Entrant | undefined,
  confirmed: readonly Entrant[],
  limits: readonly Limit[],
  horizonDays: number,
): Decision {
  const [current] = confirmed;
  const strict = confirmed.filter((entrant) => keepsLimits(entrant, limits));
  // A lost job or two more than today must not hide what keeps every limit the user wrote, where nothing else does.
  const keeping =
    strict.length > 0 ? strict : confirmed.filter((entrant) => keepsWrittenLimits(entrant, limits, current));
  const steady = keeping.filter((entrant) => entrant === current || !breaksOnHeldOut(entrant));
  // Where nobody is steady and today breaks a limit, one that keeps them over all days is still better than none.
  const feasible = steady.length > 0 ? steady : keeping;
  const isCurrentFeasible = feasible.includes(current);
  const others = feasible.filter((entrant) => entrant !== current).sort(byCost);
  if (others.length === 0) {
    if (isCurrentFeasible) return { verdict: 'keep', chosen: current, notes: [] };
    return { verdict: 'noneFeasible', chosen: current, closest: closestOf(confirmed, limits), notes: [] };
  }
  // A probability that so few replications cannot support is no promise: what is confirmed goes first.
  const sure = others.filter((entrant) => isConfirmed(entrant, limits));
  const able = sure.length > 0 ? sure : others;
  const fitted = bestOf(able, winner);
  const plain = plainerThan(fitted, isCurrentFeasible ? [current, ...able] : able, horizonDays);
  const best = plain?.entrant ?? fitted;
  const notes = [
    ...(winner === undefined || fitted === winner ? [] : [switchNote(winner, fitted, limits)]),
    ...(plain === undefined ? [] : [plain.note]),
    ...lostJobNotes(best, current, limits),
  ];
  if (best === current) return { verdict: 'keep', chosen: current, notes };
  if (!isCurrentFeasible) return { verdict: 'change', chosen: best, notes };
  if (isCheaper(best, current) && isCheaperSeen(best, current)) return { verdict: 'change', chosen: best, notes };
  return { verdict: 'keep', chosen: current, notes: [] };
}

function lostJobNotes(best: Entrant, current: Entrant, limits: readonly Limit[]): readonly string[] {
  return limits
    .filter((limit) => !keepsLimits(best, [limit]) && isWithinChanceOfToday(limit, best, current))
    .map(
      (limit) =>
        `${best.candidate.name} keeps the limits that were given, but may ${lossOf(limit.text)} than today: it breaks ${limit.text}, which is today's own mean, by no more than chance explains in ${best.records.length} replications; ${howMany(limit)}`,
    );
}

function howMany({ condition: { metric } }: Limit): string {
  return metric === 'missedDeadlines'
    ? '`missedDeadlines` under objective.subjectTo says how many may be missed'
    : '`failed` under objective.subjectTo says how many may be lost';
}

/** The search's winner, unless others are distinguishably cheaper; the cheapest when the winner is not among them. */
function bestOf(feasibleByCost: readonly Entrant[], winner: Entrant | undefined): Entrant {
  if (winner === undefined || !feasibleByCost.includes(winner)) return feasibleByCost[0];
  return feasibleByCost.find((entrant) => entrant !== winner && isCheaperSeen(entrant, winner)) ?? winner;
}

/** By more than the luck of the replications. */
function isCheaper(entrant: Entrant, other: Entrant): boolean {
  const { mean, distinguishable } = costDifference(other, entrant);
  return mean > 0 && distinguishable;
}

/** The same over the days the search saw, or over all where none were kept from it: what decides must not look at those kept. */
export function isCheaperSeen(entrant: Entrant, other: Entrant): boolean {
  return isCheaper(onSeenDays(entrant), onSeenDays(other));
}

function onSeenDays({ candidate, records, seen = records }: Entrant): Entrant {
  return { candidate, records: seen };
}

/**
 * Parsimony, as the one-standard-error rule of Breiman et al. (1984) has it: what was fitted closely to the days of the search must be
 * cheaper than a plain habit on other days too. Where it cannot be told from some habits over days, the cheapest of those; but a saving
 * of more than a quarter is worth the doubt. docs/decisions/0008-plain-habits.md has what this rule did on fifteen windows of real logs.
 */
function plainerThan(
  fitted: Entrant,
  feasible: readonly Entrant[],
  horizonDays: number,
): { readonly entrant: Entrant; readonly note: string } | undefined {
  if (isHabit(fitted)) return undefined;
  const alike = feasible.flatMap((entrant) => {
    const reading = isHabit(entrant) ? apart(entrant, fitted, horizonDays) : undefined;
    const isAlike = reading !== undefined && !reading.distinguishable && reading.extraShare <= MOST_EXTRA_SHARE;
    return isAlike ? [{ entrant, reading }] : [];
  });
  const plainest = alike.toSorted((left, right) => byCost(left.entrant, right.entrant))[0];
  if (plainest === undefined) return undefined;
  const { entrant, reading } = plainest;
  return { entrant, note: plainNote(fitted.candidate.name, entrant.candidate.name, reading) };
}

function plainNote(fitted: string, plain: string, { extraShare, lo, hi, horizonDays }: ApartOverDays): string {
  if (extraShare < 0.0005)
    return `${fitted} did no better than ${plain} on the days seen: the plainer of the two is recommended`;
  return `${fitted} was cheaper on the days seen (${plain} cost ${writtenPercent(extraShare)} more), but the days differ so much that over ${horizonDays} other days it may be anything from ${writtenPercent(lo)} to ${writtenPercent(hi)} more: the plainer of the two is recommended`;
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
  // What the recommendation breaks too is no reason; but today's configuration, where it breaks a limit, is no recommendation.
  const isNothingRecommended = chosen.candidate.origin === 'current' && !keepsLimits(chosen, limits);
  const counted = isNothingRecommended ? limits : limits.filter((limit) => keepsLimits(chosen, [limit]));
  const broken = readLimits(counted, metricsOf(entrant)).filter(({ ok }) => !ok);
  if (broken.length > 0) return `breaks ${broken.map(({ text }) => text).join('; ')}`;
  if (breaksOnHeldOut(entrant) && !breaksOnHeldOut(chosen))
    return `on days the search never saw it breaks ${(entrant.brokenOnHeldOut ?? []).join('; ')}`;
  if (!isConfirmed(entrant, limits) && isConfirmed(chosen, limits))
    return 'its limit on a probability is not confirmed';
  if (extra.lo === undefined)
    return chosen.candidate.origin === 'current'
      ? 'one replication cannot tell its cost from that of the current configuration'
      : 'one replication cannot tell its cost from that of the best so far';
  if (!extra.distinguishable) {
    return chosen.candidate.origin === 'current'
      ? 'not distinguishable from the current configuration in cost, so not worth a change'
      : 'not distinguishable from the recommendation in cost';
  }
  return extra.mean > 0 ? `costs ${writtenUsd(extra.mean)} more` : reasonCheaperLost(entrant, chosen);
}

/** What keeps every limit and cost less over all days together can lose in two ways only. */
function reasonCheaperLost(entrant: Entrant, chosen: Entrant): string {
  if (!isCheaperSeen(entrant, chosen))
    return 'cheaper over all days, but not told from chance over the days the search saw, which decide';
  return isHabit(chosen)
    ? 'cheaper here, but over other days not told from the plainer one that is recommended'
    : 'cheaper, but not recommended';
}

function breaksOnHeldOut({ brokenOnHeldOut = [] }: Entrant): boolean {
  return brokenOnHeldOut.length > 0;
}

/** Nothing that was not simulated keeps any. */
export function keepsLimits(entrant: Entrant, limits: readonly Threshold[]): boolean {
  return entrant.records.length > 0 && readLimits(limits, metricsOf(entrant)).every(({ ok }) => ok);
}

export function isConfirmed(entrant: Entrant, limits: readonly Threshold[]): boolean {
  return readLimits(limits, metricsOf(entrant)).every((reading) => reading.isConfirmed ?? true);
}

function metricsOf(entrant: Entrant) {
  return entrant.records.map(({ metrics }) => metrics);
}

function byCost(left: Entrant, right: Entrant): number {
  return (
    meanCostUsd(onSeenDays(left)) - meanCostUsd(onSeenDays(right)) ||
    (left.candidate.name < right.candidate.name ? -1 : 1)
  );
}

/** What misses the limits by least. */
export function closestOf(entrants: readonly Entrant[], limits: readonly Threshold[]): Entrant {
  return entrants.toSorted(byViolation(limits))[0];
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
