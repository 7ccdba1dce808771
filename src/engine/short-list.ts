/**
 * Instances that some job fits, in no order, looked through from end to end: up to a few dozen that costs less than to keep them in
 * the order of a search, since an instance changes with every start and end of a job on it.
 */
import { ABSENT, CELL, CELLS, type SlotTable } from './capacity-index.ts';

/** Numbers an entry, and their places. */
const ENTRY = 4;
const FREE = { vcpus: 0, memoryMiB: 1, slot: 2 } as const;
/** More than any instance has. */
const MOST_VCPUS = 2_147_483_647;

/** Ties go to the most free memory, then to the lowest slot, as in CapacityIndex. */
export class ShortList {
  private readonly entries: Int32Array;
  private end = 0;

  /** The table says where a slot stands, ABSENT where it does not. */
  constructor(
    size: number,
    private readonly table: SlotTable,
  ) {
    this.entries = new Int32Array(size * ENTRY);
  }

  /** Puts a slot in, or changes what is free on one that is in; false when there is no place for it. */
  put(slot: number, vcpus: number, memoryMiB: number): boolean {
    const { entries } = this;
    const { cells } = this.table;
    const cell = slot * CELLS + CELL.position;
    let at = cells[cell];
    if (at === ABSENT) {
      at = this.end;
      if (at === entries.length) return false;
      this.end += ENTRY;
      cells[cell] = at;
      entries[at + FREE.slot] = slot;
    }
    entries[at + FREE.vcpus] = vcpus;
    entries[at + FREE.memoryMiB] = memoryMiB;
    return true;
  }

  /** Takes the slot out; does nothing when it is not in. */
  take(slot: number): void {
    const { entries } = this;
    const { cells } = this.table;
    const cell = slot * CELLS + CELL.position;
    const at = cells[cell];
    if (at === ABSENT) return;
    this.end -= ENTRY;
    const { end } = this;
    const last = entries[end + FREE.slot];
    entries[at + FREE.vcpus] = entries[end + FREE.vcpus];
    entries[at + FREE.memoryMiB] = entries[end + FREE.memoryMiB];
    entries[at + FREE.slot] = last;
    cells[last * CELLS + CELL.position] = at;
    cells[cell] = ABSENT;
  }

  /** Takes all slots out, and says which they were. */
  empty(): number[] {
    const slots: number[] = [];
    for (let at = 0; at < this.end; at += ENTRY) slots.push(this.entries[at + FREE.slot]);
    for (const slot of slots) this.table.cells[slot * CELLS + CELL.position] = ABSENT;
    this.end = 0;
    return slots;
  }

  /** Slot with the fewest free vCPUs that holds the request, ABSENT when none does. */
  tightest(vcpus: number, memoryMiB: number): number {
    const { entries, end } = this;
    let best = ABSENT;
    let bestVcpus = MOST_VCPUS;
    let bestMemoryMiB = 0;
    for (let at = 0; at < end; at += ENTRY) {
      const free = entries[at + FREE.vcpus];
      if (free < vcpus || free > bestVcpus) continue;
      const memory = entries[at + FREE.memoryMiB];
      if (memory < memoryMiB) continue;
      const slot = entries[at + FREE.slot];
      if (free === bestVcpus && (memory < bestMemoryMiB || (memory === bestMemoryMiB && slot > best))) continue;
      best = slot;
      bestVcpus = free;
      bestMemoryMiB = memory;
    }
    return best;
  }

  /** Slot with the most free vCPUs that holds the request, ABSENT when none does. */
  loosest(vcpus: number, memoryMiB: number): number {
    const { entries, end } = this;
    let best = ABSENT;
    let bestVcpus = vcpus;
    let bestMemoryMiB = 0;
    for (let at = 0; at < end; at += ENTRY) {
      const free = entries[at + FREE.vcpus];
      if (free < bestVcpus) continue;
      const memory = entries[at + FREE.memoryMiB];
      if (memory < memoryMiB) continue;
      const slot = entries[at + FREE.slot];
      const isTie = free === bestVcpus && best !== ABSENT;
      if (isTie && (memory < bestMemoryMiB || (memory === bestMemoryMiB && slot > best))) continue;
      best = slot;
      bestVcpus = free;
      bestMemoryMiB = memory;
    }
    return best;
  }
}
