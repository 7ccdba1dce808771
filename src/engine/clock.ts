/**
 * The simulated time, one object that all who book time hold. V8 puts a time beyond 2^31 ms (25 days) in a box of its own each
 * time it is an argument of a call it does not inline, so the hot path passes none.
 */
import { WIDE } from './wide-number.ts';

export class Clock {
  /** Since the start of the run, ms. */
  nowMs = WIDE;
  /** When the next submission takes effect; Infinity after the last. */
  arrivalMs = WIDE;

  constructor() {
    this.nowMs = 0;
    this.arrivalMs = 0;
  }
}
