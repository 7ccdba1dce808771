/**
 * Instances grouped by their number of free vCPUs: finds the group of a search; how a group keeps its instances is for those who
 * extend this. A search costs the number of groups at worst, and passes over those without enough memory.
 */
import * as CELL from './cell-places.ts';
import { PresentCounts } from './present-counts.ts';
import { ABSENT, CELLS, type SlotTable } from './slot-table.ts';

/** Ties within a group go to the most free memory, then to the lowest slot, so results never depend on history. */
export abstract class VcpuGroups {
  /** By free vCPUs: the slots in the group. */
  protected readonly sizes: Int32Array;
  /** By free vCPUs: no slot of the group, unless it is empty, has more memory; they may have less by now. */
  protected readonly mostMemoryMiB: Int32Array;
  protected readonly present: PresentCounts;

  constructor(
    maxVcpus: number,
    protected readonly table: SlotTable,
  ) {
    this.sizes = new Int32Array(maxVcpus + 1);
    this.mostMemoryMiB = new Int32Array(maxVcpus + 1);
    this.present = new PresentCounts(maxVcpus);
  }

  /** Takes out the slot, which is in. */
  abstract take(slot: number): void;

  /** Slot with the fewest free vCPUs that holds the request, ABSENT when none does. Packs. */
  tightest(vcpus: number, memoryMiB: number): number {
    const { present } = this;
    for (let free = present.atLeast(vcpus); free >= 0; free = present.atLeast(free + 1)) {
      if (this.mostMemoryMiB[free] < memoryMiB) continue;
      const slot = this.roomiest(free, memoryMiB);
      if (slot !== ABSENT) return slot;
    }
    return ABSENT;
  }

  /** Slot with the most free vCPUs that holds the request, ABSENT when none does. Spreads. */
  loosest(vcpus: number, memoryMiB: number): number {
    const { present } = this;
    for (let free = present.largest(); free >= vcpus; free = present.below(free)) {
      if (this.mostMemoryMiB[free] < memoryMiB) continue;
      const slot = this.roomiest(free, memoryMiB);
      if (slot !== ABSENT) return slot;
    }
    return ABSENT;
  }

  /** Takes all slots out, and says which they were. */
  empty(): number[] {
    const slots: number[] = [];
    this.sizes.forEach((size, vcpus) => {
      for (let position = 0; position < size; position++) slots.push(this.slotAt(vcpus, position));
    });
    for (const slot of slots) this.table.cells[slot * CELLS + CELL.vcpus] = ABSENT;
    this.clear();
    return slots;
  }

  /** Nothing is in any more; the table is left as it is. */
  clear(): void {
    this.sizes.fill(0);
    this.present.clear();
  }

  /** Of the group, in no order. */
  protected abstract slotAt(vcpus: number, position: number): number;

  /** Of the group, which is not empty, the slot with the most memory, ABSENT when that is too little. */
  protected abstract roomiest(vcpus: number, memoryMiB: number): number;
}
