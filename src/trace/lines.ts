/** Splits streamed text into lines a chunk at a time, and refuses a line so long that the file cannot be a text trace. */
import { refuseBareReturns } from './line-ends.ts';
import { ILLEGIBLE, illegible, UnreadableTrace } from './unreadable-trace.ts';

export const LONGEST_LINE = 1 << 20;

/** Lines of a larger piece would outlive the collector's nursery and cost more to move than to read. */
const PIECE = 1 << 16;

/** Whole lines, each with its line end but for the last of the file. */
export interface TextPiece {
  readonly text: string;
  /** 1-based number of its first line. */
  readonly firstLine: number;
}

export interface LineBatch {
  readonly lines: readonly string[];
  /** 1-based number of the first of them. */
  readonly firstLine: number;
}

/** Cuts streamed text between lines; copies only the line that two chunks share. Throws UnreadableTrace on a line over 1 MiB. */
export async function* textPieces(text: AsyncIterable<string>): AsyncGenerator<TextPiece> {
  let carried = '';
  let firstLine = 1;
  for await (const chunk of text) {
    const body = carried === '' ? 0 : chunk.indexOf('\n') + 1;
    const tail = chunk.lastIndexOf('\n') + 1;
    const shared = body === 0 ? [] : [carried + chunk.slice(0, body)];
    carried = tail === 0 ? carried + chunk : chunk.slice(tail);
    for (const piece of [...shared, ...wholeLines(chunk, body, tail)]) {
      checkLengths(piece, firstLine);
      yield { text: piece, firstLine };
      firstLine += lineEndsIn(piece);
    }
    checkLengths(carried, firstLine);
  }
  if (carried.length > 0) yield { text: carried, firstLine };
}

/** The same for formats with names. Throws UnreadableTrace as well where bytes of the file could not be decoded. */
export async function* legiblePieces(text: AsyncIterable<string>): AsyncGenerator<TextPiece> {
  for await (const piece of textPieces(text)) {
    const at = piece.text.indexOf(ILLEGIBLE);
    if (at >= 0) throw illegible(piece.firstLine + lineEndsIn(piece.text.slice(0, at)));
    yield piece;
  }
}

/** The lines between two line starts, in pieces of about the same size. */
function wholeLines(chunk: string, from: number, to: number): string[] {
  const pieces: string[] = [];
  for (let at = from; at < to; ) {
    const cut = at + PIECE < to ? chunk.lastIndexOf('\n', at + PIECE) + 1 : to;
    const end = cut > at ? cut : to;
    pieces.push(chunk.slice(at, end));
    at = end;
  }
  return pieces;
}

/**
 * Lines without their line ends (LF or CRLF). Throws UnreadableTrace on a line over 1 MiB, with bytes that are no text or with
 * a CR inside.
 */
export async function* lineBatches(text: AsyncIterable<string>): AsyncGenerator<LineBatch> {
  for await (const piece of legiblePieces(text)) {
    refuseBareReturns(piece.text, piece.firstLine);
    yield { lines: linesOf(piece.text), firstLine: piece.firstLine };
  }
}

/** The lines of a piece without their line ends. */
export function linesOf(text: string): string[] {
  const lines = text.split('\n');
  if (text.endsWith('\n')) lines.pop();
  return withoutReturns(lines);
}

function lineEndsIn(text: string): number {
  let count = 0;
  for (let at = text.indexOf('\n'); at >= 0; at = text.indexOf('\n', at + 1)) count++;
  return count;
}

function checkLengths(text: string, firstLine: number): void {
  if (text.length <= LONGEST_LINE) return;
  const line = text.split('\n').findIndex((one) => one.length > LONGEST_LINE);
  if (line < 0) return;
  const message = `line ${firstLine + line} is longer than 1 MiB; is this really a text trace?`;
  throw new UnreadableTrace(message, 'a trace has one job a line', firstLine + line);
}

function withoutReturns(lines: string[]): string[] {
  for (let index = 0; index < lines.length; index++) {
    const line = lines[index];
    if (line.charCodeAt(line.length - 1) === 13) lines[index] = line.slice(0, -1);
  }
  return lines;
}
