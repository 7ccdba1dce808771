/**
 * Cuts a workload down to some of its jobs, keeping rows, arrays and dependencies consistent: stretches of time for quick
 * comparisons, and workloads without the jobs that can never run.
 */
import { type JobIds, jobIdAt, TextPacker } from './job-ids.ts';
import { ownFailuresOfRows } from './own-failures.ts';
import { allocateBuffer } from './typed-columns.ts';
import type { ArrayJob, Dependencies, Workload } from './workload.ts';

/** Half-open stretch of submit times, ms since the start of the run. */
export interface TimeWindow {
  readonly fromMs: number;
  readonly toMs: number;
}

/** The jobs submitted in [fromMs, toMs), with ms 0 moved to `fromMs`. Dependencies on earlier jobs count as met. */
export function sliceWorkload(workload: Workload, fromMs: number, toMs: number): Workload {
  const kept = keepWindows(workload, [{ fromMs, toMs }]);
  const { originEpochMs } = workload;
  return {
    ...kept,
    submitMs: kept.submitMs.map((submitMs) => submitMs - fromMs),
    ...(kept.cancelMs && { cancelMs: kept.cancelMs.map((cancelMs) => cancelMs - fromMs) }),
    ...(kept.terminateMs && { terminateMs: kept.terminateMs.map((terminateMs) => terminateMs - fromMs) }),
    ...(kept.deadlineMs && { deadlineMs: kept.deadlineMs.map((deadlineMs) => deadlineMs - fromMs) }),
    ...(originEpochMs === undefined ? {} : { originEpochMs: originEpochMs + fromMs }),
  };
}

/** The jobs submitted inside any of the windows, at their original times. */
export function keepWindows(workload: Workload, windows: readonly TimeWindow[]): Workload {
  const dropped = Uint8Array.from(workload.submitMs, (submitMs) =>
    windows.some(({ fromMs, toMs }) => submitMs >= fromMs && submitMs < toMs) ? 0 : 1,
  );
  return dropJobs(workload, dropped);
}

/**
 * The workload without the rows whose mask is not 0. A dependency on a dropped job, or on an array of which no child is left,
 * counts as met; an array keeps its remaining children. Throws RangeError when the mask has another length than the table.
 */
export function dropJobs(workload: Workload, mask: ArrayLike<number>): Workload {
  if (mask.length !== workload.jobCount) throw new RangeError(`a mask of ${mask.length} for ${workload.jobCount} jobs`);
  const kept = keptRows(mask);
  if (kept.length === workload.jobCount) return workload;
  const newRow = new Int32Array(workload.jobCount).fill(-1);
  for (let row = 0; row < kept.length; row++) newRow[kept[row]] = row;
  const { arrays, newArray } = keptArrays(workload.arrays, newRow);
  const { ownFailures, ...others } = workload;
  const { peakMemoryMiB, cancelMs, terminateMs, deadlineMs } = workload;
  return {
    ...others,
    jobCount: kept.length,
    submitMs: Float64Array.from(kept, (row) => workload.submitMs[row]),
    runMs: Float64Array.from(kept, (row) => workload.runMs[row]),
    classIndex: Uint32Array.from(kept, (row) => workload.classIndex[row]),
    // Row numbers served as ids; after the cut they no longer would.
    ids: keptIds(workload.ids, kept),
    arrays,
    dependencies: keptDependencies(workload, newRow, newArray, kept.length),
    ...(cancelMs && { cancelMs: Float64Array.from(kept, (row) => cancelMs[row]) }),
    ...(terminateMs && { terminateMs: Float64Array.from(kept, (row) => terminateMs[row]) }),
    ...(deadlineMs && { deadlineMs: Float64Array.from(kept, (row) => deadlineMs[row]) }),
    ...ownFailuresOfRows(ownFailures, kept),
    ...(peakMemoryMiB === undefined ? {} : { peakMemoryMiB: Float32Array.from(kept, (row) => peakMemoryMiB[row]) }),
  };
}

function keptIds(ids: JobIds | undefined, kept: Uint32Array): JobIds {
  if (ids === undefined) return Float64Array.from(kept);
  if (ids instanceof Float64Array) return Float64Array.from(kept, (row) => ids[row]);
  const packer = new TextPacker(allocateBuffer, Math.max(1, kept.length));
  for (const row of kept) packer.push(jobIdAt(ids, row));
  return packer.packed();
}

function keptRows(mask: ArrayLike<number>): Uint32Array {
  let count = 0;
  for (let row = 0; row < mask.length; row++) if (mask[row] === 0) count++;
  const rows = new Uint32Array(count);
  for (let row = 0, next = 0; row < mask.length; row++) if (mask[row] === 0) rows[next++] = row;
  return rows;
}

/** Remaining children stay on consecutive rows because rows keep their order. */
function keptArrays(arrays: readonly ArrayJob[], newRow: Int32Array): { arrays: ArrayJob[]; newArray: Int32Array } {
  const kept: ArrayJob[] = [];
  const newArray = new Int32Array(arrays.length).fill(-1);
  for (const [index, { id, firstJob, size }] of arrays.entries()) {
    const rows = newRow.subarray(firstJob, firstJob + size).filter((row) => row >= 0);
    if (rows.length > 0) newArray[index] = kept.push({ id, firstJob: rows[0], size: rows.length }) - 1;
  }
  return { arrays: kept, newArray };
}

function keptDependencies(
  workload: Workload,
  newRow: Int32Array,
  newArray: Int32Array,
  jobCount: number,
): Dependencies {
  const { dependent, prerequisite } = workload.dependencies;
  const moved = (entity: number): number => {
    if (entity < workload.jobCount) return newRow[entity];
    const array = newArray[entity - workload.jobCount];
    return array < 0 ? -1 : jobCount + array;
  };
  const pairs: [number, number][] = [];
  for (let index = 0; index < dependent.length; index++) {
    const pair: [number, number] = [moved(dependent[index]), moved(prerequisite[index])];
    if (pair[0] >= 0 && pair[1] >= 0) pairs.push(pair);
  }
  return {
    dependent: Uint32Array.from(pairs, ([from]) => from),
    prerequisite: Uint32Array.from(pairs, ([, to]) => to),
  };
}
