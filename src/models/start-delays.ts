/**
 * Learns start-up delays from job timestamps: log-normal fits of the time from RUNNABLE to RUNNING of jobs that found nothing
 * running (a cold environment), of the others that started at once, and of submission to RUNNABLE.
 */
import { exp, ln } from './elementary.ts';
import type { JobStart } from './spot/history.ts';

/** An environment counts as cold when no job of its queue ran for this long: idle instances are gone by then. */
const COLD_AFTER_MS = 20 * 60_000;
/** A start this soon found an instance ready. */
const WARM_WITHIN_MS = 30_000;
const ENOUGH_STARTS = 3;
/** 95th percentile of the standard normal. */
const Z95 = 1.6448536269514722;

/** A log-normal through positive delays, seconds. */
export interface DelayFit {
  readonly count: number;
  readonly medianSeconds: number;
  readonly p95Seconds: number;
}

export interface StartDelays {
  /** First jobs of a cold queue, RUNNABLE to RUNNING: scale-out, launch, boot, image pull and container start together. */
  readonly cold?: DelayFit;
  /** Jobs that started within 30 s. */
  readonly warm?: DelayFit;
  readonly submittedToRunnable?: DelayFit;
}

/** Undefined below three positive delays. */
export function fitLogNormal(delaysMs: readonly number[]): DelayFit | undefined {
  const logs = delaysMs.filter((ms) => ms > 0).map((ms) => ln(ms / 1000));
  if (logs.length < ENOUGH_STARTS) return undefined;
  const mean = logs.reduce((sum, log) => sum + log, 0) / logs.length;
  const variance = logs.reduce((sum, log) => sum + (log - mean) * (log - mean), 0) / (logs.length - 1);
  return {
    count: logs.length,
    medianSeconds: exp(mean),
    p95Seconds: exp(mean + Z95 * Math.sqrt(variance)),
  };
}

export function startDelays(starts: readonly JobStart[]): StartDelays {
  const cold = fitLogNormal(coldDelays(starts));
  const waits = starts.map((start) => start.startedMs - readyMs(start));
  const warm = fitLogNormal(waits.filter((ms) => ms <= WARM_WITHIN_MS));
  const submitted = fitLogNormal(
    starts.flatMap(({ createdMs, runnableMs }) => (runnableMs === undefined ? [] : [runnableMs - createdMs])),
  );
  return {
    ...(cold !== undefined && { cold }),
    ...(warm !== undefined && { warm }),
    ...(submitted !== undefined && { submittedToRunnable: submitted }),
  };
}

function readyMs({ runnableMs, createdMs }: JobStart): number {
  return runnableMs ?? createdMs;
}

function coldDelays(starts: readonly JobStart[]): readonly number[] {
  const sorted = starts.toSorted((left, right) => readyMs(left) - readyMs(right) || left.startedMs - right.startedMs);
  const busyUntilMs = new Map<string, number>();
  const delays: number[] = [];
  for (const start of sorted) {
    const until = busyUntilMs.get(start.queue);
    if (until === undefined || readyMs(start) > until + COLD_AFTER_MS) delays.push(start.startedMs - readyMs(start));
    busyUntilMs.set(start.queue, Math.max(until ?? 0, start.stoppedMs));
  }
  return delays;
}

/** What the other stages of a cold start take at the median, seconds; deducted to leave the scale-out delay. */
export interface OtherStages {
  readonly launchPendingSeconds: number;
  readonly bootMedianSeconds: number;
  readonly imageCompressedMb: number;
  readonly imagePullMbPerSecond: number;
  readonly startingSeconds: number;
}

/**
 * Assumptions by name, whole seconds. Timestamps cannot tell the stages of a cold start apart: launch, boot, pull and start are
 * taken as assumed, and what is left is the scale-out delay.
 */
export function delayAssumptions(delays: StartDelays, stages: OtherStages): Readonly<Record<string, number>> {
  const { cold, warm, submittedToRunnable } = delays;
  const starting = warm === undefined ? stages.startingSeconds : warm.medianSeconds;
  const others =
    stages.launchPendingSeconds +
    stages.bootMedianSeconds +
    stages.imageCompressedMb / stages.imagePullMbPerSecond +
    starting;
  const left = (seconds: number) => Math.max(0, Math.round(seconds - others));
  return {
    ...(submittedToRunnable !== undefined && {
      submittedToRunnableSeconds: Math.round(submittedToRunnable.medianSeconds),
    }),
    ...(cold !== undefined && {
      scaleOutDelayMedianSeconds: left(cold.medianSeconds),
      scaleOutDelayP95Seconds: left(cold.p95Seconds),
    }),
    ...(warm !== undefined && { startingSeconds: Math.round(warm.medianSeconds) }),
  };
}
