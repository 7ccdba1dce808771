/** Decides the order of rows by a time in whole ms, ties in row order: by one number a row where doubles can hold time and row. */

/** Whole numbers are exact up to this. */
const LARGEST_EXACT = Number.MAX_SAFE_INTEGER;

/** The first `count` rows by `timesMs`, stably; undefined when they already are in order. */
export function rowsInOrder(timesMs: Float64Array, count: number): Uint32Array | undefined {
  let isInOrder = true;
  for (let row = 1; row < count && isInOrder; row++) isInOrder = timesMs[row - 1] <= timesMs[row];
  if (isInOrder) return undefined;
  let step = 1;
  while (step < count) step *= 2;
  let earliestMs = timesMs[0];
  let latestMs = timesMs[0];
  for (let row = 1; row < count; row++) {
    const atMs = timesMs[row];
    if (atMs < earliestMs) earliestMs = atMs;
    else if (atMs > latestMs) latestMs = atMs;
  }
  const isExact = (latestMs - earliestMs + 1) * step <= LARGEST_EXACT;
  return isExact ? sortedByKey(timesMs, count, earliestMs, step) : sortedByComparing(timesMs, count);
}

/** V8 sorts numbers without calling back. A key is the time, moved up, and the row below `step`, a power of two. */
function sortedByKey(timesMs: Float64Array, count: number, earliestMs: number, step: number): Uint32Array {
  const keys = new Float64Array(count);
  for (let row = 0; row < count; row++) keys[row] = (timesMs[row] - earliestMs) * step + row;
  keys.sort();
  const order = new Uint32Array(count);
  for (let position = 0; position < count; position++) order[position] = keys[position] % step;
  return order;
}

/** For times so far apart that a key would be rounded. */
export function sortedByComparing(timesMs: Float64Array, count: number): Uint32Array {
  const order = new Uint32Array(count);
  for (let row = 0; row < count; row++) order[row] = row;
  return order.sort((left, right) => timesMs[left] - timesMs[right] || left - right);
}
