/**
 * Instances by free vCPUs, one list in no order for each count (segregated free lists, as memory allocators keep blocks): two moves
 * of a few words for each start and end of a job, and a search looks through the lists of the counts that are present. For fleets in
 * which no list becomes long.
 */

import { PresentCounts } from './present-counts.ts';
import { ABSENT, CELL, CELLS, type SlotTable } from './slot-table.ts';

/** Numbers an entry: the free memory and the slot. */
const ENTRY = 2;

/** Ties go to the most free memory, then to the lowest slot, as in CapacityIndex. */
export class FreeLists {
  /** List after list. */
  private readonly entries: Int32Array;
  /** By free vCPUs: the slots on its list. */
  private readonly sizes: Int32Array;
  private readonly present: PresentCounts;

  /** Lists of up to `longest` slots each. */
  constructor(
    maxVcpus: number,
    private readonly longest: number,
    private readonly table: SlotTable,
  ) {
    this.entries = new Int32Array((maxVcpus + 1) * longest * ENTRY);
    this.sizes = new Int32Array(maxVcpus + 1);
    this.present = new PresentCounts(maxVcpus);
  }

  /** Puts the slot in, or moves it where it belongs now; false when there is no place for it, and then it is not in. */
  put(slot: number, vcpus: number, memoryMiB: number): boolean {
    const { cells } = this.table;
    const at = slot * CELLS;
    const before = cells[at + CELL.vcpus];
    if (before === vcpus) {
      this.entries[ENTRY * (vcpus * this.longest + cells[at + CELL.position])] = memoryMiB;
      return true;
    }
    if (before !== ABSENT) this.take(slot);
    const size = this.sizes[vcpus];
    if (size === this.longest) return false;
    if (size === 0) this.present.add(vcpus);
    this.sizes[vcpus] = size + 1;
    const entry = ENTRY * (vcpus * this.longest + size);
    this.entries[entry] = memoryMiB;
    this.entries[entry + 1] = slot;
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
    const size = this.sizes[vcpus] - 1;
    this.sizes[vcpus] = size;
    if (size === 0) this.present.remove(vcpus);
    const first = vcpus * this.longest;
    const entry = ENTRY * (first + position);
    const lastEntry = ENTRY * (first + size);
    const last = entries[lastEntry + 1];
    entries[entry] = entries[lastEntry];
    entries[entry + 1] = last;
    cells[last * CELLS + CELL.position] = position;
    cells[at + CELL.vcpus] = ABSENT;
  }

  /** Takes all slots out, and says which they were. */
  empty(): number[] {
    const slots: number[] = [];
    for (let vcpus = 0; vcpus < this.sizes.length; vcpus++) {
      for (let position = 0; position < this.sizes[vcpus]; position++)
        slots.push(this.entries[ENTRY * (vcpus * this.longest + position) + 1]);
    }
    for (const slot of slots) this.table.cells[slot * CELLS + CELL.vcpus] = ABSENT;
    this.sizes.fill(0);
    this.present.clear();
    return slots;
  }

  /** Slot with the fewest free vCPUs that holds the request, ABSENT when none does. */
  tightest(vcpus: number, memoryMiB: number): number {
    const { present } = this;
    for (let free = present.atLeast(vcpus); free >= 0; free = present.atLeast(free + 1)) {
      const slot = this.roomiest(free, memoryMiB);
      if (slot !== ABSENT) return slot;
    }
    return ABSENT;
  }

  /** Slot with the most free vCPUs that holds the request, ABSENT when none does. */
  loosest(vcpus: number, memoryMiB: number): number {
    const { present } = this;
    for (let free = present.largest(); free >= vcpus; free = present.below(free)) {
      const slot = this.roomiest(free, memoryMiB);
      if (slot !== ABSENT) return slot;
    }
    return ABSENT;
  }

  /** Of the slots with so many free vCPUs the one with the most memory, ABSENT when that is too little. */
  private roomiest(vcpus: number, memoryMiB: number): number {
    const { entries } = this;
    const first = vcpus * this.longest;
    const end = ENTRY * (first + this.sizes[vcpus]);
    let best = ABSENT;
    let most = memoryMiB;
    for (let entry = ENTRY * first; entry < end; entry += ENTRY) {
      const memory = entries[entry];
      if (memory < most) continue;
      const slot = entries[entry + 1];
      if (memory === most && best !== ABSENT && slot > best) continue;
      best = slot;
      most = memory;
    }
    return best;
  }
}
