/** What one import gathers: the growing workload, the rows skipped and why, the problems, and what was assumed. */
import type { Problem } from '../models/problem.ts';
import { ProblemList } from '../models/problem-list.ts';
import { allocateBuffer } from '../models/typed-columns.ts';
import { WorkloadBuilder } from '../models/workload-builder.ts';
import { MOST_JOBS } from '../models/workload-limit.ts';
import type { ImportOptions, SkippedRows } from './importer.ts';
import { UnreadableTrace } from './unreadable-trace.ts';

/** A longer run is taken for a wrong unit (ms read as s, an epoch as a duration). */
export const LONGEST_RUN_MS = 10 * 365 * 86_400_000;
/** Submissions further apart are taken for a wrong unit as well. */
export const LONGEST_SPAN_MS = 50 * 365 * 86_400_000;
/** A little before the last date that JavaScript knows, so that what follows a submission has one too. */
const LAST_SUBMIT_MS = 8e15;

export class ImportSession {
  readonly options: ImportOptions;
  readonly builder: WorkloadBuilder;
  readonly problems = new ProblemList();
  rows = 0;
  submitTimes: 'epoch' | 'relative' = 'relative';
  readonly #skipped = new Map<string, { count: number; firstLine: number }>();
  readonly #notes = new Set<string>();
  readonly #warnings: Problem[] = [];
  #firstSubmitMs: number | undefined;

  constructor(options: ImportOptions) {
    this.options = options;
    this.builder = new WorkloadBuilder({ allocate: options.allocate ?? allocateBuffer });
  }

  /** Counts a row that is left out for a documented reason. */
  skip(reason: string, line: number): void {
    const known = this.#skipped.get(reason);
    if (known === undefined) this.#skipped.set(reason, { count: 1, firstLine: line });
    else known.count++;
  }

  /** Reports a mistake; the import will fail, but goes on to find the others. */
  problem(path: string, message: string, hint: string, line?: number): void {
    this.problems.add({ path, message, hint, ...(line !== undefined && { line }) });
  }

  /** Tells what may be a mistake; the import goes on. */
  warn(warning: Problem): void {
    this.#warnings.push(warning);
  }

  /** Says once what was assumed. */
  note(text: string): void {
    this.#notes.add(text);
  }

  /** Whether the run time is credible; reports it when it is not. */
  acceptsRunMs(runMs: number, path: string, line: number): boolean {
    if (runMs <= LONGEST_RUN_MS) return true;
    const length = Number.isFinite(runMs) ? ` ${Math.round(runMs / 1000)} s` : '';
    this.problem(path, `run time${length} is more than 10 years`, 'check the unit of this column', line);
    return false;
  }

  /** Whether the job can belong to the same trace as the first one; reports it when it cannot. */
  acceptsSubmitMs(submitMs: number, path: string, line: number): boolean {
    if (this.#firstSubmitMs === undefined && Math.abs(submitMs) > LAST_SUBMIT_MS) {
      this.problem(path, `no calendar has this submit time`, 'check the unit of this column', line);
      return false;
    }
    this.#firstSubmitMs ??= submitMs;
    if (Math.abs(submitMs - this.#firstSubmitMs) <= LONGEST_SPAN_MS) return true;
    const message = 'the job is submitted more than 50 years from the first one of the file';
    this.problem(path, message, 'check the unit of this column', line);
    return false;
  }

  /** Whether the two checks above would accept both times, without reporting; false before the first job. */
  isCredible(submitMs: number, runMs: number): boolean {
    const first = this.#firstSubmitMs;
    return first !== undefined && runMs <= LONGEST_RUN_MS && Math.abs(submitMs - first) <= LONGEST_SPAN_MS;
  }

  /** Stops the import when the jobs about to be added would be too many to replay. */
  refuseTooMany(added: number, line: number): void {
    if (this.builder.jobCount + added <= MOST_JOBS) return;
    const message = `the trace has more than ${MOST_JOBS} jobs, counting the children of arrays`;
    throw new UnreadableTrace(message, 'cut it into shorter stretches of time', line);
  }

  get skipped(): readonly SkippedRows[] {
    return [...this.#skipped].map(([reason, { count, firstLine }]) => ({ reason, count, firstLine }));
  }

  get warnings(): readonly Problem[] {
    return this.#warnings;
  }

  get notes(): readonly string[] {
    return [...this.#notes];
  }
}
