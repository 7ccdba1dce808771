/**
 * Whether a candidate keeps the limits. In the search a candidate is dropped only when a violation is significant, so that bad
 * luck in two replications cannot throw out the best; at the end the means themselves must hold.
 */
import type { ReplicationMetrics } from '../scenario/metrics.ts';
import { metricNamed } from '../scenario/threshold-metrics.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import { conditionHolds, evaluateThreshold, measuredValue } from '../scenario/thresholds.ts';
import { chanceLimits, hasRoom } from '../study/chance.ts';
import { judgeThreshold } from '../study/judge-threshold.ts';
import { isSkewed } from '../study/over-runs.ts';
import { meanInterval, meanOf } from '../study/statistics.ts';

/** `kept`: the means hold. `uncertain`: they do not, but chance could explain it. `broken`: chance is not enough. */
export type Standing = 'kept' | 'uncertain' | 'broken';

export interface LimitReading {
  readonly limit: string;
  readonly ok: boolean;
  /** One line for people, with the margin and how sure it is. */
  readonly text: string;
  /** 95 % interval of what was compared; a side that so few replications cannot give is absent. */
  readonly interval?: { readonly lo?: number; readonly hi?: number };
  /** For limits on a probability: false when so few replications cannot support the claim. */
  readonly isConfirmed?: boolean;
  /** The share of replications that keep the limit by themselves, 0 to 1; absent where unknown, and for limits on a probability. */
  readonly keptShare?: number;
  /** True of a broken limit that nobody wrote (today's own mean of lost jobs) where chance could explain the difference to today. */
  readonly isWithinChance?: boolean;
}

export function readLimits(
  limits: readonly Threshold[],
  replications: readonly ReplicationMetrics[],
): readonly LimitReading[] {
  return limits.map((threshold) => {
    const { ok, text, interval, isConfirmed, keptShare } = judgeThreshold(threshold, replications);
    return {
      limit: threshold.text,
      ok,
      text,
      ...(interval !== undefined && { interval }),
      ...(threshold.probability !== undefined && isConfirmed !== undefined && { isConfirmed }),
      ...(keptShare !== undefined && { keptShare }),
    };
  });
}

export function standingOf(limits: readonly Threshold[], replications: readonly ReplicationMetrics[]): Standing {
  const broken = limits.filter((threshold) => !evaluateThreshold(threshold, replications).ok);
  if (broken.length === 0) return isProbablyKept(limits, replications) ? 'kept' : 'uncertain';
  return broken.every((threshold) => couldBeChance(threshold, replications)) ? 'uncertain' : 'broken';
}

/** A few replications that all went well say little about 0.99: the spread says more. */
function isProbablyKept(limits: readonly Threshold[], replications: readonly ReplicationMetrics[]): boolean {
  return chanceLimits(limits)
    .filter(({ probability }) => probability.operator.startsWith('>'))
    .every(({ condition, probability }) => hasRoom(condition, probability.limit, replications));
}

/**
 * Limits whose means hold, but by less than chance could take away (one-sided, 95 %): of skewed durations, where any replication broke them.
 * Shares over replications aside.
 */
export function borderlineLimits(
  limits: readonly Threshold[],
  replications: readonly ReplicationMetrics[],
): readonly Threshold[] {
  return limits.filter((threshold) => {
    const { condition, probability } = threshold;
    if (probability !== undefined || !evaluateThreshold(threshold, replications).ok) return false;
    const values = replications
      .map((metrics) => measuredValue(condition, metrics))
      .filter((value) => value !== undefined);
    const interval = meanInterval(values, 0.9);
    if (interval?.lo === undefined || interval.hi === undefined) return false;
    const isOpenAbove = metricNamed(condition.metric)?.unit === 'seconds' && isSkewed(values);
    if (isOpenAbove && values.some((value) => !conditionHolds(condition, value))) return true;
    if (condition.operator.startsWith('<')) return interval.hi > condition.limit;
    return condition.operator.startsWith('>') && interval.lo < condition.limit;
  });
}

/** How far outside the limits, as a share of each limit, summed; 0 when all are kept, Infinity when unknown. */
export function violationOf(limits: readonly Threshold[], replications: readonly ReplicationMetrics[]): number {
  return limits.reduce((sum, threshold) => {
    const { ok, margin, limit } = evaluateThreshold(threshold, replications);
    if (ok) return sum;
    return margin === undefined ? Number.POSITIVE_INFINITY : sum + Math.abs(margin) / Math.max(Math.abs(limit), 1e-9);
  }, 0);
}

/**
 * One-sided at 95 %: the 90 % two-sided t-interval still reaches the limit. One replication has
 * no interval, a share over replications is read to one and a half replications.
 */
function couldBeChance(threshold: Threshold, replications: readonly ReplicationMetrics[]): boolean {
  const values = replications.map((metrics) => measuredValue(threshold.condition, metrics));
  const known = values.filter((value) => value !== undefined);
  if (known.length < values.length || known.length === 0) return false;
  if (threshold.probability !== undefined) return shareCouldBeChance(threshold, replications);
  const interval = meanInterval(known, 0.9);
  const { operator, limit } = threshold.condition;
  if (interval?.lo === undefined || interval.hi === undefined) return isNear(meanOf(known) ?? 0, limit);
  switch (operator) {
    case '<':
    case '<=':
      return interval.lo <= limit;
    case '>':
    case '>=':
      return interval.hi >= limit;
    case '==':
      return interval.lo <= limit && interval.hi >= limit;
    case '!=':
      return true;
  }
}

/** The largest share that so few replications could show by luck: one replication may have gone the wrong way by chance. */
function shareCouldBeChance(threshold: Threshold, replications: readonly ReplicationMetrics[]): boolean {
  const { margin } = evaluateThreshold(threshold, replications);
  return margin !== undefined && Math.abs(margin) <= 1.5 / replications.length;
}

/** A single replication says little: within a quarter of the limit counts as undecided. */
function isNear(value: number, limit: number): boolean {
  return Math.abs(value - limit) <= 0.25 * Math.abs(limit);
}
