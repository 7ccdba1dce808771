/**
 * Where a job fits: an index of instances by free capacity, which is read where the fleet keeps it. A few are simply looked
 * through; beyond that there is one CapacityIndex per number of free GPUs, so that GPU requests search only instances with enough
 * of them. A shape that fitted nowhere is looked for only where room has grown since, which is nearly always one or two instances;
 * so between two searches through the index much may change, and it is told then, once an instance.
 */
import { ABSENT, CapacityIndex, CELL, CELLS, SlotTable } from './capacity-index.ts';
import { ROOM, ROW, type Rooms } from './fleet.ts';

/** Up to this many instances are looked through, which costs less than keeping the index. */
const FEW = 8;
/** How many instances whose room has grown are remembered; a power of two. */
const REMEMBERED = 8;
/** Of a request that belongs to no shape of the workload: nothing is remembered about it. */
export const NO_SHAPE = -1;
/** In a list of slots, where one was that has gone. */
const NO_SLOT = -1;
/** How many slots may have changed before the index is told, searched or not. */
const MOST_STALE = 32;
/** The mark of a slot that is in: its GPUs when the index was told last, times two, and whether it has changed since. */
const STALE = 1;

/** Fewest free GPUs first, then by free vCPUs, then most free memory, then the lowest slot, whichever way it is kept. */
export class PlacementIndex {
  /** By number of free GPUs; made when there are more than a few instances, and kept. */
  private indices: readonly CapacityIndex[] = [];
  private isIndexed = false;
  /** The slots that are in while there are few. */
  private readonly few = new Int32Array(FEW);
  private count = 0;
  private readonly table = new SlotTable();
  /** The slots that have changed since the index was told; some may be fresh again, or gone. */
  private readonly stale = new Int32Array(MOST_STALE);
  private staleCount = 0;
  /** The slots whose room grew last, and how many times any did. */
  private readonly grown = new Int32Array(REMEMBERED);
  private grownCount = 0;
  /** By shape: the count since when any slot that holds it has grown, or ABSENT. Then it is among those. */
  private grownSince = new Float64Array(16).fill(ABSENT);

  /**
   * `leastMemoryMiB`, by free vCPUs up to the most there can be: an instance with less memory is never looked for.
   * `mostLookedThrough` is for tests: with 0 every search goes through the index.
   */
  constructor(
    private readonly rooms: Rooms,
    private readonly leastMemoryMiB: Int32Array,
    private readonly maxGpus: number,
    private readonly mostLookedThrough = FEW,
  ) {}

  /** Takes the slot in, or hears that anything about its room has changed. */
  add(slot: number): void {
    const at = slot * CELLS + CELL.mark;
    if (at >= this.table.cells.length) this.table.grow(slot);
    if (this.table.cells[at] === ABSENT) {
      if (!this.isIndexed && this.count === this.mostLookedThrough) this.beginIndex();
      if (!this.isIndexed) this.few[this.count] = slot;
      this.count++;
      this.table.cells[at] = 0;
    }
    this.grew(slot);
  }

  /** The slot, which is in, has more room than before. */
  grew(slot: number): void {
    this.grown[this.grownCount++ & (REMEMBERED - 1)] = slot;
    if (this.isIndexed) this.touch(slot);
  }

  /** The slot, which is in, has less room than before and no more of anything. */
  shrank(slot: number): void {
    if (this.isIndexed) this.touch(slot);
  }

  /** Takes the slot out; does nothing when it is not in. */
  remove(slot: number): void {
    const { cells } = this.table;
    const at = slot * CELLS;
    if (at >= cells.length || cells[at + CELL.mark] === ABSENT) return;
    if (this.count === 1) {
      this.clear();
      return;
    }
    this.count--;
    if (this.isIndexed) this.takeOut(slot);
    else this.few[this.few.indexOf(slot)] = this.few[this.count];
    cells[at + CELL.mark] = ABSENT;
    for (let position = 0; position < REMEMBERED; position++)
      if (this.grown[position] === slot) this.grown[position] = NO_SLOT;
  }

  clear(): void {
    const { cells } = this.table;
    if (this.isIndexed) {
      cells.fill(ABSENT);
      for (const index of this.indices) index.clear();
      this.isIndexed = false;
      this.staleCount = 0;
    } else
      for (let position = 0; position < this.count; position++) cells[this.few[position] * CELLS + CELL.mark] = ABSENT;
    this.count = 0;
    this.grown.fill(NO_SLOT);
  }

  /** Slot with the fewest free vCPUs that holds the request, which asks for one at least; -1 when none does. Packs. */
  tightest(vcpus: number, memoryMiB: number, gpus: number, shape: number = NO_SHAPE): number {
    return this.find(vcpus, memoryMiB, gpus, shape, 1);
  }

  /** Slot with the most free vCPUs that holds the request, which asks for one at least; -1 when none does. Spreads. */
  loosest(vcpus: number, memoryMiB: number, gpus: number, shape: number = NO_SHAPE): number {
    return this.find(vcpus, memoryMiB, gpus, shape, -1);
  }

  /** `shape` numbers what is asked for: always the same under one number. */
  private find(vcpus: number, memoryMiB: number, gpus: number, shape: number, direction: number): number {
    if (shape >= this.grownSince.length) this.growShapes(shape);
    const { grownCount } = this;
    const since = shape === NO_SHAPE ? ABSENT : this.grownSince[shape];
    if (since !== ABSENT && grownCount - since <= REMEMBERED) {
      const slot = this.findAmongGrown(vcpus, memoryMiB, gpus, since, direction);
      if (slot < 0) this.grownSince[shape] = grownCount;
      return slot;
    }
    const slot = this.isIndexed
      ? this.search(vcpus, memoryMiB, gpus, direction)
      : this.lookThrough(vcpus, memoryMiB, gpus, direction);
    if (shape !== NO_SHAPE) this.grownSince[shape] = slot < 0 ? grownCount : ABSENT;
    return slot;
  }

  private findAmongGrown(vcpus: number, memoryMiB: number, gpus: number, since: number, direction: number): number {
    let best = -1;
    for (let count = since; count < this.grownCount; count++) {
      const slot = this.grown[count & (REMEMBERED - 1)];
      if (slot === NO_SLOT || !this.holds(slot, vcpus, memoryMiB, gpus)) continue;
      if (best < 0 || this.isBetter(slot, best, direction)) best = slot;
    }
    return best;
  }

  private lookThrough(vcpus: number, memoryMiB: number, gpus: number, direction: number): number {
    let best = -1;
    for (let position = 0; position < this.count; position++) {
      const slot = this.few[position];
      if (this.holds(slot, vcpus, memoryMiB, gpus) && (best < 0 || this.isBetter(slot, best, direction))) best = slot;
    }
    return best;
  }

  private search(vcpus: number, memoryMiB: number, gpus: number, direction: number): number {
    if (this.staleCount > 0) this.settle();
    for (let free = gpus; free < this.indices.length; free++) {
      const index = this.indices[free];
      const slot = direction > 0 ? index.tightest(vcpus, memoryMiB) : index.loosest(vcpus, memoryMiB);
      if (slot >= 0) return slot;
    }
    return -1;
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

  private isBetter(slot: number, other: number, direction: number): boolean {
    const { rows } = this.rooms;
    const at = slot * ROW;
    const otherAt = other * ROW;
    const difference =
      rows[at + ROOM.freeGpus] - rows[otherAt + ROOM.freeGpus] ||
      direction * (rows[at + ROOM.freeVcpus] - rows[otherAt + ROOM.freeVcpus]) ||
      rows[otherAt + ROOM.freeMemoryMiB] - rows[at + ROOM.freeMemoryMiB] ||
      slot - other;
    return difference < 0;
  }

  private beginIndex(): void {
    if (this.indices.length === 0)
      this.indices = Array.from(
        { length: this.maxGpus + 1 },
        () => new CapacityIndex(this.leastMemoryMiB.length - 1, this.table),
      );
    this.isIndexed = true;
    for (let position = 0; position < this.count; position++) this.touch(this.few[position]);
  }

  /** The index does not know what is free on the slot now. */
  private touch(slot: number): void {
    const { cells } = this.table;
    const at = slot * CELLS + CELL.mark;
    const mark = cells[at];
    if ((mark & STALE) !== 0) return;
    if (this.staleCount === MOST_STALE) this.settle();
    cells[at] = mark | STALE;
    this.stale[this.staleCount++] = slot;
  }

  /** Tells the index of everything that has changed. */
  private settle(): void {
    const { stale, staleCount } = this;
    for (let position = 0; position < staleCount; position++) this.settleSlot(stale[position]);
    this.staleCount = 0;
  }

  private settleSlot(slot: number): void {
    const { cells } = this.table;
    const at = slot * CELLS;
    const mark = cells[at + CELL.mark];
    // Gone since, or told already: it was taken out and in again, and stands on the list twice.
    if (mark === ABSENT || (mark & STALE) === 0) return;
    const { rows } = this.rooms;
    const from = slot * ROW;
    const vcpus = rows[from + ROOM.freeVcpus];
    const memoryMiB = rows[from + ROOM.freeMemoryMiB];
    const gpus = rows[from + ROOM.freeGpus];
    const isWhereItWas = cells[at + CELL.vcpus] === vcpus && cells[at + CELL.memoryMiB] === memoryMiB;
    cells[at + CELL.mark] = 2 * gpus;
    if (isWhereItWas && mark >> 1 === gpus) return;
    if (cells[at + CELL.vcpus] !== ABSENT) this.indices[mark >> 1].take(slot);
    // Full ones and those that no job fits would be the longest lists.
    const isOfUse = memoryMiB >= this.leastMemoryMiB[vcpus];
    cells[at + CELL.vcpus] = isOfUse ? vcpus : ABSENT;
    cells[at + CELL.memoryMiB] = memoryMiB;
    if (isOfUse) this.indices[gpus].put(slot);
  }

  /** Of its index, if it is in one. */
  private takeOut(slot: number): void {
    const { cells } = this.table;
    const at = slot * CELLS;
    if (cells[at + CELL.vcpus] === ABSENT) return;
    this.indices[cells[at + CELL.mark] >> 1].take(slot);
    cells[at + CELL.vcpus] = ABSENT;
  }

  private growShapes(shape: number): void {
    const grownSince = new Float64Array(Math.max(shape + 1, 2 * this.grownSince.length)).fill(ABSENT);
    grownSince.set(this.grownSince);
    this.grownSince = grownSince;
  }
}
