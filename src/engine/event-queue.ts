/**
 * The event kernel: a binary heap over typed arrays with a total order (time, kind, sequence). Events at the same time run
 * in the order of their kind, then in the order they were pushed; nothing is allocated per event.
 */

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
  /** Not in the heap: where submissions and dispatch stand in the order, see simulate.ts. */
  dispatch: 6,
  /** A jobStateTimeLimitAction may be due: after dispatch, so that a job placed at this moment is not cancelled. */
  timeLimit: 7,
  scaleOut: 8,
  /** EC2 refused what minvCpus asks for: it is asked again. */
  minimum: 9,
  idleCheck: 10,
} as const;

/** Sequence numbers stay below this, so kind * KIND_STEP + sequence is exact in a double. */
const KIND_STEP = 2 ** 48;

export class EventQueue {
  length = 0;
  private times: Float64Array;
  private ranks: Float64Array;
  private firsts: Int32Array;
  private seconds: Int32Array;
  private sequence = 0;

  /** The event last popped. */
  timeMs = 0;
  kind = 0;
  first = 0;
  second = 0;

  constructor(capacity = 256) {
    this.times = new Float64Array(capacity);
    this.ranks = new Float64Array(capacity);
    this.firsts = new Int32Array(capacity);
    this.seconds = new Int32Array(capacity);
  }

  /** Time of the earliest event; Infinity when empty. */
  nextTimeMs(): number {
    return this.length === 0 ? Number.POSITIVE_INFINITY : this.times[0];
  }

  /** True when the earliest event's kind runs before the given kind. */
  nextIsBefore(kind: number): boolean {
    return this.ranks[0] < kind * KIND_STEP;
  }

  push(timeMs: number, kind: number, first: number, second: number): void {
    if (this.length === this.times.length) this.grow();
    const { times, ranks, firsts, seconds } = this;
    const rank = kind * KIND_STEP + this.sequence++;
    let hole = this.length++;
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const parentTime = times[parent];
      if (parentTime < timeMs || (parentTime === timeMs && ranks[parent] < rank)) break;
      times[hole] = parentTime;
      ranks[hole] = ranks[parent];
      firsts[hole] = firsts[parent];
      seconds[hole] = seconds[parent];
      hole = parent;
    }
    times[hole] = timeMs;
    ranks[hole] = rank;
    firsts[hole] = first;
    seconds[hole] = second;
  }

  /** Takes the earliest event into `timeMs`, `kind`, `first`, `second`. The queue must not be empty. */
  pop(): void {
    const { times, ranks, firsts, seconds } = this;
    this.timeMs = times[0];
    this.kind = Math.floor(ranks[0] / KIND_STEP);
    this.first = firsts[0];
    this.second = seconds[0];
    const last = --this.length;
    if (last === 0) return;
    const time = times[last];
    const rank = ranks[last];
    let hole = 0;
    let child = 1;
    while (child < last) {
      const right = child + 1;
      if (
        right < last &&
        (times[right] < times[child] || (times[right] === times[child] && ranks[right] < ranks[child]))
      ) {
        child = right;
      }
      const childTime = times[child];
      if (time < childTime || (time === childTime && rank < ranks[child])) break;
      times[hole] = childTime;
      ranks[hole] = ranks[child];
      firsts[hole] = firsts[child];
      seconds[hole] = seconds[child];
      hole = child;
      child = 2 * hole + 1;
    }
    times[hole] = time;
    ranks[hole] = rank;
    firsts[hole] = firsts[last];
    seconds[hole] = seconds[last];
  }

  private grow(): void {
    const capacity = this.times.length * 2;
    this.times = extendFloat64(this.times, capacity);
    this.ranks = extendFloat64(this.ranks, capacity);
    this.firsts = extendInt32(this.firsts, capacity);
    this.seconds = extendInt32(this.seconds, capacity);
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
