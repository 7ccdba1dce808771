/** What the lists and heaps of one environment know of each instance, side by side, so that moving one reads one cache line of it. */

export const ABSENT = -1;

/** Numbers a slot in `SlotTable.cells`, and their places. */
export const CELLS = 4;

export class SlotTable {
  cells = new Int32Array(16 * CELLS).fill(ABSENT);

  grow(slot: number): void {
    const cells = new Int32Array(Math.max((slot + 1) * CELLS, 2 * this.cells.length)).fill(ABSENT);
    cells.set(this.cells);
    this.cells = cells;
  }
}
