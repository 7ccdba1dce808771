/** Reads the numbers of a line of columns between blanks, without a string a column: splitting 18 a row took most of an import. */
import type { PieceCodes } from './piece-codes.ts';

const LINE_END = 10;
const BLANK = 32;

export class NumberFields {
  /** NaN where a column of the latest line is no number. */
  readonly values: Float64Array;
  /** Columns of the latest line, also beyond the end of `values`. */
  count = 0;

  constructor(length: number) {
    this.values = new Float64Array(length);
  }

  /** Reads the line that starts at `start`; gives where the next one starts. */
  scan(piece: PieceCodes, start: number): number {
    const { codes, length } = piece;
    const { values } = this;
    let count = 0;
    let at = start;
    for (;;) {
      while (at < length && codes[at] <= BLANK && codes[at] !== LINE_END) at++;
      if (at >= length || codes[at] === LINE_END) break;
      const from = at;
      while (at < length && codes[at] > BLANK) at++;
      if (count < values.length) values[count] = numberBetween(piece, from, at);
      count++;
    }
    this.count = count;
    return at + 1;
  }
}

function numberBetween({ codes, text }: PieceCodes, start: number, end: number): number {
  const isNegative = codes[start] === 45;
  const firstDigit = isNegative ? start + 1 : start;
  let value = 0;
  let at = firstDigit;
  for (; at < end; at++) {
    const digit = codes[at] - 48;
    if (digit < 0 || digit > 9) break;
    value = value * 10 + digit;
  }
  // With a point, with anything else, or beyond 15 digits the exact conversion is Number's.
  if (at < end || end === firstDigit || end - firstDigit > 15) return Number(text.slice(start, end));
  return isNegative ? -value : value;
}
