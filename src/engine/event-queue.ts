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

/** An entry of the heap is two numbers side by side: the time, and which row holds the rest. Positions count numbers, so they are even. */
const ENTRY = 2;

/** A row is 16 bytes, so that one cache line holds all of an event: its rank, then first and second. */
const RANKS = 2;
const FACTS = 4;
const FIRST = 2;
const SECOND = 3;

export class EventQueue {
  length = 0;
  /**
   * In heap order. The rows of the entries behind the heap are the free ones; their time is Infinity, and one is always there, so that
   * an entry without a neighbour has one that comes later.
   */
  private entries: Float64Array;
  private capacity: number;
  /** Two views of the rows, which stay where they are: only times and row numbers move in the heap. */
  private ranks: Float64Array;
  private facts: Int32Array;
  private sequence = 0;

  /** The event last popped. */
  kind = 0;
  first = 0;
  second = 0;

  constructor(capacity = 256) {
    this.capacity = capacity;
    this.entries = unusedEntries(capacity);
    this.ranks = new Float64Array(RANKS * capacity);
    this.facts = new Int32Array(this.ranks.buffer);
  }

  /** How many events were popped so far. */
  get popped(): number {
    return this.sequence - this.length;
  }

  /** Time of the earliest event; Infinity when empty. */
  nextTimeMs(): number {
    return this.entries[0];
  }

  /** True when the earliest event's kind runs before the given kind. */
  nextIsBefore(kind: number): boolean {
    return this.ranks[RANKS * this.entries[1]] < kind * KIND_STEP;
  }

  push(timeMs: number, kind: number, first: number, second: number): void {
    if (this.length === this.capacity) this.grow();
    const { entries, ranks, facts } = this;
    let hole = ENTRY * this.length++;
    const row = entries[hole + 1] | 0;
    const rank = kind * KIND_STEP + this.sequence++;
    ranks[RANKS * row] = rank;
    facts[FACTS * row + FIRST] = first;
    facts[FACTS * row + SECOND] = second;
    while (hole > 0) {
      const parent = ((hole - ENTRY) >> 2) << 1;
      const parentTime = entries[parent];
      if (parentTime <= timeMs && (parentTime < timeMs || ranks[RANKS * entries[parent + 1]] < rank)) break;
      entries[hole] = parentTime;
      entries[hole + 1] = entries[parent + 1];
      hole = parent;
    }
    entries[hole] = timeMs;
    entries[hole + 1] = row;
  }

  /** Takes the earliest event into `kind`, `first`, `second`. The queue must not be empty. */
  pop(): void {
    const { entries, ranks, facts } = this;
    const row = entries[1] | 0;
    const rank = ranks[RANKS * row];
    // Most events are ends of attempts: theirs are the ranks below the first step.
    this.kind = rank < KIND_STEP ? EVENT.jobEnd : Math.floor(rank / KIND_STEP);
    this.first = facts[FACTS * row + FIRST];
    this.second = facts[FACTS * row + SECOND];
    const last = ENTRY * --this.length;
    this.siftDown(last);
    entries[last + 1] = row;
  }

  /** `first` of the event at that position of the heap, 0 being the earliest. */
  firstAt(position: number): number {
    return this.facts[FACTS * this.entries[ENTRY * position + 1] + FIRST];
  }

  /** Puts the entry there, which no longer is of the heap, where it belongs in it; the top is a hole. */
  private siftDown(last: number): void {
    const { entries, ranks } = this;
    const time = entries[last];
    const row = entries[last + 1];
    entries[last] = Number.POSITIVE_INFINITY;
    let hole = 0;
    for (let child = ENTRY; child < last; child = 2 * hole + ENTRY) {
      let childTime = entries[child];
      const rightTime = entries[child + ENTRY];
      if (
        rightTime <= childTime &&
        (rightTime < childTime || ranks[RANKS * entries[child + ENTRY + 1]] < ranks[RANKS * entries[child + 1]])
      ) {
        childTime = rightTime;
        child += ENTRY;
      }
      if (time <= childTime && (time < childTime || ranks[RANKS * row] < ranks[RANKS * entries[child + 1]])) break;
      entries[hole] = childTime;
      entries[hole + 1] = entries[child + 1];
      hole = child;
    }
    if (last > 0) entries[hole] = time;
    entries[hole + 1] = row;
  }

  private grow(): void {
    const entries = unusedEntries(this.capacity * 2);
    entries.set(this.entries.subarray(0, ENTRY * this.capacity));
    this.capacity *= 2;
    this.entries = entries;
    this.ranks = extendFloat64(this.ranks, RANKS * this.capacity);
    this.facts = new Int32Array(this.ranks.buffer);
  }
}

/** One more than there are rows. */
function unusedEntries(capacity: number): Float64Array<ArrayBuffer> {
  const entries = new Float64Array(ENTRY * (capacity + 1)).fill(Number.POSITIVE_INFINITY);
  for (let row = 0; row < capacity; row++) entries[ENTRY * row + 1] = row;
  return entries;
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
