/**
 * Places in a row of `Fleet.held`, behind the whole numbers of `Fleet.room`. Starts read and write the first two, ends the rest as well:
 * a row is as long as a cache line, but in a small table it may begin anywhere in one.
 */

/** When `busyMs` was last booked, ms. */
export const lastChangeMs = 4;
/** Integral of the dominant share in use, ms. */
export const busyMs = 5;
/** Sum of dominant share x time of the attempts that were not lost, ms. */
export const keptWeightMs = 6;
/** When it was last left idle, ms. */
export const idleSinceMs = 7;
