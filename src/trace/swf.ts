/**
 * Reads Standard Workload Format logs. Their dirt is documented, so a bad row is skipped with a reason; only what would
 * make the whole trace wrong (a memory unit, an absurd run time) is a problem.
 *
 * Source of the fields: Parallel Workloads Archive, "The Standard Workload Format" (18 fields, -1 = unknown).
 */

import type { ImportSession } from './import-session.ts';
import type { Importer } from './importer.ts';
import { IncompleteJobs } from './incomplete-jobs.ts';
import { refuseBareReturns } from './line-ends.ts';
import { type TextPiece, textPieces } from './lines.ts';
import { NumberFields } from './number-fields.ts';
import { PieceCodes } from './piece-codes.ts';
import { SwfClasses } from './swf-classes.ts';
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
/** The year 9999. */
const LAST_START_S = 253_402_300_799;

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
    for await (const piece of textPieces(text)) reader.readPiece(piece);
    reader.finish();
  },
};

class SwfReader {
  readonly #session: ImportSession;
  readonly #memory: SwfMemory;
  readonly #fields = new NumberFields(FIELD_COUNT);
  readonly #classes = new SwfClasses();
  readonly #codes = new PieceCodes();
  readonly #incomplete = new IncompleteJobs();
  #unixStartMs: number | undefined;
  #hasJobs = false;
  /** Of the last row that is no piece. */
  #wholeId = Number.NaN;

  constructor(session: ImportSession) {
    this.#session = session;
    this.#memory = swfMemory(session);
  }

  readPiece(piece: TextPiece): void {
    const codes = this.#codes;
    codes.moveTo(piece);
    let line = piece.firstLine;
    for (let at = 0; at < codes.length; line++) at = this.#readLine(at, line);
  }

  /** Gives where the next line starts. */
  #readLine(start: number, number: number): number {
    const { codes, text } = this.#codes;
    if (codes[start] === 59 /* ; */) {
      const lineEnd = text.indexOf('\n', start);
      this.#readHeader(text.slice(start, lineEnd < 0 ? text.length : lineEnd), number);
      return lineEnd < 0 ? text.length : lineEnd + 1;
    }
    const next = this.#fields.scan(this.#codes, start);
    // A CR is a blank to the numbers, so that two rows would be one.
    if (this.#fields.count > FIELD_COUNT) refuseBareReturns(text.slice(start, next), number);
    if (this.#fields.count > 0) this.#readRow(this.#fields.count, number);
    return next;
  }

  #readRow(count: number, number: number): void {
    this.#session.rows++;
    const reason = this.#reasonToSkip(count);
    if (reason !== undefined) this.#session.skip(reason, number);
    else this.#addJob(number);
    if (count > FIELD_COUNT) this.#session.note('rows have more than 18 columns; those after the 18th are not read');
  }

  finish(): void {
    this.#memory.finish();
    for (const note of this.#incomplete.notes) this.#session.note(note);
  }

  #readHeader(line: string, number: number): void {
    refuseBareReturns(line, number);
    const match = /^;\s*UnixStartTime:\s*(\d+)/i.exec(line);
    if (match === null) return;
    const startS = Number(match[1]);
    if (startS > LAST_START_S)
      this.#session.problem('UnixStartTime', `${match[1]} is no date in seconds since 1970`, 'correct it', number);
    else if (startS > 0) this.#unixStartMs = startS * 1000;
  }

  #reasonToSkip(count: number): string | undefined {
    const fields = this.#fields.values;
    const runS = fields[RUN_S];
    if (count < FIELD_COUNT) return 'fewer than 18 columns';
    // The pieces follow the line for the whole job, which has 0, 1 or 5; only the first of them has a submit time.
    if (fields[STATUS] >= 2 && fields[STATUS] <= 4)
      return fields[ID] === this.#wholeId
        ? 'part of a checkpointed job (status 2 to 4)'
        : 'part of a checkpointed job (status 2 to 4) without a row for the whole before it';
    this.#wholeId = fields[ID];
    if (!(Number.isFinite(fields[SUBMIT_S]) && Number.isFinite(runS))) return 'submit or run time is not a number';
    if (runS === -1) return 'run time unknown (-1)';
    if (runS < 0) return 'negative run time';
    if (runS === 0) return 'run time 0';
    if (fields[SUBMIT_S] < 0) return 'submit time unknown';
    if (!(fields[REQUESTED_PROCESSORS] > 0 || fields[ALLOCATED_PROCESSORS] > 0)) return 'processors unknown';
    return undefined;
  }

  #addJob(line: number): void {
    const fields = this.#fields.values;
    const runMs = fields[RUN_S] * 1000;
    if (!this.#session.acceptsRunMs(runMs, 'field 4 (run time)', line)) return;
    if (!this.#session.acceptsSubmitMs(fields[SUBMIT_S] * 1000, 'field 2 (submit time)', line)) return;
    if (!this.#hasJobs) this.#chooseOrigin();
    const requested = fields[REQUESTED_PROCESSORS];
    const vcpus = Math.ceil(requested > 0 ? requested : fields[ALLOCATED_PROCESSORS]);
    const memoryMiB = this.#memory.requestMiB(fields, vcpus, line);
    const { builder } = this.#session;
    const classIndex = this.#classes.indexOf(builder, vcpus, memoryMiB, fields[USER]);
    const submitMs = fields[SUBMIT_S] * 1000 + (this.#unixStartMs ?? 0);
    builder.addJobOfClass(classIndex, submitMs, runMs, fields[ID], this.#memory.peakMiB(fields, vcpus));
    const status = fields[STATUS];
    if (status === 0) this.#incomplete.add('failed', runMs);
    else if (status === 5) this.#incomplete.add('cancelled', runMs);
  }

  /** Some logs hold epoch seconds in the submit field instead of seconds since UnixStartTime. */
  #chooseOrigin(): void {
    this.#hasJobs = true;
    const isAbsolute = this.#fields.values[SUBMIT_S] > 4e8;
    if (isAbsolute)
      this.#session.note('submit times are taken as seconds since 1970: they are too large for a log that starts at 0');
    if (isAbsolute) this.#unixStartMs = undefined;
    if (isAbsolute || this.#unixStartMs !== undefined) this.#session.submitTimes = 'epoch';
  }
}
