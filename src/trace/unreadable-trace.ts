/** Stops reading from deep inside a stream; caught once, in importTrace, and turned into the problem it carries. */
import type { Problem } from '../models/problem.ts';

/**
 * Stands in decoded text where bytes are not of the encoding: two names that differ there would be taken for one. No text trace
 * holds this character itself.
 */
export const ILLEGIBLE = '\u0000';

export class UnreadableTrace extends Error {
  readonly problem: Problem;

  constructor(message: string, hint: string, line?: number) {
    super(message);
    this.problem = { path: '', message, hint, ...(line !== undefined && { line }) };
  }
}

export function illegible(line: number): UnreadableTrace {
  const hint = 'save the file as UTF-8, for example: iconv -f latin1 -t utf-8';
  return new UnreadableTrace('the line holds bytes that are not UTF-8 text', hint, line);
}
