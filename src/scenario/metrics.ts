/** The numbers of one replication that thresholds, objectives and statistics speak about, in seconds, dollars and shares. */
import type { DurationSummary, Outcome } from '../engine/outcome.ts';

/** Seconds over the jobs of one replication. */
export interface DurationStatistics {
  readonly mean: number;
  readonly p50: number;
  readonly p95: number;
  readonly p99: number;
  readonly max: number;
}

/** Undefined = unknown (for instance no job counted), never 0. */
export interface ReplicationMetrics {
  readonly costUsd: number | undefined;
  /** RUNNABLE to the first RUNNING, over jobs that started. */
  readonly waitSeconds: DurationStatistics | undefined;
  /** Submit to the end of the last attempt, over jobs that ended. */
  readonly turnaroundSeconds: DurationStatistics | undefined;
  /** First submit to the last job end; unknown when some jobs never ran. */
  readonly makespanSeconds: number | undefined;
  readonly succeededJobs: number | undefined;
  readonly failedJobs: number | undefined;
  readonly neverRanJobs: number | undefined;
  /** Instances EC2 took back. */
  readonly interruptions: number | undefined;
  readonly wastedVcpuHours: number | undefined;
  /** Shares of the rented capacity that jobs held, 0 to 1. */
  readonly utilizationVcpu: number | undefined;
  readonly utilizationMemory: number | undefined;
  /** Mean over jobs. */
  readonly boundedSlowdown: number | undefined;
  readonly peakVcpus: number | undefined;
  readonly launchedInstances: number | undefined;
  /** Jobs that did not succeed by their deadline; unknown when no job has one. */
  readonly missedDeadlines?: number | undefined;
  /** Only where limits name queues. */
  readonly queueWaitSeconds?: QueueWaitSeconds;
}

/** The waits of some queues: undefined where no job of the queue has started, absent where the workload has none. */
export type QueueWaitSeconds = Readonly<Record<string, DurationStatistics | undefined>>;

export function fromOutcome(outcome: Outcome, queueWaitSeconds?: QueueWaitSeconds): ReplicationMetrics {
  return {
    costUsd: outcome.ledger.totalMicroUsd / 1_000_000,
    waitSeconds: toSeconds(outcome.waitMs),
    turnaroundSeconds: toSeconds(outcome.turnaroundMs),
    makespanSeconds: outcome.jobs.neverRan > 0 ? undefined : outcome.makespanMs / 1000,
    succeededJobs: outcome.jobs.succeeded,
    failedJobs: outcome.jobs.failed,
    neverRanJobs: outcome.jobs.neverRan,
    interruptions: outcome.spot.interruptions,
    wastedVcpuHours: outcome.spot.wastedVcpuMs / 3_600_000,
    utilizationVcpu: outcome.utilization.vcpu,
    utilizationMemory: outcome.utilization.memory,
    boundedSlowdown: outcome.boundedSlowdownMean,
    peakVcpus: outcome.instances.peakVcpus,
    launchedInstances: outcome.instances.launched,
    ...(outcome.deadlines !== undefined && { missedDeadlines: outcome.deadlines.missed }),
    ...(queueWaitSeconds !== undefined && { queueWaitSeconds }),
  };
}

export function toSeconds(summary: DurationSummary | undefined): DurationStatistics | undefined {
  if (summary === undefined) return undefined;
  const { mean, p50, p95, p99, max } = summary;
  return { mean: mean / 1000, p50: p50 / 1000, p95: p95 / 1000, p99: p99 / 1000, max: max / 1000 };
}
