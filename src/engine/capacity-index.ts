/**
 * Instances by free vCPUs and memory: one max-heap of free memory per free-vCPU count, and a bitmap that says which counts are
 * present; a search costs the number of distinct counts at worst, whatever the number of instances.
 */
import { extend } from './columns.ts';
import { PresentCounts } from './present-counts.ts';
import { ABSENT, CELL, CELLS, type SlotTable } from './slot-table.ts';

/** What a heap is before its first slot; heaps grow on demand, since most counts of free vCPUs never occur. */
const NO_SLOTS = new Int32Array(0);

/** Numbers a count of free vCPUs in `counts`, and their places. */
const COUNTS = 2;
const COUNT = {
  /** Slots with so many free vCPUs. */
  size: 0,
  /** The most memory free on any of them, ABSENT where there is none. */
  mostMemory: 1,
} as const;

/** Instances with the same number of free GPUs. Ties go to the lowest slot, so results never depend on history. */
export class CapacityIndex {
  /** By number of free vCPUs: the free memory and the slot of each entry, in turn, so that sifting reads nothing else. */
  private readonly heaps: Int32Array[];
  private readonly counts: Int32Array;
  private readonly present: PresentCounts;
  /** Slots that are in. */
  size = 0;

  constructor(
    maxVcpus: number,
    private readonly table: SlotTable,
  ) {
    this.heaps = Array.from({ length: maxVcpus + 1 }, () => NO_SLOTS);
    this.counts = new Int32Array(COUNTS * (maxVcpus + 1));
    this.present = new PresentCounts(maxVcpus);
    this.clear();
  }

  /** Puts the slot in, which is in no list or heap. */
  put(slot: number, vcpus: number, memoryMiB: number): void {
    const { counts } = this;
    const { cells } = this.table;
    cells[slot * CELLS + CELL.vcpus] = vcpus;
    const at = vcpus * COUNTS;
    this.size++;
    const size = counts[at + COUNT.size]++;
    if (size === 0) this.present.add(vcpus);
    let heap = this.heaps[vcpus];
    if (2 * size === heap.length) {
      heap = extend(heap, Math.max(8, 4 * size));
      this.heaps[vcpus] = heap;
    }
    this.siftUp(heap, size, memoryMiB, slot);
    counts[at + COUNT.mostMemory] = heap[0];
  }

  /** Takes out the slot, which is in. */
  take(slot: number): void {
    const { counts } = this;
    const { cells } = this.table;
    const vcpus = cells[slot * CELLS + CELL.vcpus];
    const at = vcpus * COUNTS;
    cells[slot * CELLS + CELL.vcpus] = ABSENT;
    this.size--;
    const size = --counts[at + COUNT.size];
    if (size === 0) {
      counts[at + COUNT.mostMemory] = ABSENT;
      this.present.remove(vcpus);
      return;
    }
    const position = cells[slot * CELLS + CELL.position];
    const heap = this.heaps[vcpus];
    if (position < size) this.fill(heap, size, position, heap[2 * size], heap[2 * size + 1]);
    counts[at + COUNT.mostMemory] = heap[0];
  }

  /** Takes all slots out, and says which they were. */
  empty(): number[] {
    const slots: number[] = [];
    this.heaps.forEach((heap, vcpus) => {
      const end = 2 * this.counts[vcpus * COUNTS + COUNT.size];
      for (let entry = 0; entry < end; entry += 2) slots.push(heap[entry + 1]);
    });
    for (const slot of slots) this.table.cells[slot * CELLS + CELL.vcpus] = ABSENT;
    this.clear();
    return slots;
  }

  /** Nothing is in any more; the table is left as it is. */
  clear(): void {
    const { counts } = this;
    this.size = 0;
    counts.fill(0);
    for (let at = COUNT.mostMemory; at < counts.length; at += COUNTS) counts[at] = ABSENT;
    this.present.clear();
  }

  /** Slot with the fewest free vCPUs that holds the request, ABSENT when none does. Packs. */
  tightest(vcpus: number, memoryMiB: number): number {
    const { present, counts } = this;
    for (let free = present.atLeast(vcpus); free >= 0; free = present.atLeast(free + 1))
      if (counts[free * COUNTS + COUNT.mostMemory] >= memoryMiB) return this.heaps[free][1];
    return ABSENT;
  }

  /** Slot with the most free vCPUs that holds the request, ABSENT when none does. Spreads. */
  loosest(vcpus: number, memoryMiB: number): number {
    const { present, counts } = this;
    for (let free = present.largest(); free >= vcpus; free = present.below(free))
      if (counts[free * COUNTS + COUNT.mostMemory] >= memoryMiB) return this.heaps[free][1];
    return ABSENT;
  }

  /** Puts an entry where another was taken out of a heap. */
  private fill(heap: Int32Array, size: number, position: number, memoryMiB: number, slot: number): void {
    if (position > 0 && isAhead(memoryMiB, slot, heap, (position - 1) >> 1))
      this.siftUp(heap, position, memoryMiB, slot);
    else this.siftDown(heap, size, position, memoryMiB, slot);
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
