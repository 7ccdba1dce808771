/** How attempts end: by themselves, by timeout, or with the instance under them; and what follows from that. */

import { attemptMs, keepProgress } from './checkpoints.ts';
import { retryHeads } from './dispatcher.ts';
import { EVENT } from './event-queue.ts';
import { dominantShare } from './fleet.ts';
import { JOB, NO_JOB } from './jobs.ts';
import { terminate, watchIdle } from './launcher.ts';
import { isRetried } from './retries.ts';
import type { EnvironmentState, Run } from './run.ts';
import type { ClassSetup } from './setup.ts';

const HOST_LOST = 'Host EC2 (instance) terminated.';
const TIMED_OUT = 'Job attempt duration exceeded timeout';
const EXITED = 'Essential container in task exited';

/** The container of this attempt ends now, unless the attempt was lost before. */
export function endAttempt(run: Run, job: number, attempt: number): void {
  const { jobs, fleet, setup, nowMs } = run;
  if (jobs.state[job] !== JOB.running || jobs.attempt[job] !== attempt) return;
  const slot = jobs.slot[job];
  const environment = run.environments[fleet.environment[slot]];
  const jobClass = setup.classes[setup.workload.classIndex[job]];
  const isTimedOut = attemptMs(run, job, jobClass) > jobClass.timeoutMs;
  release(run, environment, slot, job, jobClass, 0);
  environment.ready.set(slot, fleet.freeVcpus[slot], fleet.freeMemoryMiB[slot], fleet.freeGpus[slot]);
  if (fleet.jobCount[slot] === 0) {
    fleet.idleSinceMs[slot] = nowMs;
    watchIdle(run, environment, slot);
  }
  report(run, job, slot, isTimedOut ? 'FAILED' : 'SUCCEEDED', isTimedOut ? TIMED_OUT : EXITED);
  // A job that reached its timeout is never retried (AWS Batch user guide, "Job timeouts").
  endJob(run, job, !isTimedOut);
  retryHeads(run, environment);
}

/** EC2 takes the instance: every attempt on it is lost and retried as its retry strategy says. */
export function reclaim(run: Run, slot: number, generation: number): void {
  const { fleet, setup } = run;
  if (fleet.generation[slot] !== generation) return;
  const environment = run.environments[fleet.environment[slot]];
  run.interruptions++;
  const { family } = environment.setup.types[fleet.type[slot]].instanceType;
  run.blastRadius.add(family, run.nowMs, fleet.jobCount[slot]);
  for (let job = fleet.firstJob[slot]; job !== NO_JOB; job = fleet.firstJob[slot]) {
    const jobClass = setup.classes[setup.workload.classIndex[job]];
    run.lostAttempts++;
    release(run, environment, slot, job, jobClass, lostMs(run, slot, job, jobClass));
    report(run, job, slot, 'FAILED', HOST_LOST);
    retryOrFail(run, job, jobClass);
  }
  terminate(run, slot, run.nowMs, 'reclaimed');
}

/** Time of the attempt that was in vain, ms: all of it without checkpoints. */
function lostMs(run: Run, slot: number, job: number, { checkpoint }: ClassSetup): number {
  const heldMs = run.nowMs - run.jobs.placedMs[job];
  if (checkpoint === undefined) return heldMs;
  return heldMs - keepProgress(run, slot, job, checkpoint, startOf(run, job, slot));
}

function retryOrFail(run: Run, job: number, jobClass: ClassSetup): void {
  const { jobs, setup } = run;
  const end = { statusReason: HOST_LOST, reason: '', exitCode: undefined };
  if (!isRetried(jobClass.retryStrategy, jobClass.attempts, jobs.attempt[job], end)) {
    endJob(run, job, false);
    return;
  }
  jobs.state[job] = JOB.submitted;
  run.comingJobs++;
  run.events.push(run.nowMs + Math.round(setup.world.assumptions.retryDelaySeconds * 1000), EVENT.jobRunnable, job, 1);
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
  const { jobs, fleet, recorder, setup, nowMs } = run;
  const type = environment.setup.types[fleet.type[slot]];
  const shape = setup.shapes[jobClass.shape];
  const heldMs = nowMs - jobs.placedMs[job];
  fleet.settle(slot, type, nowMs);
  const share = dominantShare(type, shape.vcpus, shape.memoryMiB, shape.gpus);
  fleet.lostWeightMs[slot] += lostMs * share;
  fleet.keptWeightMs[slot] += (heldMs - lostMs) * share;
  run.wastedVcpuMs += lostMs * shape.vcpus;
  fleet.detach(slot, job, shape, jobs);
  environment.freeVcpus += shape.vcpus;
  environment.freeMemoryMiB += shape.memoryMiB;
  recorder.advance(nowMs);
  recorder.usedVcpus -= shape.vcpus;
  run.lines[jobClass.queue].onEnd(job, shape.vcpus, nowMs);
  run.runningJobs--;
}

function endJob(run: Run, job: number, succeeded: boolean): void {
  const { jobs, recorder, setup, nowMs } = run;
  jobs.state[job] = succeeded ? JOB.succeeded : JOB.failed;
  if (succeeded) run.succeeded++;
  else run.failed++;
  run.jobsLeft--;
  run.lastEndMs = nowMs;
  recorder.turnarounds.add(nowMs - setup.workload.submitMs[job]);
  settleDependents(run, job, succeeded);
}

/** Tells the dependents, and theirs when they fail. A loop: chains may be 10,000 jobs long (a SEQUENTIAL array). */
function settleDependents(run: Run, ended: number, succeeded: boolean): void {
  if (run.dependencies.isEmpty) return;
  const doomed: number[] = [];
  const onReleased = (job: number) => releaseDependent(run, job);
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
  if (run.jobs.state[job] !== JOB.pending) return;
  run.comingJobs++;
  run.events.push(run.nowMs, EVENT.jobRunnable, job, 0);
}

/** A failed dependency moves the dependent to FAILED (AWS Batch user guide, "Job dependencies"); false when it was before. */
function failDependent(run: Run, job: number): boolean {
  const { jobs } = run;
  if (jobs.state[job] !== JOB.pending && jobs.state[job] !== JOB.submitted) return false;
  jobs.state[job] = JOB.failed;
  run.failed++;
  run.jobsLeft--;
  return true;
}

function report(run: Run, job: number, slot: number, status: 'SUCCEEDED' | 'FAILED', reason: string): void {
  const { fleet, jobs, setup, options } = run;
  options.onAttempt?.({
    job,
    attempt: jobs.attempt[job],
    submitMs: setup.workload.submitMs[job],
    startMs: Math.min(run.nowMs, startOf(run, job, slot)),
    endMs: run.nowMs,
    instance: fleet.number[slot],
    environment: fleet.environment[slot],
    type: fleet.type[slot],
    status,
    reason,
  });
}

/** When the attempt was RUNNING: placed, after the pull it found under way, and after the container start. */
function startOf(run: Run, job: number, slot: number): number {
  return Math.max(run.jobs.placedMs[job], run.fleet.pullDoneMs[slot]) + run.startingMs;
}
