/**
 * vCPU usage of one share over the decay window, older usage counting less. AWS documents the window (shareDecaySeconds) but not the
 * function; ours falls linearly from 1 now to 0 at the window's far end. Kept in equal buckets; since all weights fall alike, a
 * reading needs only the sum of the closed buckets and of their ages, which change when a bucket closes.
 */
import type { Readings } from './readings.ts';
import { FALL_BY_AGE } from './share-bound.ts';
import { BUCKETS, UsageColumns } from './usage-columns.ts';

/** One row of the columns, which all shares of a queue have in common, and its closed buckets. */
export class ShareUsage {
  private readonly buckets = new Float64Array(BUCKETS);
  private readonly bucketMs: number;
  /** The bucket that is not closed; what it holds is in the columns. */
  private current = 0;

  constructor(
    private readonly windowMs: number,
    private readonly columns = new UsageColumns(1),
    private readonly row = 0,
  ) {
    this.bucketMs = windowMs / BUCKETS;
    columns.bucketEndMs[row] = this.bucketMs;
  }

  get runningVcpus(): number {
    return this.columns.runningVcpus[this.row];
  }

  set runningVcpus(vcpus: number) {
    this.columns.runningVcpus[this.row] = vcpus;
  }

  /** Books the time since the last call at the vCPUs now running. */
  advance(nowMs: number): void {
    const { columns, row } = this;
    const endMs = columns.bucketEndMs[row];
    if (nowMs > endMs) this.closeBuckets(nowMs, nowMs - endMs > this.windowMs);
    columns.advance(row, nowMs);
  }

  /**
   * What `advance` at each reading up to `nowMs`, one of the last two, would have left, where none of them called it. Nothing
   * else may have happened to the row since then.
   */
  catchUp({ skippedFromMs, skippedAtMs }: Readings, nowMs: number): void {
    const { columns, row } = this;
    if (columns.clockMs[row] < skippedAtMs) {
      if (columns.clockMs[row] <= skippedFromMs) this.closeBuckets(skippedAtMs, true);
      else this.advance(skippedAtMs);
    }
    if (nowMs > columns.bucketEndMs[row]) this.closeBuckets(nowMs, false);
    columns.advance(row, nowMs);
  }

  /** Decayed usage in vCPU-ms at the time of the last `advance`: every bucket weighs 1 less the age of its middle over the window. */
  decayed(): number {
    const { columns, row, windowMs } = this;
    const elapsedMs = columns.clockMs[row] - (columns.bucketEndMs[row] - this.bucketMs);
    return columns.decayed(row, 1 - elapsedMs / (2 * windowMs), 1 - elapsedMs / windowMs);
  }

  private closeBuckets(nowMs: number, skips: boolean): void {
    const { columns, row, buckets, bucketMs } = this;
    if (skips) this.skipTo(nowMs);
    while (nowMs > columns.bucketEndMs[row]) {
      const endMs = columns.bucketEndMs[row];
      buckets[this.current] = columns.inBucket[row] + columns.runningVcpus[row] * (endMs - columns.clockMs[row]);
      columns.inBucket[row] = 0;
      columns.clockMs[row] = endMs;
      columns.bucketEndMs[row] += bucketMs;
      this.current = this.current + 1 === BUCKETS ? 0 : this.current + 1;
    }
    this.addUp();
  }

  /** From the youngest closed bucket to the oldest: a sum depends on its order, in the last bit. */
  private addUp(): void {
    const { columns, row, buckets } = this;
    let closed = 0;
    let closedAges = 0;
    let closedFall = 0;
    let bucket = this.current;
    for (let age = 1; age < BUCKETS; age++) {
      bucket = bucket === 0 ? BUCKETS - 1 : bucket - 1;
      const value = buckets[bucket];
      closed += value;
      closedAges += value * (age - 0.5);
      closedFall += value * FALL_BY_AGE[age];
    }
    columns.closed[row] = closed;
    columns.closedLoss[row] = closedAges / BUCKETS;
    columns.closedFall[row] = closedFall;
    columns.oldest[row] = buckets[bucket];
  }

  /** More than a window has passed at a steady level: every bucket holds the same. */
  private skipTo(nowMs: number): void {
    const { columns, row } = this;
    this.buckets.fill(columns.runningVcpus[row] * this.bucketMs);
    columns.inBucket[row] = 0;
    columns.clockMs[row] = Math.floor(nowMs / this.bucketMs) * this.bucketMs;
    columns.bucketEndMs[row] = columns.clockMs[row] + this.bucketMs;
  }
}
