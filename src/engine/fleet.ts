/**
 * The state of every instance, struct of arrays over reusable slots: launched, booting, ready, gone. Knows capacity and
 * time held; prices are the ledger's business, decisions the scaler's.
 */

import type { Clock } from './clock.ts';
import { extend } from './columns.ts';
import type { Environment } from './environments.ts';
import * as HELD from './held-places.ts';
import * as MARK from './instance-marks.ts';
import * as INSTANCE from './instance-state.ts';
import { type Jobs, NO_JOB } from './jobs.ts';
import type { LaunchableType } from './launchable-types.ts';
import * as ROOM from './room-places.ts';
import { extendedRowMemory } from './row-memory.ts';
import type { Shape } from './shapes.ts';
import { WIDE } from './wide-number.ts';

/** Rows at the start; doubled when there are more instances. */
const INITIAL_CAPACITY = 64;

/**
 * What every start and end of a job reads and writes of an instance stands in one row of 64 bytes, and nothing else does: with 20,000
 * instances each column of its own would be a cache line of its own, and what is read seldom would take the place of what is read
 * again. Seen as whole numbers (`room`), row `slot` begins at `slot * ROW`; seen as doubles (`held`), at `slot * WIDE_ROW`.
 */
const ROW_BYTES = 64;
export const ROW = ROW_BYTES / 4;
export const WIDE_ROW = ROW_BYTES / 8;

/** Rows of what is free, each of ROW numbers that begins as `room` does; in an object of their own, for they move as they grow. */
export class Rooms {
  rows = new Int32Array(ROW * INITIAL_CAPACITY);

  /** All of an instance of the type is free. */
  clear(slot: number, { vcpus, memoryMiB, gpus }: LaunchableType): void {
    const at = slot * ROW;
    this.rows[at + ROOM.freeVcpus] = vcpus;
    this.rows[at + ROOM.freeMemoryMiB] = memoryMiB;
    this.rows[at + ROOM.freeGpus] = gpus;
  }
}

/** Times in ms. */
export class Fleet {
  /** Holds `room`, which stands here as well because every start and end reads it. */
  readonly rooms = new Rooms();
  /** What is not yet spoken for on launching instances. */
  readonly planned = new Rooms();
  // Two views of the same rows.
  room = this.rooms.rows;
  held = new Float64Array(this.room.buffer);
  // Every column is declared, not made in a loop: an object that grows by computed names becomes a slow dictionary in V8.
  state = new Int32Array(INITIAL_CAPACITY);
  zone = new Int32Array(INITIAL_CAPACITY);
  ordinal = new Int32Array(INITIAL_CAPACITY);
  generation = new Int32Array(INITIAL_CAPACITY);
  /** 1 when launched to reach minvCpus: no node of a multi-node parallel job. */
  isForMinimum = new Int32Array(INITIAL_CAPACITY);
  number = new Int32Array(INITIAL_CAPACITY);
  launchMs = new Float64Array(INITIAL_CAPACITY);
  runningMs = new Float64Array(INITIAL_CAPACITY);
  readyMs = new Float64Array(INITIAL_CAPACITY);
  /** When the image pull under way or done is over; below 0 before there was one. */
  private pullDoneMs = new Float64Array(INITIAL_CAPACITY);
  /** Sum of dominant share x time of the attempts that were lost. */
  private lostWeightMs = new Float64Array(INITIAL_CAPACITY);
  private capacity = INITIAL_CAPACITY;
  private readonly free: number[] = [];
  private slots = 0;
  /** Instances ever launched. */
  launched = 0;
  /** Dominant share of what was given back last: a field, since V8 puts a fraction that is returned in a box of its own. */
  lastShare = WIDE;
  /** What the attempts on all instances used, ms times what they asked for. */
  usedVcpuMs = WIDE;
  usedMemoryMiBMs = WIDE;
  usedGpuMs = WIDE;

  constructor(private readonly clock: Clock) {
    this.lastShare = this.usedVcpuMs = this.usedMemoryMiBMs = this.usedGpuMs = 0;
  }

  /** Slots ever in use at once. */
  get slotCount(): number {
    return this.slots;
  }

  /** A fresh slot for one instance of the type, in state booting, its counters at zero. */
  open(environment: Environment, typeIndex: number, zone: number, launchMs: number): number {
    const slot = this.free.pop() ?? this.slots++;
    if (slot >= this.capacity) this.resize(this.capacity * 2);
    const { room, held } = this;
    const at = slot * ROW;
    const wide = slot * WIDE_ROW;
    this.rooms.clear(slot, environment.types[typeIndex]);
    room[at + ROOM.jobCount] = 0;
    room[at + ROOM.type] = typeIndex;
    room[at + ROOM.environment] = environment.index;
    room[at + ROOM.lastStarted] = NO_JOB;
    room[at + ROOM.marks] = 0;
    held[wide + HELD.busyMs] = 0;
    held[wide + HELD.keptWeightMs] = 0;
    this.lostWeightMs[slot] = 0;
    this.pullDoneMs[slot] = -1;
    this.state[slot] = INSTANCE.booting;
    this.zone[slot] = zone;
    this.isForMinimum[slot] = 0;
    this.number[slot] = this.launched++;
    this.launchMs[slot] = launchMs;
    return slot;
  }

  close(slot: number): void {
    this.state[slot] = INSTANCE.none;
    this.generation[slot]++;
    this.free.push(slot);
  }

  typeOf(slot: number): number {
    return this.room[slot * ROW + ROOM.type];
  }

  /** Index of the compute environment. */
  environmentOf(slot: number): number {
    return this.room[slot * ROW + ROOM.environment];
  }

  jobCountOf(slot: number): number {
    return this.room[slot * ROW + ROOM.jobCount];
  }

  /** When the image pull under way or done is over; below 0 before there was one. */
  pullDoneMsOf(slot: number): number {
    return this.pullDoneMs[slot];
  }

  /** The image will be there then. */
  setPullDone(slot: number, doneMs: number): void {
    this.pullDoneMs[slot] = doneMs;
  }

  lostWeightMsOf(slot: number): number {
    return this.lostWeightMs[slot];
  }

  /** Whether a job runs or ever ran on the instance; noted when the last one leaves, since starts are many. */
  hasRunJob(slot: number): boolean {
    const at = slot * ROW;
    return this.room[at + ROOM.jobCount] > 0 || (this.room[at + ROOM.marks] & MARK.hasBeenLeft) !== 0;
  }

  /** Books the time since the last change at the capacity in use until now. */
  private settle(slot: number, type: LaunchableType): void {
    const { room, held } = this;
    const { nowMs } = this.clock;
    const at = slot * ROW;
    const wide = slot * WIDE_ROW;
    const elapsedMs = nowMs - held[wide + HELD.lastChangeMs];
    if (elapsedMs <= 0) return;
    const { vcpus, memoryMiB, gpus } = type;
    const usedVcpus = vcpus - room[at + ROOM.freeVcpus];
    const usedGpus = gpus === 0 ? 0 : gpus - room[at + ROOM.freeGpus];
    const share = dominantShare(type, usedVcpus, memoryMiB - room[at + ROOM.freeMemoryMiB], usedGpus);
    held[wide + HELD.busyMs] += elapsedMs * share;
    held[wide + HELD.lastChangeMs] = nowMs;
  }

  /** A job, or one of its nodes, takes what it asks for. */
  take(slot: number, type: LaunchableType, shape: Shape): void {
    this.settle(slot, type);
    const { room } = this;
    const at = slot * ROW;
    room[at + ROOM.freeVcpus] -= shape.vcpus;
    room[at + ROOM.freeMemoryMiB] -= shape.memoryMiB;
    if (shape.gpus > 0) room[at + ROOM.freeGpus] -= shape.gpus;
    room[at + ROOM.jobCount]++;
  }

  /**
   * The job, or one of its nodes, gives back what it held for `heldMs`, `lostMs` of them in vain; `usedMs` is what counts as use
   * of the machine. `lastShare` is then its share.
   */
  giveBack(slot: number, type: LaunchableType, shape: Shape, heldMs: number, usedMs: number, lostMs: number): void {
    this.settle(slot, type);
    const { room, held } = this;
    const { vcpus, memoryMiB, gpus } = shape;
    const at = slot * ROW;
    room[at + ROOM.freeVcpus] += vcpus;
    room[at + ROOM.freeMemoryMiB] += memoryMiB;
    if (gpus > 0) {
      room[at + ROOM.freeGpus] += gpus;
      this.usedGpuMs += usedMs * gpus;
    }
    room[at + ROOM.jobCount]--;
    this.usedVcpuMs += usedMs * vcpus;
    this.usedMemoryMiBMs += usedMs * memoryMiB;
    const share = dominantShare(type, vcpus, memoryMiB, gpus);
    held[slot * WIDE_ROW + HELD.keptWeightMs] += (heldMs - lostMs) * share;
    if (lostMs > 0) this.lostWeightMs[slot] += lostMs * share;
    this.lastShare = share;
  }

  /** The last job has left. */
  becomeIdle(slot: number): void {
    this.room[slot * ROW + ROOM.marks] |= MARK.hasBeenLeft;
    this.room[slot * ROW + ROOM.lastStarted] = NO_JOB;
    this.held[slot * WIDE_ROW + HELD.idleSinceMs] = this.clock.nowMs;
  }

  /** When the image is there for a container placed now: pulled once an instance. */
  pulledMs(slot: number, pullMs: number): number {
    const { room, pullDoneMs } = this;
    const { nowMs } = this.clock;
    const at = slot * ROW + ROOM.marks;
    if ((room[at] & MARK.hasImage) !== 0) return nowMs;
    if (pullDoneMs[slot] < 0) pullDoneMs[slot] = nowMs + pullMs;
    const doneMs = pullDoneMs[slot];
    if (doneMs > nowMs) return doneMs;
    room[at] |= MARK.hasImage;
    return nowMs;
  }

  /**
   * Puts the job before those that started on the instance earlier, which only a reclaim asks for: needed where EC2 may take
   * instances. Jobs that have ended stay on the list until the instance is idle: to skip them in the one reclaim an instance has
   * costs less than to take each out, which reads the rows of its neighbours. A job leaves its instance for another one
   * only by a reclaim, or after a failure of its own, where it is taken out.
   */
  list(slot: number, job: number, jobs: Jobs): void {
    const at = slot * ROW + ROOM.lastStarted;
    jobs.setNext(job, this.room[at]);
    this.room[at] = job;
  }

  /** Takes a job out that is on the list and goes back to its line, whose links are in the same place. */
  unlist(slot: number, job: number, jobs: Jobs): void {
    const at = slot * ROW + ROOM.lastStarted;
    if (this.room[at] === job) {
      this.room[at] = jobs.nextOf(job);
      return;
    }
    let before = this.room[at];
    while (jobs.nextOf(before) !== job) before = jobs.nextOf(before);
    jobs.setNext(before, jobs.nextOf(job));
  }

  lastStartedOn(slot: number): number {
    return this.room[slot * ROW + ROOM.lastStarted];
  }

  /** Lengthens every column there is, so that none can be forgotten. */
  private resize(capacity: number): void {
    for (const [name, column] of Object.entries(this)) {
      if (column === this.room || column === this.held) continue;
      if (column instanceof Int32Array || column instanceof Float64Array)
        Object.assign(this, { [name]: extend(column, capacity) });
    }
    const rows = extendedRowMemory(this.room.buffer, capacity * ROW_BYTES);
    this.rooms.rows = this.room = new Int32Array(rows, 0, capacity * ROW);
    this.held = new Float64Array(rows, 0, capacity * WIDE_ROW);
    this.planned.rows = extend(this.planned.rows, capacity * ROW);
    this.capacity = capacity;
  }
}

/** Largest share of any one resource, 0 to 1 (dominant resource share, Ghodsi et al. 2011). */
function dominantShare(type: LaunchableType, vcpus: number, memoryMiB: number, gpus: number): number {
  // Compared by products, which are exact: one division rather than two.
  const isVcpuShare = vcpus * type.memoryMiB > memoryMiB * type.vcpus;
  const share = isVcpuShare ? vcpus / type.vcpus : memoryMiB / type.memoryMiB;
  if (type.gpus === 0) return share;
  const gpuShare = gpus / type.gpus;
  return gpuShare > share ? gpuShare : share;
}
