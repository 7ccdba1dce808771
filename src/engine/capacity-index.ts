/**
 * Instances by free vCPUs and memory: one list per free-vCPU count, a max-heap of free memory where it is long, and a bitmap that
 * says which counts are present; a search costs the number of distinct counts at worst, whatever the number of instances.
 */
import { extend } from './columns.ts';

export const ABSENT = -1;

/** Numbers a slot in `SlotTable.cells`, and their places. */
export const CELLS = 4;
export const CELL = {
  /** Free when it was put into an index; ABSENT when it is in none. */
  vcpus: 0,
  memoryMiB: 1,
  /** In the list of its index, or on the short list; ABSENT where it is in none. */
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

/** What a list is before its first slot; lists grow on demand, since most counts of free vCPUs never occur. */
const NO_SLOTS = new Int32Array(0);
/** A longer list is kept as a heap; a shorter one is looked through, which costs less than keeping any order. */
const MOST_UNORDERED = 16;
/** A heap that has become this short is a list without order again. */
const SHORT = MOST_UNORDERED / 2;

/** Numbers a count of free vCPUs in `counts`, and their places. */
const COUNTS = 4;
const COUNT = {
  /** Slots with so many free vCPUs. */
  size: 0,
  /** The most memory free on any of them, ABSENT where there is none; without order it may be less by now. */
  mostMemory: 1,
  isHeap: 2,
} as const;

/** Instances with the same number of free GPUs. Ties go to the lowest slot, so results never depend on history. */
export class CapacityIndex {
  /** By number of free vCPUs: the free memory and the slot of each entry, in turn, so that sifting reads nothing else. */
  private readonly lists: Int32Array[];
  private readonly counts: Int32Array;
  private readonly present: Int32Array;
  /** Slots that are in. */
  size = 0;

  constructor(
    maxVcpus: number,
    private readonly table: SlotTable,
  ) {
    this.lists = Array.from({ length: maxVcpus + 1 }, () => NO_SLOTS);
    this.counts = new Int32Array(COUNTS * (maxVcpus + 1));
    this.present = new Int32Array((maxVcpus >>> 5) + 1);
    this.clear();
  }

  /** Puts the slot, which is not in, where the table says. */
  put(slot: number): void {
    const { counts } = this;
    const { cells } = this.table;
    const vcpus = cells[slot * CELLS + CELL.vcpus];
    const memoryMiB = cells[slot * CELLS + CELL.memoryMiB];
    const at = vcpus * COUNTS;
    this.size++;
    const size = counts[at + COUNT.size]++;
    if (size === 0) this.present[vcpus >>> 5] |= 1 << (vcpus & 31);
    let list = this.lists[vcpus];
    if (2 * size === list.length) {
      list = extend(list, Math.max(8, 4 * size));
      this.lists[vcpus] = list;
    }
    if (size === MOST_UNORDERED && counts[at + COUNT.isHeap] === 0) this.order(vcpus, size);
    if (counts[at + COUNT.isHeap] === 1) this.siftUp(list, size, memoryMiB, slot);
    else {
      list[2 * size] = memoryMiB;
      list[2 * size + 1] = slot;
      cells[slot * CELLS + CELL.position] = size;
    }
    if (memoryMiB > counts[at + COUNT.mostMemory]) counts[at + COUNT.mostMemory] = memoryMiB;
  }

  /** Takes out the slot, which is in; the table still says where it was put. */
  take(slot: number): void {
    const { counts } = this;
    const { cells } = this.table;
    const vcpus = cells[slot * CELLS + CELL.vcpus];
    const at = vcpus * COUNTS;
    const position = cells[slot * CELLS + CELL.position];
    cells[slot * CELLS + CELL.position] = ABSENT;
    this.size--;
    const size = --counts[at + COUNT.size];
    if (size === 0) {
      counts[at + COUNT.mostMemory] = ABSENT;
      this.present[vcpus >>> 5] &= ~(1 << (vcpus & 31));
      return;
    }
    const list = this.lists[vcpus];
    const memoryMiB = list[2 * size];
    const last = list[2 * size + 1];
    if (counts[at + COUNT.isHeap] === 0) {
      if (position === size) return;
      list[2 * position] = memoryMiB;
      list[2 * position + 1] = last;
      cells[last * CELLS + CELL.position] = position;
      return;
    }
    if (position < size) this.fill(list, size, position, memoryMiB, last);
    counts[at + COUNT.mostMemory] = list[0];
    if (size <= SHORT) counts[at + COUNT.isHeap] = 0;
  }

  /** Takes all slots out, and says which they were. */
  empty(): number[] {
    const slots: number[] = [];
    for (let vcpus = 0; vcpus < this.lists.length; vcpus++) {
      const end = 2 * this.counts[vcpus * COUNTS + COUNT.size];
      for (let entry = 0; entry < end; entry += 2) slots.push(this.lists[vcpus][entry + 1]);
    }
    for (const slot of slots) {
      this.table.cells[slot * CELLS + CELL.vcpus] = ABSENT;
      this.table.cells[slot * CELLS + CELL.position] = ABSENT;
    }
    this.clear();
    return slots;
  }

  /** Nothing is in any more; the table is left as it is. */
  clear(): void {
    const { counts } = this;
    this.size = 0;
    counts.fill(0);
    for (let at = COUNT.mostMemory; at < counts.length; at += COUNTS) counts[at] = ABSENT;
    this.present.fill(0);
  }

  /** Slot with the fewest free vCPUs that holds the request, -1 when none does. Packs. */
  tightest(vcpus: number, memoryMiB: number): number {
    const { present, counts } = this;
    for (let word = vcpus >>> 5; word < present.length; word++) {
      let rest = present[word];
      if (word === vcpus >>> 5) rest &= -1 << (vcpus & 31);
      for (; rest !== 0; rest &= rest - 1) {
        const free = (word << 5) + 31 - Math.clz32(rest & -rest);
        if (counts[free * COUNTS + COUNT.mostMemory] < memoryMiB) continue;
        const slot = this.roomiest(free, memoryMiB);
        if (slot !== ABSENT) return slot;
      }
    }
    return ABSENT;
  }

  /** Slot with the most free vCPUs that holds the request, -1 when none does. Spreads. */
  loosest(vcpus: number, memoryMiB: number): number {
    const { present, counts } = this;
    for (let word = present.length - 1; word >= vcpus >>> 5; word--) {
      let rest = present[word];
      if (word === vcpus >>> 5) rest &= -1 << (vcpus & 31);
      while (rest !== 0) {
        const bit = 31 - Math.clz32(rest);
        const free = (word << 5) + bit;
        if (counts[free * COUNTS + COUNT.mostMemory] >= memoryMiB) {
          const slot = this.roomiest(free, memoryMiB);
          if (slot !== ABSENT) return slot;
        }
        rest &= ~(1 << bit);
      }
    }
    return ABSENT;
  }

  /** Of the slots with so many free vCPUs the one with the most memory, ABSENT when that is too little. */
  private roomiest(vcpus: number, memoryMiB: number): number {
    const { counts } = this;
    const list = this.lists[vcpus];
    const at = vcpus * COUNTS;
    if (counts[at + COUNT.isHeap] === 1) return list[0] >= memoryMiB ? list[1] : ABSENT;
    const end = 2 * counts[at + COUNT.size];
    let most = list[0];
    let slot = list[1];
    for (let entry = 2; entry < end; entry += 2) {
      if (list[entry] < most || (list[entry] === most && list[entry + 1] > slot)) continue;
      most = list[entry];
      slot = list[entry + 1];
    }
    counts[at + COUNT.mostMemory] = most;
    return most >= memoryMiB ? slot : ABSENT;
  }

  /** Makes a heap of the entries of a list, by putting in one after the other. */
  private order(vcpus: number, size: number): void {
    const list = this.lists[vcpus];
    for (let position = 1; position < size; position++)
      this.siftUp(list, position, list[2 * position], list[2 * position + 1]);
    this.counts[vcpus * COUNTS + COUNT.isHeap] = 1;
    this.counts[vcpus * COUNTS + COUNT.mostMemory] = list[0];
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
