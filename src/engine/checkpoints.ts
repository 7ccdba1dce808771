/**
 * What checkpoints do to an attempt: how long it takes with them, and how much of it is kept when its instance is taken.
 * Progress is useful run time saved so far; jobs without checkpoints never come here.
 */
import { PURPOSE, uniform } from '../models/random.ts';
import type { Checkpoint } from '../models/workload.ts';
import type { Run } from './run.ts';
import type { ClassSetup } from './setup.ts';

/** Saved progress of every job, ms; undefined when no class checkpoints, so that such runs pay nothing. */
export function progressColumn(classes: readonly ClassSetup[], jobCount: number): Float64Array | undefined {
  return classes.some(({ checkpoint }) => checkpoint !== undefined) ? new Float64Array(jobCount) : undefined;
}

/**
 * How long an undisturbed attempt runs from here, ms: restore, what is left, and a checkpoint between intervals, none at the end. One that
 * fails by itself runs as long as it did in the history.
 */
export function attemptMs(run: Run, job: number, { checkpoint }: ClassSetup): number {
  const { failures } = run;
  const failure = failures?.nextOf(job);
  if (failures !== undefined && failure !== undefined) return failures.runMsOf(failure);
  const runMs = run.runMs[job];
  return checkpoint === undefined ? runMs : checkpointedMs(checkpoint, runMs, run.progressMs?.[job] ?? 0);
}

function checkpointedMs(checkpoint: Checkpoint, runMs: number, progressMs: number): number {
  const leftMs = runMs - progressMs;
  return restoreMs(checkpoint, progressMs) + leftMs + checkpointsIn(checkpoint, leftMs) * checkpoint.costMs;
}

/** Nothing saved, nothing to restore. */
function restoreMs(checkpoint: Checkpoint, progressMs: number): number {
  return progressMs > 0 ? checkpoint.restoreMs : 0;
}

function checkpointsIn({ intervalMs }: Checkpoint, leftMs: number): number {
  return Math.max(0, Math.ceil(leftMs / intervalMs) - 1);
}

/**
 * Books what a lost attempt that started at `startMs` leaves behind and returns the time of it that was not in vain, ms: the
 * work saved and the checkpoints that saved it. Restore, start and everything after the last checkpoint are lost.
 */
export function keepProgress(run: Run, slot: number, job: number, checkpoint: Checkpoint, startMs: number): number {
  const { progressMs, nowMs, setup } = run;
  if (progressMs === undefined) return 0;
  const beforeMs = progressMs[job];
  const leftMs = setup.workload.runMs[job] - beforeMs;
  const workingFromMs = startMs + restoreMs(checkpoint, beforeMs);
  const cycleMs = checkpoint.intervalMs + checkpoint.costMs;
  const cycles = Math.min(
    Math.max(0, Math.floor((nowMs - workingFromMs) / cycleMs)),
    checkpointsIn(checkpoint, leftMs),
  );
  const savedMs = cycles * checkpoint.intervalMs;
  const noticeMs = setup.world.assumptions.spot.checkpointOnNotice ? noticeOf(run, slot) : 0;
  const atNoticeMs =
    noticeMs > 0 && noticeMs >= checkpoint.costMs ? workUntil(checkpoint, nowMs - noticeMs - workingFromMs, leftMs) : 0;
  if (atNoticeMs <= savedMs) {
    progressMs[job] = beforeMs + savedMs;
    return cycles * cycleMs;
  }
  progressMs[job] = beforeMs + atNoticeMs;
  return atNoticeMs + Math.ceil(atNoticeMs / checkpoint.intervalMs) * checkpoint.costMs;
}

/** Useful work done after that long, ms; the rest went into checkpoints. */
function workUntil({ intervalMs, costMs }: Checkpoint, elapsedMs: number, leftMs: number): number {
  if (elapsedMs <= 0) return 0;
  const cycles = Math.floor(elapsedMs / (intervalMs + costMs));
  const restMs = elapsedMs - cycles * (intervalMs + costMs);
  return Math.min(leftMs, cycles * intervalMs + Math.min(intervalMs, restMs));
}

/** Notice this instance's reclaim comes with, ms; none at all for a share of them, drawn per instance. */
function noticeOf(run: Run, slot: number): number {
  const { fleet, setup } = run;
  const { noticeSeconds, noNoticeShare } = setup.world.assumptions.spot;
  const pool = run.environments[fleet.environmentOf(slot)].setup.types[fleet.typeOf(slot)].pools[fleet.zone[slot]];
  const draw = uniform(setup.world.seed, PURPOSE.spotNotice, pool.key, fleet.ordinal[slot]);
  return draw < noNoticeShare ? 0 : Math.round(noticeSeconds * 1000);
}
