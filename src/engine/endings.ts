/** How attempts end: by themselves, well or as in the recorded history, by timeout, or with the instance under them; and what follows from that. */

import { attemptMs, keepProgress } from './checkpoints.ts';
import { passOnConsumables } from './consumables.ts';
import { retryHead, retryHeads } from './dispatcher.ts';
import * as EVENT from './event-kinds.ts';
import * as JOB from './job-state-numbers.ts';
import { REASON, tellFailed } from './job-states.ts';
import * as TIME from './job-times.ts';
import * as WORD from './job-words.ts';
import { NO_JOB, standing, TIMES, WORDS } from './jobs.ts';
import { terminate, watchIdle } from './launcher.ts';
import { releaseNodes } from './nodes.ts';
import { readAhead } from './read-ahead.ts';
import { type AttemptEnd, isRetried } from './retries.ts';
import type { EnvironmentState, Run } from './run.ts';
import type { ClassSetup } from './setup.ts';
import { countCancelled, countSubmitted } from './share-census.ts';
import { endTask } from './tasks.ts';

/** The container of this attempt ends now, by itself or by SIGKILL, unless the attempt was lost before. */
export function endAttempt(run: Run, job: number, attempt: number): void {
  const { words } = run.jobs;
  const word = job * WORDS;
  if (words[word + WORD.standing] !== standing(JOB.running, attempt)) return;
  const jobClass = run.classes[words[word + WORD.jobClass]];
  const reason = run.hasStopReasons || !jobClass.isPlain ? whyFailed(run, job, jobClass) : undefined;
  if (reason === undefined) finishAttempt(run, job, jobClass, true, REASON.exited);
  else if (reason === OWN_FAILURE) failAttempt(run, job, jobClass);
  else terminateAttempt(run, job, reason);
}

/** No statusReason: the recorded failure has its own. */
const OWN_FAILURE = '';

/** Undefined when the attempt succeeds. A job that reached its timeout is never retried (AWS Batch user guide, "Job timeouts"). */
function whyFailed(run: Run, job: number, jobClass: ClassSetup): string | undefined {
  const stopReason = run.stopReasons.get(job);
  if (stopReason !== undefined) return stopReason;
  if (attemptMs(run, job, jobClass) > jobClass.timeoutMs) return REASON.timedOut;
  return run.failures?.nextOf(job) === undefined ? undefined : OWN_FAILURE;
}

/**
 * The container ends by itself with a code other than 0, which the retry strategy judges (AWS Batch user guide, "Automated job
 * retries"). As finishAttempt, which is left alone because nearly every attempt goes through it.
 */
function failAttempt(run: Run, job: number, jobClass: ClassSetup): void {
  const { jobs, fleet, failures } = run;
  const failure = failures?.nextOf(job);
  if (failures === undefined || failure === undefined) return;
  const { nowMs } = run.clock;
  const slot = jobs.slotOf(job);
  const environment = run.environments[fleet.environmentOf(slot)];
  const end = failures.endOf(failure);
  failures.happen(job, (nowMs - jobs.sinceMsOf(job)) * jobClass.request.jobVcpus);
  run.lastOtherMs = nowMs;
  if (environment.isReclaimable) fleet.unlist(slot, job, jobs);
  release(run, environment, slot, job, jobClass, 0);
  const isTask = environment.setup.taskSize !== undefined;
  if (!isTask) offerAgain(run, environment, slot);
  if (run.isObserved) report(run, job, slot, 'FAILED', end.statusReason);
  if (isTask) terminate(run, slot, nowMs, 'task-end');
  retryOrFail(run, job, jobClass, end);
  retryHeads(run, environment);
}

/** TerminateJob: SIGTERM now, SIGKILL a while later; a container that has not started yet is gone at once. */
export function stopAttempt(run: Run, job: number, reason: string): void {
  const { jobs, nowMs, killMs } = run;
  if (killMs === 0 || startOf(run, job, jobs.slotOf(job)) > nowMs) {
    terminateAttempt(run, job, reason);
    return;
  }
  run.stopBecauseOf(job, reason);
  run.events.push(nowMs + killMs, EVENT.jobEnd, job, jobs.attemptOf(job));
}

/** The running attempt ends now, and the job fails for good; its time was paid for like any other. */
function terminateAttempt(run: Run, job: number, reason: string): void {
  if (reason !== REASON.timedOut) run.cancelled++;
  finishAttempt(run, job, run.classes[run.classIndex[job]], false, reason);
}

/** The container stops while its instance goes on. */
function finishAttempt(run: Run, job: number, jobClass: ClassSetup, succeeded: boolean, reason: string): void {
  const { jobs, fleet } = run;
  const slot = jobs.slotOf(job);
  // Asked here: most runs never enter, and V8 inlines only so much.
  if (run.events.hasSoon) readAhead(run);
  const environment = run.environments[fleet.environmentOf(slot)];
  release(run, environment, slot, job, jobClass, 0);
  if (environment.setup.taskSize === undefined) offerAgain(run, environment, slot);
  if (run.isObserved) report(run, job, slot, succeeded ? 'SUCCEEDED' : 'FAILED', reason);
  if (environment.setup.taskSize !== undefined) terminate(run, slot, run.clock.nowMs, 'task-end');
  endJob(run, job, succeeded, reason);
  retryHeads(run, environment);
}

/** The instance has room again; without jobs it is idle. */
function offerAgain(run: Run, environment: EnvironmentState, slot: number): void {
  const { fleet } = run;
  environment.ready.grew(slot);
  if (fleet.jobCountOf(slot) > 0) return;
  fleet.becomeIdle(slot);
  watchIdle(run, environment, slot);
}

/** EC2 takes the instance: every attempt on it is lost and retried as its retry strategy says. */
export function reclaim(run: Run, slot: number, generation: number): void {
  const { fleet, jobs } = run;
  if (fleet.generation[slot] !== generation) return;
  const environment = run.environments[fleet.environmentOf(slot)];
  run.interruptions++;
  const { family } = environment.setup.types[fleet.typeOf(slot)].instanceType;
  run.blastRadius.add(family, run.clock.nowMs, fleet.jobCountOf(slot));
  const isTask = environment.setup.taskSize !== undefined;
  const reason = isTask ? REASON.taskInterrupted : REASON.hostLost;
  let next: number;
  for (let job = fleet.lastStartedOn(slot); job !== NO_JOB; job = next) {
    next = jobs.nextOf(job);
    if (jobs.stateOf(job) !== JOB.running) continue;
    const jobClass = run.classes[run.classIndex[job]];
    run.lostAttempts++;
    run.lastOtherMs = run.clock.nowMs;
    release(run, environment, slot, job, jobClass, lostMs(run, slot, job, jobClass));
    if (run.isObserved) report(run, job, slot, 'FAILED', reason);
    if (isBeingStopped(run, slot, job, jobClass)) endStopped(run, job);
    else retryOrFail(run, job, jobClass, { statusReason: reason, reason: '', exitCode: undefined });
    const line = run.lines[jobClass.queue];
    // What the attempt held of the queue's allowance may serve another job, on an instance that is still there.
    if (line.countsUse) retryHead(run, line);
  }
  terminate(run, slot, run.clock.nowMs, 'reclaimed');
  // Room under maxvCpus that no scale-out will notice: Fargate has none.
  if (isTask) retryHeads(run, environment);
}

/** Time of the attempt that was in vain, ms: all of it without checkpoints. */
function lostMs(run: Run, slot: number, job: number, { checkpoint }: ClassSetup): number {
  const heldMs = run.clock.nowMs - run.jobs.sinceMsOf(job);
  // An attempt that was going to fail saves nothing: what it would have saved is in no history.
  if (checkpoint === undefined || run.failures?.nextOf(job) !== undefined) return heldMs;
  return heldMs - keepProgress(run, slot, job, checkpoint, startOf(run, job, slot));
}

/** Past its timeout or terminated, between SIGTERM and SIGKILL: never retried, whatever takes its instance. */
function isBeingStopped(run: Run, slot: number, job: number, { timeoutMs }: ClassSetup): boolean {
  return run.stopReasons.has(job) || startOf(run, job, slot) + timeoutMs <= run.clock.nowMs;
}

function endStopped(run: Run, job: number): void {
  const reason = run.stopReasons.get(job) ?? REASON.timedOut;
  if (reason !== REASON.timedOut) run.cancelled++;
  endJob(run, job, false, reason);
}

function retryOrFail(run: Run, job: number, jobClass: ClassSetup, end: AttemptEnd): void {
  const { jobs, setup } = run;
  if (!isRetried(jobClass.retryStrategy, jobClass.attempts, jobs.attemptOf(job), end)) {
    endJob(run, job, false, end.statusReason);
    return;
  }
  jobs.setState(job, JOB.submitted);
  if (run.census !== undefined) countSubmitted(run, job);
  run.comingJobs++;
  run.events.push(
    run.clock.nowMs + Math.round(setup.world.assumptions.retryDelaySeconds * 1000),
    EVENT.jobRunnable,
    job,
    1,
  );
}

/** Takes the attempt off its instance and books its share of the instance's busy time, `lostMs` of it as wasted. */
function release(
  run: Run,
  environment: EnvironmentState,
  slot: number,
  job: number,
  jobClass: ClassSetup,
  lostMs: number,
): void {
  const { jobs, fleet, recorder } = run;
  const { nowMs } = run.clock;
  const { setup } = environment;
  const shape = jobClass.request;
  const heldMs = nowMs - jobs.sinceMsOf(job);
  const type = setup.types[fleet.typeOf(slot)];
  if (setup.taskSize === undefined) fleet.giveBack(slot, type, shape, heldMs, heldMs, lostMs);
  else endTask(run, slot, type, shape, heldMs, lostMs);
  if (lostMs > 0) run.wastedVcpuMs += lostMs * shape.jobVcpus;
  run.attribution.add(slot, jobs.words[job * WORDS + WORD.jobClass], heldMs * fleet.lastShare);
  environment.freeVcpus += shape.vcpus;
  environment.freeMemoryMiB += shape.memoryMiB;
  recorder.advance();
  if (shape.nodes > 1) releaseNodes(run, environment, job, shape, heldMs, lostMs);
  recorder.usedVcpus -= shape.jobVcpus;
  const line = run.lines[jobClass.queue];
  if (line.countsUse) line.onEnd(job, shape.jobVcpus, nowMs);
  run.runningJobs--;
}

function endJob(run: Run, job: number, succeeded: boolean, reason: string): void {
  const { jobs, recorder } = run;
  const { nowMs } = run.clock;
  jobs.setState(job, succeeded ? JOB.succeeded : JOB.failed);
  if (succeeded) {
    run.succeeded++;
    run.deadlines?.onSucceeded(job, nowMs);
  } else run.failed++;
  run.jobsLeft--;
  run.lastEndMs = nowMs;
  recorder.turnarounds.add(nowMs - jobs.times[job * TIMES + TIME.submit]);
  run.options.onState?.(job, succeeded ? 'SUCCEEDED' : 'FAILED', nowMs, reason);
  if (run.consumables !== undefined) passOnConsumables(run, job);
  // Asked here, since to enter the function already allocates what its closures share.
  if (!run.dependencies.isEmpty) settleDependents(run, job, succeeded);
}

/** Tells the dependents, and theirs when they fail. A loop: chains may be 10,000 jobs long (a SEQUENTIAL array). */
function settleDependents(run: Run, ended: number, succeeded: boolean): void {
  const doomed: number[] = [];
  const onReleased = (job: number) => {
    // Cancelled while PENDING: the dependencies have completed, so now it fails (API CancelJob).
    if (run.stopReasons.has(job)) doomed.push(job);
    else releaseDependent(run, job);
  };
  const onDoomed = (job: number) => {
    doomed.push(job);
  };
  run.dependencies.onEnd(ended, succeeded, onReleased, onDoomed);
  for (let job = doomed.pop(); job !== undefined; job = doomed.pop()) {
    if (failDependent(run, job)) run.dependencies.onEnd(job, false, onReleased, onDoomed);
  }
}

/** Dependencies met: PENDING to RUNNABLE. A job not yet submitted finds out when it arrives. */
function releaseDependent(run: Run, job: number): void {
  if (run.jobs.stateOf(job) !== JOB.pending) return;
  run.comingJobs++;
  run.events.push(run.clock.nowMs, EVENT.jobRunnable, job, 0);
}

/** A failed dependency moves the dependent to FAILED (AWS Batch user guide, "Job dependencies"); false when it was before. */
function failDependent(run: Run, job: number): boolean {
  const { jobs } = run;
  if (jobs.stateOf(job) !== JOB.pending && jobs.stateOf(job) !== JOB.submitted) return false;
  const stopReason = run.stopReasons.get(job);
  if (stopReason !== undefined) run.cancelled++;
  tellFailed(run, job, stopReason ?? REASON.dependencyFailed);
  jobs.setState(job, JOB.failed);
  countCancelled(run, job);
  run.failed++;
  run.jobsLeft--;
  return true;
}

/** A job that is on no instance and in no queue is cancelled, which is to fail, and so do those that depend on it. */
export function cancelWaiting(run: Run, job: number, reason: string): void {
  tellFailed(run, job, reason);
  run.jobs.setState(job, JOB.failed);
  run.lastOtherMs = run.nowMs;
  countCancelled(run, job);
  run.failed++;
  run.cancelled++;
  run.jobsLeft--;
  passOnConsumables(run, job);
  if (!run.dependencies.isEmpty) settleDependents(run, job, false);
}

function report(run: Run, job: number, slot: number, status: 'SUCCEEDED' | 'FAILED', reason: string): void {
  const { fleet, jobs, setup, options } = run;
  if (options.onState !== undefined) {
    const startMs = startOf(run, job, slot);
    if (startMs <= run.clock.nowMs) options.onState(job, 'RUNNING', startMs, undefined);
  }
  options.onAttempt?.({
    job,
    attempt: jobs.attemptOf(job),
    submitMs: setup.workload.submitMs[job],
    startMs: Math.min(run.clock.nowMs, startOf(run, job, slot)),
    endMs: run.clock.nowMs,
    instance: fleet.number[slot],
    environment: fleet.environmentOf(slot),
    type: fleet.typeOf(slot),
    status,
    reason,
  });
}

/** When the attempt was RUNNING: placed, after the pull it found under way, and after the container start. */
function startOf(run: Run, job: number, slot: number): number {
  return Math.max(run.jobs.sinceMsOf(job), run.fleet.pullDoneMsOf(slot)) + run.startingMs;
}
