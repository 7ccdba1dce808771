/**
 * Where a job fits: an index of instances by free capacity. A few are simply looked through; beyond that there is one
 * CapacityIndex per number of free GPUs, so that GPU requests search only instances with enough of them. A shape that fitted
 * nowhere is looked for only where room has grown since, which is nearly always one or two instances.
 */
import { ABSENT, CapacityIndex, CELL, CELLS, SlotTable } from './capacity-index.ts';

/** Up to this many instances are looked through, which costs less than keeping the index. */
const FEW = 8;
/** How many instances whose room has grown are remembered; a power of two. */
const REMEMBERED = 8;
/** Of a request that belongs to no shape of the workload: nothing is remembered about it. */
export const NO_SHAPE = -1;

/** Fewest free GPUs first, then by free vCPUs, then most free memory, then the lowest slot, whichever way it is kept. */
export class PlacementIndex {
  /** By number of free GPUs; made when there are more than a few instances, and kept. */
  private indices: readonly CapacityIndex[] = [];
  private isIndexed = false;
  /** The slots that are in while there are few. */
  private readonly few = new Int32Array(FEW);
  private count = 0;
  private readonly table = new SlotTable();
  /** The slots whose room grew last, and how many times any did. */
  private readonly grown = new Int32Array(REMEMBERED);
  private grownCount = 0;
  /** By shape: the count since when any slot that holds it has grown, or ABSENT. Then it is among those. */
  private grownSince = new Float64Array(16).fill(ABSENT);

  /** `mostLookedThrough` is for tests: with 0 every search goes through the index. */
  constructor(
    private readonly maxVcpus: number,
    private readonly maxGpus: number,
    private readonly mostLookedThrough = FEW,
  ) {}

  /** Adds the slot or moves it to its new free capacity. */
  set(slot: number, freeVcpus: number, freeMemoryMiB: number, freeGpus: number): void {
    const at = slot * CELLS;
    if (at >= this.table.cells.length) this.table.grow(slot);
    const { cells } = this.table;
    const vcpus = cells[at + CELL.vcpus];
    if (vcpus === ABSENT) this.add(slot);
    else if (this.isIndexed) this.indices[cells[at + CELL.gpus]].take(slot);
    if (freeVcpus > vcpus || freeMemoryMiB > cells[at + CELL.memoryMiB] || freeGpus > cells[at + CELL.gpus])
      this.grown[this.grownCount++ & (REMEMBERED - 1)] = slot;
    cells[at + CELL.vcpus] = freeVcpus;
    cells[at + CELL.memoryMiB] = freeMemoryMiB;
    cells[at + CELL.gpus] = freeGpus;
    if (this.isIndexed) this.indices[freeGpus].put(slot);
  }

  /** Takes the slot out; does nothing when it is not in. */
  remove(slot: number): void {
    const { cells } = this.table;
    const at = slot * CELLS;
    if (at >= cells.length || cells[at + CELL.vcpus] === ABSENT) return;
    if (this.count === 1) {
      this.clear();
      return;
    }
    this.count--;
    if (this.isIndexed) this.indices[cells[at + CELL.gpus]].take(slot);
    else this.forget(slot);
    cells[at + CELL.vcpus] = ABSENT;
  }

  /** While there are few. */
  private forget(slot: number): void {
    const { few } = this;
    let position = 0;
    while (few[position] !== slot) position++;
    few[position] = few[this.count];
  }

  clear(): void {
    const { cells } = this.table;
    if (this.isIndexed) {
      cells.fill(ABSENT);
      for (const index of this.indices) index.clear();
      this.isIndexed = false;
    } else for (let position = 0; position < this.count; position++) cells[this.few[position] * CELLS] = ABSENT;
    this.count = 0;
  }

  /** Slot with the fewest free vCPUs that holds the request, -1 when none does. Packs. */
  tightest(vcpus: number, memoryMiB: number, gpus: number, shape: number = NO_SHAPE): number {
    return this.find(vcpus, memoryMiB, gpus, shape, 1);
  }

  /** Slot with the most free vCPUs that holds the request, -1 when none does. Spreads. */
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
      if (this.holds(slot, vcpus, memoryMiB, gpus) && (best < 0 || this.isBetter(slot, best, direction))) best = slot;
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
    for (let free = gpus; free < this.indices.length; free++) {
      const index = this.indices[free];
      const slot = direction > 0 ? index.tightest(vcpus, memoryMiB) : index.loosest(vcpus, memoryMiB);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  private holds(slot: number, vcpus: number, memoryMiB: number, gpus: number): boolean {
    const { cells } = this.table;
    const at = slot * CELLS;
    // A slot that is not in has fewer vCPUs than any request.
    return cells[at + CELL.vcpus] >= vcpus && cells[at + CELL.memoryMiB] >= memoryMiB && cells[at + CELL.gpus] >= gpus;
  }

  private isBetter(slot: number, other: number, direction: number): boolean {
    const { cells } = this.table;
    const at = slot * CELLS;
    const otherAt = other * CELLS;
    const difference =
      cells[at + CELL.gpus] - cells[otherAt + CELL.gpus] ||
      direction * (cells[at + CELL.vcpus] - cells[otherAt + CELL.vcpus]) ||
      cells[otherAt + CELL.memoryMiB] - cells[at + CELL.memoryMiB] ||
      slot - other;
    return difference < 0;
  }

  /** A slot that is not in; its capacity follows. */
  private add(slot: number): void {
    if (!this.isIndexed) {
      if (this.count < this.mostLookedThrough) this.few[this.count] = slot;
      else this.beginIndex();
    }
    this.count++;
  }

  private beginIndex(): void {
    if (this.indices.length === 0)
      this.indices = Array.from({ length: this.maxGpus + 1 }, () => new CapacityIndex(this.maxVcpus, this.table));
    this.isIndexed = true;
    for (let position = 0; position < this.count; position++) {
      const slot = this.few[position];
      this.indices[this.table.cells[slot * CELLS + CELL.gpus]].put(slot);
    }
  }

  private growShapes(shape: number): void {
    const grownSince = new Float64Array(Math.max(shape + 1, 2 * this.grownSince.length)).fill(ABSENT);
    grownSince.set(this.grownSince);
    this.grownSince = grownSince;
  }
}
