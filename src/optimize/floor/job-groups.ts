/**
 * What the workload certainly asks of any plan that runs every job: the jobs that ask for the same, summed exactly. Decides
 * how long a job holds its resources and which jobs no plan has to run.
 */
import type { JobDefinition } from '../../models/batch-config.ts';
import { failuresAt } from '../../models/own-failures.ts';
import type { Architecture, Workload } from '../../models/workload.ts';

/** EC2 takes no money for a Spot instance it reclaims sooner than this after it entered running. */
export const FREE_HOUR_MS = 3_600_000;

export interface JobGroup {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  /** Undefined = runs on any. */
  readonly architecture: Architecture | undefined;
  /** True when every job of the group can do work that counts on an instance that is reclaimed within its first hour. */
  readonly fitsFreeHour: boolean;
  /** True for nodes of multi-node parallel jobs: each has an On-Demand instance of its own, all of it (AWS Batch user guide). */
  readonly needsWholeInstance: boolean;
  /** Every node of a multi-node parallel job counts. */
  readonly jobs: number;
  /** Sum over the jobs of the time each holds its resources, ms. */
  readonly heldMs: number;
  /** Longest of them, ms. */
  readonly longestMs: number;
  /** Sum over the jobs of what a Fargate task of their own is billed for, ms. */
  readonly taskMs: number;
}

/** What the bounds that look at single jobs need; by row of the workload. */
export interface CountedJobs {
  /** -1 for jobs that no plan has to run. */
  readonly group: Int32Array;
  /** How long one node of the job holds its resources, ms. */
  readonly heldMs: Float64Array;
}

export interface JobDemand {
  readonly groups: readonly JobGroup[];
  readonly jobs: CountedJobs;
  /** Jobs left out: cancelled or terminated by the user, failed for good in their history, or behind such a job or one that always fails by timeout. */
  readonly doomedJobs: number;
}

export interface DemandInput {
  readonly workload: Workload;
  /** STARTING, during which a job already holds its resources (assumption of that name). */
  readonly startingSeconds: number;
  /** Every Fargate task pulls its image first and is billed for that, ms; 0 when left out. */
  readonly pullMs?: number;
  /** For the timeouts of jobs that name a definition. */
  readonly jobDefinitions?: readonly JobDefinition[];
}

/** Groups in order of first appearance. O(jobs). */
export function jobDemand(input: DemandInput): JobDemand {
  const { workload } = input;
  const timeoutsMs = classTimeouts(input);
  const failing = failsForGood(workload, timeoutsMs);
  const doomed = doomedJobs(workload, timeoutsMs, failing);
  const startingMs = Math.round(input.startingSeconds * 1000);
  const table = new GroupTable(workload, input.pullMs ?? 0);
  const jobs = { group: new Int32Array(workload.jobCount).fill(-1), heldMs: new Float64Array(workload.jobCount) };
  let doomedCount = 0;
  for (let job = 0; job < workload.jobCount; job++) {
    const classIndex = workload.classIndex[job];
    if (doomed?.[job] === 1 || isStoppedByUser(workload, job) || failing.has(job)) {
      doomedCount++;
      continue;
    }
    jobs.heldMs[job] = startingMs + Math.min(workload.runMs[job], timeoutsMs[classIndex]);
    jobs.group[job] = table.add(classIndex, jobs.heldMs[job]);
  }
  return { groups: table.groups, jobs, doomedJobs: doomedCount };
}

/** What a Fargate task is billed for: whole seconds from the start of the image pull, at least a minute. */
export function taskBilledMs(heldMs: number, pullMs: number): number {
  return Math.max(60_000, Math.ceil((heldMs + pullMs) / 1000) * 1000);
}

/** No plan has to run a job that its user cancels or terminates, nor what depends on it. */
function isStoppedByUser({ cancelMs, terminateMs }: Workload, job: number): boolean {
  return Number.isFinite(cancelMs?.[job]) || Number.isFinite(terminateMs?.[job]);
}

/**
 * Jobs that recorded failures of their own keep from succeeding under any plan: the last failure recurs, or one runs into the timeout,
 * which is never retried. Of the others only the attempt that succeeds is counted: which of the failures are paid for depends on the
 * retry strategy.
 */
function failsForGood({ ownFailures, classIndex }: Workload, timeoutsMs: Float64Array): ReadonlySet<number> {
  const failing = new Set<number>();
  if (ownFailures === undefined) return failing;
  const { jobs, isForGood, runMs } = ownFailures;
  for (let place = 0; place < jobs.length; place++) {
    const [from, to] = failuresAt(ownFailures, place);
    const timeoutMs = timeoutsMs[classIndex[jobs[place]]];
    if (isForGood[place] === 1 || runMs.subarray(from, to).some((ms) => ms > timeoutMs)) failing.add(jobs[place]);
  }
  return failing;
}

/** By class: the job's own timeout, else its definition's, as the engine reads them. */
function classTimeouts({ workload, jobDefinitions = [] }: DemandInput): Float64Array {
  return Float64Array.from(workload.classes, (jobClass) => {
    const definition = jobDefinitions.find(({ jobDefinitionName }) => jobDefinitionName === jobClass.jobDefinition);
    const seconds = definition?.timeout?.attemptDurationSeconds;
    return jobClass.timeoutMs ?? (seconds === undefined ? Number.POSITIVE_INFINITY : seconds * 1000);
  });
}

/** A mask over entities of what a certain timeout or failure keeps from ever starting; undefined when there is none. */
function doomedJobs(
  workload: Workload,
  timeoutsMs: Float64Array,
  failing: ReadonlySet<number>,
): Uint8Array | undefined {
  const { dependent, prerequisite } = workload.dependencies;
  if (dependent.length === 0) return undefined;
  const { jobCount, arrays } = workload;
  const fails = new Uint8Array(jobCount + arrays.length);
  const doomed = new Uint8Array(jobCount + arrays.length);
  let isAny = false;
  for (let job = 0; job < jobCount; job++) {
    const isTimedOut = workload.runMs[job] > timeoutsMs[workload.classIndex[job]];
    if (isTimedOut || isStoppedByUser(workload, job) || failing.has(job)) {
      fails[job] = 1;
      isAny = true;
    }
  }
  for (let isChanged = isAny; isChanged; ) {
    isChanged = spreadThroughArrays(workload, fails, doomed);
    for (let pair = 0; pair < dependent.length; pair++) {
      if (fails[prerequisite[pair]] === 0 || doomed[dependent[pair]] === 1) continue;
      doomed[dependent[pair]] = 1;
      fails[dependent[pair]] = 1;
      isChanged = true;
    }
  }
  return isAny ? doomed : undefined;
}

/** A failed child fails its array; a doomed array dooms its children. True when anything changed. */
function spreadThroughArrays({ jobCount, arrays }: Workload, fails: Uint8Array, doomed: Uint8Array): boolean {
  let isChanged = false;
  arrays.forEach(({ firstJob, size }, index) => {
    const array = jobCount + index;
    for (let job = firstJob; job < firstJob + size; job++) {
      if (doomed[array] === 1 && doomed[job] === 0) {
        doomed[job] = 1;
        fails[job] = 1;
        isChanged = true;
      }
      if (fails[job] === 1 && fails[array] === 0) {
        fails[array] = 1;
        isChanged = true;
      }
    }
  });
  return isChanged;
}

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Sums jobs into groups; classes that differ only in queue, user or retries share one. */
class GroupTable {
  readonly groups: Writable<JobGroup>[] = [];
  /** Group of each class, short jobs and long ones; -1 = none yet. */
  readonly #ofClass: readonly [Int32Array, Int32Array];
  readonly #known = new Map<string, number>();

  constructor(
    private readonly workload: Workload,
    private readonly pullMs: number,
  ) {
    const { length } = workload.classes;
    this.#ofClass = [new Int32Array(length).fill(-1), new Int32Array(length).fill(-1)];
  }

  /** Returns the job's group. */
  add(classIndex: number, heldMs: number): number {
    // A job that saves its progress can earn it piece by piece on instances that are taken within their first hour.
    const fitsFreeHour = heldMs < FREE_HOUR_MS || this.workload.classes[classIndex].checkpoint !== undefined;
    const ofClass = this.#ofClass[fitsFreeHour ? 0 : 1];
    if (ofClass[classIndex] < 0) ofClass[classIndex] = this.#open(classIndex, fitsFreeHour);
    const index = ofClass[classIndex];
    const group = this.groups[index];
    const { nodes = 1 } = this.workload.classes[classIndex];
    group.jobs += nodes;
    group.heldMs += heldMs * nodes;
    group.taskMs += taskBilledMs(heldMs, this.pullMs) * nodes;
    if (heldMs > group.longestMs) group.longestMs = heldMs;
    return index;
  }

  #open(classIndex: number, fitsFreeHour: boolean): number {
    const { vcpus, memoryMiB, gpus, architecture, nodes = 1 } = this.workload.classes[classIndex];
    const needsWholeInstance = nodes > 1;
    const key = `${vcpus}/${memoryMiB}/${gpus}/${architecture ?? ''}/${fitsFreeHour}/${needsWholeInstance}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const asked = { vcpus, memoryMiB, gpus, architecture, fitsFreeHour, needsWholeInstance };
    const group = { ...asked, jobs: 0, heldMs: 0, longestMs: 0, taskMs: 0 };
    const index = this.groups.push(group) - 1;
    this.#known.set(key, index);
    return index;
  }
}
