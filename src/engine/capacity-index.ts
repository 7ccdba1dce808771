/**
 * Instances by free vCPUs and memory: one max-heap of free memory per free-vCPU count, and a bitmap that says which counts are
 * present; a search costs the number of distinct counts at worst, whatever the number of instances.
 */
import { extendInt32 } from './event-queue.ts';

export const ABSENT = -1;

/** Numbers a slot in `SlotTable.cells`, and their places. */
export const CELLS = 4;
export const CELL = {
  /** Free when it was put into an index; ABSENT when it is in none. */
  vcpus: 0,
  memoryMiB: 1,
  /** In the heap of its index. */
  position: 2,
  /** For who keeps the indices; see placement.ts. */
  mark: 3,
} as const;

/** What the indices of one environment know of each slot, side by side, so that moving a slot reads one cache line of it. */
export class SlotTable {
  cells = new Int32Array(16 * CELLS).fill(ABSENT);

  grow(slot: number): void {
    const cells = new Int32Array(Math.max((slot + 1) * CELLS, 2 * this.cells.length)).fill(ABSENT);
    cells.set(this.cells);
    this.cells = cells;
  }
}

/** What a heap is before its first slot; heaps grow on demand, since most counts of free vCPUs never occur. */
const NO_SLOTS = new Int32Array(0);

/** Instances with the same number of free GPUs. Ties go to the lowest slot, so results never depend on history. */
export class CapacityIndex {
  /** By number of free vCPUs: the free memory and the slot of each entry, in turn, so that sifting reads nothing else. */
  private readonly heaps: Int32Array[];
  /** How many entries each heap has. */
  private readonly sizes: Int32Array;
  /** By number of free vCPUs: the most memory that is free there, ABSENT where nothing is. Searches read little else. */
  private readonly mostMemory: Int32Array;
  private readonly present: Int32Array;

  constructor(
    maxVcpus: number,
    private readonly table: SlotTable,
  ) {
    this.heaps = Array.from({ length: maxVcpus + 1 }, () => NO_SLOTS);
    this.sizes = new Int32Array(maxVcpus + 1);
    this.present = new Int32Array((maxVcpus >>> 5) + 1);
    this.mostMemory = new Int32Array(maxVcpus + 1).fill(ABSENT);
  }

  /** Puts the slot, which is not in, where the table says. */
  put(slot: number): void {
    const { cells } = this.table;
    const vcpus = cells[slot * CELLS + CELL.vcpus];
    const size = this.sizes[vcpus]++;
    if (size === 0) this.present[vcpus >>> 5] |= 1 << (vcpus & 31);
    let heap = this.heaps[vcpus];
    if (2 * size === heap.length) {
      heap = extendInt32(heap, Math.max(8, 4 * size));
      this.heaps[vcpus] = heap;
    }
    this.siftUp(heap, size, cells[slot * CELLS + CELL.memoryMiB], slot);
    this.mostMemory[vcpus] = heap[0];
  }

  /** Takes out the slot, which is in; the table still says where it was put. */
  take(slot: number): void {
    const { cells } = this.table;
    const vcpus = cells[slot * CELLS + CELL.vcpus];
    const size = --this.sizes[vcpus];
    if (size === 0) {
      this.mostMemory[vcpus] = ABSENT;
      this.present[vcpus >>> 5] &= ~(1 << (vcpus & 31));
      return;
    }
    const position = cells[slot * CELLS + CELL.position];
    if (position === size) return;
    const heap = this.heaps[vcpus];
    const memory = heap[2 * size];
    const last = heap[2 * size + 1];
    if (position > 0 && isAhead(memory, last, heap, (position - 1) >> 1)) this.siftUp(heap, position, memory, last);
    else this.siftDown(heap, size, position, memory, last);
    this.mostMemory[vcpus] = heap[0];
  }

  clear(): void {
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
        if (mostMemory[free] >= memoryMiB) return this.heaps[free][1];
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
        if (mostMemory[free] >= memoryMiB) return this.heaps[free][1];
        rest &= ~(1 << bit);
      }
    }
    return -1;
  }

  private siftUp(heap: Int32Array, start: number, memory: number, slot: number): void {
    const { cells } = this.table;
    let hole = start;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      if (!isAhead(memory, slot, heap, parent)) break;
      const other = heap[2 * parent + 1];
      heap[2 * hole] = heap[2 * parent];
      heap[2 * hole + 1] = other;
      cells[other * CELLS + CELL.position] = hole;
      hole = parent;
    }
    heap[2 * hole] = memory;
    heap[2 * hole + 1] = slot;
    cells[slot * CELLS + CELL.position] = hole;
  }

  private siftDown(heap: Int32Array, size: number, start: number, memory: number, slot: number): void {
    const { cells } = this.table;
    let hole = start;
    for (let child = 2 * hole + 1; child < size; child = 2 * hole + 1) {
      if (child + 1 < size && isAhead(heap[2 * child + 2], heap[2 * child + 3], heap, child)) child++;
      if (isAhead(memory, slot, heap, child)) break;
      const other = heap[2 * child + 1];
      heap[2 * hole] = heap[2 * child];
      heap[2 * hole + 1] = other;
      cells[other * CELLS + CELL.position] = hole;
      hole = child;
    }
    heap[2 * hole] = memory;
    heap[2 * hole + 1] = slot;
    cells[slot * CELLS + CELL.position] = hole;
  }
}

/** Whether a slot with that much memory comes before the one at the position. */
function isAhead(memory: number, slot: number, heap: Int32Array, position: number): boolean {
  const difference = memory - heap[2 * position];
  return difference > 0 || (difference === 0 && slot < heap[2 * position + 1]);
}
