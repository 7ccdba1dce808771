/**
 * Instances by free vCPUs and memory: one max-heap of free memory per free-vCPU count, and a bitmap that says which counts are
 * present; a search costs the number of distinct counts at worst, whatever the number of instances.
 */
import { extendInt32 } from './event-queue.ts';

const ABSENT = -1;

/** What a heap is before its first slot; heaps grow on demand, since most counts of free vCPUs never occur. */
const NO_SLOTS = new Int32Array(0);

/** Instances with the same number of free GPUs. Ties go to the lowest slot, so results never depend on history. */
export class CapacityIndex {
  /** By number of free vCPUs: the slots, and how many there are. */
  private readonly heaps: Int32Array[];
  private readonly sizes: Int32Array;
  /** By number of free vCPUs: the most memory that is free there, ABSENT where nothing is. Searches read little else. */
  private readonly mostMemory: Int32Array;
  private readonly present: Int32Array;
  private vcpusOf = new Int32Array(16).fill(ABSENT);
  private memoryOf = new Int32Array(16);
  private positionOf = new Int32Array(16);

  constructor(maxVcpus: number) {
    this.heaps = Array.from({ length: maxVcpus + 1 }, () => NO_SLOTS);
    this.sizes = new Int32Array(maxVcpus + 1);
    this.present = new Int32Array((maxVcpus >>> 5) + 1);
    this.mostMemory = new Int32Array(maxVcpus + 1).fill(ABSENT);
  }

  /** Adds the slot or moves it to its new free capacity. */
  set(slot: number, freeVcpus: number, freeMemoryMiB: number): void {
    if (slot >= this.vcpusOf.length) this.grow(slot);
    if (this.vcpusOf[slot] !== ABSENT) this.take(slot);
    this.vcpusOf[slot] = freeVcpus;
    this.memoryOf[slot] = freeMemoryMiB;
    const size = this.sizes[freeVcpus]++;
    if (size === 0) this.present[freeVcpus >>> 5] |= 1 << (freeVcpus & 31);
    let heap = this.heaps[freeVcpus];
    if (size === heap.length) {
      heap = extendInt32(heap, Math.max(4, 2 * size));
      this.heaps[freeVcpus] = heap;
    }
    this.siftUp(heap, size, slot);
    this.mostMemory[freeVcpus] = this.memoryOf[heap[0]];
  }

  /** Takes the slot out; does nothing when it is not in. */
  remove(slot: number): void {
    if (slot < this.vcpusOf.length && this.vcpusOf[slot] !== ABSENT) this.take(slot);
  }

  /** Of a slot that is in. */
  private take(slot: number): void {
    const vcpus = this.vcpusOf[slot];
    this.vcpusOf[slot] = ABSENT;
    const size = --this.sizes[vcpus];
    if (size === 0) {
      this.mostMemory[vcpus] = ABSENT;
      this.present[vcpus >>> 5] &= ~(1 << (vcpus & 31));
      return;
    }
    const heap = this.heaps[vcpus];
    const position = this.positionOf[slot];
    if (position === size) return;
    const last = heap[size];
    if (position > 0 && this.isAhead(last, heap[(position - 1) >> 1])) this.siftUp(heap, position, last);
    else this.siftDown(heap, size, position, last);
    if (position === 0) this.mostMemory[vcpus] = this.memoryOf[heap[0]];
  }

  clear(): void {
    this.vcpusOf.fill(ABSENT);
    this.sizes.fill(0);
    this.mostMemory.fill(ABSENT);
    this.present.fill(0);
  }

  /** Slot with the fewest free vCPUs that holds the request, -1 when none does. Packs. */
  tightest(vcpus: number, memoryMiB: number): number {
    const { present, mostMemory } = this;
    for (let word = vcpus >>> 5; word < present.length; word++) {
      let rest = present[word];
      if (word === vcpus >>> 5) rest &= -1 << (vcpus & 31);
      for (; rest !== 0; rest &= rest - 1) {
        const free = (word << 5) + 31 - Math.clz32(rest & -rest);
        if (mostMemory[free] >= memoryMiB) return this.heaps[free][0];
      }
    }
    return -1;
  }

  /** Slot with the most free vCPUs that holds the request, -1 when none does. Spreads. */
  loosest(vcpus: number, memoryMiB: number): number {
    const { present, mostMemory } = this;
    for (let word = present.length - 1; word >= vcpus >>> 5; word--) {
      let rest = present[word];
      if (word === vcpus >>> 5) rest &= -1 << (vcpus & 31);
      while (rest !== 0) {
        const bit = 31 - Math.clz32(rest);
        const free = (word << 5) + bit;
        if (mostMemory[free] >= memoryMiB) return this.heaps[free][0];
        rest &= ~(1 << bit);
      }
    }
    return -1;
  }

  private isAhead(left: number, right: number): boolean {
    const difference = this.memoryOf[left] - this.memoryOf[right];
    return difference > 0 || (difference === 0 && left < right);
  }

  private siftUp(heap: Int32Array, start: number, slot: number): void {
    let hole = start;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const other = heap[parent];
      if (!this.isAhead(slot, other)) break;
      heap[hole] = other;
      this.positionOf[other] = hole;
      hole = parent;
    }
    heap[hole] = slot;
    this.positionOf[slot] = hole;
  }

  private siftDown(heap: Int32Array, size: number, start: number, slot: number): void {
    let hole = start;
    for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && this.isAhead(heap[child + 1], heap[child])) child++;
      const other = heap[child];
      if (!this.isAhead(other, slot)) break;
      heap[hole] = other;
      this.positionOf[other] = hole;
      hole = child;
    }
    heap[hole] = slot;
    this.positionOf[slot] = hole;
  }

  private grow(slot: number): void {
    const capacity = Math.max(slot + 1, this.vcpusOf.length * 2);
    const vcpusOf = new Int32Array(capacity).fill(ABSENT);
    vcpusOf.set(this.vcpusOf);
    this.vcpusOf = vcpusOf;
    this.memoryOf = extendInt32(this.memoryOf, capacity);
    this.positionOf = extendInt32(this.positionOf, capacity);
  }
}
