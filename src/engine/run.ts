/** Everything one simulation holds while it runs; the other engine files are functions over it. */
import { quotaLimits } from '../models/vcpu-quotas.ts';
import type { Workload } from '../models/workload.ts';
import { Attribution } from './attribution.ts';
import { BlastRadius } from './blast-radius.ts';
import { progressColumn } from './checkpoints.ts';
import { Clock } from './clock.ts';
import { Consumables } from './consumables.ts';
import { Deadlines } from './deadlines.ts';
import { DependencyTracker } from './dependencies.ts';
import { ComponentState, EnvironmentState } from './environment-state.ts';
import { EventQueue } from './event-queue.ts';
import { type FairShare, FairShareLine } from './fair-share-line.ts';
import { Fleet } from './fleet.ts';
import type { HeldBooking } from './in-vain.ts';
import type { StateObserver } from './job-states.ts';
import type { Jobs } from './jobs.ts';
import { LedgerBook } from './ledger.ts';
import type { Line } from './line.ts';
import { listOf, listWhere } from './lists.ts';
import { FailureReplay } from './own-failures.ts';
import { QuotaUse } from './quota-use.ts';
import { Recorder } from './recorder.ts';
import type { RunChecks } from './run-checks.ts';
import type { Setup } from './setup.ts';
import { censusOf, type ShareCensus } from './share-census.ts';
import { giveBackJobs, takeJobs } from './spare-jobs.ts';
import { LaunchRate } from './tasks.ts';
import { type TimeLimit, timeLimitOf } from './time-limits.ts';
import type { WaitReason } from './wait-reasons.ts';
import { WaitingLine } from './waiting.ts';
import { WIDE } from './wide-number.ts';

/** One row a job attempt, in the order attempts end. Times in ms. */
export interface AttemptRow {
  readonly job: number;
  readonly attempt: number;
  readonly submitMs: number;
  readonly startMs: number;
  readonly endMs: number;
  readonly instance: number;
  readonly environment: number;
  readonly type: number;
  readonly status: 'SUCCEEDED' | 'FAILED';
  readonly reason: string;
}

/** One row an instance, in the order instances end. Times in ms. */
export interface InstanceRow {
  readonly instance: number;
  readonly environment: number;
  readonly type: number;
  readonly zone: number;
  readonly launchMs: number;
  /** When it ended before that: when it ended. */
  readonly runningMs: number;
  /** False when it ended while pending, which EC2 does not charge. */
  readonly hasRun: boolean;
  readonly readyMs: number;
  readonly endMs: number;
  readonly billedMs: number;
  readonly microUsd: number;
  readonly endedBy: 'scale-in' | 'reclaimed' | 'end-of-run' | 'task-end';
}

export type { EnvironmentState } from './environment-state.ts';

export interface SimulateOptions {
  readonly onAttempt?: (row: AttemptRow) => void;
  readonly onInstance?: (row: InstanceRow) => void;
  /** Check the conservation laws while running; throws when one is broken. */
  readonly assertInvariants?: RunChecks;
  /** Told every state every job goes through; see job-states.ts for the order. */
  readonly onState?: StateObserver;
  /** Told why jobs wait; naming the reasons costs time, so only when somebody asks. */
  readonly waits?: WaitObserver;
  /** Told how long each job waited for its first attempt, as `waitMs` of the outcome counts it; `job` is a row. */
  readonly onWait?: (job: number, waitMs: number) => void;
}

/** Follows jobs from their queue to their instance; `job` is a row, times in ms. */
export interface WaitObserver {
  onJoin(queue: number, job: number, nowMs: number): void;
  /** The head was tried and cannot start. */
  onBlocked(queue: number, job: number, nowMs: number, reason: WaitReason): void;
  onPlaced(queue: number, job: number, nowMs: number): void;
  /** Cancelled while RUNNABLE. */
  onLeft(queue: number, job: number, nowMs: number): void;
}

/** Of events that are read ahead together; more are not worth it. */
const MOST_SOON = 128;

export class Run {
  readonly jobs: Jobs;
  /** What every event reads of the setup, at hand. */
  readonly classIndex: Workload['classIndex'];
  readonly runMs: Workload['runMs'];
  readonly submitMs: Workload['submitMs'];
  readonly lateMs: Float64Array | undefined;
  readonly classes: Setup['classes'];
  readonly clock = new Clock();
  readonly fleet = new Fleet(this.clock);
  readonly events: EventQueue;
  readonly recorder = new Recorder(this.clock);
  readonly ledger: LedgerBook;
  readonly attribution: Attribution;
  /** Undefined when no job asks for consumable resources. */
  consumables: Consumables | undefined;
  /** Undefined when no job has one. */
  deadlines: Deadlines | undefined;
  /** Undefined when no job has failed by itself in its history. */
  failures: FailureReplay | undefined;
  readonly dependencies: DependencyTracker;
  readonly quotas: QuotaUse;
  /** Undefined when no queue asks how many shares are active. */
  readonly census: ShareCensus | undefined;
  readonly lines: readonly Line[];
  readonly environments: readonly EnvironmentState[];
  /** By class: the environments of its queue with a type that holds it, in the order they are tried. */
  readonly candidates: readonly (readonly EnvironmentState[])[];
  readonly components: readonly ComponentState[];
  /** Queues by descending priority, ties by name: the order of a scheduler cycle. */
  readonly cycle: readonly number[];
  readonly launchesByPool = new Map<number, number>();
  /** Somebody is told of states, attempts or waits: asked first, because what the options hold is dearer to read. */
  readonly isObserved: boolean;
  dispatchAtMs = Number.POSITIVE_INFINITY;
  /** Submissions that have taken effect. */
  arrivals = 0;
  /** Jobs that have not ended. */
  jobsLeft: number;
  runningJobs = 0;
  /** JOB_RUNNABLE events under way. */
  comingJobs = 0;
  /** Cancellations and the like on the calendar: the run is not over before them, for they may free a queue. */
  comingStops = 0;
  /** Readings of usage that may put another job of a blocked queue first. */
  comingReadings = 0;
  /** Times at which environments are looked at again, see pass-on.ts. */
  comingLooks = 0;
  /** EC2 has had nothing for the jobs that are left for so long that it is not waited for any more. */
  isGivenUp = false;
  /** By queue; undefined for those without jobStateTimeLimitActions. */
  readonly timeLimits: readonly (TimeLimit | undefined)[];
  /** PENDING jobs that fail as soon as their dependencies have completed, attempts sent SIGTERM by TerminateJob, and why. */
  readonly stopReasons = new Map<number, string>();
  /** There ever was one; asked at every end, where the size of a map is dear. */
  hasStopReasons = false;
  lastPlacedMs = WIDE;
  lastEndMs = WIDE;
  /** When something else last changed what jobs wait for: an attempt lost, one cancelled, an environment INVALID or mended. */
  lastOtherMs = WIDE;
  succeeded = 0;
  failed = 0;
  /** Of those failed: stopped by CancelJob, TerminateJob or a jobStateTimeLimitAction. */
  cancelled = 0;
  attempts = 0;
  interruptions = 0;
  lostAttempts = 0;
  wastedVcpuMs = WIDE;
  readonly blastRadius = new BlastRadius();
  /** Slots of the nodes beside the main one, by running multi-node parallel job. */
  readonly otherNodes = new Map<number, readonly number[]>();
  /** Saved progress by job, ms; only when some class checkpoints. */
  progressMs: Float64Array | undefined;
  failedLaunches = 0;
  /** Instances that ended while jobs waited and nothing has happened since `heldSinceMs`; see in-vain.ts. */
  heldBookings: HeldBooking[] = [];
  heldSinceMs = WIDE;
  /** Instances launched during a wait in vain, which are left out of the result. */
  launchedInVain = 0;
  /** Sum over placements of the time spent RUNNABLE, ms. */
  queuedMs = WIDE;
  rentedVcpuMs = WIDE;
  rentedMemoryMiBMs = WIDE;
  rentedGpuMs = WIDE;
  /** Scheduler cycles so far. */
  dispatches = 0;
  /** Numbers of events that were read ahead; see read-ahead.ts. */
  readonly soon = new Int32Array(MOST_SOON);
  /** Written so that reading ahead is not for nothing; says nothing. */
  seenAhead = 0;

  readonly fargateRate: LaunchRate;
  readonly fargateSpotRate: LaunchRate;
  readonly startingMs: number;
  readonly pullMs: number;
  /** From SIGTERM to SIGKILL. */
  readonly killMs: number;
  readonly tickMs: number;
  /** Placement spreads jobs, whatever waits; or while more waits than is free. */
  readonly spreadsAlways: boolean;
  readonly spreadsWhenDeep: boolean;
  readonly fallThroughMs: number;
  readonly coolDownMs: number;

  constructor(
    readonly setup: Setup,
    public options: SimulateOptions,
  ) {
    const { workload, world } = setup;
    const { assumptions } = world;
    // Twice, for it is let go of in the end; see letGoOfRows.
    this.options = {};
    this.options = options;
    this.jobs = takeJobs(workload.jobCount);
    this.events = new EventQueue(workload.jobCount);
    this.classIndex = workload.classIndex;
    this.runMs = workload.runMs;
    this.submitMs = workload.submitMs;
    this.lateMs = setup.submissions.lateMs;
    this.classes = setup.classes;
    this.progressMs = progressColumn(setup.classes, workload.jobCount);
    this.consumables =
      setup.consumables === undefined ? undefined : new Consumables(setup.consumables, workload.classIndex, this.jobs);
    this.deadlines = workload.deadlineMs === undefined ? undefined : new Deadlines(workload, workload.deadlineMs);
    this.failures = setup.failures === undefined ? undefined : new FailureReplay(setup.failures);
    this.jobsLeft = workload.jobCount;
    this.dependencies = new DependencyTracker(workload);
    this.census = censusOf(setup);
    this.quotas = new QuotaUse(quotaLimits(world.quotas));
    this.ledger = new LedgerBook(setup.environments, world);
    this.attribution = new Attribution(workload.classes);
    this.lines = listOf(setup.queues, ({ fairShare }) => openLine(this.jobs, setup, fairShare));
    this.environments = listOf(
      setup.environments,
      (environment) => new EnvironmentState(environment, setup, this.fleet, this.lines),
    );
    this.candidates = candidatesOf(setup, this.environments);
    this.components = listOf(setup.components, () => new ComponentState());
    this.timeLimits = listOf(setup.queues, ({ timeLimitActions }) => timeLimitOf(timeLimitActions));
    const byPriority = [...setup.queues].sort(
      (left, right) => right.priority - left.priority || (left.name < right.name ? -1 : 1),
    );
    this.cycle = listOf(byPriority, ({ index }) => index);
    const { onState, onAttempt, waits, onWait } = options;
    this.isObserved = (onState ?? onAttempt ?? waits ?? onWait) !== undefined;
    this.fargateRate = new LaunchRate(1000 / assumptions.fargateLaunchesPerSecond);
    this.fargateSpotRate = new LaunchRate(1000 / assumptions.fargateLaunchesPerSecond);
    this.startingMs = Math.round(assumptions.startingSeconds * 1000);
    this.pullMs = Math.round((assumptions.imageCompressedMb / assumptions.imagePullMbPerSecond) * 1000);
    this.killMs = Math.round(assumptions.killDelaySeconds * 1000);
    this.tickMs = Math.round(assumptions.dispatchTickSeconds * 1000);
    this.spreadsAlways = assumptions.packing === 'spread';
    this.spreadsWhenDeep = assumptions.packing === 'auto';
    this.fallThroughMs = Math.round(assumptions.fallThroughDelaySeconds * 1000);
    this.coolDownMs = Math.round(assumptions.coolDownSeconds * 1000);
    this.lastPlacedMs = this.lastEndMs = this.lastOtherMs = this.heldSinceMs = 0;
    this.wastedVcpuMs = this.queuedMs = 0;
    this.rentedVcpuMs = this.rentedMemoryMiBMs = this.rentedGpuMs = 0;
  }

  /** What every event does reads the clock itself: this is a call until V8 has compiled the caller. */
  get nowMs(): number {
    return this.clock.nowMs;
  }

  stopBecauseOf(job: number, reason: string): void {
    this.stopReasons.set(job, reason);
    this.hasStopReasons = true;
  }

  /** Hands on or drops what is as long as the workload, and the observers with all they hold on to. Nothing may happen in the run afterwards. */
  letGoOfRows(): void {
    giveBackJobs(this.jobs);
    // Only where there is something to drop: V8 throws code away that relies on a field of which it has seen one value.
    if (this.consumables !== undefined) this.consumables = undefined;
    if (this.deadlines !== undefined) this.deadlines = undefined;
    if (this.failures !== undefined) this.failures = undefined;
    if (this.progressMs !== undefined) this.progressMs = undefined;
    this.options = {};
    this.stopReasons.clear();
  }
}

function openLine(jobs: Jobs, { workload, classes }: Setup, fairShare: FairShare | undefined): Line {
  if (fairShare === undefined) return new WaitingLine(jobs);
  const { classIndex } = workload;
  return new FairShareLine(jobs, fairShare, {
    share: (job) => classes[classIndex[job]].share,
    priority: (job) => classes[classIndex[job]].priority,
  });
}

function candidatesOf(
  { classes, queues, shapes }: Setup,
  environments: readonly EnvironmentState[],
): (readonly EnvironmentState[])[] {
  const known: (readonly EnvironmentState[])[] = [];
  return listOf(classes, ({ queue, shape }) => {
    const key = queue * shapes.length + shape;
    known[key] ??= listWhere(
      listOf(queues[queue].environments, (index) => environments[index]),
      ({ setup }) => setup.fits[shape] === 1,
    );
    return known[key];
  });
}

/** First multiple of the step at or after the time; the time itself when the step is 0. */
export function nextTick(timeMs: number, stepMs: number): number {
  return stepMs === 0 ? timeMs : Math.ceil(timeMs / stepMs) * stepMs;
}
