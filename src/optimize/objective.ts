/** What a configuration must keep to be recommended: the scenario's limits, or "not worse than today". */
import type { BatchConfig } from '../models/batch-config.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import type { ReplicationMetrics } from '../scenario/metrics.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import { parseThresholds } from '../scenario/thresholds.ts';
import type { Limit } from './today-limits.ts';

/** A shorter wait than this is not worth money to anyone we asked; the default limit is never tighter. */
const DEFAULT_WAIT_SECONDS = 600;

export interface Objective {
  /** Empty when the limits are derived from the current configuration. */
  readonly limits: readonly Threshold[];
}

export function parseObjective(subjectTo: readonly string[]): Result<Objective> {
  const parsed = parseThresholds(subjectTo);
  if (!parsed.ok) return fail(...parsed.problems.map(atSubjectTo));
  return succeed({ limits: parsed.value });
}

function atSubjectTo(problem: Problem): Problem {
  return { ...problem, path: `objective.subjectTo${problem.path}` };
}

/** Limits on the waits of queues that no job names: nobody could say whether a configuration keeps them. */
export function limitsInVain(
  { limits }: Objective,
  workload: Workload,
  { jobQueues }: BatchConfig,
): readonly Problem[] {
  const { classes, classIndex } = workload;
  const used = new Set(classIndex);
  const named = new Set([...used].map((index) => classes[index].queue ?? jobQueues[0]?.jobQueueName));
  return limits.flatMap(({ text, condition: { queue } }, index) => {
    if (queue === undefined || named.has(queue)) return [];
    const message = `in "${text}": the workload has no job for the queue ${queue}`;
    return [{ path: `objective.subjectTo[${index}]`, message, hint: `jobs go to ${[...named].join(', ')}` }];
  });
}

/**
 * `current` are the current configuration's replications under the same luck as those that will be judged. Limits on the waits of a queue
 * that has no jobs in them say nothing there: parts of a trace may have none.
 */
export function limitsFor(objective: Objective, current: readonly ReplicationMetrics[]): readonly Limit[] {
  const { limits } = objective;
  if (limits.length > 0) return [...limits.filter((one) => hasJobs(one, current)), ...lostJobLimits(limits, current)];
  const wait = meanOver(current, (metrics) => metrics.waitSeconds?.p95);
  const waitSeconds = Math.max(DEFAULT_WAIT_SECONDS, wait ?? 0);
  const waitLimit = limit('p95(wait)', 'wait', waitSeconds, `${Math.ceil(waitSeconds)}s`, 'p95');
  return [waitLimit, ...lostJobLimits([], current)];
}

function hasJobs({ condition: { queue } }: Threshold, current: readonly ReplicationMetrics[]): boolean {
  return queue === undefined || current.every(({ queueWaitSeconds = {} }) => Object.hasOwn(queueWaitSeconds, queue));
}

/**
 * Losing jobs, or their deadlines, is never a saving: no more of them than today, unless the limits given speak of them
 * themselves.
 */
function lostJobLimits(given: readonly Threshold[], current: readonly ReplicationMetrics[]): readonly Limit[] {
  const named = new Set(given.map(({ condition }) => condition.metric));
  const deadlines = named.has('missedDeadlines') ? [] : deadlineLimits(current);
  if (named.has('succeeded')) return deadlines;
  const failed = meanOver(current, (metrics) => metrics.failedJobs) ?? 0;
  const never = meanOver(current, (metrics) => metrics.neverRanJobs) ?? 0;
  return [
    ...(named.has('failed') ? [] : [{ ...limit('failed', 'failed', failed, shownMean(failed)), isFromToday: true }]),
    ...(named.has('neverRan') ? [] : [neverRanLimit(never)]),
    ...deadlines,
  ];
}

/** None where no job has a deadline. */
function deadlineLimits(current: readonly ReplicationMetrics[]): readonly Limit[] {
  const missed = meanOver(current, (metrics) => metrics.missedDeadlines);
  if (missed === undefined) return [];
  return [{ ...limit('missedDeadlines', 'missedDeadlines', missed, shownMean(missed)), isFromToday: true }];
}

function neverRanLimit(today: number): Limit {
  if (today > 0) return { ...limit('neverRan', 'neverRan', today, shownMean(today)), isFromToday: true };
  return { text: 'neverRan == 0', condition: { metric: 'neverRan', operator: '==', limit: 0 } };
}

/** Two decimals as everywhere in reports, upwards as the wait: today is never shown outside its own limit. */
function shownMean(mean: number): string {
  // The product of 0.07 and 100 is a little above 7.
  return String(Math.ceil(Number((mean * 100).toPrecision(12))) / 100);
}

/** Totals of a run say nothing about a part of the workload, except that lost jobs are lost. */
const RUN_TOTALS: ReadonlySet<string> = new Set([
  'cost',
  'makespan',
  'succeeded',
  'interruptions',
  'wastedVcpuHours',
  'launchedInstances',
  'peakVcpus',
]);

/** The limits that can be judged on a sample of the workload. */
export function limitsOnSample(limits: readonly Threshold[]): readonly Threshold[] {
  return limits.filter(({ condition }) => !RUN_TOTALS.has(condition.metric));
}

export const DEFAULT_OBJECTIVE_NOTE =
  'no limits were given, so the recommendation must not be worse than today: p95(wait) at most that of the current configuration or 10 minutes, whichever is longer, no more failed jobs or missed deadlines, and every job runs';

function limit(name: string, metric: string, value: number, shown: string, statistic?: 'p95'): Threshold {
  return {
    text: `${name} <= ${shown}`,
    condition: { metric, operator: '<=', limit: value, ...(statistic === undefined ? {} : { statistic }) },
  };
}

function meanOver(
  replications: readonly ReplicationMetrics[],
  read: (metrics: ReplicationMetrics) => number | undefined,
): number | undefined {
  const known = replications.map(read).filter((value) => value !== undefined);
  if (known.length === 0 || known.length < replications.length) return undefined;
  return known.reduce((sum, value) => sum + value, 0) / known.length;
}
