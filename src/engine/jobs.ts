/**
 * The state of every job, one row of 32 bytes a job, nothing allocated after the start. Whatever starts and ends read of a job
 * stands in that row: with 30,000 jobs running, each column of its own would be a cache line of its own.
 */

export const JOB = { submitted: 0, pending: 1, runnable: 2, running: 3, succeeded: 4, failed: 5 } as const;

export const NO_JOB = -1;

const ROW_BYTES = 32;

/** Places in a row of `times`, which begins at `job * TIMES`; in ms. */
export const TIMES = ROW_BYTES / 8;
export const TIME = {
  /** While RUNNABLE: since when. From then on: when the last attempt began to hold its resources (STARTING). */
  since: 0,
  /** When it was submitted; known from RUNNABLE on. */
  submit: 1,
} as const;

/** Places in a row of `words`, which begins at `job * WORDS`. */
export const WORDS = ROW_BYTES / 4;
export const WORD = {
  /** State and number of tries so far, which are counted when placed; see standing(). */
  standing: 4,
  /** Slot of the instance the current attempt is on. */
  slot: 5,
  /** Neighbour in the waiting list, then in the list of jobs started on an instance. */
  next: 6,
  /** Index of the class; known from RUNNABLE on. */
  jobClass: 7,
} as const;

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
    const rows = new ArrayBuffer(count * ROW_BYTES);
    this.times = new Float64Array(rows);
    this.words = new Int32Array(rows);
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

  nextOf(job: number): number {
    return this.words[job * WORDS + WORD.next];
  }

  setNext(job: number, next: number): void {
    this.words[job * WORDS + WORD.next] = next;
  }
}
