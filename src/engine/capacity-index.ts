/**
 * Instances by free vCPUs, one max-heap of free memory for each count: whatever their number, to move one costs its logarithm.
 */
import * as CELL from './cell-places.ts';
import { extend } from './columns.ts';
import { ABSENT, CELLS, type SlotTable } from './slot-table.ts';
import { VcpuGroups } from './vcpu-groups.ts';

/** What a heap is before its first slot; heaps grow on demand, since most counts of free vCPUs never occur. */
const NO_SLOTS = new Int32Array(0);

/** Instances with the same number of free GPUs. */
export class CapacityIndex extends VcpuGroups {
  /** By number of free vCPUs: the free memory and the slot of each entry, in turn, so that sifting reads nothing else. */
  private readonly heaps: Int32Array[];
  /** Slots that are in. */
  size = 0;

  constructor(maxVcpus: number, table: SlotTable) {
    super(maxVcpus, table);
    this.heaps = Array.from({ length: maxVcpus + 1 }, () => NO_SLOTS);
  }

  /** Puts the slot in, which is in no list or heap. */
  put(slot: number, vcpus: number, memoryMiB: number): void {
    this.table.cells[slot * CELLS + CELL.vcpus] = vcpus;
    this.size++;
    const size = this.sizes[vcpus]++;
    if (size === 0) this.present.add(vcpus);
    let heap = this.heaps[vcpus];
    if (2 * size === heap.length) {
      heap = extend(heap, Math.max(8, 4 * size));
      this.heaps[vcpus] = heap;
    }
    this.siftUp(heap, size, memoryMiB, slot);
    this.mostMemoryMiB[vcpus] = heap[0];
  }

  /** Takes out the slot, which is in. */
  take(slot: number): void {
    const { cells } = this.table;
    const vcpus = cells[slot * CELLS + CELL.vcpus];
    cells[slot * CELLS + CELL.vcpus] = ABSENT;
    this.size--;
    const size = --this.sizes[vcpus];
    if (size === 0) {
      this.present.remove(vcpus);
      return;
    }
    const position = cells[slot * CELLS + CELL.position];
    const heap = this.heaps[vcpus];
    if (position < size) this.fill(heap, size, position, heap[2 * size], heap[2 * size + 1]);
    this.mostMemoryMiB[vcpus] = heap[0];
  }

  protected slotAt(vcpus: number, position: number): number {
    return this.heaps[vcpus][2 * position + 1];
  }

  override clear(): void {
    super.clear();
    this.size = 0;
  }

  /** Its memory is enough: here `mostMemoryMiB` is never more than there is. */
  protected roomiest(vcpus: number): number {
    return this.heaps[vcpus][1];
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
