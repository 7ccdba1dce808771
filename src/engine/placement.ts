/**
 * Where a job fits: an index of instances by free capacity, which is read where the fleet keeps it. A few are simply looked
 * through; of more, those that some job fits are kept in free lists; where such a list becomes long, or there are GPUs, there is one
 * CapacityIndex per number of free GPUs, so that GPU requests search only instances with enough of them. A shape that fitted nowhere
 * is looked for only where room has grown since, which is nearly always one or two instances.
 */
import { CapacityIndex } from './capacity-index.ts';
import * as CELL from './cell-places.ts';
import { ROW, type Rooms } from './fleet.ts';
import { FreeLists } from './free-lists.ts';
import * as ROOM from './room-places.ts';
import { ABSENT, CELLS, SlotTable } from './slot-table.ts';
import type { VcpuGroups } from './vcpu-groups.ts';

/** How many instances are kept which way. */
export interface Limits {
  /** Up to this many are looked through as they are. */
  readonly few: number;
  /** Slots of a free list; no fewer than `few` and `listed`, so that what is looked through or left of an index has a place. */
  readonly longest: number;
  /** The index is given up for free lists when it holds fewer than this; with 0 there are no free lists. */
  readonly listed: number;
}
const LIMITS: Limits = { few: 8, longest: 64, listed: 32 };
/** How many instances whose room has grown are remembered; a power of two. */
const REMEMBERED = 8;
/** The two directions of a search. To pack: the slot with the fewest free vCPUs. */
export const TIGHTEST = 1;
/** To spread: the slot with the most. */
export const LOOSEST = -1;
/** Also stands in a list of slots where one was that has gone. */
const NO_SLOT = -1;

/** Fewest free GPUs first, then by free vCPUs, then most free memory, then the lowest slot, whichever way it is kept. */
export class PlacementIndex {
  /** There are more than a few, in lists or in the index. */
  private isOrdered = false;
  private isIndexed = false;
  /** The slots that are in while there are few. */
  private readonly few: Int32Array;
  /** In use when there are more than a few instances. */
  private readonly lists: FreeLists;
  /** By number of free GPUs; made when they are needed, and kept. */
  private indices: readonly CapacityIndex[] = [];
  /** Those of the two that are in use, by number of free GPUs; there are lists only where there are no GPUs. */
  private groups: readonly VcpuGroups[] = [];
  private count = 0;
  private readonly table = new SlotTable();
  /** The slot that changed last, which the lists or the index hear of later: mostly a job ends there and the next one starts. */
  private pending = NO_SLOT;
  /** The slots whose room grew last, and how many times any did. */
  private readonly grown = new Int32Array(REMEMBERED);
  private grownCount = 0;
  /** By shape: the count since when any slot that holds it has grown, or ABSENT. Then it is among those. */
  private readonly grownSince: Float64Array;

  /**
   * `leastMemoryMiB`, by free vCPUs up to the most there can be: an instance with less memory is never looked for.
   * `limits` are for tests: with zeros every search goes through the index.
   */
  constructor(
    private readonly rooms: Rooms,
    private readonly leastMemoryMiB: Int32Array,
    private readonly maxGpus: number,
    shapeCount: number,
    private readonly limits = LIMITS,
  ) {
    this.grownSince = new Float64Array(shapeCount).fill(ABSENT);
    this.few = new Int32Array(limits.few);
    this.lists = new FreeLists(leastMemoryMiB.length - 1, limits.longest, this.table);
  }

  /** Takes the slot in, or hears that anything about its room has changed. */
  add(slot: number): void {
    const at = slot * CELLS + CELL.gpus;
    if (at >= this.table.cells.length) this.table.grow(slot);
    if (this.table.cells[at] === ABSENT) {
      if (!this.isOrdered && this.count === this.limits.few) this.beginOrder();
      if (!this.isOrdered) this.few[this.count] = slot;
      this.count++;
      this.table.cells[at] = 0;
    }
    this.grew(slot);
  }

  /** The slot, which is in, has more room than before. */
  grew(slot: number): void {
    this.grown[this.grownCount++ & (REMEMBERED - 1)] = slot;
    if (this.isOrdered && slot !== this.pending) this.defer(slot);
  }

  /** The slot, which is in, has less room than before and no more of anything. */
  shrank(slot: number): void {
    if (this.isOrdered && slot !== this.pending) this.defer(slot);
  }

  /** Takes the slot out; does nothing when it is not in. */
  remove(slot: number): void {
    const { cells } = this.table;
    const at = slot * CELLS;
    if (at >= cells.length || cells[at + CELL.gpus] === ABSENT) return;
    if (this.count === 1) {
      this.clear();
      return;
    }
    this.count--;
    if (!this.isOrdered) this.few[this.few.indexOf(slot)] = this.few[this.count];
    else {
      if (slot === this.pending) this.pending = NO_SLOT;
      this.takeOut(slot);
    }
    cells[at + CELL.gpus] = ABSENT;
    for (let position = 0; position < REMEMBERED; position++)
      if (this.grown[position] === slot) this.grown[position] = NO_SLOT;
  }

  clear(): void {
    if (this.count === 0) return;
    const { cells } = this.table;
    if (!this.isOrdered)
      for (let position = 0; position < this.count; position++) cells[this.few[position] * CELLS + CELL.gpus] = ABSENT;
    else {
      for (const group of this.groups) group.clear();
      cells.fill(ABSENT);
      this.pending = NO_SLOT;
      this.isOrdered = false;
    }
    this.count = 0;
    this.grown.fill(NO_SLOT);
  }

  /**
   * The tightest or the loosest slot that holds the request, which asks for one vCPU at least; -1 when none does. `shape` numbers what is
   * asked for: always the same under one number.
   */
  find(vcpus: number, memoryMiB: number, gpus: number, shape: number, direction: number): number {
    const { grownCount, grownSince } = this;
    const since = grownSince[shape];
    if (since !== ABSENT && grownCount - since <= REMEMBERED) {
      const slot = this.findAmongGrown(vcpus, memoryMiB, gpus, since, direction);
      if (slot < 0) grownSince[shape] = grownCount;
      return slot;
    }
    const slot = this.isOrdered
      ? this.search(vcpus, memoryMiB, gpus, direction)
      : this.lookThrough(vcpus, memoryMiB, gpus, direction);
    grownSince[shape] = slot < 0 ? grownCount : ABSENT;
    return slot;
  }

  private findAmongGrown(vcpus: number, memoryMiB: number, gpus: number, since: number, direction: number): number {
    let best = NO_SLOT;
    for (let count = since; count < this.grownCount; count++) {
      const slot = this.grown[count & (REMEMBERED - 1)];
      if (slot !== NO_SLOT && this.holds(slot, vcpus, memoryMiB, gpus)) best = this.better(slot, best, direction);
    }
    return best;
  }

  private lookThrough(vcpus: number, memoryMiB: number, gpus: number, direction: number): number {
    let best = NO_SLOT;
    for (let position = 0; position < this.count; position++) {
      const slot = this.few[position];
      if (this.holds(slot, vcpus, memoryMiB, gpus)) best = this.better(slot, best, direction);
    }
    return best;
  }

  private search(vcpus: number, memoryMiB: number, gpus: number, direction: number): number {
    this.defer(NO_SLOT);
    const { groups } = this;
    for (let free = gpus; free < groups.length; free++) {
      const group = groups[free];
      const slot = direction === TIGHTEST ? group.tightest(vcpus, memoryMiB) : group.loosest(vcpus, memoryMiB);
      if (slot >= 0) return slot;
    }
    return NO_SLOT;
  }

  private holds(slot: number, vcpus: number, memoryMiB: number, gpus: number): boolean {
    const { rows } = this.rooms;
    const at = slot * ROW;
    return (
      rows[at + ROOM.freeVcpus] >= vcpus &&
      rows[at + ROOM.freeMemoryMiB] >= memoryMiB &&
      (gpus === 0 || rows[at + ROOM.freeGpus] >= gpus)
    );
  }

  /** Of a slot and the best so far, which may be none. */
  private better(slot: number, best: number, direction: number): number {
    if (best === NO_SLOT) return slot;
    const { rows } = this.rooms;
    const at = slot * ROW;
    const bestAt = best * ROW;
    const difference =
      rows[at + ROOM.freeGpus] - rows[bestAt + ROOM.freeGpus] ||
      direction * (rows[at + ROOM.freeVcpus] - rows[bestAt + ROOM.freeVcpus]) ||
      rows[bestAt + ROOM.freeMemoryMiB] - rows[at + ROOM.freeMemoryMiB] ||
      slot - best;
    return difference < 0 ? slot : best;
  }

  /** There are more than a few. */
  private beginOrder(): void {
    this.isOrdered = true;
    const { few, count, limits } = this;
    if (this.maxGpus === 0 && limits.listed > 0) this.beginLists(few.subarray(0, count));
    else this.beginIndex(few.subarray(0, count));
  }

  private beginLists(slots: Iterable<number>): void {
    this.lists.open();
    this.isIndexed = false;
    this.groups = [this.lists];
    for (const slot of slots) this.changed(slot);
  }

  private beginIndex(slots: Iterable<number>): void {
    if (this.indices.length === 0) {
      const maxVcpus = this.leastMemoryMiB.length - 1;
      this.indices = Array.from({ length: this.maxGpus + 1 }, () => new CapacityIndex(maxVcpus, this.table));
    }
    this.isIndexed = true;
    this.groups = this.indices;
    for (const slot of slots) this.changed(slot);
  }

  /** The slot has changed, and the one before it is not about to change back. */
  private defer(slot: number): void {
    const { pending } = this;
    this.pending = slot;
    if (pending !== NO_SLOT) this.changed(pending);
  }

  /** What is free on the slot may not be what it was. */
  private changed(slot: number): void {
    const { rows } = this.rooms;
    const from = slot * ROW;
    const vcpus = rows[from + ROOM.freeVcpus];
    const memoryMiB = rows[from + ROOM.freeMemoryMiB];
    // Full ones and those that no job fits would be the longest lists.
    if (memoryMiB < this.leastMemoryMiB[vcpus]) this.takeOut(slot);
    else if (this.isIndexed) this.index(slot, vcpus, memoryMiB, rows[from + ROOM.freeGpus]);
    else if (!this.lists.put(slot, vcpus, memoryMiB)) this.beginIndex([...this.lists.empty(), slot]);
  }

  private index(slot: number, vcpus: number, memoryMiB: number, gpus: number): void {
    const { cells } = this.table;
    const at = slot * CELLS;
    const before = cells[at + CELL.gpus];
    if (cells[at + CELL.vcpus] === vcpus && before === gpus && cells[at + CELL.memoryMiB] === memoryMiB) return;
    if (cells[at + CELL.vcpus] !== ABSENT) this.indices[before].take(slot);
    cells[at + CELL.gpus] = gpus;
    cells[at + CELL.memoryMiB] = memoryMiB;
    this.indices[gpus].put(slot, vcpus, memoryMiB);
  }

  /** Of the list or heap it is in, if any. An index that holds few is given up. */
  private takeOut(slot: number): void {
    const { cells } = this.table;
    const at = slot * CELLS;
    if (cells[at + CELL.vcpus] === ABSENT) return;
    const group = this.groups[cells[at + CELL.gpus]];
    group.take(slot);
    if (this.isIndexed && this.maxGpus === 0 && this.indices[0].size < this.limits.listed)
      this.beginLists(group.empty());
  }
}
