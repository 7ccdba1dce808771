/**
 * Where a job fits: an index of instances by free capacity. A few are simply looked through; beyond that there is one
 * CapacityIndex per number of free GPUs, so that GPU requests search only instances with enough of them.
 */
import { CapacityIndex } from './capacity-index.ts';
import { extendInt32 } from './event-queue.ts';

/** Up to this many instances are looked through, which costs less than keeping the index. */
const FEW = 8;
const ABSENT = -1;

/** Fewest free GPUs first, then by free vCPUs, then most free memory, then the lowest slot, whichever way it is kept. */
export class PlacementIndex {
  /** By number of free GPUs; made when there are more than a few instances, and kept. */
  private indices: readonly CapacityIndex[] = [];
  private isIndexed = false;
  /** The slots that are in while there are few. */
  private readonly few = new Int32Array(FEW);
  private count = 0;
  /** Free vCPUs by slot, ABSENT when it is not in. */
  private vcpusOf = new Int32Array(16).fill(ABSENT);
  private memoryOf = new Int32Array(16);
  private gpusOf = new Int32Array(16);

  /** `mostLookedThrough` is for tests: with 0 every search goes through the index. */
  constructor(
    private readonly maxVcpus: number,
    private readonly maxGpus: number,
    private readonly mostLookedThrough = FEW,
  ) {}

  /** Adds the slot or moves it to its new free capacity. */
  set(slot: number, freeVcpus: number, freeMemoryMiB: number, freeGpus: number): void {
    if (slot >= this.vcpusOf.length) this.grow(slot);
    if (this.vcpusOf[slot] === ABSENT) this.add(slot);
    if (this.isIndexed) this.index(slot, freeVcpus, freeMemoryMiB, freeGpus);
    this.vcpusOf[slot] = freeVcpus;
    this.memoryOf[slot] = freeMemoryMiB;
    this.gpusOf[slot] = freeGpus;
  }

  private index(slot: number, freeVcpus: number, freeMemoryMiB: number, freeGpus: number): void {
    const gpusBefore = this.gpusOf[slot];
    if (gpusBefore !== freeGpus) this.indices[gpusBefore].remove(slot);
    this.indices[freeGpus].set(slot, freeVcpus, freeMemoryMiB);
  }

  /** Takes the slot out; does nothing when it is not in. */
  remove(slot: number): void {
    if (slot >= this.vcpusOf.length || this.vcpusOf[slot] === ABSENT) return;
    this.vcpusOf[slot] = ABSENT;
    this.count--;
    if (this.isIndexed) {
      this.indices[this.gpusOf[slot]].remove(slot);
      if (this.count === 0) this.isIndexed = false;
      return;
    }
    const { few } = this;
    let position = 0;
    while (few[position] !== slot) position++;
    few[position] = few[this.count];
  }

  clear(): void {
    if (this.count === 0) return;
    this.vcpusOf.fill(ABSENT);
    if (this.isIndexed) for (const index of this.indices) index.clear();
    this.isIndexed = false;
    this.count = 0;
  }

  /** Slot with the fewest free vCPUs that holds the request, -1 when none does. Packs. */
  tightest(vcpus: number, memoryMiB: number, gpus: number): number {
    if (!this.isIndexed) return this.lookThrough(vcpus, memoryMiB, gpus, 1);
    for (let free = gpus; free < this.indices.length; free++) {
      const slot = this.indices[free].tightest(vcpus, memoryMiB);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  /** Slot with the most free vCPUs that holds the request, -1 when none does. Spreads. */
  loosest(vcpus: number, memoryMiB: number, gpus: number): number {
    if (!this.isIndexed) return this.lookThrough(vcpus, memoryMiB, gpus, -1);
    for (let free = gpus; free < this.indices.length; free++) {
      const slot = this.indices[free].loosest(vcpus, memoryMiB);
      if (slot >= 0) return slot;
    }
    return -1;
  }

  private lookThrough(vcpus: number, memoryMiB: number, gpus: number, direction: number): number {
    const { few, vcpusOf, memoryOf, gpusOf } = this;
    let best = -1;
    for (let position = 0; position < this.count; position++) {
      const slot = few[position];
      if (vcpusOf[slot] < vcpus || memoryOf[slot] < memoryMiB || gpusOf[slot] < gpus) continue;
      if (best < 0 || this.isBetter(slot, best, direction)) best = slot;
    }
    return best;
  }

  private isBetter(slot: number, other: number, direction: number): boolean {
    const difference =
      this.gpusOf[slot] - this.gpusOf[other] ||
      direction * (this.vcpusOf[slot] - this.vcpusOf[other]) ||
      this.memoryOf[other] - this.memoryOf[slot] ||
      slot - other;
    return difference < 0;
  }

  /** A slot that is not in; its capacity follows. */
  private add(slot: number): void {
    if (!this.isIndexed) {
      if (this.count < this.mostLookedThrough) this.few[this.count] = slot;
      else this.buildIndex();
    }
    this.count++;
  }

  private buildIndex(): void {
    if (this.indices.length === 0)
      this.indices = Array.from({ length: this.maxGpus + 1 }, () => new CapacityIndex(this.maxVcpus));
    for (let position = 0; position < this.count; position++) {
      const slot = this.few[position];
      this.indices[this.gpusOf[slot]].set(slot, this.vcpusOf[slot], this.memoryOf[slot]);
    }
    this.isIndexed = true;
  }

  private grow(slot: number): void {
    const capacity = Math.max(slot + 1, this.vcpusOf.length * 2);
    const vcpusOf = new Int32Array(capacity).fill(ABSENT);
    vcpusOf.set(this.vcpusOf);
    this.vcpusOf = vcpusOf;
    this.memoryOf = extendInt32(this.memoryOf, capacity);
    this.gpusOf = extendInt32(this.gpusOf, capacity);
  }
}
