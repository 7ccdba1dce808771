/** Places among the CELLS numbers of a slot in `SlotTable.cells`. */

/** Free when it was put into a list or heap; ABSENT when it is in none. */
export const vcpus = 0;
/** In its list or heap. */
export const position = 1;
/** Free when it was put into a heap; ABSENT for slots that are not of the environment, or not ready. */
export const gpus = 2;
/** Free when it was put into a heap. */
export const memoryMiB = 3;
