/**
 * The discrete-event loop: replays a workload against a configuration in a world and returns what happened. At equal times
 * the order is: attempts end, EC2 reclaims, instances become ready, jobs become RUNNABLE, queues are dispatched, scale-out
 * is decided, EC2 is asked again for what minvCpus lacks, idle instances are looked at.
 */
import type { BatchConfig } from '../models/batch-config.ts';
import type { Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import { isAtRest } from './at-rest.ts';
import { closeFleet } from './closing.ts';
import { keepCompiledCode } from './compiled-code.ts';
import { isPossible } from './demand.ts';
import { dispatch, enqueue, retryHeads } from './dispatcher.ts';
import { endAttempt, reclaim } from './endings.ts';
import * as EVENT from './event-kinds.ts';
import { lastThingMs } from './in-vain.ts';
import * as JOB from './job-state-numbers.ts';
import { REASON } from './job-states.ts';
import { NO_JOB } from './jobs.ts';
import { becomeReady, checkIdle } from './launcher.ts';
import { fillToMinimum, retryMinimum } from './minimum.ts';
import { LONGEST_WAIT_MS, neverRan } from './never-ran.ts';
import type { NeverRan, Outcome } from './outcome.ts';
import { Run, type SimulateOptions } from './run.ts';
import { checksOf, type RunChecks } from './run-checks.ts';
import { decideScaleOut } from './scaler.ts';
import { type Setup, submittedMs } from './setup.ts';
import { awaitSubmission, countSubmissions } from './share-census.ts';
import { planStops, stop } from './stops.ts';
import { soundTables } from './tables.ts';
import { enforceTimeLimit } from './time-limits.ts';
import { readUsage } from './usage-readings.ts';
import { changeValidity, planValidity } from './validity.ts';

type Watch = ReturnType<RunChecks['watch']> | undefined;

const NEVER_MS = Number.POSITIVE_INFINITY;

/** Throws on a configuration that `prepare` would refuse; call `prepare` first to get its problems as values. */
export function simulate(
  workload: Workload,
  config: BatchConfig,
  world: World,
  options: SimulateOptions = {},
): Outcome {
  return simulatePrepared(soundTables(workload, config, world), options);
}

export function simulatePrepared(setup: Setup, options: SimulateOptions = {}): Outcome {
  const run = new Run(setup, options);
  for (const environment of run.environments) fillToMinimum(run, environment, true);
  planStops(run);
  planValidity(run);
  const checks = checksOf(options);
  awaitSubmission(run);
  awaitArrival(run);
  loop(run, checks?.watch(run));
  // Before the fleet is closed, for it says what the heads wait for.
  const stuck = neverRan(run);
  closeFleet(run);
  const outcome = outcomeOf(run, stuck);
  checks?.assertConserved(run, outcome);
  keepCompiledCode(run);
  return outcome;
}

function loop(run: Run, watch: Watch): void {
  // One event a call: this loop starts interpreted, and what V8 compiles while it runs is not as good as a whole function.
  while (run.jobsLeft > 0 && (run.clock.arrivalMs < NEVER_MS || mayGoOn(run))) handleEarliest(run, watch);
}

/** After the last submission, whether anything is due, and may place a job. */
function mayGoOn(run: Run): boolean {
  const heapMs = run.events.nextTimeMs();
  const nowMs = heapMs < run.dispatchAtMs ? heapMs : run.dispatchAtMs;
  return nowMs < NEVER_MS && !isOver(run, nowMs);
}

/** Whatever is due next: an event of the heap, a submission or a scheduler cycle. */
function handleEarliest(run: Run, watch: Watch): void {
  const { events, clock, dispatchAtMs } = run;
  const { arrivalMs } = clock;
  const heapMs = events.nextTimeMs();
  const otherMs = arrivalMs < dispatchAtMs ? arrivalMs : dispatchAtMs;
  const nowMs = heapMs < otherMs ? heapMs : otherMs;
  clock.nowMs = nowMs;
  watch?.onEvent();
  if (heapMs === nowMs && events.nextIsBefore(EVENT.dispatch)) handleNext(run);
  else if (arrivalMs === nowMs) {
    const { order } = run.setup.submissions;
    const arrival = run.arrivals++;
    arrive(run, order === undefined ? arrival : order[arrival]);
    awaitArrival(run);
  } else if (dispatchAtMs === nowMs) dispatch(run);
  else handleNext(run);
}

/**
 * Sets when the next submission would make its job RUNNABLE, if that waited for nothing; Infinity after the last. Nothing is read that only
 * the last one needs: V8 throws code away that meets the first look at something.
 */
function awaitArrival({ clock, setup, arrivals, submitMs, lateMs }: Run): void {
  const { order } = setup.submissions;
  const last = submitMs.length - 1;
  const row = arrivals < last ? arrivals : last;
  const job = order === undefined ? row : order[row];
  const enteredMs = lateMs === undefined ? submitMs[job] : submitMs[job] + lateMs[job];
  clock.arrivalMs = row === arrivals ? enteredMs + setup.submittedToRunnableMs : NEVER_MS;
}

/** With nothing running or coming, whether the jobs still waiting can ever be placed. */
function isOver(run: Run, nowMs: number): boolean {
  if (run.runningJobs > 0 || run.comingJobs > 0 || run.comingStops > 0 || run.dispatchAtMs <= nowMs) return false;
  if (run.comingReadings > 0) return false;
  if (nowMs - lastThingMs(run) > LONGEST_WAIT_MS) {
    run.isGivenUp = true;
    return true;
  }
  return run.lines.every((line) => !mayPlaceSome(run, line.head)) || isAtRest(run);
}

/** Whether the head, or with backfill any job behind it, has an environment that can hold it. */
function mayPlaceSome(run: Run, head: number): boolean {
  const { backfill } = run.setup.world.assumptions;
  for (let job = head; job !== NO_JOB; job = run.jobs.nextOf(job)) {
    if (isPossible(run, job)) return true;
    if (!backfill) return false;
  }
  return false;
}

function handleNext(run: Run): void {
  const { events } = run;
  events.pop();
  switch (events.kind) {
    case EVENT.jobEnd:
      endAttempt(run, events.first, events.second);
      break;
    case EVENT.reclaim:
      reclaim(run, events.first, events.second);
      break;
    case EVENT.instanceReady:
      becomeReady(run, events.first, events.second);
      break;
    case EVENT.jobRunnable:
      run.comingJobs--;
      becomeRunnable(run, events.first, events.second === 1);
      break;
    case EVENT.stop:
      stop(run, events.first, events.second);
      break;
    case EVENT.validity:
      changeValidity(run, events.first, events.second === 1);
      break;
    case EVENT.timeLimit:
      enforceTimeLimit(run, events.first, events.second);
      break;
    case EVENT.lookAgain:
      run.comingLooks--;
      retryHeads(run, run.environments[events.first]);
      break;
    case EVENT.reading:
      readUsage(run, events.first);
      break;
    case EVENT.submission:
      countSubmissions(run);
      break;
    case EVENT.scaleOut:
      decideScaleOut(run, events.first);
      break;
    case EVENT.minimum:
      retryMinimum(run, events.first);
      break;
    case EVENT.idleCheck:
      checkIdle(run, events.first, events.second);
      break;
    default:
      throw new Error(`unknown event kind ${events.kind}`);
  }
}

/** A submission takes effect: RUNNABLE, or PENDING on prerequisites, or already failed with one of them. */
function arrive(run: Run, job: number): void {
  if (run.jobs.stateOf(job) !== JOB.submitted) return;
  if (run.isObserved) run.options.onState?.(job, 'SUBMITTED', submittedMs(run.setup, job), undefined);
  if (run.dependencies.isWaiting(job)) {
    run.jobs.setState(job, JOB.pending);
    run.options.onState?.(job, 'PENDING', run.nowMs, REASON.waitsForDependencies);
  } else becomeRunnable(run, job, false);
}

/** Dependencies met, or time to try again, unless the job was cancelled meanwhile: RUNNABLE once it has its resources. */
function becomeRunnable(run: Run, job: number, atFront: boolean): void {
  const { jobs, consumables, options } = run;
  if (jobs.stateOf(job) >= JOB.runnable) return;
  if (consumables === undefined || consumables.take(job)) {
    enqueue(run, job, atFront);
    return;
  }
  if (jobs.stateOf(job) !== JOB.pending) options.onState?.(job, 'PENDING', run.nowMs, REASON.waitsForResources);
  jobs.setState(job, JOB.pending);
}

function outcomeOf(run: Run, stuck: NeverRan): Outcome {
  const { recorder, setup } = run;
  const ledger = run.ledger.finish();
  const { jobCount, submitMs } = setup.workload;
  return {
    jobs: {
      submitted: jobCount,
      succeeded: run.succeeded,
      failed: run.failed,
      cancelled: run.cancelled,
      neverRan: run.jobsLeft,
    },
    ...(run.deadlines !== undefined && { deadlines: run.deadlines.count() }),
    neverRan: stuck,
    ledger,
    attribution: run.attribution.finish(ledger.totalMicroUsd),
    waitMs: recorder.waits.summary(),
    turnaroundMs: recorder.turnarounds.summary(),
    boundedSlowdownMean: recorder.boundedSlowdownMean(),
    makespanMs: jobCount === 0 ? 0 : Math.max(0, run.lastEndMs - submitMs[0]),
    utilization: {
      vcpu: run.rentedVcpuMs === 0 ? undefined : run.fleet.usedVcpuMs / run.rentedVcpuMs,
      memory: run.rentedMemoryMiBMs === 0 ? undefined : run.fleet.usedMemoryMiBMs / run.rentedMemoryMiBMs,
      ...(run.rentedGpuMs > 0 && { gpu: run.fleet.usedGpuMs / run.rentedGpuMs }),
    },
    spot: {
      interruptions: run.interruptions,
      lostAttempts: run.lostAttempts,
      wastedVcpuMs: run.wastedVcpuMs,
      largestReclaimJobs: run.blastRadius.largest,
    },
    ...(run.failures !== undefined && { ownFailures: run.failures.count() }),
    instances: {
      launched: run.fleet.launched - run.launchedInVain,
      failedLaunches: run.failedLaunches,
      peakVcpus: recorder.peakVcpus,
      quotaPeaks: run.quotas.peaksUsed(),
    },
    attempts: run.attempts,
    timeline: recorder.timeline(),
    events: run.events.popped + run.arrivals + run.dispatches,
  };
}
