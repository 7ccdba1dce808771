/**
 * Compares what a change plan promised with the jobs that ran since it was applied: waits with an interval, and how jobs
 * ended. Says nothing about money: what AWS billed is not in the records of jobs.
 */
import { HOST_LOST } from '../models/host-lost.ts';
import type { PredictedEffect } from './change-plan.ts';
import type { JobRecord } from './job-record.ts';

export interface Drift {
  /** Jobs submitted since, array parents not counted. */
  readonly jobs: number;
  readonly succeeded: number;
  readonly failed: number;
  /** Attempts that ended because their instance did: Spot reclaims, mostly. */
  readonly attemptsLostWithTheirHost: number;
  readonly waitSecondsP95?: WaitDrift;
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
  /** Undefined when nothing was promised. */
  readonly isWithin?: boolean;
}

const P = 0.95;
/** Half the width of a 95 % interval in standard deviations. */
const Z = 1.96;

/** `sinceMs`: epoch ms at which the plan was applied. */
export function driftOf(records: readonly JobRecord[], effect: PredictedEffect | undefined, sinceMs: number): Drift {
  const jobs = (records as readonly Job[]).filter((job) => job.createdAt >= sinceMs && !isArrayParent(job));
  const waits = jobs.flatMap((job) => waitSeconds(job) ?? []).sort((left, right) => left - right);
  const waitSecondsP95 = waitDrift(waits, effect?.waitSecondsP95?.after);
  return {
    jobs: jobs.length,
    succeeded: jobs.filter(({ status }) => status === 'SUCCEEDED').length,
    failed: jobs.filter(({ status }) => status === 'FAILED').length,
    attemptsLostWithTheirHost: jobs
      .flatMap(({ attempts = [] }) => attempts)
      .filter(({ statusReason = '' }) => HOST_LOST.test(statusReason)).length,
    ...(waitSecondsP95 !== undefined && { waitSecondsP95 }),
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

/** From submission to the first start; with dependencies nobody can tell their wait from the queue's. */
function waitSeconds({ createdAt, startedAt, attempts = [], dependsOn = [] }: Job): number | undefined {
  const started = attempts.find((attempt) => attempt.startedAt)?.startedAt ?? startedAt;
  if (!started || dependsOn.length > 0 || started < createdAt) return undefined;
  return (started - createdAt) / 1000;
}

/**
 * The nearest-rank percentile and the ranks n p -/+ z sqrt(n p (1 - p)) around it (order statistics, normal approximation of
 * the binomial; Hahn and Meeker, Statistical Intervals). Where the upper rank is past the end, the longest wait stands.
 */
function waitDrift(sorted: readonly number[], predicted: number | undefined): WaitDrift | undefined {
  const count = sorted.length;
  if (count === 0) return undefined;
  const at = (rank: number): number => sorted[Math.min(count, Math.max(1, rank)) - 1];
  const half = Z * Math.sqrt(count * P * (1 - P));
  const [lo, hi] = [at(Math.floor(count * P - half)), at(Math.ceil(count * P + half) + 1)];
  return {
    observed: at(Math.ceil(count * P)),
    lo,
    hi,
    count,
    ...(predicted !== undefined && { predicted, isWithin: predicted >= lo && predicted <= hi }),
  };
}
