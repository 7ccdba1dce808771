/**
 * Reads Standard Workload Format logs. Their dirt is documented, so a bad row is skipped with a reason; only what would
 * make the whole trace wrong (a memory unit, an absurd run time) is a problem.
 *
 * Source of the fields: Parallel Workloads Archive, "The Standard Workload Format" (18 fields, -1 = unknown).
 */

import type { ImportSession } from './import-session.ts';
import type { Importer } from './importer.ts';
import { lineBatches } from './lines.ts';
import { type SwfMemory, swfMemory } from './swf-memory.ts';

const FIELD_COUNT = 18;
/** Positions in the row, counted from 0 (the standard counts from 1). */
const ID = 0;
const SUBMIT_S = 1;
const RUN_S = 3;
const ALLOCATED_PROCESSORS = 4;
const REQUESTED_PROCESSORS = 7;
const STATUS = 10;
const USER = 11;

export const swfImporter: Importer = {
  format: 'swf',
  matchesName: (name) => name.endsWith('.swf'),
  matchesContent: (head) => {
    const firstRow = head.split('\n').find((line) => line.trim() !== '' && !line.startsWith(';'));
    if (firstRow === undefined) return head.trimStart().startsWith(';');
    const fields = firstRow.trim().split(/\s+/);
    return fields.length >= FIELD_COUNT && fields.slice(0, FIELD_COUNT).every((field) => /^-?[\d.]+$/.test(field));
  },
  read: async (text, session) => {
    const reader = new SwfReader(session);
    for await (const { lines, firstLine } of lineBatches(text)) {
      for (let index = 0; index < lines.length; index++) reader.readLine(lines[index], firstLine + index);
    }
    reader.finish();
  },
};

class SwfReader {
  readonly #session: ImportSession;
  readonly #memory: SwfMemory;
  readonly #fields = new Float64Array(FIELD_COUNT);
  readonly #userNames = new Map<number, string>();
  #unixStartMs: number | undefined;
  #hasJobs = false;

  constructor(session: ImportSession) {
    this.#session = session;
    this.#memory = swfMemory(session);
  }

  readLine(line: string, number: number): void {
    if (line.charCodeAt(0) === 59 /* ; */) {
      this.#readHeader(line);
      return;
    }
    const count = scanNumbers(line, this.#fields);
    if (count === 0) return;
    this.#session.rows++;
    const reason = this.#reasonToSkip(count);
    if (reason !== undefined) this.#session.skip(reason, number);
    else this.#addJob(number);
    if (count > FIELD_COUNT) this.#session.note('rows have more than 18 columns; those after the 18th are not read');
  }

  finish(): void {
    this.#memory.finish();
  }

  #readHeader(line: string): void {
    const match = /^;\s*UnixStartTime:\s*(\d+)/i.exec(line);
    if (match !== null && Number(match[1]) > 0) this.#unixStartMs = Number(match[1]) * 1000;
  }

  #reasonToSkip(count: number): string | undefined {
    const fields = this.#fields;
    const runS = fields[RUN_S];
    if (count < FIELD_COUNT) return 'fewer than 18 columns';
    if (!(Number.isFinite(fields[SUBMIT_S]) && Number.isFinite(runS))) return 'submit or run time is not a number';
    if (runS === -1) return 'run time unknown (-1)';
    if (runS < 0) return 'negative run time';
    if (runS === 0) return 'run time 0';
    if (fields[SUBMIT_S] < 0) return 'submit time unknown';
    // Statuses 2 to 4 are the pieces of a checkpointed job that also has a line for the whole.
    if (fields[STATUS] >= 2 && fields[STATUS] <= 4) return 'part of a checkpointed job (status 2 to 4)';
    if (!(fields[REQUESTED_PROCESSORS] > 0 || fields[ALLOCATED_PROCESSORS] > 0)) return 'processors unknown';
    return undefined;
  }

  #addJob(line: number): void {
    const fields = this.#fields;
    const runMs = fields[RUN_S] * 1000;
    if (!this.#session.acceptsRunMs(runMs, 'field 4 (run time)', line)) return;
    if (!this.#session.acceptsSubmitMs(fields[SUBMIT_S] * 1000, 'field 2 (submit time)', line)) return;
    if (!this.#hasJobs) this.#chooseOrigin();
    const requested = fields[REQUESTED_PROCESSORS];
    const vcpus = Math.ceil(requested > 0 ? requested : fields[ALLOCATED_PROCESSORS]);
    this.#session.builder.addJob({
      id: fields[ID],
      submitMs: fields[SUBMIT_S] * 1000 + (this.#unixStartMs ?? 0),
      runMs,
      vcpus,
      memoryMiB: this.#memory.requestMiB(fields, vcpus, line),
      user: this.#userName(fields[USER]),
      peakMemoryMiB: this.#memory.peakMiB(fields, vcpus),
    });
  }

  /** Some logs hold epoch seconds in the submit field instead of seconds since UnixStartTime. */
  #chooseOrigin(): void {
    this.#hasJobs = true;
    const isAbsolute = this.#fields[SUBMIT_S] > 4e8;
    if (isAbsolute)
      this.#session.note('submit times are taken as seconds since 1970: they are too large for a log that starts at 0');
    if (isAbsolute) this.#unixStartMs = undefined;
    if (isAbsolute || this.#unixStartMs !== undefined) this.#session.submitTimes = 'epoch';
  }

  #userName(user: number): string | undefined {
    if (!(user >= 0)) return undefined;
    let name = this.#userNames.get(user);
    if (name === undefined) {
      name = String(user);
      this.#userNames.set(user, name);
    }
    return name;
  }
}

/**
 * Whitespace-separated numbers of a line into `fields` (NaN where a column is no number); gives the number of columns,
 * also beyond the end of `fields`. Hand-written because splitting 18 strings a row took most of the import.
 */
export function scanNumbers(line: string, fields: Float64Array): number {
  const length = line.length;
  let count = 0;
  let at = 0;
  for (;;) {
    while (at < length && line.charCodeAt(at) <= 32) at++;
    if (at >= length) return count;
    const start = at;
    while (at < length && line.charCodeAt(at) > 32) at++;
    if (count < fields.length) fields[count] = numberBetween(line, start, at);
    count++;
  }
}

function numberBetween(line: string, start: number, end: number): number {
  const isNegative = line.charCodeAt(start) === 45;
  const firstDigit = isNegative ? start + 1 : start;
  let value = 0;
  let at = firstDigit;
  for (; at < end; at++) {
    const digit = line.charCodeAt(at) - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  // With a point, with anything else, or beyond 15 digits the exact conversion is Number's.
  if (at < end || end === firstDigit || end - firstDigit > 15) return Number(line.slice(start, end));
  return isNegative ? -value : value;
}
