/**
 * Where a job fits: an index of instances by free capacity. A few are simply looked through; beyond that there is one
 * CapacityIndex per number of free GPUs, so that GPU requests search only instances with enough of them. A shape that fitted
 * nowhere is looked for only where room has grown since, which is nearly always one or two instances.
 */
import { CapacityIndex } from './capacity-index.ts';

/** Up to this many instances are looked through, which costs less than keeping the index. */
const FEW = 8;
const ABSENT = -1;
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
  /** By slot times four: free vCPUs (ABSENT when it is not in), memory and GPUs. */
  private cells = new Int32Array(64).fill(ABSENT);
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
    if (4 * slot >= this.cells.length) this.grow(slot);
    const { cells } = this;
    const cell = 4 * slot;
    if (cells[cell] === ABSENT) this.add(slot);
    if (this.isIndexed) this.index(cells[cell + 2], slot, freeVcpus, freeMemoryMiB, freeGpus);
    if (freeVcpus > cells[cell] || freeMemoryMiB > cells[cell + 1] || freeGpus > cells[cell + 2])
      this.grown[this.grownCount++ & (REMEMBERED - 1)] = slot;
    cells[cell] = freeVcpus;
    cells[cell + 1] = freeMemoryMiB;
    cells[cell + 2] = freeGpus;
  }

  private index(gpusBefore: number, slot: number, freeVcpus: number, freeMemoryMiB: number, freeGpus: number): void {
    if (gpusBefore !== freeGpus && gpusBefore !== ABSENT) this.indices[gpusBefore].remove(slot);
    this.indices[freeGpus].set(slot, freeVcpus, freeMemoryMiB);
  }

  /** Takes the slot out; does nothing when it is not in. */
  remove(slot: number): void {
    if (4 * slot >= this.cells.length || this.cells[4 * slot] === ABSENT) return;
    if (this.count === 1) {
      this.clear();
      return;
    }
    this.cells[4 * slot] = ABSENT;
    this.count--;
    if (this.isIndexed) {
      this.indices[this.cells[4 * slot + 2]].remove(slot);
      return;
    }
    const { few } = this;
    let position = 0;
    while (few[position] !== slot) position++;
    few[position] = few[this.count];
  }

  clear(): void {
    if (this.isIndexed) {
      this.cells.fill(ABSENT);
      for (const index of this.indices) index.clear();
      this.isIndexed = false;
    } else for (let position = 0; position < this.count; position++) this.cells[4 * this.few[position]] = ABSENT;
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
    const { cells } = this;
    // A slot that is not in has fewer vCPUs than any request.
    return cells[4 * slot] >= vcpus && cells[4 * slot + 1] >= memoryMiB && cells[4 * slot + 2] >= gpus;
  }

  private isBetter(slot: number, other: number, direction: number): boolean {
    const { cells } = this;
    const difference =
      cells[4 * slot + 2] - cells[4 * other + 2] ||
      direction * (cells[4 * slot] - cells[4 * other]) ||
      cells[4 * other + 1] - cells[4 * slot + 1] ||
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
      this.indices = Array.from({ length: this.maxGpus + 1 }, () => new CapacityIndex(this.maxVcpus));
    this.isIndexed = true;
    for (let position = 0; position < this.count; position++) {
      const slot = this.few[position];
      const cell = 4 * slot;
      this.indices[this.cells[cell + 2]].set(slot, this.cells[cell], this.cells[cell + 1]);
    }
  }

  private grow(slot: number): void {
    const capacity = Math.max(slot + 1, this.cells.length / 2);
    const cells = new Int32Array(4 * capacity).fill(ABSENT);
    cells.set(this.cells);
    this.cells = cells;
  }

  private growShapes(shape: number): void {
    const grownSince = new Float64Array(Math.max(shape + 1, 2 * this.grownSince.length)).fill(ABSENT);
    grownSince.set(this.grownSince);
    this.grownSince = grownSince;
  }
}
