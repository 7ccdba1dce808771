/** Decides how sure a judged threshold is: what an interval over the replications says beside the mean that was compared. */
import { writtenBound } from '../models/written-number.ts';
import { formatJudged, formatQuantity, judgedDecimals, type Unit } from '../scenario/format-quantity.ts';
import type { ReplicationMetrics } from '../scenario/metrics.ts';
import { metricNamed } from '../scenario/threshold-metrics.ts';
import type { Condition, Threshold } from '../scenario/threshold-parser.ts';
import { conditionHolds, evaluateThreshold, measuredValue, type ThresholdResult } from '../scenario/thresholds.ts';
import { rankAbove } from './binomial.ts';
import { chanceLimits, chanceText, readChance } from './chance.ts';
import { overRuns } from './over-runs.ts';
import { ruleOfThree, shareInterval, shareNoWorse } from './share-interval.ts';
import { CONFIDENCE, meanInterval } from './statistics.ts';

/** A side that so few replications cannot give is absent. */
interface Interval {
  readonly lo?: number;
  readonly hi?: number;
}

export interface JudgedThreshold extends ThresholdResult {
  /** 95 % interval of `actual`, in its unit; absent where the replications have no spread, open above for a mean of skewed durations. */
  readonly interval?: Interval;
  /**
   * True when the limit is kept by more than chance could take away (95 %), and of skewed durations when every run keeps it besides; absent
   * where the replications do not say.
   */
  readonly isConfirmed?: boolean;
  /** The share of replications that keep the condition by themselves, 0 to 1; absent where unknown, and of P(...), whose `actual` it is. */
  readonly keptShare?: number;
}

type Sureness = Pick<JudgedThreshold, 'interval' | 'isConfirmed'> & { readonly text: string };

/** The verdict is that of `evaluateThreshold`; the text goes on with what chance may do to it. */
export function judgeThreshold(threshold: Threshold, replications: readonly ReplicationMetrics[]): JudgedThreshold {
  const result = evaluateThreshold(threshold, replications);
  if (result.actual === undefined) return result;
  if (threshold.probability === undefined) return judgeMean(threshold, result, replications);
  const sureness = surenessOfShare(threshold, result.actual, replications);
  if (sureness === undefined) return result;
  return { ...result, ...sureness, text: `${result.text}; ${sureness.text}` };
}

/** A mean may keep a limit that many runs break: where the runs are not of one mind with it, the text has how many keep it. */
function judgeMean(
  threshold: Threshold,
  result: ThresholdResult,
  replications: readonly ReplicationMetrics[],
): JudgedThreshold {
  const { condition } = threshold;
  const values = replications
    .map((metrics) => measuredValue(condition, metrics))
    .filter((value) => value !== undefined);
  const kept = values.filter((value) => conditionHolds(condition, value)).length;
  const sureness = surenessOfMean(condition, result, values);
  const isAlike = kept === (result.ok ? values.length : 0);
  const runs = isAlike ? '' : `; ${kept} of ${values.length} runs keep it`;
  return { ...result, ...sureness, keptShare: kept / values.length, text: `${result.text}${runs}; ${sureness.text}` };
}

function surenessOfShare(
  threshold: Threshold,
  share: number,
  replications: readonly ReplicationMetrics[],
): Sureness | undefined {
  const count = replications.length;
  const interval = shareInterval(Math.round(share * count), count);
  if (interval === undefined) return undefined;
  const { lo, hi } = interval;
  const [limit] = chanceLimits([threshold]);
  const chance = limit === undefined ? undefined : readChance(limit, replications);
  if (limit === undefined || chance === undefined) {
    const decimals = judgedDecimals(share, threshold.probability?.limit ?? 1, 'share');
    return { interval: { lo, hi }, text: rangeText({ lo, hi }, 'share', decimals) };
  }
  return { interval: { lo, hi }, isConfirmed: chance.isConfirmed, text: chanceText(chance, limit) };
}

function surenessOfMean(
  condition: Condition,
  { ok, actual = 0 }: ThresholdResult,
  values: readonly number[],
): Sureness {
  if (values.length < 2) return { text: 'one replication has no interval' };
  if (Math.min(...values) === Math.max(...values)) return { text: sameText(values.length) };
  const metric = metricNamed(condition.metric);
  const statistic = metric?.over === 'run' ? (condition.statistic ?? 'mean') : 'mean';
  if (statistic === 'max')
    return { text: `up to ${percent(ruleOfThree(values.length) ?? 1)} of runs may lie beyond it` };
  const unit = metric?.unit ?? 'count';
  const decimals = judgedDecimals(actual, condition.limit, unit);
  if (statistic === 'mean' && unit === 'seconds') return surenessOfDuration(condition, ok, values, decimals);
  const interval = statistic === 'mean' ? intervalOfMean(values) : intervalOfQuantile(values, PERCENT[statistic] / 100);
  const text = rangeText(interval, unit, decimals);
  if (isEquality(condition)) return { interval, text };
  const isSure = isBeyondChance(condition, ok, interval);
  return { interval, isConfirmed: ok && isSure, text: `${text}${isSure ? '' : doubtText(values)}` };
}

/** A mean of durations may hang on runs that so few replications do not show: what is sure is said of single runs. */
function surenessOfDuration(condition: Condition, ok: boolean, values: readonly number[], decimals: number): Sureness {
  const { median, isSkewed } = overRuns(values);
  const closed = intervalOfMean(values);
  const { hi, ...open } = closed;
  const interval = isSkewed ? open : closed;
  const range = rangeText(interval, 'seconds', decimals);
  const text = isSkewed
    ? `skewed over the runs (half of them up to ${formatQuantity(median, 'seconds', decimals)}): ${range}`
    : range;
  if (isEquality(condition)) return { interval, text };
  const isKeptByAll = values.every((value) => conditionHolds(condition, value));
  const isSure = isBeyondChance(condition, ok, ok && isKeptByAll ? closed : interval);
  const doubt = isSure ? '' : doubtText(values);
  return { interval, isConfirmed: ok && isSure, text: `${text}${doubt}; ${worstText(condition, values)}` };
}

function isEquality({ operator }: Condition): boolean {
  return operator === '==' || operator === '!=';
}

function doubtText({ length }: readonly number[]): string {
  return `, so ${length} replications are too few to be sure`;
}

function worstText({ operator, limit }: Condition, values: readonly number[]): string {
  const worst = operator.startsWith('<') ? Math.max(...values) : Math.min(...values);
  const share = percent(shareNoWorse(values.length));
  return `worst of ${values.length} runs ${formatJudged(worst, limit, 'seconds')}, 95 % sure that at least ${share} of runs are no worse`;
}

/** Whether the whole interval lies on the side of the limit that was judged. */
function isBeyondChance({ operator, limit }: Condition, ok: boolean, { lo, hi }: Interval): boolean {
  const isBelow = operator.startsWith('<') === ok;
  // Above a limit of 0 there is no doubt: nothing below 0 makes up for what was seen.
  if (!isBelow && limit === 0) return true;
  return isBelow ? hi !== undefined && hi <= limit : lo !== undefined && lo >= limit;
}

/** No metric is ever negative, so neither is its mean. */
function intervalOfMean(values: readonly number[]): Interval {
  const interval = meanInterval(values);
  return {
    ...(interval?.lo !== undefined && { lo: Math.max(0, interval.lo) }),
    ...(interval?.hi !== undefined && { hi: interval.hi }),
  };
}

/** Between order statistics, whatever the distribution (Hahn and Meeker, Statistical Intervals). A side whose rank none of the values has stays open. */
function intervalOfQuantile(values: readonly number[], share: number): Interval {
  const sorted = values.toSorted((left, right) => left - right);
  const [above, below] = [share, 1 - share].map((part) => rankAbove(values.length, part, (1 - CONFIDENCE) / 2));
  return {
    ...(below !== undefined && { lo: sorted[values.length - below] }),
    ...(above !== undefined && { hi: sorted[above - 1] }),
  };
}

const PERCENT = { p50: 50, p95: 95, p99: 99 } as const;

/** With the decimals of the value inside. */
function rangeText({ lo, hi }: Interval, unit: Unit, decimals: number): string {
  const [from, to] = [lo, hi].map((value) => (value === undefined ? undefined : formatQuantity(value, unit, decimals)));
  if (from === undefined && to === undefined) return 'too few replications for an interval';
  if (to === undefined) return `95 % interval from ${from}, open above`;
  if (from === undefined) return `95 % interval up to ${to}, open below`;
  return `95 % interval ${from} to ${to}`;
}

function sameText(count: number): string {
  return `the same in all ${count} replications, 95 % sure of at least ${percent(shareNoWorse(count))} of runs`;
}

function percent(share: number): string {
  return writtenBound(share);
}
