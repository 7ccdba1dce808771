/**
 * The state of every instance, struct of arrays over reusable slots: launched, booting, ready, gone. Knows capacity and
 * time held; prices are the ledger's business, decisions the scaler's.
 */
import { extendFloat64, extendInt32 } from './event-queue.ts';
import { type Jobs, NO_JOB } from './jobs.ts';
import type { Environment, LaunchableType, Shape } from './setup.ts';

export const INSTANCE = { none: 0, booting: 1, ready: 2 } as const;

const INT_COLUMNS = [
  'state',
  'environment',
  'type',
  'zone',
  'ordinal',
  'generation',
  'freeVcpus',
  'freeMemoryMiB',
  'freeGpus',
  'plannedVcpus',
  'plannedMemoryMiB',
  'plannedGpus',
  'firstJob',
  'jobCount',
  'isIdleCheckPending',
  'hasRunJob',
  'number',
] as const;
const FLOAT_COLUMNS = [
  'launchMs',
  'runningMs',
  'readyMs',
  'idleSinceMs',
  'pullDoneMs',
  'lastChangeMs',
  'busyMs',
  'keptWeightMs',
  'lostWeightMs',
  'usedVcpuMs',
  'usedMemoryMiBMs',
] as const;

type IntColumns = { [Name in (typeof INT_COLUMNS)[number]]: Int32Array };
type FloatColumns = { [Name in (typeof FLOAT_COLUMNS)[number]]: Float64Array };

/** See IntColumns and FloatColumns: times in ms, `busyMs` = integral of the dominant share in use, weights = dominant share x time of attempts kept or lost. */
export interface Fleet extends IntColumns, FloatColumns {}

// biome-ignore lint/suspicious/noUnsafeDeclarationMerging: the columns are declared once, by name, and filled in the constructor.
export class Fleet {
  private capacity = 0;
  private readonly free: number[] = [];
  private slots = 0;
  /** Instances ever launched. */
  launched = 0;

  constructor() {
    this.resize(64);
  }

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
    this.hasRunJob[slot] = 0;
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
    const usedVcpus = type.vcpus - this.freeVcpus[slot];
    const usedMemoryMiB = type.memoryMiB - this.freeMemoryMiB[slot];
    const usedGpus = type.gpus - this.freeGpus[slot];
    this.busyMs[slot] += elapsedMs * dominantShare(type, usedVcpus, usedMemoryMiB, usedGpus);
    this.usedVcpuMs[slot] += elapsedMs * usedVcpus;
    this.usedMemoryMiBMs[slot] += elapsedMs * usedMemoryMiB;
    this.lastChangeMs[slot] = nowMs;
  }

  attach(slot: number, job: number, shape: Shape, jobs: Jobs): void {
    this.freeVcpus[slot] -= shape.vcpus;
    this.freeMemoryMiB[slot] -= shape.memoryMiB;
    this.freeGpus[slot] -= shape.gpus;
    const first = this.firstJob[slot];
    jobs.next[job] = first;
    jobs.previous[job] = NO_JOB;
    if (first !== NO_JOB) jobs.previous[first] = job;
    this.firstJob[slot] = job;
    this.jobCount[slot]++;
    this.hasRunJob[slot] = 1;
    jobs.slot[job] = slot;
  }

  detach(slot: number, job: number, shape: Shape, jobs: Jobs): void {
    this.freeVcpus[slot] += shape.vcpus;
    this.freeMemoryMiB[slot] += shape.memoryMiB;
    this.freeGpus[slot] += shape.gpus;
    const next = jobs.next[job];
    const previous = jobs.previous[job];
    if (previous === NO_JOB) this.firstJob[slot] = next;
    else jobs.next[previous] = next;
    if (next !== NO_JOB) jobs.previous[next] = previous;
    this.jobCount[slot]--;
  }

  private resize(capacity: number): void {
    for (const name of INT_COLUMNS) this[name] = extendInt32(this[name] ?? new Int32Array(0), capacity);
    for (const name of FLOAT_COLUMNS) this[name] = extendFloat64(this[name] ?? new Float64Array(0), capacity);
    this.capacity = capacity;
  }
}

/** Largest share of any one resource, 0 to 1 (dominant resource share, Ghodsi et al. 2011). */
export function dominantShare(type: LaunchableType, vcpus: number, memoryMiB: number, gpus: number): number {
  const vcpuShare = vcpus / type.vcpus;
  const memoryShare = memoryMiB / type.memoryMiB;
  const share = vcpuShare > memoryShare ? vcpuShare : memoryShare;
  if (type.gpus === 0) return share;
  const gpuShare = gpus / type.gpus;
  return gpuShare > share ? gpuShare : share;
}
