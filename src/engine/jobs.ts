/**
 * The state of every job, one row of 32 bytes a job, nothing allocated after the start. Whatever starts and ends read of a job
 * stands in that row: with 30,000 jobs running, each column of its own would be a cache line of its own.
 */
import * as TIME from './job-times.ts';
import * as WORD from './job-words.ts';
import { rowMemory } from './row-memory.ts';

export const NO_JOB = -1;

const ROW_BYTES = 32;

/** Places in a row of `times`, which begins at `job * TIMES`; in ms. */
export const TIMES = ROW_BYTES / 8;

/** Places in a row of `words`, which begins at `job * WORDS`. */
export const WORDS = ROW_BYTES / 4;

const STATE_BITS = 3;
const STATE_MASK = (1 << STATE_BITS) - 1;

/** A state and a number of tries as one word, so that one look tells whether an attempt still runs. */
export function standing(state: number, attempt: number): number {
  return (attempt << STATE_BITS) | state;
}

export class Jobs {
  // Two views of the same rows.
  readonly times: Float64Array;
  readonly words: Int32Array;

  constructor(readonly count: number) {
    const rows = rowMemory(count * ROW_BYTES);
    this.times = new Float64Array(rows, 0, count * TIMES);
    this.words = new Int32Array(rows, 0, count * WORDS);
  }

  /** As if made anew. */
  clear(): void {
    this.times.fill(0);
  }

  stateOf(job: number): number {
    return this.words[job * WORDS + WORD.standing] & STATE_MASK;
  }

  attemptOf(job: number): number {
    return this.words[job * WORDS + WORD.standing] >> STATE_BITS;
  }

  setState(job: number, state: number): void {
    const at = job * WORDS + WORD.standing;
    this.words[at] = (this.words[at] & ~STATE_MASK) | state;
  }

  sinceMsOf(job: number): number {
    return this.times[job * TIMES + TIME.since];
  }

  slotOf(job: number): number {
    return this.words[job * WORDS + WORD.slot];
  }

  /** Of a job that waits behind another. */
  beforeOf(job: number): number {
    return this.words[job * WORDS + WORD.before];
  }

  setBefore(job: number, before: number): void {
    this.words[job * WORDS + WORD.before] = before;
  }

  nextOf(job: number): number {
    return this.words[job * WORDS + WORD.next];
  }

  setNext(job: number, next: number): void {
    this.words[job * WORDS + WORD.next] = next;
  }
}
