/**
 * Reads the CSV traces people write themselves or export from a spreadsheet. Nothing is skipped here except jobs over
 * several hosts in one figure: a wrong cell is a mistake of its author and is reported with its line.
 */

import { type ConsumableRequest, parseConsumables } from '../models/consumable-resources.ts';
import type { Architecture } from '../models/workload.ts';
import type { DependencyType } from '../models/workload-builder.ts';
import { CSV_COLUMNS, normalizedColumnName } from './csv-columns.ts';
import { CsvQuickRows } from './csv-quick-rows.ts';
import { type CsvBatch, csvBatches, type Delimiter, sniffedDelimiter } from './csv-records.ts';
import { type CsvMoment, CsvRow } from './csv-row.ts';
import { stopTimesOf } from './csv-stops.ts';
import type { ImportSession } from './import-session.ts';
import type { Importer } from './importer.ts';
import { PieceCodes } from './piece-codes.ts';
import { clockMs } from './quantities.ts';
import { HIGHEST_PRIORITY, MOST_ATTEMPTS, MOST_MEMORY_MIB, MOST_UNITS } from './request-limits.ts';
import { RowLines } from './row-lines.ts';
import { UnreadableTrace } from './unreadable-trace.ts';

/** AWS Batch, SubmitJob: array size 2 to 10,000. */
const LARGEST_ARRAY = 10_000;
const SHORTEST_TIMEOUT_MS = 60_000;
/** Jobs that all ask for no more than the larger and some for less than the smaller are most often counted in GiB. */
const MOST_DOUBTED_MIB = 1024;
const LEAST_USUAL_MIB = 64;

export const csvImporter: Importer = {
  format: 'csv',
  matchesName: (name) => /\.(csv|tsv)$/.test(name),
  matchesContent: (head) => {
    const header = head.trimStart().split('\n', 1)[0];
    const names = header.split(sniffedDelimiter(header)).map((name) => normalizedColumnName(name.replaceAll('"', '')));
    const fields = new Set(names.map((name) => CSV_COLUMNS.get(name)?.field));
    return fields.has('submit') || fields.has('submitRelative') || fields.has('run');
  },
  read: async (text, session) => {
    const reader = new CsvReader(session);
    for await (const batch of csvBatches(text, session)) {
      if ('records' in batch) reader.readRecords(batch.records);
      else reader.readPiece(batch);
    }
    reader.finish();
  },
};

const NO_HEADER = [
  'the first line names no column: it looks like a row of data',
  'put the names of the columns above it, such as job_id,submit_s,run_s,vcpus,memory_mib',
] as const;

type Record = Parameters<CsvRow['moveTo']>[0];
type Piece = Exclude<CsvBatch, { records: unknown }>;

/** Has numbers, and nothing that a column is called. */
function isRowOfData(cells: readonly string[]): boolean {
  return (
    cells.some((cell) => /^\s*-?\d/.test(cell)) && !cells.some((cell) => CSV_COLUMNS.has(normalizedColumnName(cell)))
  );
}

class CsvReader {
  #header: Record | undefined;
  readonly #session: ImportSession;
  readonly #row: CsvRow;
  readonly #codes = new PieceCodes();
  readonly #lines = new RowLines();
  #quick: CsvQuickRows | undefined;

  constructor(session: ImportSession) {
    this.#session = session;
    this.#row = new CsvRow(session);
  }

  readRecords(records: readonly Record[]): void {
    for (const record of records) {
      if (this.#header === undefined) this.#readHeader(record);
      else if (this.#isHeader(record.cells)) this.#session.skip('the header again', record.line);
      else {
        this.#session.rows++;
        if (this.#row.moveTo(record)) this.#readRow();
      }
    }
  }

  /** The same for lines without quotes; most rows are read without making a string of the line. */
  readPiece(piece: Piece): void {
    const { text, delimiter } = piece;
    this.#quick ??= CsvQuickRows.of(this.#session, this.#row, delimiter);
    if (this.#quick !== undefined) this.#codes.moveTo(piece);
    let line = piece.firstLine;
    for (let at = 0; at < text.length; line++) {
      const next = this.#addQuickly(at);
      if (next >= 0) this.#lines.note(this.#session.builder.jobCount - 1, line);
      at = next >= 0 ? next : this.#addCarefully(piece, at, line);
    }
  }

  /** When all is read. Two rows of one id are most often one job that was exported twice, which would be paid for twice. */
  finish(): void {
    this.#doubtMemoryUnit();
    const repeated = this.#session.problems.isEmpty ? this.#session.builder.repeatedIds() : undefined;
    if (repeated === undefined) return;
    const { id, row, earlierRow, count, isAtLeast } = repeated;
    const others = count === 1 ? '' : ` (${isAtLeast ? 'at least ' : ''}${count} rows repeat the id of an earlier one)`;
    this.#session.warn({
      path: this.#row.nameOf('id'),
      message: `"${id}" stands on line ${this.#lines.lineOf(earlierRow)} already, and each row counts as a job of its own${others}`,
      hint: 'remove the rows that were exported twice, or give every job an id of its own',
      line: this.#lines.lineOf(row),
    });
  }

  /** Gigabytes in a column of MiB cost next to nothing, and nothing else would tell. */
  #doubtMemoryUnit(): void {
    const column = this.#row.columns.get('memoryMiB');
    if (column === undefined || column.scale !== 1 || !this.#session.problems.isEmpty) return;
    const asked = this.#session.builder.requests.flatMap(({ memoryMiB }) => memoryMiB ?? []);
    if (asked.length === 0) return;
    const most = asked.reduce((largest, memoryMiB) => Math.max(largest, memoryMiB));
    if (most > MOST_DOUBTED_MIB || !asked.some((memoryMiB) => memoryMiB < LEAST_USUAL_MIB)) return;
    this.#session.warn({
      path: column.name,
      message: `no job asks for more than ${most} MiB, which is little for any container`,
      hint: 'if these are GiB, name the column memory_gib',
      line: 1,
    });
  }

  /** Once there is a mistake the jobs are of no use, and only the slow way finds the other mistakes. */
  #addQuickly(at: number): number {
    return this.#quick !== undefined && this.#session.problems.isEmpty ? this.#quick.add(this.#codes, at) : -1;
  }

  /** Gives where the next line starts. */
  #addCarefully({ text, delimiter }: Piece, at: number, line: number): number {
    const lineEnd = text.indexOf('\n', at);
    const end = lineEnd < 0 ? text.length : lineEnd;
    const { builder, problems } = this.#session;
    const jobsBefore = builder.jobCount;
    this.#readLine(text.slice(at, text.charCodeAt(end - 1) === 13 ? Math.max(at, end - 1) : end), delimiter, line);
    const isOneJob = builder.jobCount === jobsBefore + 1 && problems.isEmpty;
    if (isOneJob) this.#quick?.learn(this.#codes, at, builder.latestClass);
    return end + 1;
  }

  #readLine(line: string, delimiter: Delimiter, number: number): void {
    if (line.trim() === '') return;
    if (line.startsWith(this.#header?.cells[0] ?? '') && this.#isHeader(line.split(delimiter))) {
      this.#session.skip('the header again', number);
      return;
    }
    this.#session.rows++;
    if (this.#row.moveToLine(line, delimiter, number)) this.#readRow();
  }

  #isHeader(cells: readonly string[]): boolean {
    return cells[0] === this.#header?.cells[0] && cells.join() === this.#header.cells.join();
  }

  #readHeader(record: Record): void {
    this.#header = record;
    if (isRowOfData(record.cells)) throw new UnreadableTrace(...NO_HEADER, record.line);
    const row = this.#row;
    row.readHeader(record);
    if (!(row.has('submit') || row.has('submitRelative'))) {
      this.#session.problem(
        'submit',
        'a trace needs a submit time',
        'add a column submit (date) or submit_s',
        record.line,
      );
    }
    if (row.has('submit') && row.has('submitRelative')) {
      row.reject('submitRelative', 'a trace has dates or seconds since its start, not both', 'keep one submit column');
    }
    if (!(row.has('run') || row.has('runClock') || (row.has('start') && row.has('end')))) {
      this.#session.problem(
        'run_s',
        'a trace needs run times',
        'add a column run_s, or both start and end',
        record.line,
      );
    }
  }

  #readRow(): void {
    const row = this.#row;
    const { line } = row;
    if ((row.number('hosts', 0) ?? 1) > 1) {
      this.#session.skip(
        'needs several hosts; give nodes, and vCPUs and memory of one node, to run it as a multi-node parallel job',
        line,
      );
      return;
    }
    const submit = this.#submit();
    const runMs = this.#runMs(submit);
    if (submit === undefined || runMs === undefined) return;
    if (submit.isEpoch) this.#session.submitTimes = 'epoch';
    const hasCredibleRun = this.#session.acceptsRunMs(runMs, row.nameOf(row.has('run') ? 'run' : 'end'), line);
    const submitName = row.nameOf(row.has('submit') ? 'submit' : 'submitRelative');
    const hasCredibleSubmit = this.#session.acceptsSubmitMs(submit.ms, submitName, line);
    if (hasCredibleRun && hasCredibleSubmit) this.#add(submit, runMs);
  }

  #submit(): CsvMoment | undefined {
    const row = this.#row;
    const relativeMs = row.number('submitRelative', Number.NEGATIVE_INFINITY);
    if (relativeMs !== undefined) return { ms: relativeMs, isEpoch: false };
    if (row.text('submit') !== undefined) return row.moment('submit', false);
    const field = row.has('submit') ? 'submit' : 'submitRelative';
    if (row.has(field) && row.text(field) === undefined) row.reject(field, 'the submit time is empty', 'fill it in');
    return undefined;
  }

  #runMs(submit: CsvMoment | undefined): number | undefined {
    const row = this.#row;
    if (row.text('run') !== undefined) return row.number('run', 0);
    const clock = row.text('runClock');
    if (clock !== undefined) return clockMs(clock) ?? row.reject('runClock', `"${clock}" is not h:mm:ss`, 'use run_s');
    const start = row.moment('start', true);
    const end = row.moment('end', true);
    if (start === undefined || end === undefined) return this.#noRunTime();
    if (end.ms < start.ms) return row.reject('end', 'the job ends before it starts', 'correct start or end');
    if (submit !== undefined && submit.isEpoch === start.isEpoch && start.ms < submit.ms) {
      return row.reject('start', 'the job starts before it is submitted', 'correct submit or start');
    }
    return end.ms - start.ms;
  }

  /** A missing column or an unreadable date has been reported already; an empty cell has not. */
  #noRunTime(): undefined {
    const row = this.#row;
    if (row.has('start') && row.has('end')) {
      if (row.text('start') === undefined) row.reject('start', 'the start time is empty', 'fill it in');
      if (row.text('end') === undefined) row.reject('end', 'the end time is empty', 'fill it in');
    } else if (row.has('run')) row.reject('run', 'the run time is empty', 'fill it in');
    return undefined;
  }

  #add(submit: CsvMoment, runMs: number): void {
    const row = this.#row;
    const id = row.text('id');
    const job = {
      id,
      submitMs: submit.ms,
      runMs,
      vcpus: this.#vcpus(),
      memoryMiB: this.#memoryMiB(),
      gpus: row.wholeNumber('gpus', 0),
      architecture: this.#architecture(),
      nodes: this.#nodes(),
      queue: row.text('queue'),
      jobDefinition: row.text('jobDefinition'),
      consumableResources: this.#consumableResources(),
      attempts: this.#attempts(),
      timeoutMs: this.#timeoutMs(),
      user: row.text('user'),
      shareIdentifier: row.text('shareIdentifier'),
      schedulingPriority: this.#schedulingPriority(),
      peakMemoryMiB: row.number('peakMemoryMiB', 0),
      ...stopTimesOf(row, submit),
    };
    const size = row.wholeNumber('arraySize', 1) ?? 1;
    this.#lines.note(this.#session.builder.jobCount, row.line);
    if (size <= LARGEST_ARRAY) this.#session.refuseTooMany(size, row.line);
    if (size > LARGEST_ARRAY)
      row.reject('arraySize', `${size} is above 10000`, 'AWS Batch arrays have at most 10000 children');
    else if (size > 1) this.#session.builder.addArray({ ...job, id: id ?? `line-${row.line}`, size });
    else this.#session.builder.addJob(job);
    this.#addDependencies(id);
  }

  #vcpus(): number | undefined {
    const vcpus = this.#row.number('vcpus', 0.25);
    if (vcpus !== undefined && vcpus > MOST_UNITS)
      return this.#row.reject('vcpus', `${vcpus} vCPUs is more than 10 million`, 'check the value');
    // Whole vCPUs on EC2; Fargate alone also sells a quarter and a half (ResourceRequirement).
    if (vcpus === undefined || Number.isInteger(vcpus) || vcpus === 0.25 || vcpus === 0.5) return vcpus;
    return this.#row.reject('vcpus', `${vcpus} is not a whole number`, 'round it up');
  }

  /** API JobTimeout: at least 60 seconds. */
  #timeoutMs(): number | undefined {
    const row = this.#row;
    const timeoutMs = row.number('timeout', 1);
    if (timeoutMs === undefined || timeoutMs >= SHORTEST_TIMEOUT_MS) return timeoutMs;
    const hint = 'AWS Batch takes timeouts of at least 60 seconds: write 60 or more, or leave the cell empty';
    return row.reject('timeout', `${row.text('timeout')} is below 60 seconds`, hint);
  }

  /** API RetryStrategy: 1 to 10, the first try included. */
  #attempts(): number | undefined {
    const attempts = this.#row.wholeNumber('attempts', 1);
    if (attempts === undefined || attempts <= MOST_ATTEMPTS) return attempts;
    const hint = 'AWS Batch tries a job up to 10 times, the first included: write 10 or fewer, or leave the cell empty';
    return this.#row.reject('attempts', `${attempts} is above 10`, hint);
  }

  #schedulingPriority(): number | undefined {
    const priority = this.#row.wholeNumber('schedulingPriority', 0);
    if (priority === undefined || priority <= HIGHEST_PRIORITY) return priority;
    const hint = 'AWS Batch takes priorities of 0 to 9999: write 9999 or less, or leave the cell empty';
    return this.#row.reject('schedulingPriority', `${priority} is above 9999`, hint);
  }

  #memoryMiB(): number | undefined {
    const memoryMiB = this.#row.number('memoryMiB', 0);
    if (memoryMiB === 0) return this.#row.reject('memoryMiB', 'memory 0', 'leave the cell empty when unknown');
    if (memoryMiB !== undefined && memoryMiB > MOST_MEMORY_MIB)
      return this.#row.reject('memoryMiB', `${memoryMiB} MiB is more than 1 PiB`, 'check the unit of this column');
    return memoryMiB === undefined ? undefined : Math.ceil(memoryMiB);
  }

  /** Instances of a multi-node parallel job; one node is a job like any other. */
  #nodes(): number | undefined {
    const nodes = this.#row.wholeNumber('nodes', 1);
    return nodes === 1 ? undefined : nodes;
  }

  #consumableResources(): readonly ConsumableRequest[] | undefined {
    const text = this.#row.text('consumableResources');
    if (text === undefined) return undefined;
    const requests = parseConsumables(text);
    if (requests !== undefined) return requests;
    return this.#row.reject('consumableResources', `"${text}" is not a list`, 'write name:quantity, blanks between');
  }

  #architecture(): Architecture | undefined {
    const text = this.#row.text('architecture')?.toLowerCase();
    if (text === undefined) return undefined;
    if (text === 'x86_64' || text === 'amd64') return 'x86_64';
    if (text === 'arm64' || text === 'aarch64') return 'arm64';
    return this.#row.reject('architecture', `unknown architecture "${text}"`, 'use x86_64 or arm64');
  }

  /** `a b`, `a|b` or `a;b`; `a@N_TO_N` for arrays child by child; `SEQUENTIAL` alone for an array's own order. */
  #addDependencies(id: string | undefined): void {
    const row = this.#row;
    const text = row.text('dependsOn');
    if (text === undefined) return;
    if (id === undefined) {
      row.reject('dependsOn', 'a job with dependencies needs a job_id', 'fill in job_id');
      return;
    }
    for (const entry of text.split(/[\s|;]+/)) {
      if (entry === '') continue;
      if (entry === 'SEQUENTIAL') this.#session.builder.addDependency(id, undefined, 'SEQUENTIAL', row.line);
      else this.#addDependency(id, entry);
    }
  }

  #addDependency(id: string, entry: string): void {
    const at = entry.lastIndexOf('@');
    const type = at < 0 ? undefined : entry.slice(at + 1);
    const prerequisite = at < 0 ? entry : entry.slice(0, at);
    if (type !== undefined && type !== 'N_TO_N') {
      this.#row.reject('dependsOn', `unknown dependency type "${type}"`, 'use id or id@N_TO_N');
      return;
    }
    this.#session.builder.addDependency(id, prerequisite, type satisfies DependencyType | undefined, this.#row.line);
  }
}
