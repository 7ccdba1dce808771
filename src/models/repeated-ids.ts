/**
 * Finds ids that more than one job of a growing workload has, in 8 to 12 bytes a job for a moment. Decides
 * nothing: some formats repeat an id for every try of a job.
 */
import type { JobIdColumn } from './job-id-column.ts';
import { hashOfBytes } from './job-id-hash.ts';

const encoder = /* @__PURE__ */ new TextEncoder();

export interface RepeatedIds {
  /** The first id that an earlier job has, and where both stand in the order they were added; of an array its first child. */
  readonly id: string;
  readonly row: number;
  readonly earlierRow: number;
  /** Jobs and arrays whose id an earlier one has. */
  readonly count: number;
  /** There are so many that not all were counted. */
  readonly isAtLeast: boolean;
}

/** Rows that are the children of one array, which has the id for all of them. */
interface ArrayRows {
  readonly id: string;
  readonly firstRow: number;
  readonly size: number;
}

/** With so many bits a job, one job in 64 at most meets a bit that another one has set. */
const BITS_A_JOB = 32;
/** More than ten million jobs have of those; above, there is enough to tell. */
const MOST_SUSPECTS = 1 << 17;

/** Jobs without an id have none to repeat. `arrays` in the order they were added. */
export function repeatedIds(ids: JobIdColumn, count: number, arrays: readonly ArrayRows[]): RepeatedIds | undefined {
  if (count === 0 || ids.areDistinct()) return undefined;
  const hashes = hashesOf(ids, count, arrays);
  const suspects = suspectsAmong(hashes);
  if (suspects.size === 0) return undefined;
  const arrayIds = new Map(arrays.map(({ firstRow, id }) => [firstRow, id]));
  const earlierRows = new Map<string, number>();
  let first: Pick<RepeatedIds, 'id' | 'row' | 'earlierRow'> | undefined;
  let repeated = 0;
  for (let row = 0; row < count; row++) {
    if (!suspects.has(hashes[row])) continue;
    const id = arrayIds.get(row) ?? ids.textAt(row);
    const earlierRow = earlierRows.get(id);
    if (earlierRow === undefined) earlierRows.set(id, row);
    else {
      first ??= { id, row, earlierRow };
      repeated++;
    }
  }
  return first === undefined ? undefined : { ...first, count: repeated, isAtLeast: suspects.size >= MOST_SUSPECTS };
}

/** 0 for jobs without an id and for all children of an array but the first, which stands for the array. */
function hashesOf(ids: JobIdColumn, count: number, arrays: readonly ArrayRows[]): Uint32Array {
  const hashes = new Uint32Array(count);
  let row = 0;
  for (const { id, firstRow, size } of arrays) {
    for (; row < firstRow; row++) hashes[row] = ids.hashAt(row);
    hashes[row] = hashOfBytes(encoder.encode(id));
    row += size;
  }
  for (; row < count; row++) hashes[row] = ids.hashAt(row);
  return hashes;
}

/** Those that at least two jobs may have. */
function suspectsAmong(hashes: Uint32Array): ReadonlySet<number> {
  // A whole power of two above the bits wanted; the highest bits of a hash choose one.
  const shift = Math.clz32(hashes.length * BITS_A_JOB);
  const seen = new Uint32Array(1 << (27 - shift));
  const suspects = new Set<number>();
  for (let row = 0; row < hashes.length; row++) {
    const hash = hashes[row];
    if (hash === 0) continue;
    const place = hash >>> shift;
    const bit = 1 << (place & 31);
    if ((seen[place >>> 5] & bit) === 0) seen[place >>> 5] |= bit;
    else if (suspects.size < MOST_SUSPECTS) suspects.add(hash);
  }
  return suspects;
}
