/**
 * Explains a whole scenario: which jobs can never run, what the others waited for, and which requests lie just above a size
 * of instance so that a little less memory would be much cheaper.
 */
import { jobIdOf } from '../models/workload.ts';
import { ConsumableWaits } from './consumable-waits.ts';
import { findUnrunnable, type UnrunnableShape } from './explain.ts';
import { type EnvironmentTrial, type Fix, fixesFor, triedFor } from './explain-shape.ts';
import type { Outcome } from './outcome.ts';
import type { SimulateOptions } from './run.ts';
import type { Setup } from './setup.ts';
import type { Shape } from './shapes.ts';
import { simulatePrepared } from './simulate.ts';
import { type QueueWaits, WaitTally } from './wait-reasons.ts';

export interface ImpossibleRequest extends UnrunnableShape {
  readonly tried: readonly EnvironmentTrial[];
  readonly fixes: readonly Fix[];
}

/** A request that a slightly smaller one would undercut. */
export interface SizeCliff {
  readonly queue: string;
  readonly shape: Shape;
  readonly jobs: number;
  readonly firstJobId: string;
  /** Run hours of all its jobs. */
  readonly jobHours: number;
  readonly fix: Extract<Fix, { kind: 'ask-less-memory' }>;
}

export interface ExplainedQueue extends QueueWaits {
  readonly queue: string;
  readonly headJobId: string | undefined;
  readonly consumables: ConsumableTime;
}

/** PENDING for want of consumable resources and of nothing else, which holds up no other job. */
export interface ConsumableTime {
  /** Of jobs that got them. */
  readonly jobMs: number;
  /** Jobs that did not, of which the first. */
  readonly stuckJobs: number;
  readonly firstJobId: string | undefined;
}

export interface ScenarioExplanation {
  readonly jobs: Outcome['jobs'];
  readonly impossible: readonly ImpossibleRequest[];
  readonly queues: readonly ExplainedQueue[];
  /** Job-ms from submission to RUNNABLE: the submission delay, unmet dependencies and consumable resources. */
  readonly beforeRunnableJobMs: number;
  /** Job-ms from placement to RUNNING: image pull and container start. */
  readonly startingJobMs: number;
  /** Dearest first. */
  readonly cliffs: readonly SizeCliff[];
}

/** Simulates once. */
export function explainScenario(setup: Setup): ScenarioExplanation {
  const tally = new WaitTally(setup.queues.length);
  const sums = { beforeRunnableJobMs: 0, startingJobMs: 0 };
  const pending = new ConsumableWaits(setup);
  const outcome = simulatePrepared(setup, { ...observing(setup, tally, sums), onState: pending.onState });
  return {
    jobs: outcome.jobs,
    impossible: findUnrunnable(setup).map((request) => {
      const queue = setup.queues.findIndex(({ name }) => name === request.queue);
      return { ...request, tried: triedFor(setup, queue, request.shape), fixes: fixesFor(setup, queue, request.shape) };
    }),
    queues: setup.queues.map(({ name, index }) => {
      const waits = tally.waitsOf(index);
      const headJobId = waits.head === undefined ? undefined : jobIdOf(setup.workload, waits.head.job);
      return { queue: name, ...waits, headJobId, consumables: consumableTime(setup, index, pending) };
    }),
    ...sums,
    cliffs: findCliffs(setup),
  };
}

export function consumableTime({ workload, classes }: Setup, queue: number, pending: ConsumableWaits): ConsumableTime {
  let jobMs = 0;
  let stuckJobs = 0;
  let firstJobId: string | undefined;
  for (let job = 0; job < workload.jobCount; job++) {
    const span = pending.spanOf(job);
    if (span === undefined || classes[workload.classIndex[job]].queue !== queue) continue;
    if (span.toMs !== undefined) jobMs += span.toMs - span.fromMs;
    else if (stuckJobs++ === 0) firstJobId = jobIdOf(workload, job);
  }
  return { jobMs, stuckJobs, firstJobId };
}

function observing(
  setup: Setup,
  tally: WaitTally,
  sums: { beforeRunnableJobMs: number; startingJobMs: number },
): SimulateOptions {
  const { submitMs, jobCount } = setup.workload;
  const hasJoined = new Uint8Array(jobCount);
  return {
    waits: {
      onJoin: (queue, job, nowMs) => {
        if (hasJoined[job] === 0) sums.beforeRunnableJobMs += nowMs - submitMs[job];
        hasJoined[job] = 1;
        tally.onJoin(queue, job, nowMs);
      },
      onBlocked: (queue, job, nowMs, reason) => tally.onBlocked(queue, job, nowMs, reason),
      onPlaced: (queue, job, nowMs) => {
        sums.startingJobMs -= nowMs;
        tally.onPlaced(queue, job, nowMs);
      },
      onLeft: (queue, job, nowMs) => tally.onLeft(queue, job, nowMs),
    },
    onAttempt: ({ startMs }) => {
      sums.startingJobMs += startMs;
    },
  };
}

/** Requests that fit, but for which a tenth less memory at most would do on a type at least a twentieth cheaper. */
function findCliffs(setup: Setup): readonly SizeCliff[] {
  const { workload, classes, shapes } = setup;
  const groups = new Map<string, { queue: number; shape: number; jobs: number; runMs: number; first: number }>();
  for (let job = 0; job < workload.jobCount; job++) {
    const { queue, shape } = classes[workload.classIndex[job]];
    const key = `${queue}/${shape}`;
    const group = groups.get(key) ?? { queue, shape, jobs: 0, runMs: 0, first: job };
    group.jobs++;
    group.runMs += workload.runMs[job];
    groups.set(key, group);
  }
  const cliffs = [...groups.values()].flatMap(({ queue, shape, jobs, runMs, first }): SizeCliff[] => {
    const fix = fixesFor(setup, queue, shapes[shape]).find(({ kind }) => kind === 'ask-less-memory');
    if (fix?.kind !== 'ask-less-memory' || fix.insteadOf === undefined) return [];
    const firstJobId = jobIdOf(workload, first);
    const jobHours = runMs / 3_600_000;
    return [{ queue: setup.queues[queue].name, shape: shapes[shape], jobs, firstJobId, jobHours, fix }];
  });
  return cliffs.sort((left, right) => savedMicroUsd(right) - savedMicroUsd(left));
}

/** What the jobs would save if each had its instance to itself: an upper bound, since others may share it. */
export function savedMicroUsd({ jobHours, fix }: SizeCliff): number {
  return jobHours * ((fix.insteadOf?.microUsdPerHour ?? fix.type.microUsdPerHour) - fix.type.microUsdPerHour);
}
