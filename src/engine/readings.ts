/**
 * When the usage of a queue's shares was read. Most shares are not looked at in a reading; these few times are enough to give a
 * share, later, the state that a reading of all shares would have left, to the last bit.
 */
import { BUCKETS } from './usage-columns.ts';

export class Readings {
  /** How many there were. */
  count = 0;
  /** The last one, ms. */
  nowMs = 0;
  /** The one before, ms; 0 for none, as of then all shares were as new. */
  previousMs = 0;
  /** End of the bucket that a share is in which only readings have moved on. */
  bucketEndMs: number;
  /** The last reading that moved every share on by more than a window, and the one before it: see ShareUsage.skipTo. */
  skippedFromMs = Number.NEGATIVE_INFINITY;
  skippedAtMs = Number.NEGATIVE_INFINITY;
  /** A share skips or does not by where its bucket ends: nobody can tell later. */
  isDoubtful = false;
  private readonly bucketMs: number;

  constructor(private readonly windowMs: number) {
    this.bucketMs = windowMs / BUCKETS;
    this.bucketEndMs = this.bucketMs;
  }

  /** True when a bucket has ended since the last reading. */
  next(nowMs: number): boolean {
    const { windowMs, bucketMs } = this;
    const gapMs = nowMs - this.nowMs;
    this.count++;
    this.previousMs = this.nowMs;
    this.nowMs = nowMs;
    // A bucket ends at most its length after the reading in it; a millisecond is for what sums of lengths are rounded by.
    const isLong = gapMs > windowMs + bucketMs + 1;
    this.isDoubtful = !isLong && gapMs > windowMs - 1;
    if (isLong) {
      this.skippedFromMs = this.previousMs;
      this.skippedAtMs = nowMs;
    }
    if (nowMs <= this.bucketEndMs) return false;
    if (nowMs - this.bucketEndMs > windowMs) this.bucketEndMs = Math.floor(nowMs / bucketMs) * bucketMs + bucketMs;
    while (nowMs > this.bucketEndMs) this.bucketEndMs += bucketMs;
    return true;
  }

  /**
   * Whether usage booked in one piece is what usage booked reading by reading is, because no sum of the bucket needs rounding:
   * jobs take whole or quarter vCPUs, at most `peakVcpus` at once, and 53 bits hold what is booked in a bucket. Times are whole
   * milliseconds, ends of buckets whole ones or as exact as a number of their size is.
   */
  areSumsExact(peakVcpus: number): boolean {
    const { bucketMs, bucketEndMs } = this;
    if (Number.isInteger(bucketMs)) return 4 * peakVcpus * bucketMs < Number.MAX_SAFE_INTEGER;
    return 8 * peakVcpus * bucketMs <= bucketEndMs;
  }
}
