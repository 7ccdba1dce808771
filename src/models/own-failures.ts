/**
 * Attempts that failed by themselves in a recorded history (the container ended with another exit code than 0, and its host was not
 * lost), by job and in order. Few jobs have any, so nothing is kept for the others. Attempts lost with their host are not among
 * them: a simulation draws interruptions of its own.
 */
import { type AllocateBuffer, allocateBuffer, float64Column, uint32Column } from './typed-columns.ts';

/** How such an attempt ended, as AWS says it; an absent field is unknown. */
export interface OwnFailureEnd {
  /** Of the container. */
  readonly exitCode?: number;
  /** Of the container. */
  readonly reason?: string;
  readonly statusReason?: string;
}

export interface OwnFailure extends OwnFailureEnd {
  /** From RUNNING to its end, ms; at least 0. */
  readonly runMs: number;
}

/** What one job went through. */
export interface OwnFailureHistory {
  /** At least one. */
  readonly failures: readonly OwnFailure[];
  /** The job failed with the last of them: whatever is tried after it fails in the same way. */
  readonly isForGood: boolean;
}

/** The histories of all jobs as columns. */
export interface OwnFailures {
  /** Rows of the workload that have one, ascending. */
  readonly jobs: Uint32Array;
  /** By place in `jobs`: where its failures end in the two columns below; they begin where those of the job before end. */
  readonly ends: Uint32Array;
  /** By place in `jobs`: 1 for good, else 0. */
  readonly isForGood: Uint32Array;
  /** Whole ms. */
  readonly runMs: Float64Array;
  /** Index into `kinds`. */
  readonly kind: Uint32Array;
  readonly kinds: readonly OwnFailureEnd[];
}

/** Failures of the job at this place of `jobs`: from (inclusive) and to (exclusive). */
export function failuresAt({ ends }: OwnFailures, place: number): readonly [from: number, to: number] {
  return [place === 0 ? 0 : ends[place - 1], ends[place]];
}

/** How many jobs failed for good. */
export function failedForGood(failures: OwnFailures | undefined): number {
  return failures === undefined ? 0 : failures.isForGood.reduce((sum, one) => sum + one, 0);
}

/** Gathers histories row by row. */
export class OwnFailureTable {
  readonly #histories = new Map<number, OwnFailureHistory>();

  /** Throws RangeError on a run time that is not finite or below 0. */
  add(row: number, history: OwnFailureHistory | undefined): void {
    if (history === undefined || history.failures.length === 0) return;
    for (const { runMs } of history.failures)
      if (!(runMs >= 0 && runMs < Number.POSITIVE_INFINITY)) throw new RangeError(`a failed attempt of ${runMs} ms`);
    this.#histories.set(row, history);
  }

  /** In the order of the workload (`order` gives the row added of each, undefined = as added); absent when no job has one. */
  columns(order: Uint32Array | undefined, allocate: AllocateBuffer): { readonly ownFailures?: OwnFailures } {
    if (this.#histories.size === 0) return {};
    const rows = order === undefined ? [...this.#histories.keys()].sort(ascending) : this.#rowsIn(order);
    const histories = rows.flatMap((row) => this.#histories.get(order === undefined ? row : order[row]) ?? []);
    const kinds = new Map<string, { readonly index: number; readonly end: OwnFailureEnd }>();
    const failures = histories.flatMap((history) => history.failures);
    const ownFailures: OwnFailures = {
      jobs: filled(uint32Column(rows.length, allocate), rows),
      ends: uint32Column(rows.length, allocate),
      isForGood: uint32Column(rows.length, allocate),
      runMs: float64Column(failures.length, allocate),
      kind: uint32Column(failures.length, allocate),
      kinds: [],
    };
    let end = 0;
    for (const [place, history] of histories.entries()) {
      for (const failure of history.failures) {
        ownFailures.runMs[end] = Math.round(failure.runMs);
        ownFailures.kind[end++] = kindOf(kinds, failure);
      }
      ownFailures.ends[place] = end;
      ownFailures.isForGood[place] = history.isForGood ? 1 : 0;
    }
    return { ownFailures: { ...ownFailures, kinds: [...kinds.values()].map((known) => known.end) } };
  }

  #rowsIn(order: Uint32Array): readonly number[] {
    const rows: number[] = [];
    for (let row = 0; row < order.length; row++) if (this.#histories.has(order[row])) rows.push(row);
    return rows;
  }
}

function kindOf(
  kinds: Map<string, { readonly index: number; readonly end: OwnFailureEnd }>,
  { exitCode, reason, statusReason }: OwnFailureEnd,
): number {
  const key = JSON.stringify([exitCode, reason, statusReason]);
  const known = kinds.get(key);
  if (known !== undefined) return known.index;
  const end = {
    ...(exitCode !== undefined && { exitCode }),
    ...(reason !== undefined && { reason }),
    ...(statusReason !== undefined && { statusReason }),
  };
  const index = kinds.size;
  kinds.set(key, { index, end });
  return index;
}

function filled(column: Uint32Array, values: readonly number[]): Uint32Array {
  column.set(values);
  return column;
}

function ascending(left: number, right: number): number {
  return left - right;
}

/** For a workload of other rows: `rows` gives the old row of each new one. Absent when none of them has failures. */
export function ownFailuresOfRows(
  failures: OwnFailures | undefined,
  rows: ArrayLike<number>,
): { readonly ownFailures?: OwnFailures } {
  if (failures === undefined) return {};
  const placeOf = placesOf(failures);
  const table = new OwnFailureTable();
  for (let row = 0; row < rows.length; row++) {
    const place = placeOf.get(rows[row]);
    if (place !== undefined) table.add(row, historyAt(failures, place));
  }
  return table.columns(undefined, allocateBuffer);
}

/** Place in `jobs` by row. */
export function placesOf({ jobs }: OwnFailures): ReadonlyMap<number, number> {
  const places = new Map<number, number>();
  for (let place = 0; place < jobs.length; place++) places.set(jobs[place], place);
  return places;
}

function historyAt(failures: OwnFailures, place: number): OwnFailureHistory {
  const [from, to] = failuresAt(failures, place);
  return {
    failures: Array.from({ length: to - from }, (_, index) => ({
      runMs: failures.runMs[from + index],
      ...failures.kinds[failures.kind[from + index]],
    })),
    isForGood: failures.isForGood[place] === 1,
  };
}
