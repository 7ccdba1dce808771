/**
 * The event kernel: a binary heap over typed arrays with a total order (time, kind, sequence). Events at the same time run
 * in the order of their kind, then in the order they were pushed; nothing is allocated per event.
 */

import { WIDE } from './wide-number.ts';

/** Event kinds; the number is the priority at equal times (smaller first). */
export const EVENT = {
  jobEnd: 0,
  reclaim: 1,
  instanceReady: 2,
  jobRunnable: 3,
  /** CancelJob or TerminateJob from outside. */
  stop: 4,
  /** A compute environment becomes INVALID or VALID again. */
  validity: 5,
  /** A compute environment that could not grow may have room, or its jobs may pass on to the next one. */
  lookAgain: 6,
  /** Not in the heap: where submissions and dispatch stand in the order, see simulate.ts. */
  dispatch: 7,
  /** A jobStateTimeLimitAction may be due: after dispatch, so that a job placed at this moment is not cancelled. */
  timeLimit: 8,
  scaleOut: 9,
  /** EC2 refused what minvCpus asks for: it is asked again. */
  minimum: 10,
  idleCheck: 11,
} as const;

/** Sequence numbers stay below this, so kind * KIND_STEP + sequence is exact in a double. */
const KIND_STEP = 2 ** 48;

/** A row is 16 bytes, so that one cache line holds all of an event: its rank, then first and second. */
const RANKS = 2;
const FACTS = 4;
const FIRST = 2;
const SECOND = 3;

export class EventQueue {
  length = 0;
  /** In heap order: the time, and which row holds the rest. The rows behind the heap are the free ones. */
  private times: Float64Array;
  private rows: Int32Array;
  /** Two views of the rows, which stay where they are: only times and row numbers move in the heap. */
  private ranks: Float64Array;
  private facts: Int32Array;
  private sequence = 0;

  /** The event last popped. */
  timeMs = WIDE;
  kind = 0;
  first = 0;
  second = 0;

  constructor(capacity = 256) {
    this.timeMs = 0;
    this.times = new Float64Array(capacity);
    this.rows = Int32Array.from({ length: capacity }, (_, row) => row);
    this.ranks = new Float64Array(RANKS * capacity);
    this.facts = new Int32Array(this.ranks.buffer);
  }

  /** Time of the earliest event; Infinity when empty. */
  nextTimeMs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : this.times[0];
  }

  /** True when the earliest event's kind runs before the given kind. */
  nextIsBefore(kind: number): boolean {
    return this.ranks[RANKS * this.rows[0]] < kind * KIND_STEP;
  }

  push(timeMs: number, kind: number, first: number, second: number): void {
    if (this.length === this.times.length) this.grow();
    const { times, rows, ranks, facts } = this;
    let hole = this.length++;
    const row = rows[hole];
    const rank = kind * KIND_STEP + this.sequence++;
    ranks[RANKS * row] = rank;
    facts[FACTS * row + FIRST] = first;
    facts[FACTS * row + SECOND] = second;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentTime = times[parent];
      if (parentTime <= timeMs && (parentTime < timeMs || ranks[RANKS * rows[parent]] < rank)) break;
      times[hole] = parentTime;
      rows[hole] = rows[parent];
      hole = parent;
    }
    times[hole] = timeMs;
    rows[hole] = row;
  }

  /** Takes the earliest event into `timeMs`, `kind`, `first`, `second`. The queue must not be empty. */
  pop(): void {
    const { times, rows, facts } = this;
    const row = rows[0];
    this.timeMs = times[0];
    this.kind = Math.floor(this.ranks[RANKS * row] / KIND_STEP);
    this.first = facts[FACTS * row + FIRST];
    this.second = facts[FACTS * row + SECOND];
    this.length--;
    this.siftDown();
    rows[this.length] = row;
  }

  /** `first` of the event at that position of the heap, 0 being the earliest. */
  firstAt(position: number): number {
    return this.facts[FACTS * this.rows[position] + FIRST];
  }

  /** Puts the event that stands behind the heap where it belongs in it; the top is a hole. */
  private siftDown(): void {
    const { times, rows, ranks, length } = this;
    const time = times[length];
    const row = rows[length];
    let hole = 0;
    for (let child = 1; child < length; child = 2 * hole + 1) {
      let childTime = times[child];
      if (child + 1 < length) {
        const rightTime = times[child + 1];
        if (
          rightTime <= childTime &&
          (rightTime < childTime || ranks[RANKS * rows[child + 1]] < ranks[RANKS * rows[child]])
        ) {
          childTime = rightTime;
          child++;
        }
      }
      if (time <= childTime && (time < childTime || ranks[RANKS * row] < ranks[RANKS * rows[child]])) break;
      times[hole] = childTime;
      rows[hole] = rows[child];
      hole = child;
    }
    times[hole] = time;
    rows[hole] = row;
  }

  private grow(): void {
    const from = this.times.length;
    const capacity = from * 2;
    this.times = extendFloat64(this.times, capacity);
    this.rows = extendInt32(this.rows, capacity);
    for (let row = from; row < capacity; row++) this.rows[row] = row;
    this.ranks = extendFloat64(this.ranks, RANKS * capacity);
    this.facts = new Int32Array(this.ranks.buffer);
  }
}

export function extendFloat64(column: Float64Array, capacity: number): Float64Array<ArrayBuffer> {
  const longer = new Float64Array(capacity);
  longer.set(column);
  return longer;
}

export function extendInt32(column: Int32Array, capacity: number): Int32Array<ArrayBuffer> {
  const longer = new Int32Array(capacity);
  longer.set(column);
  return longer;
}
