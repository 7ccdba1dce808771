/**
 * Turns streamed lines into records of cells. Lines without quotes are handed on as they are; records with quotes go to csv-parse, a
 * batch at a time and loaded only when needed, so that most files pay for neither the time nor the bytes.
 */
import type { ImportSession } from './import-session.ts';
import { BARE_RETURN_HINT, BARE_RETURN_MESSAGE } from './line-ends.ts';
import { LONGEST_LINE, legiblePieces, linesOf, type TextPiece } from './lines.ts';
import { UnreadableTrace } from './unreadable-trace.ts';

export type Delimiter = ',' | '\t' | ';';

export interface CsvRecord {
  readonly cells: readonly string[];
  readonly line: number;
}

interface RawRecord {
  readonly text: string;
  readonly line: number;
  readonly isQuoted: boolean;
}

/** The delimiter that the header line uses most; a comma when it uses none. */
export function sniffedDelimiter(header: string): Delimiter {
  const counts = ([',', '\t', ';'] as const).map((delimiter) => ({ delimiter, count: header.split(delimiter).length }));
  return counts.reduce((best, next) => (next.count > best.count ? next : best)).delimiter;
}

/** Whole lines without a single quote, to be read where they stand; or records cut into cells. */
export type CsvBatch = (TextPiece & { readonly delimiter: Delimiter }) | { readonly records: readonly CsvRecord[] };

/** The file in order; its first record, always cut into cells, is the header. Records leave blank lines out, lines do not. */
export async function* csvBatches(text: AsyncIterable<string>, session: ImportSession): AsyncGenerator<CsvBatch> {
  const joiner = new QuoteJoiner();
  let delimiter: Delimiter | undefined;
  for await (const { text: piece, firstLine } of legiblePieces(text)) {
    if (delimiter !== undefined && !joiner.isOpen && !piece.includes('"')) {
      yield { text: piece, firstLine, delimiter };
      continue;
    }
    const lines = linesOf(piece);
    const raw: RawRecord[] = [];
    for (let index = 0; index < lines.length; index++) {
      const record = joiner.joined(lines[index], firstLine + index);
      if (record !== undefined && record.text.trim() !== '') raw.push(record);
    }
    if (raw.length === 0) continue;
    delimiter ??= sniffedDelimiter(raw[0].text);
    yield { records: await splitRecords(raw, delimiter, session) };
  }
  joiner.finish();
}

/** The same with every line cut into cells; for files too small to care. */
export async function* csvRecords(
  text: AsyncIterable<string>,
  session: ImportSession,
): AsyncGenerator<readonly CsvRecord[]> {
  for await (const batch of csvBatches(text, session)) {
    if ('records' in batch) yield batch.records;
    else {
      const { text: piece, firstLine, delimiter } = batch;
      const records = linesOf(piece).map((text, index) => ({ text, line: firstLine + index }));
      const filled = records.filter(({ text: line }) => line.trim() !== '');
      yield filled.map(({ text: cells, line }) => ({ cells: cells.split(delimiter), line }));
    }
  }
}

/** Joins the lines of a quoted cell that spans several: a record is whole when its quotes are even in number. */
class QuoteJoiner {
  #open: RawRecord | undefined;

  get isOpen(): boolean {
    return this.#open !== undefined;
  }

  joined(text: string, line: number): RawRecord | undefined {
    if (this.#open === undefined && !text.includes('"')) return { text, line, isQuoted: false };
    const record: RawRecord =
      this.#open === undefined
        ? { text, line, isQuoted: true }
        : { ...this.#open, text: `${this.#open.text}\n${text}` };
    const isWhole = record.text.split('"').length % 2 === 1;
    this.#open = isWhole ? undefined : record;
    if (record.text.length > LONGEST_LINE) this.finish();
    return isWhole ? record : undefined;
  }

  finish(): void {
    if (this.#open === undefined) return;
    throw new UnreadableTrace('a quote that opens on this line never closes', 'close the quote', this.#open.line);
  }
}

async function splitRecords(
  raw: readonly RawRecord[],
  delimiter: Delimiter,
  session: ImportSession,
): Promise<CsvRecord[]> {
  const quoted = raw.filter((record) => record.isQuoted);
  const parsed = quoted.length === 0 ? [] : await parsedRecords(quoted, delimiter, session);
  let next = 0;
  const records: CsvRecord[] = [];
  for (const record of raw) {
    const cells = record.isQuoted ? parsed[next++] : record.text.split(delimiter);
    if (cells !== undefined) records.push({ cells, line: record.line });
  }
  return records;
}

type Cells = readonly string[];

async function parsedRecords(
  quoted: readonly RawRecord[],
  delimiter: Delimiter,
  session: ImportSession,
): Promise<readonly (Cells | undefined)[]> {
  const { parse } = await import('csv-parse/browser/esm/sync');
  // Left to itself the parser takes a CR within the first record for the end of records, and drops what follows.
  const split = (text: string): string[][] =>
    parse(text, { delimiter, record_delimiter: '\n', relax_column_count: true });
  try {
    return split(quoted.map((record) => record.text).join('\n'));
  } catch {
    // One bad record spoils the batch: look at each to say which.
    return quoted.map((record) => {
      try {
        return split(record.text)[0];
      } catch {
        const [message, hint] = record.text.includes('\r')
          ? [BARE_RETURN_MESSAGE, BARE_RETURN_HINT]
          : ['a quote stands inside an unquoted cell', 'double the quote or quote the cell'];
        session.problem('', message, hint, record.line);
        return undefined;
      }
    });
  }
}
