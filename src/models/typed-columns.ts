/**
 * Makes and grows the typed-array columns of a workload. Every buffer comes from one allocator function, so that the
 * same code can build a workload inside a SharedArrayBuffer.
 */
export type AllocateBuffer = (byteLength: number) => ArrayBufferLike;

export const allocateBuffer: AllocateBuffer = (byteLength) => new ArrayBuffer(byteLength);

export function float64Column(length: number, allocate: AllocateBuffer): Float64Array {
  return new Float64Array(allocate(length * 8), 0, length);
}

export function float32Column(length: number, allocate: AllocateBuffer): Float32Array {
  return new Float32Array(allocate(length * 4), 0, length);
}

export function uint32Column(length: number, allocate: AllocateBuffer): Uint32Array {
  return new Uint32Array(allocate(length * 4), 0, length);
}

type Column = Float64Array | Float32Array | Uint32Array;

/** `source` copied into the start of `target`; gives `target`. */
export function copiedInto<Target extends Column>(target: Target, source: Column): Target {
  target.set(source.length > target.length ? source.subarray(0, target.length) : source);
  return target;
}

/** Rows of `source` in the order given by `rows` (undefined = as they are, cut to the length of `target`). */
export function reorderedInto<Target extends Column>(
  target: Target,
  source: Column,
  rows: Uint32Array | undefined,
): Target {
  if (rows === undefined) return copiedInto(target, source);
  for (let row = 0; row < rows.length; row++) target[row] = source[rows[row]];
  return target;
}
