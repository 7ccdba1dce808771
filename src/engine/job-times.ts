/** Places in a row of `Jobs.times`, which begins at `job * TIMES`; in ms. */

/** While RUNNABLE: since when. From then on: when the last attempt began to hold its resources (STARTING). */
export const since = 0;
/** When it was submitted; known from RUNNABLE on. */
export const submit = 1;
