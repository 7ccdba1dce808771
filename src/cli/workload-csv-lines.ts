/**
 * How arrays and dependencies stand in a CSV (docs/traces.md): an array whose children are alike is one line, any other
 * a line a child. Dependencies that were expanded to pairs of children get their short form back where there is one.
 */
import { type ArrayJob, jobIdOf, type Workload } from '../models/workload.ts';

/** What an id may not contain, since these characters part the ids of a cell or the id from its type. */
const NO_ENTRY = /[\s|;@]|^SEQUENTIAL$|^$/;
/** Half of the longest line that the importer reads. */
const LONGEST_CELL = 1 << 19;
/** For one dependency between arrays that are written child by child. */
const MOST_ENTRIES = 1_000_000;
const MOST_CHILDREN = 10_000;
/** In the place of the number of a prerequisite array. */
const SEQUENTIAL = -1;
const NO_ARRAY = -1;

/** Children of the array that have a dependency of this form, by the number of the prerequisite array or SEQUENTIAL. */
type Forms = Map<number, Set<number>>;

export class WorkloadCsvLines {
  /** Arrays on lines of their own for every child. */
  splitArrays = 0;
  lostDependencies = 0;
  readonly #workload: Workload;
  readonly #arrayOfJob: Int32Array | undefined;
  /** By number of the array; undefined for one that is written child by child. */
  readonly #forms: (Forms | undefined)[];
  /** By the first job of the line. */
  readonly #entries = new Map<number, string[]>();
  readonly #cellLengths = new Map<number, number>();

  constructor(workload: Workload) {
    const { arrays, jobCount } = workload;
    this.#workload = workload;
    this.#forms = arrays.map((array) => (isAlike(workload, array) ? new Map() : undefined));
    if (arrays.length > 0) {
      this.#arrayOfJob = new Int32Array(jobCount).fill(NO_ARRAY);
      for (const [array, { firstJob, size }] of arrays.entries())
        this.#arrayOfJob.fill(array, firstJob, firstJob + size);
    }
    this.#splitWhereNoFormFits();
    this.splitArrays = this.#forms.filter((forms) => forms === undefined).length;
    this.#addForms();
    this.#addDependencies();
  }

  /** The array that this job starts and that is one line. */
  arrayFrom(job: number): ArrayJob | undefined {
    const array = this.#wholeArrayOf(job);
    return array === NO_ARRAY ? undefined : this.#workload.arrays[array];
  }

  dependsOn(job: number): string | undefined {
    return this.#entries.get(job)?.join(' ');
  }

  #wholeArrayOf(job: number): number {
    const array = this.#arrayOfJob?.[job] ?? NO_ARRAY;
    return array !== NO_ARRAY && this.#forms[array] !== undefined ? array : NO_ARRAY;
  }

  /** An array that has to be split may be the partner of another one, which then has no form either. */
  #splitWhereNoFormFits(): void {
    for (let isSettled = false; !isSettled; ) {
      isSettled = true;
      for (const forms of this.#forms) forms?.clear();
      this.#gatherForms();
      for (const [array, forms] of this.#forms.entries()) {
        if (forms === undefined || this.#isComplete(array, forms)) continue;
        this.#forms[array] = undefined;
        isSettled = false;
      }
    }
  }

  #gatherForms(): void {
    const { dependent, prerequisite } = this.#workload.dependencies;
    for (let at = 0; at < dependent.length; at++) {
      const array = this.#wholeArrayOf(dependent[at]);
      if (array === NO_ARRAY) continue;
      const form = this.#formOf(array, dependent[at], prerequisite[at]);
      const children = this.#forms[array]?.get(form) ?? new Set();
      this.#forms[array]?.set(form, children.add(dependent[at]));
    }
  }

  /** NaN where there is none. */
  #formOf(array: number, dependent: number, prerequisite: number): number {
    const { arrays } = this.#workload;
    const partner = this.#wholeArrayOf(prerequisite);
    if (partner === array && prerequisite === dependent - 1) return SEQUENTIAL;
    if (partner === NO_ARRAY || partner === array || arrays[partner].size !== arrays[array].size) return Number.NaN;
    const isSameChild = prerequisite - arrays[partner].firstJob === dependent - arrays[array].firstJob;
    return isSameChild ? partner : Number.NaN;
  }

  #isComplete(array: number, forms: Forms): boolean {
    const { size } = this.#workload.arrays[array];
    return [...forms].every(
      ([form, { size: children }]) => !Number.isNaN(form) && children === (form === SEQUENTIAL ? size - 1 : size),
    );
  }

  #addForms(): void {
    const { arrays } = this.#workload;
    for (const [array, forms] of this.#forms.entries()) {
      for (const form of forms?.keys() ?? []) {
        const line = arrays[array].firstJob;
        if (form === SEQUENTIAL) this.#add(line, 'SEQUENTIAL');
        else if (NO_ENTRY.test(arrays[form].id)) this.lostDependencies++;
        else this.#add(line, `${arrays[form].id}@N_TO_N`);
      }
    }
  }

  #addDependencies(): void {
    const { dependent, prerequisite } = this.#workload.dependencies;
    for (let at = 0; at < dependent.length; at++) {
      if (this.#wholeArrayOf(dependent[at]) !== NO_ARRAY) continue;
      const names = this.#namesOf(prerequisite[at]);
      const lines = this.#linesOf(dependent[at]);
      const isWritten = lines.length * names.length <= MOST_ENTRIES && !names.some((name) => NO_ENTRY.test(name));
      // All of a prerequisite array or nothing: a part of it would be another dependency, and nobody would see it.
      if (isWritten && lines.every((line) => this.#hasRoom(line, names)))
        for (const line of lines) for (const name of names) this.#add(line, name);
      else this.lostDependencies++;
    }
  }

  #linesOf(entity: number): readonly number[] {
    const { jobCount, arrays } = this.#workload;
    if (entity < jobCount) return [entity];
    const { firstJob, size } = arrays[entity - jobCount];
    return this.#forms[entity - jobCount] !== undefined
      ? [firstJob]
      : Array.from({ length: size }, (_, child) => firstJob + child);
  }

  #namesOf(entity: number): readonly string[] {
    const { jobCount, arrays } = this.#workload;
    const isWhole = entity >= jobCount && this.#forms[entity - jobCount] !== undefined;
    return isWhole ? [arrays[entity - jobCount].id] : this.#linesOf(entity).map((job) => jobIdOf(this.#workload, job));
  }

  #hasRoom(line: number, names: readonly string[]): boolean {
    const length = names.reduce((sum, name) => sum + name.length + 1, this.#cellLengths.get(line) ?? 0);
    return length <= LONGEST_CELL;
  }

  #add(line: number, entry: string): void {
    const entries = this.#entries.get(line);
    if (entries === undefined) this.#entries.set(line, [entry]);
    else entries.push(entry);
    this.#cellLengths.set(line, (this.#cellLengths.get(line) ?? 0) + entry.length + 1);
  }
}

/** Whether one line says all about the children: none is missing, and they differ in nothing but their index. */
function isAlike(workload: Workload, { id, firstJob, size }: ArrayJob): boolean {
  if (size < 2 || size > MOST_CHILDREN) return false;
  const { submitMs, runMs, classIndex, cancelMs, terminateMs, deadlineMs, peakMemoryMiB } = workload;
  const columns = [submitMs, runMs, classIndex, cancelMs, terminateMs, deadlineMs, peakMemoryMiB];
  for (let child = 0; child < size; child++) {
    const job = firstJob + child;
    if (jobIdOf(workload, job) !== `${id}:${child}`) return false;
    // Object.is, since a peak that was not measured is NaN.
    if (!columns.every((column) => column === undefined || Object.is(column[job], column[firstJob]))) return false;
  }
  return true;
}
