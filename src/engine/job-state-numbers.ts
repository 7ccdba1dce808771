/** The states of a job as numbers, in the order of its life; see job-states.ts. */

export const submitted = 0;
export const pending = 1;
export const runnable = 2;
export const running = 3;
export const succeeded = 4;
export const failed = 5;
