/**
 * Decodes the text of a trace in parts, and tells bytes that are no text of the encoding from a U+FFFD that the file holds itself:
 * some programs have written one where they met a bad byte, and that is a character like any other.
 */
import { ILLEGIBLE, UnreadableTrace } from './unreadable-trace.ts';

/** What TextDecoder puts where bytes are not of the encoding. */
const REPLACEMENT = '\ufffd';
const LINE_END = 10;
/** Of UTF-8: the longest start of a character that may have its end in the next part. */
const LONGEST_START = 3;

export class LegibleDecoder {
  readonly #isUtf8: boolean;
  readonly #decoder: TextDecoder;
  /** Bytes at the end of the part before that begin a character. */
  #held: Uint8Array = new Uint8Array(0);

  constructor(encoding: 'utf-8' | 'utf-16le' | 'utf-16be') {
    this.#isUtf8 = encoding === 'utf-8';
    // It drops the byte order mark.
    this.#decoder = new TextDecoder(encoding);
  }

  /** ILLEGIBLE stands for what could not be decoded; in UTF-16 for a U+FFFD of the file as well. Throws UnreadableTrace on binary data. */
  decode(bytes: Uint8Array): string {
    const text = withoutNul(this.#decoder.decode(bytes, { stream: true }));
    const marked = text.includes(REPLACEMENT) ? this.#marked(text, bytes) : text;
    if (this.#isUtf8) this.#held = unfinished(bytes.length < LONGEST_START ? joined(this.#held, bytes) : bytes);
    return marked;
  }

  /** What is left when there are no more bytes. */
  end(): string {
    return this.#decoder.decode().replaceAll(REPLACEMENT, ILLEGIBLE);
  }

  /** Line by line, since a line is what is told to be illegible. */
  #marked(text: string, bytes: Uint8Array): string {
    if (!this.#isUtf8) return text.replaceAll(REPLACEMENT, ILLEGIBLE);
    const whole = joined(this.#held, bytes);
    let from = 0;
    const lines = text.split('\n').map((line) => {
      const lineEnd = whole.indexOf(LINE_END, from);
      const isLast = lineEnd < 0;
      const coded = whole.subarray(from, isLast ? whole.length : lineEnd);
      from = lineEnd + 1;
      return !line.includes(REPLACEMENT) || isUtf8(coded, isLast) ? line : line.replaceAll(REPLACEMENT, ILLEGIBLE);
    });
    return lines.join('\n');
  }
}

export function withoutNul(text: string): string {
  if (text.includes('\u0000'))
    throw new UnreadableTrace('the file is binary, not text', 'export the trace as text (CSV, SWF, TSV or JSON)');
  return text;
}

/** The last character may go on after the bytes when they do. */
function isUtf8(bytes: Uint8Array, goesOn: boolean): boolean {
  try {
    new TextDecoder('utf-8', { fatal: true }).decode(bytes, { stream: goesOn });
    return true;
  } catch {
    return false;
  }
}

/** The bytes at the end that begin a character of UTF-8 and are not all of it. */
function unfinished(bytes: Uint8Array): Uint8Array {
  for (let back = 1; back <= Math.min(LONGEST_START, bytes.length); back++) {
    const byte = bytes[bytes.length - back];
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? bytes.slice(bytes.length - back) : new Uint8Array(0);
  }
  return new Uint8Array(0);
}

function joined(left: Uint8Array, right: Uint8Array): Uint8Array {
  if (left.length === 0) return right;
  const both = new Uint8Array(left.length + right.length);
  both.set(left);
  both.set(right, left.length);
  return both;
}
