/** How many jobs one workload may hold: what the engine is built and measured for, and far below where memory runs out. */

/** A few kilobytes of array rows or a slip in `jobsPerDay` could otherwise ask for billions. */
export const MOST_JOBS = 10_000_000;
