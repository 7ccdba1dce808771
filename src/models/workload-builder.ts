/**
 * Builds a Workload row by row in growing typed-array columns: about 20 bytes a job, 28 with whole-number ids. Decides the
 * order (stable by submit time), the origin of time and whether the dependencies make sense.
 */
import {
  type DependencyType,
  type NamedDependency,
  type PlacedArray,
  resolveDependencies,
} from './dependency-resolution.ts';
import { JobClassTable, type JobRequest, type RequestDefaults } from './job-class-table.ts';
import { type JobId, JobIdColumn } from './job-id-column.ts';
import { type OwnFailureHistory, OwnFailureTable } from './own-failures.ts';
import { fail, type Problem, type Result, succeed } from './problem.ts';
import { type RepeatedIds, repeatedIds } from './repeated-ids.ts';
import { rowsInOrder } from './row-order.ts';
import { type StopRequest, StopTimes } from './stop-times.ts';
import {
  type AllocateBuffer,
  allocateBuffer,
  copiedInto,
  float32Column,
  float64Column,
  reorderedInto,
  uint32Column,
} from './typed-columns.ts';
import type { ArrayJob, Workload } from './workload.ts';
import { completedWorkload, type WorkloadTable } from './workload-table.ts';

export type { DependencyType } from './dependency-resolution.ts';
export type { JobRequest, RequestDefaults } from './job-class-table.ts';
export type { JobId } from './job-id-column.ts';

export interface NewJob extends JobRequest, StopRequest {
  /** Undefined = the row number serves. Whole numbers are kept as numbers. */
  readonly id?: JobId | undefined;
  /** From any origin (ms since the epoch or since anything), rounded to whole ms. May be negative. */
  readonly submitMs: number;
  /** Run time of an undisturbed attempt, rounded to whole ms, at least 0. */
  readonly runMs: number;
  readonly peakMemoryMiB?: number | undefined;
  /** Attempts of its own that failed before it ran, or for good. */
  readonly ownFailures?: OwnFailureHistory | undefined;
}

export interface NewArray extends JobRequest, StopRequest {
  readonly id: JobId;
  readonly size: number;
  readonly submitMs: number;
  /** One run time for all children, or one each (by position). */
  readonly runMs: number | ArrayLike<number>;
  readonly peakMemoryMiB?: number | ArrayLike<number | undefined> | undefined;
  /** By position. */
  readonly ownFailures?: readonly (OwnFailureHistory | undefined)[] | undefined;
  /** AWS indices of the children when some are missing: ascending, `size` of them. */
  readonly indices?: readonly number[] | undefined;
  /** The array's full size when some children are missing; N_TO_N compares it. Default `size`. */
  readonly declaredSize?: number | undefined;
}

export interface WorkloadDetails {
  /** Default `workload`. */
  readonly name?: string | undefined;
  /** Whether the submit times were ms since the Unix epoch; then the origin is kept as originEpochMs. */
  readonly submitTimes?: 'epoch' | 'relative' | undefined;
}

interface UnsortedArray {
  readonly id: string;
  readonly firstRow: number;
  readonly size: number;
  readonly declaredSize: number;
  readonly indices: readonly number[] | undefined;
}

export class WorkloadBuilder {
  readonly #allocate: AllocateBuffer;
  readonly #classes = new JobClassTable();
  readonly #ids: JobIdColumn;
  readonly #arrays: UnsortedArray[] = [];
  readonly #named: NamedDependency[] = [];
  readonly #stops = new StopTimes();
  readonly #ownFailures = new OwnFailureTable();
  #count = 0;
  #submitMs: Float64Array;
  #runMs: Float64Array;
  #classIndex: Uint32Array;
  /** Made when the first job with a measured peak arrives. */
  #peakMemoryMiB: Float32Array | undefined;

  constructor(options: { readonly capacity?: number; readonly allocate?: AllocateBuffer } = {}) {
    const capacity = Math.max(16, options.capacity ?? 1024);
    this.#allocate = options.allocate ?? allocateBuffer;
    this.#ids = new JobIdColumn(this.#allocate);
    this.#submitMs = float64Column(capacity, this.#allocate);
    this.#runMs = float64Column(capacity, this.#allocate);
    this.#classIndex = uint32Column(capacity, this.#allocate);
  }

  get jobCount(): number {
    return this.#count;
  }

  /** Throws RangeError on times that are not finite or a negative run time: checking input is the importer's duty. */
  addJob(job: NewJob): void {
    this.#ids.push(job.id);
    this.#stops.add(this.#count, job);
    this.#ownFailures.add(this.#count, job.ownFailures);
    this.#addRow(job.submitMs, job.runMs, this.#classes.indexOf(job), job.peakMemoryMiB);
  }

  /** Index of the class of such a request, for addJobOfClass: readers meet few classes and many jobs. */
  classOf(request: JobRequest): number {
    return this.#classes.indexOf(request);
  }

  /** What jobs ask for so far, each kind once, before any defaults. */
  get requests(): readonly JobRequest[] {
    return this.#classes.requests;
  }

  /** Class of the job added last; throws RangeError when there is none. */
  get latestClass(): number {
    if (this.#count === 0) throw new RangeError('no job was added yet');
    return this.#classIndex[this.#count - 1];
  }

  /** The same as addJob with the request behind `classIndex` (of classOf), without an object a job. */
  addJobOfClass(
    classIndex: number,
    submitMs: number,
    runMs: number,
    id?: JobId | undefined,
    peakMemoryMiB?: number | undefined,
  ): void {
    this.#ids.push(id);
    this.#addRow(submitMs, runMs, classIndex, peakMemoryMiB);
  }

  /** Children become rows with ids `id:index`, all submitted together. Throws RangeError on a size below 1. */
  addArray(array: NewArray): void {
    const { size, runMs, peakMemoryMiB, indices } = array;
    if (!Number.isInteger(size) || size < 1) throw new RangeError(`array size ${size} is not a whole number above 0`);
    const id = String(array.id);
    this.#arrays.push({ id, firstRow: this.#count, size, declaredSize: array.declaredSize ?? size, indices });
    const classIndex = this.#classes.indexOf(array);
    for (let child = 0; child < size; child++) {
      this.#ids.push(`${id}:${indices?.[child] ?? child}`);
      this.#stops.add(this.#count, array);
      this.#ownFailures.add(this.#count, array.ownFailures?.[child]);
      const peak = typeof peakMemoryMiB === 'object' ? peakMemoryMiB[child] : peakMemoryMiB;
      this.#addRow(array.submitMs, typeof runMs === 'number' ? runMs : runMs[child], classIndex, peak);
    }
  }

  /** Of all jobs so far; undefined when every id is the id of one. */
  repeatedIds(): RepeatedIds | undefined {
    return repeatedIds(this.#ids, this.#count, this.#arrays);
  }

  /** Ids may name jobs, arrays or children (`id:3`) and may be added before them; `line` is where the trace said so. */
  addDependency(dependentId: JobId, prerequisiteId: JobId | undefined, type?: DependencyType, line?: number): void {
    const prerequisite = prerequisiteId === undefined ? undefined : String(prerequisiteId);
    this.#named.push({ dependentId: String(dependentId), prerequisiteId: prerequisite, type, line });
  }

  /**
   * The finished table: defaults applied, sorted stably by submit time, ms 0 at the first submit, dependencies
   * resolved. Warnings say how many jobs got each default; problems list everything that cannot be.
   */
  finish(defaults: RequestDefaults, details: WorkloadDetails = {}): Result<Workload> {
    const { table, problems, warnings: crowded } = this.table(details);
    const { workload, gaps, warnings } = completedWorkload(table, defaults);
    return gaps.length + problems.length > 0
      ? fail(...gaps, ...problems)
      : succeed(workload, [...crowded, ...warnings]);
  }

  /** The table as told, without defaults; of no use while there are problems (with the dependencies). */
  table(details: WorkloadDetails = {}): {
    readonly table: WorkloadTable;
    readonly problems: readonly Problem[];
    /** About dependencies AWS would not take. */
    readonly warnings: readonly Problem[];
  } {
    const order = rowsInOrder(this.#submitMs, this.#count);
    const arrays = this.#placedArrays(order);
    const idOfJob = (job: number): string => this.#ids.textAt(order === undefined ? job : order[job]);
    const entities = { jobCount: this.#count, arrays, idOfJob };
    const { dependencies, problems, warnings } = resolveDependencies(this.#named, entities);
    const submitMs = reorderedInto(float64Column(this.#count, this.#allocate), this.#submitMs, order);
    const originMs = this.#count === 0 ? undefined : submitMs[0];
    if (originMs !== undefined) for (let job = 0; job < this.#count; job++) submitMs[job] -= originMs;
    const peaks = this.#peakMemoryMiB;
    const ids = this.#ids.finished(order);
    const table = {
      name: details.name ?? 'workload',
      jobCount: this.#count,
      submitMs,
      runMs: reorderedInto(float64Column(this.#count, this.#allocate), this.#runMs, order),
      classIndex: reorderedInto(uint32Column(this.#count, this.#allocate), this.#classIndex, order),
      requests: this.#classes.requests,
      ...(ids !== undefined && { ids }),
      arrays: arrays.map(({ id, firstJob, size }): ArrayJob => ({ id, firstJob, size })),
      dependencies,
      ...(details.submitTimes === 'epoch' && originMs !== undefined && { originEpochMs: originMs }),
      ...this.#stops.columns(this.#count, order, originMs ?? 0, this.#allocate),
      ...this.#ownFailures.columns(order, this.#allocate),
      ...(peaks !== undefined && {
        peakMemoryMiB: reorderedInto(float32Column(this.#count, this.#allocate), peaks, order),
      }),
    };
    return { table, problems, warnings };
  }

  #addRow(submitMs: number, runMs: number, classIndex: number, peakMemoryMiB: number | undefined): void {
    if (!(Number.isFinite(submitMs) && runMs >= 0 && runMs < Number.POSITIVE_INFINITY)) {
      throw new RangeError(`submitMs ${submitMs} must be finite and runMs ${runMs} finite and at least 0`);
    }
    const row = this.#count;
    if (row === this.#submitMs.length) this.#grow(row * 2);
    this.#submitMs[row] = Math.round(submitMs);
    this.#runMs[row] = Math.round(runMs);
    this.#classIndex[row] = classIndex;
    if (peakMemoryMiB !== undefined) this.#peaks()[row] = peakMemoryMiB;
    this.#count++;
  }

  #grow(capacity: number): void {
    this.#submitMs = copiedInto(float64Column(capacity, this.#allocate), this.#submitMs);
    this.#runMs = copiedInto(float64Column(capacity, this.#allocate), this.#runMs);
    this.#classIndex = copiedInto(uint32Column(capacity, this.#allocate), this.#classIndex);
    if (this.#peakMemoryMiB !== undefined) {
      const grown = float32Column(capacity, this.#allocate).fill(Number.NaN);
      this.#peakMemoryMiB = copiedInto(grown, this.#peakMemoryMiB);
    }
  }

  #peaks(): Float32Array {
    this.#peakMemoryMiB ??= float32Column(this.#submitMs.length, this.#allocate).fill(Number.NaN);
    return this.#peakMemoryMiB;
  }

  /** Children share one submit time and the sort is stable, so an array stays on consecutive rows. */
  #placedArrays(order: Uint32Array | undefined): readonly PlacedArray[] {
    const jobOfRow = new Map<number, number>();
    if (order !== undefined && this.#arrays.length > 0) {
      for (const { firstRow } of this.#arrays) jobOfRow.set(firstRow, -1);
      for (let job = 0; job < order.length; job++) if (jobOfRow.has(order[job])) jobOfRow.set(order[job], job);
    }
    const placed = this.#arrays.map(({ id, firstRow, size, declaredSize, indices }): PlacedArray => {
      return { id, firstJob: jobOfRow.get(firstRow) ?? firstRow, size, declaredSize, indices };
    });
    return placed.sort((left, right) => left.firstJob - right.firstJob);
  }
}
