/** Places in a row of `Fleet.room`, whole numbers. */

export const freeVcpus = 0;
export const freeMemoryMiB = 1;
export const freeGpus = 2;
export const jobCount = 3;
export const type = 4;
export const environment = 5;
/** First of the list of jobs started here, see list(). */
export const lastStarted = 6;
/** Sum of marks, see instance-marks.ts. */
export const marks = 7;
