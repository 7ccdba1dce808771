/** Reads single cells of one CSV row by the meaning of their column, and reports each that cannot be what it should. */

import { CSV_COLUMNS, type CsvColumn, type CsvField, normalizedColumnName } from './csv-columns.ts';
import type { CsvRecord, Delimiter } from './csv-records.ts';
import { columnHint } from './csv-suggestion.ts';
import type { ImportSession } from './import-session.ts';
import { epochNumberMs, isoMs, namesZone, UTC_NOTE } from './instants.ts';
import { BARE_RETURN_HINT, BARE_RETURN_MESSAGE } from './line-ends.ts';
import { decimalNumber, plainNumberBetween } from './quantities.ts';

export interface PlacedColumn extends CsvColumn {
  readonly name: string;
  readonly position: number;
}

/** A time, and whether it is on the calendar or relative to an unknown start. */
export interface CsvMoment {
  readonly ms: number;
  readonly isEpoch: boolean;
}

export class CsvRow {
  readonly #session: ImportSession;
  readonly #columns = new Map<CsvField, PlacedColumn>();
  #width = 0;
  #line = 0;
  /** The row: its cells, or the line in which cell n lies from `#starts[n]` to before `#starts[n + 1] - 1`. */
  #cells: readonly string[] | undefined;
  #text = '';
  #starts = new Int32Array(0);

  constructor(session: ImportSession) {
    this.#session = session;
  }

  get line(): number {
    return this.#line;
  }

  /** Number of cells of the header. */
  get width(): number {
    return this.#width;
  }

  get columns(): ReadonlyMap<CsvField, PlacedColumn> {
    return this.#columns;
  }

  readHeader(record: CsvRecord): void {
    this.#line = record.line;
    this.#width = record.cells.length;
    this.#starts = new Int32Array(this.#width + 1);
    const ignored = new Set(this.#session.options.ignoreColumns?.map(normalizedColumnName));
    for (const [position, written] of record.cells.entries()) {
      const name = normalizedColumnName(written);
      if (name !== '' && !ignored.has(name)) this.#place(name, position);
    }
  }

  has(field: CsvField): boolean {
    return this.#columns.has(field);
  }

  /** Name of the column as the user wrote it (normalised), for problems. */
  nameOf(field: CsvField): string {
    return this.#columns.get(field)?.name ?? field;
  }

  /** Moves on to a row; false (and a problem) when it does not have as many cells as the header. */
  moveTo(record: CsvRecord): boolean {
    const { cells } = record;
    this.#line = record.line;
    this.#cells = cells;
    if (cells.length === this.#width) return true;
    // Spreadsheets leave delimiters at the end of rows.
    if (cells.length > this.#width && cells.slice(this.#width).every((cell) => cell.trim() === '')) return true;
    if (cells.length > this.#width && cells.some((cell) => cell.includes('\r')))
      this.#session.problem('', BARE_RETURN_MESSAGE, BARE_RETURN_HINT, this.line);
    else {
      const hint = 'quote cells that contain the delimiter, and fill missing cells';
      this.#session.problem('', `the row has ${cells.length} cells, the header ${this.#width}`, hint, this.line);
    }
    return false;
  }

  /** The same for a line without quotes. */
  moveToLine(text: string, delimiter: Delimiter, line: number): boolean {
    let start = 0;
    for (let cell = 0; cell < this.#width; cell++) {
      this.#starts[cell] = start;
      const end = text.indexOf(delimiter, start);
      const isLast = cell === this.#width - 1;
      // Too few cells or too many: the slow way knows what to say.
      if (end < 0 !== isLast) return this.moveTo({ cells: text.split(delimiter), line });
      start = (end < 0 ? text.length : end) + 1;
    }
    this.#starts[this.#width] = start;
    this.#line = line;
    this.#cells = undefined;
    this.#text = text;
    return true;
  }

  /** Trimmed text; undefined when the column is missing or the cell empty. */
  text(field: CsvField): string | undefined {
    const column = this.#columns.get(field);
    if (column === undefined) return undefined;
    const text = this.#cell(column.position).trim();
    return text === '' ? undefined : text;
  }

  /** A number in our unit, at least `minimum`; undefined when not said or (after a problem) not valid. */
  number(field: CsvField, minimum: number): number | undefined {
    const column = this.#columns.get(field);
    if (column === undefined) return undefined;
    const { position, scale } = column;
    const plain =
      this.#cells === undefined
        ? plainNumberBetween(this.#text, this.#starts[position], this.#starts[position + 1] - 1)
        : Number.NaN;
    if (plain >= minimum) return plain * scale;
    const text = this.text(field);
    if (text === undefined) return undefined;
    const value = decimalNumber(text);
    if (value === undefined) return this.reject(field, `"${text}" is not a number`, 'use digits and a decimal point');
    if (value < minimum) return this.reject(field, `${text} is below ${minimum}`, 'correct the value');
    return value * scale;
  }

  wholeNumber(field: CsvField, minimum: number): number | undefined {
    const value = this.number(field, minimum);
    if (value === undefined || Number.isInteger(value)) return value;
    return this.reject(field, `${value} is not a whole number`, 'round it');
  }

  /** An ISO date, epoch seconds or epoch ms; with `allowsRelative` also seconds from an unknown start. */
  moment(field: CsvField, allowsRelative: boolean): CsvMoment | undefined {
    const text = this.text(field);
    if (text === undefined) return undefined;
    const value = decimalNumber(text);
    if (value === undefined) {
      const ms = isoMs(text);
      if (ms === undefined) return this.reject(field, `"${text}" is not a date`, 'use ISO 8601 or epoch seconds');
      if (!namesZone(text)) this.#session.note(UTC_NOTE);
      return { ms, isEpoch: true };
    }
    const ms = epochNumberMs(value);
    if (ms !== undefined) return { ms, isEpoch: true };
    if (allowsRelative) return { ms: value * 1000, isEpoch: false };
    const hint = 'for seconds since the start of the trace name the column submit_s';
    return this.reject(field, `${text} is neither epoch seconds nor epoch milliseconds`, hint);
  }

  reject(field: CsvField, message: string, hint: string): undefined {
    this.#session.problem(this.nameOf(field), message, hint, this.line);
    return undefined;
  }

  #cell(position: number): string {
    if (this.#cells !== undefined) return this.#cells[position];
    return this.#text.slice(this.#starts[position], this.#starts[position + 1] - 1);
  }

  #place(name: string, position: number): void {
    const meaning = CSV_COLUMNS.get(name);
    if (meaning === undefined) {
      this.#session.problem(name, 'unknown column', columnHint(name), this.line);
      return;
    }
    if (meaning.field === 'ignored') {
      this.#session.note(`column "${name}" is not used`);
      return;
    }
    const known = this.#columns.get(meaning.field);
    if (known === undefined) this.#columns.set(meaning.field, { ...meaning, name, position });
    else this.#session.problem(name, `says the same as column "${known.name}"`, 'keep one of the two', this.line);
  }
}
