/**
 * Reads Nextflow trace files (`-with-trace`), with human or raw units and any choice of columns. Each row is one attempt of one task,
 * and was a job of its own: Nextflow submits a retry anew, under another task_id and with what the retry asks for. Attempts that failed
 * are kept, since their time was spent and paid for; those lost with their instance are not where the task was tried again.
 *
 * Sources: Nextflow documentation, "Trace file"; its code, TaskRun.makeCopy (a retry has another id and the same name) and
 * AwsBatchTaskHandler.checkIfCompleted (no exit code where neither AWS Batch nor the task's directory has one; the trace shows "-").
 */

import type { NewJob } from '../models/workload-builder.ts';
import type { ImportSession } from './import-session.ts';
import type { Importer } from './importer.ts';
import { epochNumberMs, isoMs, namesZone } from './instants.ts';
import { InterruptedRuns } from './interrupted-runs.ts';
import { lineBatches } from './lines.ts';
import { decimalNumber, durationMs, sizeMiB } from './quantities.ts';
import { RunTally } from './run-tally.ts';

/** Ids of jobs in AWS Batch, with the index of an array's child. */
const AWS_BATCH_ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}(:\d+)?$/;
/** What Google Batch writes for a preempted machine; no process can exit with it. */
const GOOGLE_PREEMPTED = '50001';
const UNKNOWN_EXIT = '2147483647';

export const nextflowImporter: Importer = {
  format: 'nextflow',
  matchesName: (name) => /trace.*\.(txt|tsv)$/.test(name),
  matchesContent: (head) => {
    const columns = new Set(columnsOf(head.slice(0, Math.max(0, head.indexOf('\n')))));
    return columns.has('task_id') && (columns.has('native_id') || columns.has('hash') || columns.has('realtime'));
  },
  read: async (text, session) => {
    const reader = new NextflowReader(session);
    for await (const { lines, firstLine } of lineBatches(text)) {
      for (let index = 0; index < lines.length; index++) reader.readLine(lines[index], firstLine + index);
    }
    reader.finish();
  },
};

function columnsOf(header: string): string[] {
  return header.split('\t').map((name) => name.trim());
}

class NextflowReader {
  readonly #session: ImportSession;
  #header: string | undefined;
  #columnOf = new Map<string, number>();
  #cells: readonly string[] = [];
  readonly #lost = new InterruptedRuns();
  readonly #lostTally = new RunTally();
  readonly #failedTally = new RunTally();

  constructor(session: ImportSession) {
    this.#session = session;
  }

  readLine(line: string, number: number): void {
    if (line.trim() === '') return;
    if (this.#header === undefined) {
      this.#readHeader(line, number);
      return;
    }
    if (line === this.#header) {
      // Runs appended to one file repeat it. No run retries what failed in another.
      this.#lost.release();
      return;
    }
    this.#session.rows++;
    this.#cells = line.split('\t');
    this.#readTask(number);
  }

  finish(): void {
    this.#lost.release();
    this.#noteLost();
    this.#noteFailed();
  }

  #readHeader(line: string, number: number): void {
    this.#header = line;
    for (const [position, name] of columnsOf(line).entries()) {
      if (this.#columnOf.has(name)) this.#session.problem(name, 'this column is there twice', 'keep one', number);
      this.#columnOf.set(name, position);
    }
    const hasRunTime = this.#has('realtime') || (this.#has('start') && this.#has('complete'));
    if (!this.#has('submit')) this.#missing('submit', number);
    if (!hasRunTime) this.#missing('realtime', number);
  }

  #has(name: string): boolean {
    return this.#columnOf.has(name);
  }

  #missing(name: string, line: number): void {
    const hint = `run Nextflow with trace.fields that contain '${name}'`;
    this.#session.problem(name, `a Nextflow trace needs the column "${name}"`, hint, line);
  }

  #readTask(line: number): void {
    const status = this.#cell('status');
    if (status === 'CACHED') {
      this.#session.skip('CACHED: the result was reused, nothing ran', line);
      return;
    }
    const submitMs = this.#instant('submit', line);
    const runMs = this.#runMs(line);
    if (submitMs === undefined || runMs === undefined) {
      const missing = submitMs === undefined ? 'submit time' : 'run time';
      this.#session.skip(`no ${missing} (status ${status ?? 'unknown'})`, line);
      return;
    }
    const completeMs = this.#completeMs();
    if (runMs < 0 && this.#cell('realtime') !== undefined)
      this.#session.problem('realtime', 'the run time is below 0', 'correct the row', line);
    else if (runMs < 0)
      this.#session.problem('complete', 'the task completes before it starts', 'correct the row', line);
    else if (completeMs !== undefined && completeMs < submitMs)
      this.#session.problem('complete', 'the task completes before it is submitted', 'correct the row', line);
    else if (
      this.#session.acceptsRunMs(runMs, 'realtime', line) &&
      this.#session.acceptsSubmitMs(submitMs, 'submit', line)
    )
      this.#addTask(submitMs, runMs, line);
  }

  #addTask(submitMs: number, runMs: number, line: number): void {
    const memoryMiB = this.#read('memory', sizeMiB, line);
    const job: NewJob = {
      id: this.#cell('task_id'),
      submitMs,
      runMs,
      queue: this.#cell('queue'),
      jobDefinition: this.#process(),
      vcpus: this.#read('cpus', positiveNumber, line),
      // 0 asks for nothing, which no container can.
      memoryMiB: memoryMiB === undefined || memoryMiB === 0 ? undefined : Math.ceil(memoryMiB),
      peakMemoryMiB: this.#read('peak_rss', sizeMiB, line),
    };
    this.#session.submitTimes = 'epoch';
    const name = this.#cell('name');
    const isFailed = this.#cell('status') === 'FAILED';
    if (isFailed && name !== undefined && this.#lostItsInstance()) this.#holdLost(name, job, line);
    else {
      if (name !== undefined) this.#lost.meet(name, submitMs);
      this.#keep(job, isFailed);
    }
  }

  #keep(job: NewJob, isFailed: boolean): void {
    if (isFailed) this.#failedTally.add(job.runMs);
    this.#session.builder.addJob(job);
  }

  #holdLost(name: string, job: NewJob, line: number): void {
    const { submitMs, runMs } = job;
    this.#lost.hold({
      key: name,
      submitMs,
      againFromMs: this.#completeMs() ?? submitMs + runMs,
      replaced: () => {
        this.#lostTally.add(runMs);
        this.#session.skip('lost its instance, and the task was tried again', line);
      },
      keep: () => this.#keep(job, true),
    });
  }

  /**
   * A task killed by a signal (143, 137) may have been killed for anything, so only these are taken: in AWS Batch no exit code at all,
   * in Google Batch its own for it. `error_action`, where the trace has it, says whether there was a retry.
   */
  #lostItsInstance(): boolean {
    if (this.#has('error_action') && this.#cell('error_action') !== 'RETRY') return false;
    const exit = this.#cell('exit');
    if (exit === GOOGLE_PREEMPTED) return true;
    const isUnknown = this.#has('exit') && (exit === undefined || exit === UNKNOWN_EXIT);
    return isUnknown && AWS_BATCH_ID.test(this.#cell('native_id') ?? '');
  }

  #noteLost(): void {
    const { runs, hours } = this.#lostTally;
    if (runs === 0) return;
    const [which, were, are] =
      runs === 1
        ? ['1 FAILED task that lost its', 'was', 'is']
        : [`${runs} FAILED tasks that lost their`, 'were', 'are'];
    const text = `${which} instance (told by the column exit) and ${were} tried again, ${hours} in all, ${are} not replayed`;
    this.#session.note(`${text}: the Spot model loses attempts of its own`);
  }

  #noteFailed(): void {
    const { runs, hours } = this.#failedTally;
    if (runs === 0) return;
    const which =
      runs === 1
        ? `1 FAILED task (${hours}) is kept as a job that takes the time it ran`
        : `${runs} FAILED tasks (${hours} in all) are kept as jobs that take the time they ran`;
    this.#session.note(`${which}; a retry is a job of its own, with its own requests`);
  }

  /**
   * Nextflow makes one Batch job definition a container image, which the trace does not tell; the process is what asks for resources
   * and what people size, so it stands as the job definition. `name` is "process (tag)".
   */
  #process(): string | undefined {
    return this.#cell('process') ?? this.#cell('name')?.replace(/ \(.*\)$/, '');
  }

  /** `realtime` is the task itself; `duration` would add the wait in the queue and the start of the machine. */
  #runMs(line: number): number | undefined {
    const realtime = this.#read('realtime', durationMs, line);
    if (realtime !== undefined) return realtime;
    const start = this.#instant('start', line);
    const complete = this.#instant('complete', line);
    return start === undefined || complete === undefined ? undefined : complete - start;
  }

  /** Undefined also where it cannot be read: beside a realtime nothing else hangs on it. */
  #completeMs(): number | undefined {
    const text = this.#cell('complete');
    return text === undefined ? undefined : this.#instantMs(text);
  }

  #instant(name: string, line: number): number | undefined {
    return this.#read(name, (text) => this.#instantMs(text), line);
  }

  #instantMs(text: string): number | undefined {
    const number = decimalNumber(text);
    if (number !== undefined) return epochNumberMs(number);
    if (!namesZone(text)) this.#session.note('times name no time zone; they are read as UTC');
    return isoMs(text);
  }

  /** Value of a cell; "-" and missing columns are undefined, anything unreadable is a problem. */
  #read(name: string, parse: (text: string) => number | undefined, line: number): number | undefined {
    const text = this.#cell(name);
    if (text === undefined) return undefined;
    const value = parse(text);
    if (value === undefined) this.#session.problem(name, `cannot read "${text}"`, 'see docs/traces.md for units', line);
    return value;
  }

  #cell(name: string): string | undefined {
    const position = this.#columnOf.get(name);
    const text = position === undefined ? undefined : this.#cells[position]?.trim();
    return text === undefined || text === '' || text === '-' ? undefined : text;
  }
}

function positiveNumber(text: string): number | undefined {
  const value = decimalNumber(text);
  return value !== undefined && value > 0 ? value : undefined;
}
