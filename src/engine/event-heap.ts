/**
 * A binary heap over typed arrays with a total order (time, kind, sequence), and the rows that hold what is known of each event
 * under way, in the heap or not. Nothing is allocated per event.
 */
import { extend } from './columns.ts';
import { extendedRowMemory } from './row-memory.ts';

/** A row is 32 bytes, half a cache line, seen as doubles (time, rank) and as integers (first, second, the next row of its list, kind). */
const ROW_BYTES = 32;
export const WIDE_ROW = ROW_BYTES / 8;
export const TIME = 0;
export const RANK = 1;
export const ROW = ROW_BYTES / 4;
export const FIRST = 4;
export const SECOND = 5;
export const NEXT = 6;
export const KIND = 7;

/** Rows to begin with. */
const INITIAL_CAPACITY = 256;

/** Later than every event, be it at Infinity: it stands where the heap has no entry. */
export const NO_ROW = 0;

/** Earliest first, at equal times the smallest rank; no two ranks are equal. */
export class EventHeap {
  /** Row numbers; one more than there are rows, so that an entry without a neighbour has one that comes later. */
  protected heap: Int32Array = new Int32Array(INITIAL_CAPACITY + 1);
  protected heapLength = 0;
  protected capacity = INITIAL_CAPACITY;
  /** Two views of the rows. */
  protected wide: Float64Array = new Float64Array(WIDE_ROW * INITIAL_CAPACITY);
  protected rows = new Int32Array(this.wide.buffer);
  /** The first that is free. The next of a free row is how far behind it the next free one is, less one: 0 in rows never used. */
  protected freeRow = NO_ROW + 1;

  constructor() {
    this.wide[WIDE_ROW * NO_ROW + TIME] = Number.POSITIVE_INFINITY;
    this.wide[WIDE_ROW * NO_ROW + RANK] = Number.POSITIVE_INFINITY;
  }

  /** Puts the event of the row where it belongs in the heap. */
  protected siftUp(row: number): void {
    this.rise(row, this.heapLength++);
  }

  /** Puts the row into the hole, or further up. */
  private rise(row: number, bottom: number): void {
    const { heap, wide } = this;
    const timeMs = wide[WIDE_ROW * row + TIME];
    const rank = wide[WIDE_ROW * row + RANK];
    let hole = bottom;
    // Entries are compared in place, here and below: V8 inlines little in a short run, and a call costs more than what it does.
    while (hole > 0) {
      const parent = (hole - 1) >> 1;
      const above = WIDE_ROW * heap[parent];
      const aboveMs = wide[above + TIME];
      if (aboveMs < timeMs || (aboveMs === timeMs && wide[above + RANK] < rank)) break;
      heap[hole] = heap[parent];
      hole = parent;
    }
    heap[hole] = row;
  }

  /**
   * Puts the entry behind the heap, if any is left, where it belongs in it; the top is a hole. The hole goes to the bottom first, and the
   * entry up from there: it came from the bottom, and mostly belongs there (Wegener, Bottom-up heapsort, TCS 118, 1993).
   */
  protected siftDown(): void {
    const { heap, heapLength, wide } = this;
    const row = heap[heapLength];
    heap[heapLength] = NO_ROW;
    if (heapLength === 0) return;
    let hole = 0;
    for (let child = 1; child < heapLength; child = 2 * hole + 1) {
      const left = WIDE_ROW * heap[child];
      const right = WIDE_ROW * heap[child + 1];
      const leftMs = wide[left + TIME];
      const rightMs = wide[right + TIME];
      if (rightMs < leftMs || (rightMs === leftMs && wide[right + RANK] < wide[left + RANK])) child++;
      heap[hole] = heap[child];
      hole = child;
    }
    this.rise(row, hole);
  }

  /** Twice as many rows, when none is free. */
  protected grow(): void {
    this.capacity *= 2;
    this.heap = extend(this.heap, this.capacity + 1);
    const rows = extendedRowMemory(this.rows.buffer, ROW_BYTES * this.capacity);
    this.wide = new Float64Array(rows, 0, WIDE_ROW * this.capacity);
    this.rows = new Int32Array(rows, 0, ROW * this.capacity);
  }
}
