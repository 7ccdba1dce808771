/** Follows one job through a simulation: what it waited for, in order, and what stands between it and an instance. */
import { jobIdOf, type Workload } from '../models/workload.ts';
import { ConsumableWaits } from './consumable-waits.ts';
import { type BlockedReason, impossibleIn } from './explain.ts';
import { type EnvironmentTrial, type Fix, fixesFor, triedFor } from './explain-shape.ts';
import { REASON } from './job-states.ts';
import type { AttemptRow } from './run.ts';
import type { Setup } from './setup.ts';
import type { Shape } from './shapes.ts';
import { simulatePrepared } from './simulate.ts';
import { type WaitSpan, WaitTally } from './wait-reasons.ts';

export interface ExplainedAttempt extends AttemptRow {
  readonly computeEnvironment: string;
  readonly instanceType: string;
  /** When it was placed; RUNNING comes once the image is pulled and the container started. */
  readonly startingMs: number;
}

export interface JobExplanation {
  readonly jobId: string;
  readonly queue: string;
  readonly shape: Shape;
  readonly submitMs: number;
  /** When it first became RUNNABLE; undefined when it never did. */
  readonly runnableMs: number | undefined;
  /** PENDING for want of consumable resources alone, `toMs` undefined when it never got them; undefined = it was not. */
  readonly consumableWait: { readonly fromMs: number; readonly toMs: number | undefined } | undefined;
  /** Stretches in its queue, in order; the last one open when it was never placed. */
  readonly waits: readonly WaitSpan[];
  /** Of a job still behind the head of its queue when the run ended: the head's id. */
  readonly stuckBehind: string | undefined;
  readonly attempts: readonly ExplainedAttempt[];
  /** When and why it was cancelled outside an attempt; undefined = it was not. */
  readonly canceled: { readonly atMs: number; readonly reason: string } | undefined;
  /** When it failed because a job did that it depends on; undefined = it did not. */
  readonly dependencyFailedMs: number | undefined;
  /** The jobs it depends on directly and when each succeeded, undefined = never. */
  readonly prerequisites: readonly { readonly jobId: string; readonly succeededMs: number | undefined }[];
  /** Set when no environment can ever take it. */
  readonly impossible: BlockedReason | undefined;
  readonly tried: readonly EnvironmentTrial[];
  readonly fixes: readonly Fix[];
}

/** Simulates once and explains the job of that row. */
export function explainJob(setup: Setup, job: number): JobExplanation {
  const { workload, classes, shapes, environments, queues } = setup;
  const { queue, shape } = classes[workload.classIndex[job]];
  const tally = new WaitTally(queues.length, job);
  const pending = new ConsumableWaits(setup);
  const succeededMs = new Float64Array(workload.jobCount).fill(Number.NaN);
  const attempts: ExplainedAttempt[] = [];
  let runnableMs: number | undefined;
  let canceled: JobExplanation['canceled'];
  let dependencyFailedMs: number | undefined;
  let startingMs = Number.NaN;
  simulatePrepared(setup, {
    waits: {
      onJoin: (line, row, nowMs) => {
        if (row === job) runnableMs ??= nowMs;
        tally.onJoin(line, row, nowMs);
      },
      onBlocked: (line, row, nowMs, reason) => tally.onBlocked(line, row, nowMs, reason),
      onPlaced: (line, row, nowMs) => tally.onPlaced(line, row, nowMs),
      onLeft: (line, row, nowMs) => tally.onLeft(line, row, nowMs),
    },
    onState: (row, state, atMs, reason) => {
      pending.onState(row, state, atMs, reason);
      if (row !== job) return;
      if (state === 'STARTING') startingMs = atMs;
      if (state !== 'FAILED' || reason === undefined) return;
      if (reason === REASON.dependencyFailed) dependencyFailedMs = atMs;
      else canceled = { atMs, reason };
    },
    onAttempt: (row) => {
      if (row.status === 'SUCCEEDED') succeededMs[row.job] = row.endMs;
      if (row.job !== job) return;
      const environment = environments[row.environment];
      const { instanceType } = environment.types[row.type].instanceType;
      attempts.push({ ...row, computeEnvironment: environment.name, instanceType, startingMs });
    },
  });
  const open = tally.watchedSpans().find(({ toMs }) => toMs === undefined);
  return {
    jobId: jobIdOf(workload, job),
    queue: queues[queue].name,
    shape: shapes[shape],
    submitMs: workload.submitMs[job],
    runnableMs,
    consumableWait: pending.spanOf(job),
    waits: tally.watchedSpans(),
    stuckBehind: open?.behind === undefined ? undefined : jobIdOf(workload, open.behind.job),
    attempts,
    canceled: attempts.at(-1)?.endMs === canceled?.atMs ? undefined : canceled,
    dependencyFailedMs,
    prerequisites: prerequisitesOf(workload, job).map((row) => {
      const endMs = succeededMs[row];
      return { jobId: jobIdOf(workload, row), succeededMs: Number.isNaN(endMs) ? undefined : endMs };
    }),
    impossible: impossibleIn(setup, queue, shape),
    tried: triedFor(setup, queue, shapes[shape]),
    fixes: fixesFor(setup, queue, shapes[shape]),
  };
}

/** Rows the job waits for, itself or through its array; an array counts as all its children. */
function prerequisitesOf({ arrays, dependencies, jobCount }: Workload, job: number): readonly number[] {
  const own = arrays.findIndex(({ firstJob, size }) => job >= firstJob && job < firstJob + size);
  const rows: number[] = [];
  for (let edge = 0; edge < dependencies.dependent.length; edge++) {
    const dependent = dependencies.dependent[edge];
    if (dependent !== job && (own < 0 || dependent !== jobCount + own)) continue;
    const prerequisite = dependencies.prerequisite[edge];
    if (prerequisite < jobCount) rows.push(prerequisite);
    else {
      const { firstJob, size } = arrays[prerequisite - jobCount];
      for (let row = firstJob; row < firstJob + size; row++) rows.push(row);
    }
  }
  return rows;
}
