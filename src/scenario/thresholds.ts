/** Decides whether a study's replications keep a threshold, by how much, and how to say so. */
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { formatJudged, formatQuantity, judgedDecimals } from './format-quantity.ts';
import type { ReplicationMetrics } from './metrics.ts';
import { metricNamed, type Statistic } from './threshold-metrics.ts';
import { type Condition, type Operator, parseThreshold, type Threshold } from './threshold-parser.ts';

export interface ThresholdResult {
  readonly ok: boolean;
  /** One line for people: the threshold, what was seen and the margin or why it could not be judged. */
  readonly text: string;
  /** In the metric's unit, or the share of replications for P(...); undefined when unknown. */
  readonly actual: number | undefined;
  readonly limit: number;
  /** How far inside the limit, in the same unit; negative when broken, undefined when unknown. */
  readonly margin: number | undefined;
}

/** All thresholds of a list; problems carry the path `[index]`. */
export function parseThresholds(texts: readonly string[]): Result<readonly Threshold[]> {
  const thresholds: Threshold[] = [];
  const problems: Problem[] = [];
  for (const [index, text] of texts.entries()) {
    const parsed = parseThreshold(text);
    if (parsed.ok) thresholds.push(parsed.value);
    else problems.push(...parsed.problems.map((problem) => ({ ...problem, path: `[${index}]` })));
  }
  return problems.length > 0 ? fail(...problems) : succeed(thresholds);
}

/**
 * A plain condition compares the mean over replications; `p95(cost)` and the like compare that statistic over
 * replications; `p95(wait)` is over the jobs of each replication, then the mean over replications. P(...) compares the
 * share of replications in which the condition holds. An unknown value fails.
 */
export function evaluateThreshold(threshold: Threshold, replications: readonly ReplicationMetrics[]): ThresholdResult {
  const { condition, probability } = threshold;
  const values = replications.map((metrics) => measuredValue(condition, metrics));
  const known = values.filter((value) => value !== undefined);
  const limit = probability?.limit ?? condition.limit;
  if (values.length === 0) return unjudged(threshold, limit, 'there are no replications');
  if (known.length < values.length) {
    const missing = values.length - known.length;
    return unjudged(threshold, limit, `${whatIsUnknown(condition)} in ${missing} of ${values.length} replications`);
  }
  return probability === undefined ? judgeMean(threshold, known) : judgeShare(threshold, probability, known);
}

function whatIsUnknown({ metric, queue }: Condition): string {
  return queue === undefined ? `${metric} is unknown` : `no job of queue ${queue} started`;
}

function judgeMean({ text, condition }: Threshold, values: readonly number[]): ThresholdResult {
  const { operator, limit, statistic, metric: name } = condition;
  const metric = metricNamed(name);
  const unit = metric?.unit ?? 'count';
  const actual = statisticOf(values, metric?.over === 'run' ? (statistic ?? 'mean') : 'mean');
  const ok = holds(actual, operator, limit);
  const margin = marginOf(actual, operator, limit);
  const decimals = judgedDecimals(actual, limit, unit);
  const distance = `${ok ? 'margin' : 'off by'} ${formatQuantity(Math.abs(margin), unit, decimals)}`;
  return { ok, text: `${text}: ${formatJudged(actual, limit, unit)}, ${distance}`, actual, limit, margin };
}

function judgeShare(
  { text, condition }: Threshold,
  probability: NonNullable<Threshold['probability']>,
  values: readonly number[],
): ThresholdResult {
  const kept = values.filter((value) => holds(value, condition.operator, condition.limit)).length;
  const actual = kept / values.length;
  const { operator, limit } = probability;
  const share = formatQuantity(actual, 'share', judgedDecimals(actual, limit, 'share'));
  const seen = `holds in ${kept} of ${values.length} replications (${share})`;
  return {
    ok: holds(actual, operator, limit),
    text: `${text}: ${seen}`,
    actual,
    limit,
    margin: marginOf(actual, operator, limit),
  };
}

function unjudged({ text }: Threshold, limit: number, reason: string): ThresholdResult {
  return { ok: false, text: `${text}: unknown, ${reason}`, actual: undefined, limit, margin: undefined };
}

/** What the condition compares in one replication; undefined when the replication does not know. */
export function measuredValue(condition: Condition, metrics: ReplicationMetrics): number | undefined {
  const metric = metricNamed(condition.metric);
  if (metric === undefined) throw new RangeError(`no metric ${condition.metric}`);
  if (metric.over === 'run') return metric.read(metrics);
  const { queue, statistic = 'mean' } = condition;
  return (queue === undefined ? metric.read(metrics) : metrics.queueWaitSeconds?.[queue])?.[statistic];
}

/** Whether a value seen in one replication keeps the condition. */
export function conditionHolds({ operator, limit }: Condition, value: number): boolean {
  return holds(value, operator, limit);
}

/** Over replications; quantiles by nearest rank, so they are values that were seen. */
function statisticOf(values: readonly number[], statistic: Statistic): number {
  if (statistic === 'mean') return values.reduce((sum, value) => sum + value, 0) / values.length;
  const sorted = values.toSorted((left, right) => left - right);
  return sorted[Math.ceil((PERCENT[statistic] * sorted.length) / 100) - 1];
}

const PERCENT: Readonly<Record<Exclude<Statistic, 'mean'>, number>> = { p50: 50, p95: 95, p99: 99, max: 100 };

function holds(actual: number, operator: Operator, limit: number): boolean {
  switch (operator) {
    case '<':
      return actual < limit;
    case '<=':
      return actual <= limit;
    case '>':
      return actual > limit;
    case '>=':
      return actual >= limit;
    case '==':
      return actual === limit;
    case '!=':
      return actual !== limit;
  }
}

function marginOf(actual: number, operator: Operator, limit: number): number {
  switch (operator) {
    case '<':
    case '<=':
      return limit - actual;
    case '>':
    case '>=':
      return actual - limit;
    case '==':
      return actual === limit ? 0 : -Math.abs(actual - limit);
    case '!=':
      return Math.abs(actual - limit);
  }
}
