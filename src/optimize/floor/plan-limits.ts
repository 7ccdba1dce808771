/** What runs a bound may be about: those that keep limits on waits, turnaround, deadlines, makespan and peak size. */
import type { Condition, Threshold } from '../../scenario/threshold-parser.ts';

export interface DurationLimit {
  readonly seconds: number;
  /** Share of the jobs that keep it: 1 for a limit on the largest, 0.95 for one on p95. */
  readonly share: number;
}

/** Every one that is given is kept in every run that the bound is about. */
export interface PlanLimits {
  /** RUNNABLE to the first RUNNING. */
  readonly wait?: DurationLimit;
  /** Submission to the end of the last attempt. */
  readonly turnaround?: DurationLimit;
  /** First submission to the last end. */
  readonly makespanSeconds?: number;
  /** vCPUs of all instances and tasks at any moment. */
  readonly peakVcpus?: number;
  /** Every job of the workload that has a deadline succeeds by it. */
  readonly deadlines?: true;
}

const SHARES: Readonly<Record<string, number>> = { p50: 0.5, p95: 0.95, p99: 0.99, max: 1 };
/** Reported quantiles are within 0.1 % (duration-histogram.ts); the largest value is exact. */
const QUANTILE_SLACK = 1.001;

/** The limits among the thresholds that say something about every single run; undefined when there are none. */
export function planLimitsOf(thresholds: readonly Threshold[]): PlanLimits | undefined {
  const ofEveryRun = thresholds
    .filter((threshold) => isForEveryRun(threshold) && isOfAllJobs(threshold))
    .map(({ condition }) => condition);
  const wait = tightest(ofEveryRun, 'wait');
  const turnaround = tightest(ofEveryRun, 'turnaround');
  const makespanSeconds = smallest(ofEveryRun, 'makespan');
  const peakVcpus = smallest(ofEveryRun, 'peakVcpus');
  const limits: PlanLimits = {
    ...(wait !== undefined && { wait }),
    ...(turnaround !== undefined && { turnaround }),
    ...(makespanSeconds !== undefined && { makespanSeconds }),
    ...(peakVcpus !== undefined && { peakVcpus }),
    ...(thresholds.some(forbidsMisses) && { deadlines: true as const }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

function isForEveryRun(threshold: Threshold): boolean {
  return isCertain(threshold) && threshold.condition.operator.startsWith('<');
}

/** The waits of one queue say nothing of the jobs of the others. */
function isOfAllJobs({ condition }: Threshold): boolean {
  return condition.queue === undefined;
}

function isCertain({ probability }: Threshold): boolean {
  return probability === undefined || (probability.limit === 1 && /^(>=|==)$/.test(probability.operator));
}

/** A mean of no misses is no miss in any run; of a few misses nobody knows whose. */
function forbidsMisses(threshold: Threshold): boolean {
  const { metric, operator, limit, statistic = 'mean' } = threshold.condition;
  const isOfAllRuns = statistic === 'mean' || statistic === 'max';
  return (
    metric === 'missedDeadlines' && limit === 0 && /^(<=|==)$/.test(operator) && isOfAllRuns && isCertain(threshold)
  );
}

/** The one that binds most jobs. */
function tightest(conditions: readonly Condition[], metric: string): DurationLimit | undefined {
  const found = conditions.flatMap((condition): DurationLimit[] => {
    const share = condition.metric === metric ? SHARES[condition.statistic ?? 'mean'] : undefined;
    if (share === undefined) return [];
    return [{ share, seconds: share === 1 ? condition.limit : condition.limit * QUANTILE_SLACK }];
  });
  return found.sort((left, right) => right.share - left.share || left.seconds - right.seconds)[0];
}

/** `p50(makespan)` is over replications and binds only half of them. */
function smallest(conditions: readonly Condition[], metric: string): number | undefined {
  const found = conditions.filter(
    ({ metric: name, statistic = 'mean' }) => name === metric && (statistic === 'mean' || statistic === 'max'),
  );
  return found.length === 0 ? undefined : Math.min(...found.map(({ limit }) => limit));
}
