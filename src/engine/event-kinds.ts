/** Event kinds; the number is the priority at equal times (smaller first). */

export const jobEnd = 0;
export const reclaim = 1;
export const instanceReady = 2;
export const jobRunnable = 3;
/** CancelJob or TerminateJob from outside. */
export const stop = 4;
/** A compute environment becomes INVALID or VALID again. */
export const validity = 5;
/** A compute environment that could not grow may have room, or its jobs may pass on to the next one. */
export const lookAgain = 6;
/** Jobs of fair-share queues are SUBMITTED, see share-census.ts. */
export const submission = 7;
/** The usage of a blocked fair-share queue is read again, see usage-readings.ts. */
export const reading = 8;
/** Not in the queue: where jobs that become RUNNABLE, and dispatch, stand in the order, see simulate.ts. */
export const dispatch = 9;
/** A jobStateTimeLimitAction may be due: after dispatch, so that a job placed at this moment is not cancelled. */
export const timeLimit = 10;
export const scaleOut = 11;
/** EC2 refused what minvCpus asks for: it is asked again. */
export const minimum = 12;
export const idleCheck = 13;
