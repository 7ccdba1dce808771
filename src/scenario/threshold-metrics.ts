/** The metrics a threshold may name: how each is read from a replication and in which unit its limit is written. */
import type { Unit } from './format-quantity.ts';
import type { DurationStatistics, ReplicationMetrics } from './metrics.ts';

export type Statistic = keyof DurationStatistics;
export const STATISTICS: readonly Statistic[] = ['mean', 'p50', 'p95', 'p99', 'max'];

/** `jobs`: one duration a job, so a statistic over the jobs of a replication. `run`: one number a replication. */
export type ThresholdMetric =
  | {
      readonly over: 'jobs';
      readonly unit: Unit;
      readonly read: (metrics: ReplicationMetrics) => DurationStatistics | undefined;
    }
  | { readonly over: 'run'; readonly unit: Unit; readonly read: (metrics: ReplicationMetrics) => number | undefined };

export const THRESHOLD_METRICS: Readonly<Record<string, ThresholdMetric>> = {
  cost: { over: 'run', unit: 'usd', read: (metrics) => metrics.costUsd },
  wait: { over: 'jobs', unit: 'seconds', read: (metrics) => metrics.waitSeconds },
  turnaround: { over: 'jobs', unit: 'seconds', read: (metrics) => metrics.turnaroundSeconds },
  makespan: { over: 'run', unit: 'seconds', read: (metrics) => metrics.makespanSeconds },
  succeeded: { over: 'run', unit: 'count', read: (metrics) => metrics.succeededJobs },
  failed: { over: 'run', unit: 'count', read: (metrics) => metrics.failedJobs },
  neverRan: { over: 'run', unit: 'count', read: (metrics) => metrics.neverRanJobs },
  missedDeadlines: { over: 'run', unit: 'count', read: (metrics) => metrics.missedDeadlines },
  interruptions: { over: 'run', unit: 'count', read: (metrics) => metrics.interruptions },
  wastedVcpuHours: { over: 'run', unit: 'count', read: (metrics) => metrics.wastedVcpuHours },
  'utilization.vcpu': { over: 'run', unit: 'share', read: (metrics) => metrics.utilizationVcpu },
  'utilization.memory': { over: 'run', unit: 'share', read: (metrics) => metrics.utilizationMemory },
  boundedSlowdown: { over: 'run', unit: 'count', read: (metrics) => metrics.boundedSlowdown },
  peakVcpus: { over: 'run', unit: 'count', read: (metrics) => metrics.peakVcpus },
  launchedInstances: { over: 'run', unit: 'count', read: (metrics) => metrics.launchedInstances },
};

export const METRIC_NAMES: readonly string[] = Object.keys(THRESHOLD_METRICS);

/** The metric by its exact name; undefined when there is none (`toString` included). */
export function metricNamed(name: string): ThresholdMetric | undefined {
  return Object.hasOwn(THRESHOLD_METRICS, name) ? THRESHOLD_METRICS[name] : undefined;
}
