/**
 * The state of every instance, struct of arrays over reusable slots: launched, booting, ready, gone. Knows capacity and
 * time held; prices are the ledger's business, decisions the scaler's.
 */

import type { Environment } from './environments.ts';
import { extendFloat64, extendInt32 } from './event-queue.ts';
import { type Jobs, NO_JOB } from './jobs.ts';
import type { LaunchableType } from './launchable-types.ts';
import type { Shape } from './shapes.ts';

export const INSTANCE = { none: 0, booting: 1, ready: 2 } as const;

/** Rows at the start; doubled when there are more instances. */
const INITIAL_CAPACITY = 64;

/** Times in ms, `busyMs` = integral of the dominant share in use, weights = dominant share x time of attempts kept or lost. */
export class Fleet {
  // Every column is declared, not made in a loop: an object that grows by computed names becomes a slow dictionary in V8.
  state = new Int32Array(INITIAL_CAPACITY);
  environment = new Int32Array(INITIAL_CAPACITY);
  type = new Int32Array(INITIAL_CAPACITY);
  zone = new Int32Array(INITIAL_CAPACITY);
  ordinal = new Int32Array(INITIAL_CAPACITY);
  generation = new Int32Array(INITIAL_CAPACITY);
  freeVcpus = new Int32Array(INITIAL_CAPACITY);
  freeMemoryMiB = new Int32Array(INITIAL_CAPACITY);
  freeGpus = new Int32Array(INITIAL_CAPACITY);
  plannedVcpus = new Int32Array(INITIAL_CAPACITY);
  plannedMemoryMiB = new Int32Array(INITIAL_CAPACITY);
  plannedGpus = new Int32Array(INITIAL_CAPACITY);
  firstJob = new Int32Array(INITIAL_CAPACITY);
  jobCount = new Int32Array(INITIAL_CAPACITY);
  isIdleCheckPending = new Int32Array(INITIAL_CAPACITY);
  /** 1 once jobs have left the instance idle; see hasRunJob. */
  hasBeenLeft = new Int32Array(INITIAL_CAPACITY);
  /** 1 when launched to reach minvCpus: no node of a multi-node parallel job. */
  isForMinimum = new Int32Array(INITIAL_CAPACITY);
  number = new Int32Array(INITIAL_CAPACITY);
  launchMs = new Float64Array(INITIAL_CAPACITY);
  runningMs = new Float64Array(INITIAL_CAPACITY);
  readyMs = new Float64Array(INITIAL_CAPACITY);
  idleSinceMs = new Float64Array(INITIAL_CAPACITY);
  pullDoneMs = new Float64Array(INITIAL_CAPACITY);
  lastChangeMs = new Float64Array(INITIAL_CAPACITY);
  busyMs = new Float64Array(INITIAL_CAPACITY);
  keptWeightMs = new Float64Array(INITIAL_CAPACITY);
  lostWeightMs = new Float64Array(INITIAL_CAPACITY);
  usedVcpuMs = new Float64Array(INITIAL_CAPACITY);
  usedMemoryMiBMs = new Float64Array(INITIAL_CAPACITY);
  private capacity = INITIAL_CAPACITY;
  private readonly free: number[] = [];
  private slots = 0;
  /** Instances ever launched. */
  launched = 0;

  /** Slots ever in use at once. */
  get slotCount(): number {
    return this.slots;
  }

  /** A fresh slot for one instance of the type, in state booting, its counters at zero. */
  open(environment: Environment, typeIndex: number, zone: number, launchMs: number): number {
    const slot = this.free.pop() ?? this.slots++;
    if (slot >= this.capacity) this.resize(this.capacity * 2);
    const type = environment.types[typeIndex];
    this.state[slot] = INSTANCE.booting;
    this.environment[slot] = environment.index;
    this.type[slot] = typeIndex;
    this.zone[slot] = zone;
    this.freeVcpus[slot] = type.vcpus;
    this.freeMemoryMiB[slot] = type.memoryMiB;
    this.freeGpus[slot] = type.gpus;
    this.firstJob[slot] = NO_JOB;
    this.jobCount[slot] = 0;
    this.isIdleCheckPending[slot] = 0;
    this.hasBeenLeft[slot] = 0;
    this.isForMinimum[slot] = 0;
    this.number[slot] = this.launched++;
    this.launchMs[slot] = launchMs;
    this.pullDoneMs[slot] = -1;
    this.busyMs[slot] = 0;
    this.keptWeightMs[slot] = 0;
    this.lostWeightMs[slot] = 0;
    this.usedVcpuMs[slot] = 0;
    this.usedMemoryMiBMs[slot] = 0;
    return slot;
  }

  close(slot: number): void {
    this.state[slot] = INSTANCE.none;
    this.generation[slot]++;
    this.free.push(slot);
  }

  /** Books the time since the last change at the capacity in use until now. */
  settle(slot: number, type: LaunchableType, nowMs: number): void {
    const elapsedMs = nowMs - this.lastChangeMs[slot];
    if (elapsedMs <= 0) return;
    const { vcpus, memoryMiB, gpus } = type;
    const usedGpus = gpus === 0 ? 0 : gpus - this.freeGpus[slot];
    const share = dominantShare(type, vcpus - this.freeVcpus[slot], memoryMiB - this.freeMemoryMiB[slot], usedGpus);
    this.busyMs[slot] += elapsedMs * share;
    this.lastChangeMs[slot] = nowMs;
  }

  /** Books what one attempt used: `heldMs` of what it asked for. Whole numbers, so it can be done once an attempt. */
  bookUse(slot: number, shape: Shape, heldMs: number): void {
    this.usedVcpuMs[slot] += heldMs * shape.vcpus;
    this.usedMemoryMiBMs[slot] += heldMs * shape.memoryMiB;
  }

  /** The job takes what it asked for. */
  attach(slot: number, shape: Shape): void {
    this.freeVcpus[slot] -= shape.vcpus;
    this.freeMemoryMiB[slot] -= shape.memoryMiB;
    if (shape.gpus > 0) this.freeGpus[slot] -= shape.gpus;
    this.jobCount[slot]++;
  }

  /** Whether a job runs or ever ran on the instance; noted when the last one leaves, since starts are many. */
  hasRunJob(slot: number): boolean {
    return this.jobCount[slot] > 0 || this.hasBeenLeft[slot] === 1;
  }

  /** The job gives it back. */
  detach(slot: number, shape: Shape): void {
    this.freeVcpus[slot] += shape.vcpus;
    this.freeMemoryMiB[slot] += shape.memoryMiB;
    if (shape.gpus > 0) this.freeGpus[slot] += shape.gpus;
    this.jobCount[slot]--;
  }

  /** Puts the job on the list of those on the instance, which only a reclaim asks for: needed where EC2 may take instances. */
  list(slot: number, job: number, jobs: Jobs): void {
    const first = this.firstJob[slot];
    jobs.next[job] = first;
    jobs.previous[job] = NO_JOB;
    if (first !== NO_JOB) jobs.previous[first] = job;
    this.firstJob[slot] = job;
  }

  unlist(slot: number, job: number, jobs: Jobs): void {
    const next = jobs.next[job];
    const previous = jobs.previous[job];
    if (previous === NO_JOB) this.firstJob[slot] = next;
    else jobs.next[previous] = next;
    if (next !== NO_JOB) jobs.previous[next] = previous;
  }

  /** Lengthens every column there is, so that none can be forgotten. */
  private resize(capacity: number): void {
    for (const [name, column] of Object.entries(this)) {
      if (column instanceof Int32Array) Object.assign(this, { [name]: extendInt32(column, capacity) });
      else if (column instanceof Float64Array) Object.assign(this, { [name]: extendFloat64(column, capacity) });
    }
    this.capacity = capacity;
  }
}

/** Largest share of any one resource, 0 to 1 (dominant resource share, Ghodsi et al. 2011). */
export function dominantShare(type: LaunchableType, vcpus: number, memoryMiB: number, gpus: number): number {
  // Compared by products, which are exact: one division rather than two.
  const isVcpuShare = vcpus * type.memoryMiB > memoryMiB * type.vcpus;
  const share = isVcpuShare ? vcpus / type.vcpus : memoryMiB / type.memoryMiB;
  if (type.gpus === 0) return share;
  const gpuShare = gpus / type.gpus;
  return gpuShare > share ? gpuShare : share;
}
