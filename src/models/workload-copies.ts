/** Adds moved copies of some jobs to a workload: rows, arrays, dependencies and stop times, in the order of the new submit times. */
import { ownFailuresOfRows } from './own-failures.ts';
import { type ArrayJob, type Dependencies, jobIdOf, type Workload } from './workload.ts';

export interface WorkloadCopy {
  /** Ascending; whole arrays, and both ends of every dependency. */
  readonly rows: readonly number[];
  /** Added to the submit times of the rows, ms. */
  readonly shiftMs: number;
}

interface Source {
  readonly row: number;
  /** 0 for the original, else the number of the copy. */
  readonly copy: number;
  readonly submitMs: number;
}

/** Copies are named `id~1`, `id~2`, ... The start of the run moves when a copy comes before it. */
export function withCopies(workload: Workload, copies: readonly WorkloadCopy[]): Workload {
  const sources: Source[] = Array.from({ length: workload.jobCount }, (_, row) => ({
    row,
    copy: 0,
    submitMs: workload.submitMs[row],
  }));
  for (const [index, { rows, shiftMs }] of copies.entries())
    for (const row of rows) sources.push({ row, copy: index + 1, submitMs: workload.submitMs[row] + shiftMs });
  // Stable: children of one array share a submit time and stay on consecutive rows.
  sources.sort((left, right) => left.submitMs - right.submitMs);
  const originMs = sources.length === 0 ? 0 : Math.min(0, sources[0].submitMs);
  const shiftOf = ({ row, submitMs }: Source) => submitMs - workload.submitMs[row] - originMs;
  const { cancelMs, terminateMs, deadlineMs, peakMemoryMiB, originEpochMs } = workload;
  const column = (values: Float64Array) => Float64Array.from(sources, (source) => values[source.row] + shiftOf(source));
  const newRow = placesOf(sources, workload.jobCount);
  const { arrays, arrayPlaces } = copiedArrays(workload, copies, newRow);
  return {
    ...workload,
    jobCount: sources.length,
    submitMs: Float64Array.from(sources, ({ submitMs }) => submitMs - originMs),
    runMs: Float64Array.from(sources, ({ row }) => workload.runMs[row]),
    classIndex: Uint32Array.from(sources, ({ row }) => workload.classIndex[row]),
    ids: sources.map(({ row, copy }) => nameOf(jobIdOf(workload, row), copy)),
    arrays,
    dependencies: copiedDependencies(workload, copies, newRow, arrayPlaces, sources.length),
    ...(originEpochMs !== undefined && { originEpochMs: originEpochMs + originMs }),
    ...(cancelMs !== undefined && { cancelMs: column(cancelMs) }),
    ...(terminateMs !== undefined && { terminateMs: column(terminateMs) }),
    ...(deadlineMs !== undefined && { deadlineMs: column(deadlineMs) }),
    ...ownFailuresOfRows(
      workload.ownFailures,
      sources.map(({ row }) => row),
    ),
    // A copy was never measured: counted again, one peak would stand for as many jobs as it has copies.
    ...(peakMemoryMiB !== undefined && {
      peakMemoryMiB: Float32Array.from(sources, ({ row, copy }) => (copy === 0 ? peakMemoryMiB[row] : Number.NaN)),
    }),
  };
}

function nameOf(id: string, copy: number): string {
  return copy === 0 ? id : `${id}~${copy}`;
}

type Places = (copy: number, row: number) => number;

function placesOf(sources: readonly Source[], jobCount: number): Places {
  const places = new Map<number, number>();
  for (const [place, { row, copy }] of sources.entries()) places.set(copy * jobCount + row, place);
  return (copy, row) => {
    const place = places.get(copy * jobCount + row);
    if (place === undefined) throw new RangeError(`row ${row} is not part of copy ${copy}: a copy must be whole`);
    return place;
  };
}

function copiedArrays({ arrays }: Workload, copies: readonly WorkloadCopy[], newRow: Places) {
  const placed: { readonly array: ArrayJob; readonly key: string }[] = [];
  for (const [copy, rows] of [undefined, ...copies.map(({ rows: of }) => new Set(of))].entries()) {
    for (const [index, { id, firstJob, size }] of arrays.entries()) {
      if (rows !== undefined && !rows.has(firstJob)) continue;
      const array = { id: nameOf(id, copy), firstJob: newRow(copy, firstJob), size };
      placed.push({ array, key: `${copy}/${index}` });
    }
  }
  placed.sort((left, right) => left.array.firstJob - right.array.firstJob);
  return {
    arrays: placed.map(({ array }) => array),
    arrayPlaces: new Map(placed.map(({ key }, place) => [key, place])),
  };
}

function copiedDependencies(
  { dependencies, jobCount, arrays }: Workload,
  copies: readonly WorkloadCopy[],
  newRow: Places,
  arrayPlaces: ReadonlyMap<string, number>,
  newJobCount: number,
): Dependencies {
  const { dependent, prerequisite } = dependencies;
  const rowOf = (entity: number) => (entity < jobCount ? entity : arrays[entity - jobCount].firstJob);
  const entityIn = (copy: number, entity: number) =>
    entity < jobCount ? newRow(copy, entity) : newJobCount + (arrayPlaces.get(`${copy}/${entity - jobCount}`) ?? 0);
  const pairs: [number, number][] = [];
  for (const [copy, rows] of [undefined, ...copies.map(({ rows: of }) => new Set(of))].entries()) {
    for (let edge = 0; edge < dependent.length; edge++) {
      if (rows !== undefined && !rows.has(rowOf(dependent[edge]))) continue;
      pairs.push([entityIn(copy, dependent[edge]), entityIn(copy, prerequisite[edge])]);
    }
  }
  return {
    dependent: Uint32Array.from(pairs, ([from]) => from),
    prerequisite: Uint32Array.from(pairs, ([, to]) => to),
  };
}
