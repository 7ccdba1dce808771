/** What the lists and heaps of one environment know of each instance, side by side, so that moving one reads one cache line of it. */

export const ABSENT = -1;

/** Numbers a slot in `SlotTable.cells`, and their places. */
export const CELLS = 4;
export const CELL = {
  /** Free when it was put into a list or heap; ABSENT when it is in none. */
  vcpus: 0,
  /** In its list or heap. */
  position: 1,
  /** Free when it was put into a heap; ABSENT for slots that are not of the environment, or not ready. */
  gpus: 2,
  /** Free when it was put into a heap. */
  memoryMiB: 3,
} as const;

export class SlotTable {
  cells = new Int32Array(16 * CELLS).fill(ABSENT);

  grow(slot: number): void {
    const cells = new Int32Array(Math.max((slot + 1) * CELLS, 2 * this.cells.length)).fill(ABSENT);
    cells.set(this.cells);
    this.cells = cells;
  }
}
