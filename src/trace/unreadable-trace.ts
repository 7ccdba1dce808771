/** Stops reading from deep inside a stream; caught once, in importTrace, and turned into the problem it carries. */
import type { Problem } from '../models/problem.ts';

export class UnreadableTrace extends Error {
  readonly problem: Problem;

  constructor(message: string, hint: string, line?: number) {
    super(message);
    this.problem = { path: '', message, hint, ...(line !== undefined && { line }) };
  }
}
