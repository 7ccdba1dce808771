/**
 * What replications can claim about a probability: `P(makespan <= 6h) >= 0.99` is confirmed when its exact one-sided 95 %
 * bound (Clopper and Pearson 1934) lies on the right side of 0.99, and a handful of replications can never do that.
 */
import { normalQuantile } from '../models/elementary.ts';
import { writtenBound } from '../models/written-number.ts';
import type { ReplicationMetrics } from '../scenario/metrics.ts';
import type { Condition, Threshold } from '../scenario/threshold-parser.ts';
import { conditionHolds, measuredValue } from '../scenario/thresholds.ts';
import { chanceOfAtLeast } from './binomial.ts';
import { leastShare } from './share-interval.ts';
import { meanOf, standardDeviationOf } from './statistics.ts';

const ONE_SIDED = 0.95;

export interface ChanceReading {
  /** Replications in which the condition held, of all. */
  readonly kept: number;
  readonly replications: number;
  /** One-sided 95 % bound of the probability: at least this for >=, at most this for <=. */
  readonly bound: number;
  readonly isConfirmed: boolean;
  /** Fewest replications that could confirm it, if none went the wrong way; Infinity for a probability of exactly 0 or 1. */
  readonly neededReplications: number;
}

export type ChanceLimit = Threshold & { readonly probability: NonNullable<Threshold['probability']> };

/** Limits on a probability from one side; `==` and `!=` of a probability are no claim that luck could support. */
export function chanceLimits(limits: readonly Threshold[]): readonly ChanceLimit[] {
  return limits.filter((limit): limit is ChanceLimit => {
    const operator = limit.probability?.operator;
    return operator !== undefined && operator !== '==' && operator !== '!=';
  });
}

/** Undefined without replications or when one of them does not know. */
export function readChance(limit: ChanceLimit, replications: readonly ReplicationMetrics[]): ChanceReading | undefined {
  const { condition, probability } = limit;
  const values = replications.map((metrics) => measuredValue(condition, metrics));
  const known = values.filter((value) => value !== undefined);
  if (known.length === 0 || known.length < values.length) return undefined;
  const kept = known.filter((value) => conditionHolds(condition, value)).length;
  const isFloor = probability.operator.startsWith('>');
  const bound = isFloor
    ? leastShare(kept, known.length, ONE_SIDED)
    : 1 - leastShare(known.length - kept, known.length, ONE_SIDED);
  return {
    kept,
    replications: known.length,
    bound,
    isConfirmed: isFloor ? bound >= probability.limit : bound <= probability.limit,
    neededReplications: replicationsToConfirm(limit, 0),
  };
}

/**
 * Fewest replications that confirm the limit when `misses` of them go the wrong way. Without a miss that is p^n <= 0.05, so 0.99 takes
 * 299 of them.
 */
export function replicationsToConfirm({ probability }: ChanceLimit, misses: number): number {
  const share = probability.operator.startsWith('>') ? probability.limit : 1 - probability.limit;
  if (share >= 1) return Number.POSITIVE_INFINITY;
  const confirms = (replications: number): boolean =>
    chanceOfAtLeast(replications - misses, replications, share) <= 1 - ONE_SIDED;
  let tooFew = misses;
  let enough = misses + 1;
  while (!confirms(enough)) [tooFew, enough] = [enough, 2 * enough];
  while (enough - tooFew > 1) {
    const middle = Math.floor((tooFew + enough) / 2);
    if (confirms(middle)) enough = middle;
    else tooFew = middle;
  }
  return enough;
}

/** For the reader of a limit: how sure it is, or what it would take. */
export function chanceText(
  { bound, isConfirmed, replications, neededReplications }: ChanceReading,
  { probability }: ChanceLimit,
): string {
  const side = probability.operator.startsWith('>') ? 'at least' : 'at most';
  const known = `95 % sure of ${side} ${writtenBound(bound, probability.limit)}`;
  if (isConfirmed) return `${known}, confirmed`;
  const needed =
    neededReplications === Number.POSITIVE_INFINITY
      ? 'no number of replications could'
      : replications < neededReplications
        ? `that needs at least ${neededReplications}`
        : 'too many of them missed it';
  return `${known}: cannot be confirmed with ${replications} replication${replications === 1 ? '' : 's'}, ${needed}`;
}

/** How often the condition should hold, by a normal law through the replications: a guide for the search, never a claim. */
export function hasRoom(condition: Condition, level: number, replications: readonly ReplicationMetrics[]): boolean {
  const known = replications.map((metrics) => measuredValue(condition, metrics)).filter((value) => value !== undefined);
  if (known.length < replications.length) return false;
  const spread = standardDeviationOf(known);
  const centre = meanOf(known);
  if (spread === undefined || centre === undefined) return true;
  const reach = normalQuantile(Math.min(level, 0.9999)) * spread * Math.sqrt(1 + 1 / known.length);
  if (condition.operator.startsWith('<')) return conditionHolds(condition, centre + reach);
  if (condition.operator.startsWith('>')) return conditionHolds(condition, centre - reach);
  return known.every((value) => conditionHolds(condition, value));
}
