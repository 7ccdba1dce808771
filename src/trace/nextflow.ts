/**
 * Reads Nextflow trace files (`-with-trace`), with human or raw units and any choice of columns. Each row is one attempt
 * of one task; failed attempts are kept, since their time was spent and paid for.
 *
 * Source of the fields: Nextflow documentation, "Trace file".
 */

import type { ImportSession } from './import-session.ts';
import type { Importer } from './importer.ts';
import { epochNumberMs, isoMs, namesZone } from './instants.ts';
import { lineBatches } from './lines.ts';
import { decimalNumber, durationMs, sizeMiB } from './quantities.ts';

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

  constructor(session: ImportSession) {
    this.#session = session;
  }

  readLine(line: string, number: number): void {
    if (line.trim() === '') return;
    if (this.#header === undefined) {
      this.#readHeader(line, number);
      return;
    }
    if (line === this.#header) return; // Runs appended to one file repeat the header.
    this.#session.rows++;
    this.#cells = line.split('\t');
    this.#readTask(number);
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
    if (this.#cell('status') === 'FAILED') this.#session.note('FAILED attempts are kept with the time they ran');
    const memoryMiB = this.#read('memory', sizeMiB, line);
    this.#session.submitTimes = 'epoch';
    this.#session.builder.addJob({
      id: this.#cell('task_id'),
      submitMs,
      runMs,
      queue: this.#cell('queue'),
      jobDefinition: this.#process(),
      vcpus: this.#read('cpus', positiveNumber, line),
      // 0 asks for nothing, which no container can.
      memoryMiB: memoryMiB === undefined || memoryMiB === 0 ? undefined : Math.ceil(memoryMiB),
      peakMemoryMiB: this.#read('peak_rss', sizeMiB, line),
    });
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
