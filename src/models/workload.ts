/**
 * What must run: an immutable columnar job table, one row a job (array children are rows of their own), sorted by submit
 * time. Built with WorkloadBuilder; read by everything.
 */
import type { ConsumableRequest } from './consumable-resources.ts';
import { type JobIds, jobIdAt } from './job-ids.ts';
import type { OwnFailures } from './own-failures.ts';

export type Architecture = 'x86_64' | 'arm64';

/** How a job saves its progress, whole ms: after every interval of work it stops for `costMs`; a new attempt first restores. */
export interface Checkpoint {
  readonly intervalMs: number;
  readonly costMs: number;
  readonly restoreMs: number;
}

/** What many jobs share, stored once. Jobs refer to a class by its index. */
export interface JobClass {
  /** Job queue name; undefined means the configuration's first queue. */
  readonly queue?: string;
  /** Whole vCPUs requested (EC2 jobs: integer, at least 1). */
  readonly vcpus: number;
  /** Requested memory in MiB, a hard limit. */
  readonly memoryMiB: number;
  /** Whole GPUs requested. */
  readonly gpus: number;
  readonly architecture?: Architecture;
  /** Multi-node parallel job of this many nodes (at least 2), each asking for the vCPUs, memory and GPUs above. */
  readonly nodes?: number;
  readonly jobDefinition?: string;
  /** Consumable resources asked for in SubmitJob; undefined means what the job definition says. */
  readonly consumableResources?: readonly ConsumableRequest[];
  /** Total tries from SubmitJob.retryStrategy; undefined means what the job definition or configuration says. */
  readonly attempts?: number;
  /** Timeout of one attempt from RUNNING, in ms. */
  readonly timeoutMs?: number;
  readonly shareIdentifier?: string;
  readonly schedulingPriority?: number;
  /** Who submitted it, for resampling by user. */
  readonly user?: string;
  /** Undefined: a lost attempt starts again from the beginning. */
  readonly checkpoint?: Checkpoint;
}

/** An array job: `size` children on the consecutive rows from `firstJob`. */
export interface ArrayJob {
  readonly id: string;
  readonly firstJob: number;
  readonly size: number;
}

/**
 * Dependencies as parallel columns of entity indices: a job is its row, array k is `jobCount + k`. A prerequisite array
 * means "all children succeeded"; a dependent array means "every child waits". N_TO_N and SEQUENTIAL are already
 * expanded to job-to-job pairs.
 */
export interface Dependencies {
  readonly dependent: Uint32Array;
  readonly prerequisite: Uint32Array;
}

export interface Workload {
  readonly name: string;
  readonly jobCount: number;
  /** Submit time of each job in ms since the start of the run, non-decreasing, first at or after 0. */
  readonly submitMs: Float64Array;
  /** Run time of an undisturbed attempt in ms (at least 0). */
  readonly runMs: Float64Array;
  /** Index into `classes` of each job. */
  readonly classIndex: Uint32Array;
  readonly classes: readonly JobClass[];
  /** The user's ids by row; undefined when the row number serves. */
  readonly ids?: JobIds;
  readonly arrays: readonly ArrayJob[];
  readonly dependencies: Dependencies;
  /** Wall-clock time of ms 0, ms since the Unix epoch; undefined when the trace has no dates. */
  readonly originEpochMs?: number;
  /** When CancelJob is called for each job, ms since the start of the run, Infinity for never; undefined: no job has one. */
  readonly cancelMs?: Float64Array;
  /** The same for TerminateJob. */
  readonly terminateMs?: Float64Array;
  /** When each job must have succeeded, ms since the start of the run, Infinity for no deadline; undefined: no job has one. */
  readonly deadlineMs?: Float64Array;
  /** Attempts that failed by themselves in the recorded history, to be replayed; undefined: no job has any. */
  readonly ownFailures?: OwnFailures;
  /** Peak memory in MiB per job where the trace measured it (NaN where it did not); for right-sizing. */
  readonly peakMemoryMiB?: Float32Array;
}

export function jobIdOf(workload: Workload, job: number): string {
  return workload.ids === undefined ? String(job) : jobIdAt(workload.ids, job);
}

/** vCPU-hours the jobs need when each runs once. */
export function vcpuHoursOf(workload: Workload): number {
  let vcpuMs = 0;
  for (let job = 0; job < workload.jobCount; job++) {
    const { vcpus, nodes = 1 } = workload.classes[workload.classIndex[job]];
    vcpuMs += workload.runMs[job] * vcpus * nodes;
  }
  return vcpuMs / 3_600_000;
}
