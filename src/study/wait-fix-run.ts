/** One simulation of a change that may shorten waits: how long jobs then wait, for what, and what the run costs. */
import {
  ConsumableWaits,
  consumableTime,
  type QueueWaits,
  type Setup,
  simulatePrepared,
  WaitTally,
} from '../engine/index.ts';
import { pendingOf, type WaitedFor, waitsOfJob, waitsOfQueue } from './waited-for.ts';

export interface RunFigures {
  /**
   * To RUNNING of first attempts, from RUNNABLE or from when only consumable resources were missing: of the job asked about, or the
   * mean of all; undefined when none ran.
   */
  readonly waitMs: number | undefined;
  readonly microUsd: number;
  readonly neverRan: number;
}

export interface FixRun extends RunFigures {
  readonly waits: readonly WaitedFor[];
}

/** `job`: its row; all jobs when undefined. */
export function fixRun(setup: Setup, job: number | undefined): FixRun {
  const tally = new WaitTally(setup.queues.length, job);
  const pending = new ConsumableWaits(setup);
  const hasStarted = new Uint8Array(setup.workload.jobCount);
  let pendingMs = 0;
  let runnableMs: number | undefined;
  let startMs: number | undefined;
  const { waitMs, ledger, jobs } = simulatePrepared(setup, {
    waits: tally,
    onState: (row, state, atMs, reason) => {
      pending.onState(row, state, atMs, reason);
      if (state === 'RUNNING' && hasStarted[row] === 0) {
        hasStarted[row] = 1;
        pendingMs += pending.waitedMs(row);
      }
      if (row === job && state === 'RUNNABLE') runnableMs ??= atMs;
      if (row === job && state === 'RUNNING') startMs ??= atMs;
    },
  });
  const figures = { microUsd: ledger.totalMicroUsd, neverRan: jobs.neverRan };
  if (job === undefined) {
    const mean = waitMs === undefined ? undefined : waitMs.mean + pendingMs / waitMs.count;
    return { ...figures, waitMs: mean, waits: waitsIn(setup, tally, pending) };
  }
  const own = runnableMs === undefined || startMs === undefined ? undefined : startMs - runnableMs;
  const { queue } = setup.classes[setup.workload.classIndex[job]];
  const waits = waitsOfJob({
    queue: setup.queues[queue].name,
    waits: tally.watchedSpans(),
    consumableWait: pending.spanOf(job),
    attempts: startMs === undefined ? [] : [{ startMs }],
  });
  return { ...figures, waitMs: own === undefined ? undefined : own + pending.waitedMs(job), waits };
}

function waitsIn(setup: Setup, tally: WaitTally, pending: ConsumableWaits): readonly WaitedFor[] {
  return setup.queues.flatMap(({ name, index }) => {
    const waits: QueueWaits = tally.waitsOf(index);
    return [...waitsOfQueue(name, waits), ...pendingOf(name, consumableTime(setup, index, pending))];
  });
}
