/**
 * Reads the rows of a CSV trace that hold nothing unusual straight from character codes into the builder's columns: no string,
 * no object and no look-up by name a job. Whatever is not plain, and the first job of every class, is left to CsvReader.
 */
import { MOST_JOBS } from '../models/workload-limit.ts';
import type { CsvField } from './csv-columns.ts';
import type { Delimiter } from './csv-records.ts';
import type { CsvRow } from './csv-row.ts';
import type { ImportSession } from './import-session.ts';
import { epochNumberMs, UTC_NOTE } from './instants.ts';
import type { PieceCodes } from './piece-codes.ts';
import { POWERS_OF_TEN } from './quantities.ts';
import { QuickDates } from './quick-dates.ts';

/** What a cell is to a plain row. */
const PASSED_OVER = 0;
const ID = 1;
const SUBMIT = 2;
const RUN = 3;
const PEAK = 4;
/** Part of the request that makes the job's class. */
const CLASS = 5;
const EMPTY = 6;
const EMPTY_OR_ONE = 7;
/** Together the run time, where the header has no other. */
const START = 8;
const END = 9;

const MEANING: Readonly<Partial<Record<CsvField, number>>> = {
  id: ID,
  submit: SUBMIT,
  submitRelative: SUBMIT,
  run: RUN,
  peakMemoryMiB: PEAK,
  // Only read where the run time is not given.
  runClock: PASSED_OVER,
  start: PASSED_OVER,
  end: PASSED_OVER,
  hosts: EMPTY_OR_ONE,
  arraySize: EMPTY_OR_ONE,
  vcpus: CLASS,
  memoryMiB: CLASS,
  gpus: CLASS,
  architecture: CLASS,
  nodes: CLASS,
  queue: CLASS,
  jobDefinition: CLASS,
  consumableResources: CLASS,
  attempts: CLASS,
  timeout: CLASS,
  user: CLASS,
  shareIdentifier: CLASS,
  schedulingPriority: CLASS,
};

/** A trace where most jobs are a class of their own gains nothing from remembering them. */
const MOST_CLASSES = 65_536;
const LINE_END = 10;
const RETURN = 13;

interface KnownClass {
  /** The codes of its cells, a delimiter after each. */
  readonly key: Uint8Array;
  readonly classIndex: number;
  /** Another class with the same hash. */
  readonly next: KnownClass | undefined;
}

export class CsvQuickRows {
  readonly #session: ImportSession;
  readonly #delimiter: number;
  readonly #meanings: Uint8Array;
  readonly #scales: Float64Array;
  readonly #isEpoch: boolean;
  readonly #hasRun: boolean;
  readonly #dates = new QuickDates();
  readonly #classes = new Map<number, KnownClass>();
  #classCount = 0;
  /** Class cells of the row being read, a delimiter after each. */
  #key = new Uint8Array(256);
  #keyLength = 0;
  #hash = 0;
  #at = 0;
  /** The other cells of that row; NaN for a time that is not plain. */
  #id: string | number | undefined;
  #submit = Number.NaN;
  #runMs = Number.NaN;
  #startMs = Number.NaN;
  #endMs = Number.NaN;
  #namesAllZones = true;
  #peakMemoryMiB: number | undefined;

  /** Undefined where no row can be plain. */
  static of(session: ImportSession, row: CsvRow, delimiter: Delimiter): CsvQuickRows | undefined {
    const hasRunTime = row.has('run') || (row.has('start') && row.has('end') && !row.has('runClock'));
    const isPlain = hasRunTime && row.has('submit') !== row.has('submitRelative') && session.problems.isEmpty;
    return isPlain ? new CsvQuickRows(session, row, delimiter) : undefined;
  }

  private constructor(session: ImportSession, row: CsvRow, delimiter: Delimiter) {
    this.#session = session;
    this.#delimiter = delimiter.charCodeAt(0);
    this.#meanings = new Uint8Array(row.width).fill(PASSED_OVER);
    this.#scales = new Float64Array(row.width).fill(1);
    this.#isEpoch = row.has('submit');
    this.#hasRun = row.has('run');
    for (const [field, { position, scale }] of row.columns) {
      this.#meanings[position] = MEANING[field] ?? EMPTY;
      this.#scales[position] = scale;
      if (field === 'start' && !this.#hasRun) this.#meanings[position] = START;
      if (field === 'end' && !this.#hasRun) this.#meanings[position] = END;
    }
  }

  /**
   * Adds the job of the line that starts at `start` and gives where the next line starts; -1, and nothing is added, when the line
   * has to be read with care.
   */
  add(piece: PieceCodes, start: number): number {
    const { codes, length } = piece;
    const last = this.#meanings.length - 1;
    this.#at = start;
    this.#keyLength = 0;
    this.#hash = 0;
    this.#id = undefined;
    this.#peakMemoryMiB = undefined;
    this.#namesAllZones = true;
    for (let cell = 0; cell <= last; cell++) {
      if (!this.#readCell(cell, piece)) return -1;
      if (cell < last && (this.#at >= length || codes[this.#at++] !== this.#delimiter)) return -1;
    }
    const next = this.#lineEnd(codes, length);
    return next >= 0 && this.#addRead() ? next : -1;
  }

  #addRead(): boolean {
    const { builder } = this.#session;
    const submitMs = this.#submit;
    if (!this.#hasRun) {
      if (!(this.#startMs <= this.#endMs) || (this.#isEpoch && this.#startMs < submitMs)) return false;
      this.#runMs = this.#endMs - this.#startMs;
    }
    if (!this.#session.isCredible(submitMs, this.#runMs) || builder.jobCount >= MOST_JOBS) return false;
    const known = this.#knownClass();
    if (known === undefined) return false;
    builder.addJobOfClass(known.classIndex, submitMs, this.#runMs, this.#id, this.#peakMemoryMiB);
    this.#session.rows++;
    if (!this.#namesAllZones) this.#session.note(UTC_NOTE);
    return true;
  }

  /** False when the cell is not plain. */
  #readCell(cell: number, piece: PieceCodes): boolean {
    const { codes, length } = piece;
    const from = this.#at;
    switch (this.#meanings[cell]) {
      case SUBMIT:
        this.#submit = this.#isEpoch ? this.#moment(codes, length) : this.#number(codes, length) * this.#scales[cell];
        return true;
      case RUN:
        this.#runMs = this.#number(codes, length) * this.#scales[cell];
        return true;
      case START:
        this.#startMs = this.#moment(codes, length);
        return true;
      case END:
        this.#endMs = this.#moment(codes, length);
        return true;
      case PEAK:
        return this.#readPeak(codes, length, this.#scales[cell]);
      case ID:
        return this.#readId(piece);
      case CLASS:
        return this.#readClassCell(codes, length);
      default:
        this.#skip(codes, length);
        return this.#mayHold(cell, from, codes);
    }
  }

  #readPeak(codes: Uint8Array, length: number, scale: number): boolean {
    const from = this.#at;
    const peakMemoryMiB = this.#number(codes, length) * scale;
    if (this.#at > from) this.#peakMemoryMiB = peakMemoryMiB;
    return this.#at === from || !Number.isNaN(peakMemoryMiB);
  }

  /** Remembers the class of the job that the careful way has just added from the row that `add` has just refused, if it was one. */
  learn(piece: PieceCodes, start: number, classIndex: number): void {
    if (this.#classCount >= MOST_CLASSES || !this.#readClass(piece, start) || this.#knownClass() !== undefined) return;
    const key = this.#key.slice(0, this.#keyLength);
    this.#classes.set(this.#hash, { key, classIndex, next: this.#classes.get(this.#hash) });
    this.#classCount++;
  }

  /** Gathers the class cells alone; false when one is not plain. */
  #readClass({ codes, length }: PieceCodes, start: number): boolean {
    this.#at = start;
    this.#keyLength = 0;
    this.#hash = 0;
    const width = this.#meanings.length;
    for (let cell = 0; cell < width; cell++) {
      if (this.#meanings[cell] !== CLASS) this.#skip(codes, length);
      else if (!this.#readClassCell(codes, length)) return false;
      if (cell < width - 1 && (this.#at >= length || codes[this.#at++] !== this.#delimiter)) return false;
    }
    const isLonger = this.#at < length && codes[this.#at] === this.#delimiter;
    return isLonger || this.#lineEnd(codes, length) >= 0;
  }

  /** As plainNumberBetween, up to what ends the cell; NaN when it is anything else. */
  #number(codes: Uint8Array, length: number): number {
    const start = this.#at;
    let at = start;
    let value = 0;
    let point = -1;
    for (; at < length; at++) {
      const digit = codes[at] - 48;
      if (digit >= 0 && digit <= 9) value = value * 10 + digit;
      else if (digit === -2 && point < 0) point = at;
      else break;
    }
    this.#at = at;
    const digits = at - start - (point < 0 ? 0 : 1);
    if (digits < 1 || digits > 15 || point === start || point === at - 1) return Number.NaN;
    return point < 0 ? value : value / POWERS_OF_TEN[at - 1 - point];
  }

  /** A date, epoch seconds or epoch ms, up to what ends the cell; NaN when it is anything else. */
  #moment(codes: Uint8Array, length: number): number {
    const start = this.#at;
    const dates = this.#dates;
    const ms = dates.read(codes, start, length);
    if (Number.isNaN(ms)) {
      this.#at = start;
      return epochNumberMs(this.#number(codes, length)) ?? Number.NaN;
    }
    this.#at = dates.end;
    if (!dates.namesZone) this.#namesAllZones = false;
    return ms;
  }

  #skip(codes: Uint8Array, length: number): void {
    let at = this.#at;
    for (; at < length; at++) {
      const code = codes[at];
      if (code === this.#delimiter || code === LINE_END || code === RETURN) break;
    }
    this.#at = at;
  }

  #mayHold(cell: number, from: number, codes: Uint8Array): boolean {
    const meaning = this.#meanings[cell];
    if (meaning === PASSED_OVER || this.#at === from) return true;
    return meaning === EMPTY_OR_ONE && this.#at === from + 1 && codes[from] === 49;
  }

  /** Whole numbers as numbers, other texts of printable ASCII without a blank at either end; false for the rest. */
  #readId({ codes, length, text }: PieceCodes): boolean {
    const start = this.#at;
    let isDigits = true;
    let isPlain = true;
    let value = 0;
    let at = start;
    for (; at < length; at++) {
      const code = codes[at];
      if (code >= 48 && code <= 57) {
        value = value * 10 + (code - 48);
        continue;
      }
      if (code === this.#delimiter || code === LINE_END || code === RETURN) break;
      isDigits = false;
      if (code < 32 || code > 126) isPlain = false;
    }
    this.#at = at;
    if (at === start) return true;
    if (!isPlain || codes[start] === 32 || codes[at - 1] === 32) return false;
    const isNumber = isDigits && at - start <= 15 && (at - start === 1 || codes[start] !== 48);
    this.#id = isNumber ? value : text.slice(start, at);
    return true;
  }

  #readClassCell(codes: Uint8Array, length: number): boolean {
    let at = this.#at;
    let hash = this.#hash;
    let keyLength = this.#keyLength;
    const key = this.#key;
    for (; at < length; at++) {
      const code = codes[at];
      if (code === this.#delimiter || code === LINE_END || code === RETURN) break;
      if (code < 32 || code > 126 || keyLength >= key.length - 1) return false;
      key[keyLength++] = code;
      // A step of FNV-1a; only spreads, never decides equality.
      hash = Math.imul(hash ^ code, 0x01000193);
    }
    key[keyLength++] = this.#delimiter;
    this.#hash = Math.imul(hash ^ this.#delimiter, 0x01000193);
    this.#keyLength = keyLength;
    this.#at = at;
    return keyLength < key.length;
  }

  #knownClass(): KnownClass | undefined {
    let known = this.#classes.get(this.#hash);
    while (known !== undefined && !this.#isKey(known.key)) known = known.next;
    return known;
  }

  #isKey(key: Uint8Array): boolean {
    if (key.length !== this.#keyLength) return false;
    for (let at = 0; at < key.length; at++) if (key[at] !== this.#key[at]) return false;
    return true;
  }

  /** Where the next line starts; -1 when this is not the end of a line. */
  #lineEnd(codes: Uint8Array, length: number): number {
    const at = this.#at;
    if (at >= length) return length;
    if (codes[at] === LINE_END) return at + 1;
    return codes[at] === RETURN && at + 1 < length && codes[at + 1] === LINE_END ? at + 2 : -1;
  }
}
