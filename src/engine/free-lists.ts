/**
 * Instances by free vCPUs, one list in no order for each count (segregated free lists, as memory allocators keep blocks): a few words
 * move at each start and end of a job. For fleets in which no list becomes long.
 */

import * as CELL from './cell-places.ts';
import { ABSENT, CELLS, type SlotTable } from './slot-table.ts';
import { VcpuGroups } from './vcpu-groups.ts';

/** Numbers an entry: the free memory and the slot. */
const ENTRY = 2;

export class FreeLists extends VcpuGroups {
  /** List after list, each with so many places; see `open`. */
  private entries = new Int32Array(0);

  /** Lists of up to `longest` slots each. */
  constructor(
    private readonly maxVcpus: number,
    private readonly longest: number,
    table: SlotTable,
  ) {
    super(maxVcpus, table);
  }

  /** Makes the places, which few environments need. Call before anything is put in. */
  open(): void {
    if (this.entries.length === 0) this.entries = new Int32Array((this.maxVcpus + 1) * this.longest * ENTRY);
  }

  /** Puts the slot in, or moves it where it belongs now; false when there is no place for it, and then it is not in. */
  put(slot: number, vcpus: number, memoryMiB: number): boolean {
    const { entries, sizes, mostMemoryMiB } = this;
    const { cells } = this.table;
    const at = slot * CELLS;
    const before = cells[at + CELL.vcpus];
    const first = ENTRY * vcpus * this.longest;
    if (memoryMiB > mostMemoryMiB[vcpus]) mostMemoryMiB[vcpus] = memoryMiB;
    if (before === vcpus) {
      entries[first + ENTRY * cells[at + CELL.position]] = memoryMiB;
      return true;
    }
    if (before !== ABSENT) this.take(slot);
    const size = sizes[vcpus];
    if (size === this.longest) return false;
    if (size === 0) {
      this.present.add(vcpus);
      mostMemoryMiB[vcpus] = memoryMiB;
    }
    sizes[vcpus] = size + 1;
    entries[first + ENTRY * size] = memoryMiB;
    entries[first + ENTRY * size + 1] = slot;
    cells[at + CELL.vcpus] = vcpus;
    cells[at + CELL.position] = size;
    return true;
  }

  /** Takes the slot out, which is in. */
  take(slot: number): void {
    const { entries } = this;
    const { cells } = this.table;
    const at = slot * CELLS;
    const vcpus = cells[at + CELL.vcpus];
    const position = cells[at + CELL.position];
    const size = --this.sizes[vcpus];
    if (size === 0) this.present.remove(vcpus);
    const first = ENTRY * vcpus * this.longest;
    const last = entries[first + ENTRY * size + 1];
    entries[first + ENTRY * position] = entries[first + ENTRY * size];
    entries[first + ENTRY * position + 1] = last;
    cells[last * CELLS + CELL.position] = position;
    cells[at + CELL.vcpus] = ABSENT;
  }

  protected slotAt(vcpus: number, position: number): number {
    return this.entries[ENTRY * (vcpus * this.longest + position) + 1];
  }

  protected roomiest(vcpus: number, memoryMiB: number): number {
    const { entries } = this;
    const first = ENTRY * vcpus * this.longest;
    const end = first + ENTRY * this.sizes[vcpus];
    let most = entries[first];
    let best = entries[first + 1];
    for (let entry = first + ENTRY; entry < end; entry += ENTRY) {
      const memory = entries[entry];
      if (memory < most || (memory === most && entries[entry + 1] > best)) continue;
      most = memory;
      best = entries[entry + 1];
    }
    this.mostMemoryMiB[vcpus] = most;
    return most >= memoryMiB ? best : ABSENT;
  }
}
