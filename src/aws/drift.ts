/**
 * Compares what a change plan promised with the jobs that ran since it was applied: waits with an interval, and how jobs
 * ended. Says nothing about money: what AWS billed is not in the records of jobs. Nor about the makespan: submissions go on.
 */
import { HOST_LOST } from '../models/host-lost.ts';
import type { PredictedEffect } from './change-plan.ts';
import { type DriftFromRuns, driftFromRuns, type ObservedWait } from './drift-from-runs.ts';
import type { JobRecord } from './job-record.ts';

export interface Drift {
  /** Jobs submitted since, array parents not counted. */
  readonly jobs: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Attempts that ended because their instance did: Spot reclaims, mostly. */
  readonly attemptsLostWithTheirHost: number;
  /** Of those whose wait would count: not started, nor ended without a start. Their waits are not in yet. */
  readonly notStarted: number;
  readonly waitSecondsP95?: WaitDrift;
  /** Whether the history is like the single runs of the plan; absent where the plan does not say what these had. */
  readonly singleRuns?: DriftFromRuns;
  /** The promise, for the record; undefined when the plan made none. */
  readonly predicted?: PredictedEffect | undefined;
}

export interface WaitDrift {
  readonly observed: number;
  /** 95 % interval of the observed percentile; distribution-free, taken as if waits were independent. */
  readonly lo: number;
  readonly hi: number;
  /** Waits it rests on: jobs that started and depend on no other. */
  readonly count: number;
  readonly predicted?: number;
  /** Whether the promised mean lies between lo and hi; undefined when nothing was promised. What is like single runs is in `singleRuns`. */
  readonly isWithin?: boolean;
}

const P = 0.95;
/** Half the width of a 95 % interval in standard deviations. */
const Z = 1.96;

/** `sinceMs`: epoch ms at which the plan was applied. */
export function driftOf(records: readonly JobRecord[], effect: PredictedEffect | undefined, sinceMs: number): Drift {
  const jobs = (records as readonly Job[]).filter((job) => job.createdAt >= sinceMs && !isArrayParent(job));
  const waits = jobs.flatMap((job) => waitSeconds(job) ?? []).sort((left, right) => left - right);
  const wait = percentileOf(waits);
  const [succeeded, failed] = ['SUCCEEDED', 'FAILED'].map((end) => jobs.filter(({ status }) => status === end).length);
  const lostAttempts = jobs
    .flatMap(({ attempts = [] }) => attempts)
    .filter(({ statusReason = '' }) => HOST_LOST.test(statusReason)).length;
  const runs = effect?.singleRuns;
  return {
    jobs: jobs.length,
    succeeded,
    failed,
    attemptsLostWithTheirHost: lostAttempts,
    notStarted: jobs.filter(isYetToStart).length,
    ...(wait !== undefined && { waitSecondsP95: waitDrift(waits, wait, effect?.waitSecondsP95?.after) }),
    ...(runs !== undefined && {
      singleRuns: driftFromRuns(runs, wait, { ended: succeeded + failed, failed, lostAttempts }),
    }),
    predicted: effect,
  };
}

interface Job extends JobRecord {
  readonly status?: string;
  readonly startedAt?: number;
  readonly attempts?: readonly { readonly startedAt?: number; readonly statusReason?: string }[];
  readonly arrayProperties?: { readonly size?: number; readonly index?: number };
  readonly dependsOn?: readonly unknown[];
}

function isArrayParent({ arrayProperties }: Job): boolean {
  return arrayProperties?.size !== undefined && arrayProperties.index === undefined;
}

function isYetToStart(job: Job): boolean {
  const { status = '', dependsOn = [] } = job;
  return dependsOn.length === 0 && status !== 'SUCCEEDED' && status !== 'FAILED' && waitSeconds(job) === undefined;
}

/** From submission to the first start; with dependencies nobody can tell their wait from the queue's. */
function waitSeconds({ createdAt, startedAt, attempts = [], dependsOn = [] }: Job): number | undefined {
  const started = attempts.find((attempt) => attempt.startedAt)?.startedAt ?? startedAt;
  if (!started || dependsOn.length > 0 || started < createdAt) return undefined;
  return (started - createdAt) / 1000;
}

/**
 * The nearest-rank percentile and the ranks n p -/+ z sqrt(n p (1 - p)) around it (order statistics, normal approximation of
 * the binomial; Hahn and Meeker, Statistical Intervals). A side whose rank none of the waits has is open.
 */
function percentileOf(sorted: readonly number[]): ObservedWait | undefined {
  const count = sorted.length;
  if (count === 0) return undefined;
  const half = Z * Math.sqrt(count * P * (1 - P));
  return {
    observed: sorted[Math.ceil(count * P) - 1],
    lo: sorted[Math.floor(count * P - half) - 1],
    hi: sorted[Math.ceil(count * P + half)],
    count,
  };
}

/** Where a side is open, the shortest or the longest wait stands. */
function waitDrift(sorted: readonly number[], wait: ObservedWait, predicted: number | undefined): WaitDrift {
  const { observed, lo = sorted[0], hi = sorted[sorted.length - 1], count } = wait;
  return {
    observed,
    lo,
    hi,
    count,
    ...(predicted !== undefined && { predicted, isWithin: predicted >= lo && predicted <= hi }),
  };
}
