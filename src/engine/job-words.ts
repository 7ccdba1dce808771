/** Places in a row of `Jobs.words`, which begins at `job * WORDS`. */

/** State and number of tries so far, which are counted when placed; see standing(). */
export const standing = 4;
/** Slot of the instance the current attempt is on. */
export const slot = 5;
/** In the same place, for it is on no instance while it waits: the job in front of it in its line; of the first nothing is known. */
export const before = 5;
/** Neighbour in the waiting list, then in the list of jobs started on an instance. */
export const next = 6;
/** Index of the class; known from RUNNABLE on. */
export const jobClass = 7;
