/**
 * Instances by free vCPUs and memory: one max-heap of free memory per free-vCPU count, and a two-level bitmap that says which
 * counts are present; a search costs the number of distinct counts at worst, whatever the number of instances.
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
  private readonly present: Int32Array;
  private readonly summary: Int32Array;
  private vcpusOf = new Int32Array(16).fill(ABSENT);
  private memoryOf = new Int32Array(16);
  private positionOf = new Int32Array(16);

  constructor(private readonly maxVcpus: number) {
    this.heaps = Array.from({ length: maxVcpus + 1 }, () => NO_SLOTS);
    this.sizes = new Int32Array(maxVcpus + 1);
    this.present = new Int32Array((maxVcpus >>> 5) + 1);
    this.summary = new Int32Array((this.present.length >>> 5) + 1);
  }

  /** Adds the slot or moves it to its new free capacity. */
  set(slot: number, freeVcpus: number, freeMemoryMiB: number): void {
    if (slot >= this.vcpusOf.length) this.grow(slot);
    if (this.vcpusOf[slot] !== ABSENT) this.take(slot);
    this.vcpusOf[slot] = freeVcpus;
    this.memoryOf[slot] = freeMemoryMiB;
    const size = this.sizes[freeVcpus]++;
    if (size === 0) this.mark(freeVcpus);
    let heap = this.heaps[freeVcpus];
    if (size === heap.length) {
      heap = extendInt32(heap, Math.max(4, 2 * size));
      this.heaps[freeVcpus] = heap;
    }
    this.siftUp(heap, size, slot);
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
      this.unmark(vcpus);
      return;
    }
    const heap = this.heaps[vcpus];
    const position = this.positionOf[slot];
    if (position === size) return;
    const last = heap[size];
    if (position > 0 && this.isAhead(last, heap[(position - 1) >> 1])) this.siftUp(heap, position, last);
    else this.siftDown(heap, size, position, last);
  }

  clear(): void {
    for (let vcpus = this.nextPresent(0); vcpus >= 0; vcpus = this.nextPresent(vcpus + 1)) {
      const heap = this.heaps[vcpus];
      for (let position = 0; position < this.sizes[vcpus]; position++) this.vcpusOf[heap[position]] = ABSENT;
      this.sizes[vcpus] = 0;
      this.unmark(vcpus);
    }
  }

  /** Slot with the fewest free vCPUs that holds the request, -1 when none does. Packs. */
  tightest(vcpus: number, memoryMiB: number): number {
    for (let free = this.nextPresent(vcpus); free >= 0; free = this.nextPresent(free + 1)) {
      const slot = this.heaps[free][0];
      if (this.memoryOf[slot] >= memoryMiB) return slot;
    }
    return -1;
  }

  /** Slot with the most free vCPUs that holds the request, -1 when none does. Spreads. */
  loosest(vcpus: number, memoryMiB: number): number {
    for (let free = this.previousPresent(this.maxVcpus); free >= vcpus; free = this.previousPresent(free - 1)) {
      const slot = this.heaps[free][0];
      if (this.memoryOf[slot] >= memoryMiB) return slot;
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

  private mark(vcpus: number): void {
    const word = vcpus >>> 5;
    this.present[word] |= 1 << (vcpus & 31);
    this.summary[word >>> 5] |= 1 << (word & 31);
  }

  private unmark(vcpus: number): void {
    const word = vcpus >>> 5;
    this.present[word] &= ~(1 << (vcpus & 31));
    if (this.present[word] === 0) this.summary[word >>> 5] &= ~(1 << (word & 31));
  }

  /** Smallest present count at or above `from`, -1 when none. */
  private nextPresent(from: number): number {
    if (from > this.maxVcpus) return -1;
    const word = from >>> 5;
    const rest = this.present[word] & (-1 << (from & 31));
    if (rest !== 0) return (word << 5) + lowestBit(rest);
    const next = nextWord(this.summary, word + 1);
    return next < 0 ? -1 : (next << 5) + lowestBit(this.present[next]);
  }

  /** Largest present count at or below `from`, -1 when none. */
  private previousPresent(from: number): number {
    if (from < 0) return -1;
    let word = from >>> 5;
    let rest = this.present[word] & (-1 >>> (31 - (from & 31)));
    while (rest === 0) {
      if (--word < 0) return -1;
      rest = this.present[word];
    }
    return (word << 5) + 31 - Math.clz32(rest);
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

function lowestBit(word: number): number {
  return 31 - Math.clz32(word & -word);
}

/** Index of the first non-zero word of `present` at or after `from`, found through its summary; -1 when none. */
function nextWord(summary: Int32Array, from: number): number {
  let word = from >>> 5;
  if (word >= summary.length) return -1;
  let rest = summary[word] & (-1 << (from & 31));
  while (rest === 0) {
    if (++word >= summary.length) return -1;
    rest = summary[word];
  }
  return (word << 5) + lowestBit(rest);
}
