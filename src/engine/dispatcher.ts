/**
 * Queue -> compute environment -> instance: one scheduler cycle over the queues by descending priority, each drained from
 * its head until a job does not fit. A job goes to the first environment with room; it passes on to the next only when the
 * one before is full, refused by EC2, disabled or has no type for it (AWS: "cannot provide a suitable resource").
 */
import { attemptMs } from './checkpoints.ts';
import * as EVENT from './event-kinds.ts';
import * as JOB from './job-state-numbers.ts';
import * as TIME from './job-times.ts';
import * as WORD from './job-words.ts';
import { NO_JOB, standing, TIMES, WORDS } from './jobs.ts';
import type { Line } from './line.ts';
import { findNodes, holdNodes, mayHold } from './nodes.ts';
import { mayPassOn } from './pass-on.ts';
import { LOOSEST, TIGHTEST } from './placement.ts';
import type { Queue } from './queues.ts';
import { type EnvironmentState, nextTick, type Run } from './run.ts';
import { requestScaleOut } from './scaler.ts';
import type { ClassSetup } from './setup.ts';
import type { Shape } from './shapes.ts';
import { openTask } from './tasks.ts';
import { watchHead } from './time-limits.ts';
import { planReading } from './usage-readings.ts';
import { blockedReason } from './wait-reasons.ts';

export function requestDispatch(run: Run): void {
  // The tick after an earlier moment is no later than the one after this.
  if (run.dispatchAtMs === Number.POSITIVE_INFINITY) run.dispatchAtMs = nextTick(run.clock.nowMs, run.tickMs);
}

/** Something changed about the environment's room: its queues may try their heads again. */
export function retryHeads(run: Run, environment: EnvironmentState): void {
  const { lines } = environment;
  let isAnyWaiting = false;
  // By position here and below: V8 inlines only so much code, and an iterator is three times as much.
  for (let position = 0; position < lines.length; position++) {
    const line = lines[position];
    line.isBlocked = false;
    if (line.head !== NO_JOB) isAnyWaiting = true;
  }
  if (isAnyWaiting) requestDispatch(run);
}

/** The queue may have more vCPUs than when its head was tried. */
export function retryHead(run: Run, line: Line): void {
  line.isBlocked = false;
  if (line.head !== NO_JOB) requestDispatch(run);
}

/** A job joins its queue. */
export function enqueue(run: Run, job: number, atFront: boolean): void {
  const { jobs, recorder, setup } = run;
  const classIndex = run.classIndex[job];
  const jobClass = run.classes[classIndex];
  const line = run.lines[jobClass.queue];
  const { jobVcpus } = jobClass.request;
  jobs.setState(job, JOB.runnable);
  jobs.words[job * WORDS + WORD.jobClass] = classIndex;
  jobs.times[job * TIMES + TIME.since] = run.clock.nowMs;
  jobs.times[job * TIMES + TIME.submit] = run.submitMs[job];
  recorder.advance();
  recorder.runnableJobs++;
  if (run.isObserved) tellRunnable(run, job, jobClass.queue);
  if (atFront) line.pushFront(job, jobVcpus);
  else line.push(job, jobVcpus);
  // A new head has not been tried yet.
  if (line.head === job) line.isBlocked = false;
  if (!line.isBlocked) requestDispatch(run);
  else {
    if (line.countsUse) planReading(run, jobClass.queue, line);
    requestScaleOut(run, setup.queues[jobClass.queue].component);
  }
}

function tellRunnable({ options, nowMs }: Run, job: number, queue: number): void {
  options.onState?.(job, 'RUNNABLE', nowMs, undefined);
  options.waits?.onJoin(queue, job, nowMs);
}

export function dispatch(run: Run): void {
  run.dispatchAtMs = Number.POSITIVE_INFINITY;
  run.dispatches++;
  const { cycle } = run;
  for (let position = 0; position < cycle.length; position++) {
    const queue = cycle[position];
    const line = run.lines[queue];
    if (line.head === NO_JOB || line.isBlocked) continue;
    if (line.countsUse) line.refresh(run.clock.nowMs);
    drain(run, run.setup.queues[queue], line);
  }
}

function drain(run: Run, queue: Queue, line: Line): void {
  while (line.head !== NO_JOB) {
    if (!place(run, queue, line, line.head)) break;
  }
  if (line.head === NO_JOB) return;
  if (run.isObserved)
    run.options.waits?.onBlocked(queue.index, line.head, run.clock.nowMs, blockedReason(run, queue.index, line.head));
  const limit = run.timeLimits[queue.index];
  if (limit !== undefined) watchHead(run, queue.index, limit);
  if (run.setup.world.assumptions.backfill && line.canBackfill) backfill(run, queue, line);
  else {
    line.isBlocked = true;
    if (line.countsUse) planReading(run, queue.index, line);
  }
  requestScaleOut(run, queue.component);
}

/** Lets jobs behind the blocked head start where they fit now; looks as far as a scale-out decision does. */
function backfill(run: Run, queue: Queue, line: Line): void {
  const { jobs, setup } = run;
  const tried = new Set<number>([run.classes[run.classIndex[line.head]].shape]);
  let before = line.head;
  let looked = 1;
  while (jobs.nextOf(before) !== NO_JOB && looked < setup.world.assumptions.scaleOutLookAheadJobs) {
    const job = jobs.nextOf(before);
    const { shape } = run.classes[run.classIndex[job]];
    looked++;
    if (tried.has(shape) || !place(run, queue, line, job)) {
      tried.add(shape);
      before = job;
    }
  }
}

function place(run: Run, queue: Queue, line: Line, job: number): boolean {
  const classIndex = run.jobs.words[job * WORDS + WORD.jobClass];
  const jobClass = run.classes[classIndex];
  const candidates = run.candidates[classIndex];
  const shape = jobClass.request;
  if (line.countsUse && shape.jobVcpus > line.allowanceVcpus()) return false;
  for (let position = 0; position < candidates.length; position++) {
    const environment = candidates[position];
    // AWS: no job is placed in a DISABLED environment, whatever minvCpus keeps there (API ComputeEnvironmentDetail, state).
    if (!environment.isOpen) continue;
    const { taskSize } = environment.setup;
    let slot: number;
    let nodes: readonly number[] | undefined;
    if (taskSize !== undefined) slot = openTask(run, environment, taskSize[jobClass.shape]);
    else if (shape.nodes === 1) slot = findSlot(run, environment, line, shape, jobClass.shape);
    else {
      nodes = findNodes(run, environment, shape);
      slot = nodes?.[0] ?? -1;
    }
    if (slot >= 0) {
      line.remove(job, shape.jobVcpus);
      if (line.countsUse) line.onStart(job, shape.jobVcpus, run.clock.nowMs);
      if (run.isObserved) run.options.waits?.onPlaced(queue.index, job, run.clock.nowMs);
      start(run, environment, slot, job, jobClass, shape);
      if (nodes !== undefined) holdNodes(run, environment, job, nodes, shape);
      return true;
    }
    if (taskSize === undefined && waitsFor(run, environment, shape, jobClass.shape)) return false;
  }
  return false;
}

/** Whether a job without room in the environment waits for it, or goes on to the next one. */
function waitsFor(run: Run, environment: EnvironmentState, shape: Shape, shapeIndex: number): boolean {
  return mayHold(run, environment, shape, shapeIndex) || !mayPassOn(run, environment, shapeIndex);
}

function findSlot(run: Run, environment: EnvironmentState, line: Line, shape: Shape, shapeIndex: number): number {
  if (environment.freeVcpus < shape.vcpus || environment.freeMemoryMiB < shape.memoryMiB) return -1;
  // AWS (2022): with a deep queue Batch places fast and spreads; as the queue drains it packs on fewer instances.
  const isSpread = run.spreadsAlways || (run.spreadsWhenDeep && line.vcpus > environment.freeVcpus);
  // One call, for V8 puts what it inlines into the machine code once a call.
  const direction = isSpread ? LOOSEST : TIGHTEST;
  return environment.ready.find(shape.vcpus, shape.memoryMiB, shape.gpus, shapeIndex, direction);
}

function start(
  run: Run,
  environment: EnvironmentState,
  slot: number,
  job: number,
  jobClass: ClassSetup,
  shape: Shape,
): void {
  const { jobs, fleet, recorder } = run;
  const { nowMs } = run.clock;
  const { words, times } = jobs;
  const word = job * WORDS;
  const since = job * TIMES + TIME.since;
  const { setup } = environment;
  fleet.take(slot, setup.types[fleet.typeOf(slot)], shape);
  words[word + WORD.slot] = slot;
  if (environment.isReclaimable) fleet.list(slot, job, jobs);
  if (setup.taskSize === undefined) environment.ready.shrank(slot);
  environment.freeVcpus -= shape.vcpus;
  environment.freeMemoryMiB -= shape.memoryMiB;
  recorder.advance();
  recorder.runnableJobs--;
  recorder.usedVcpus += shape.jobVcpus;
  if (run.isObserved) run.options.onState?.(job, 'STARTING', nowMs, undefined);
  const startMs = fleet.pulledMs(slot, run.pullMs) + run.startingMs;
  const runMs = run.runMs[job];
  const runnableMs = times[since];
  run.queuedMs += nowMs - runnableMs;
  const attempt = jobs.attemptOf(job) + 1;
  if (attempt === 1) {
    const waitFromMs = run.lateMs === undefined ? runnableMs : waitOfLateFromMs(run, run.lateMs, job);
    recorder.recordWait(startMs - waitFromMs, runMs);
    if (run.isObserved) run.options.onWait?.(job, startMs - waitFromMs);
  }
  words[word + WORD.standing] = standing(JOB.running, attempt);
  times[since] = nowMs;
  run.attempts++;
  run.runningJobs++;
  run.lastPlacedMs = nowMs;
  run.events.push(startMs + (jobClass.isPlain ? runMs : longestHoldMs(run, job, jobClass)), EVENT.jobEnd, job, attempt);
}

/** How long an attempt holds its instance from the start of its container, unless it is lost: to its end, or to SIGKILL after its timeout. */
function longestHoldMs(run: Run, job: number, jobClass: ClassSetup): number {
  return Math.min(attemptMs(run, job, jobClass), jobClass.timeoutMs + run.killMs);
}

/** Waits count from RUNNABLE, but those of jobs submitted late count as if they had been submitted in time. */
function waitOfLateFromMs({ jobs, setup }: Run, lateMs: Float64Array, job: number): number {
  const runnableMs = jobs.sinceMsOf(job);
  const inTimeMs = setup.workload.submitMs[job] + setup.submittedToRunnableMs;
  // Any later and the job waited for something else: dependencies or consumable resources.
  return runnableMs === inTimeMs + lateMs[job] ? inTimeMs : runnableMs;
}
