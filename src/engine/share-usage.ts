/**
 * vCPU usage of one share over the decay window, older usage counting less. AWS documents the window (shareDecaySeconds) but not the
 * function; ours falls linearly from 1 now to 0 at the window's far end. Kept in equal buckets; since all weights fall alike, a
 * reading needs only the sum of the closed buckets and of their ages, which change when a bucket closes.
 */
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
    if (nowMs > columns.bucketEndMs[row]) this.closeBuckets(nowMs);
    columns.advance(row, nowMs);
  }

  /** Decayed usage in vCPU-ms at the time of the last `advance`: every bucket weighs 1 less the age of its middle over the window. */
  decayed(): number {
    const { columns, row, windowMs } = this;
    const elapsedMs = columns.clockMs[row] - (columns.bucketEndMs[row] - this.bucketMs);
    return columns.decayed(row, 1 - elapsedMs / (2 * windowMs), 1 - elapsedMs / windowMs);
  }

  private closeBuckets(nowMs: number): void {
    const { columns, row, buckets, bucketMs } = this;
    if (nowMs - columns.bucketEndMs[row] > this.windowMs) this.skipTo(nowMs);
    while (nowMs > columns.bucketEndMs[row]) {
      const endMs = columns.bucketEndMs[row];
      buckets[this.current] = columns.inBucket[row] + columns.runningVcpus[row] * (endMs - columns.clockMs[row]);
      columns.inBucket[row] = 0;
      columns.clockMs[row] = endMs;
      columns.bucketEndMs[row] += bucketMs;
      this.current = (this.current + 1) % BUCKETS;
    }
    let closed = 0;
    let closedAges = 0;
    for (let age = 1; age < BUCKETS; age++) {
      const value = buckets[(this.current - age + BUCKETS) % BUCKETS];
      closed += value;
      closedAges += value * (age - 0.5);
    }
    columns.closed[row] = closed;
    columns.closedLoss[row] = closedAges / BUCKETS;
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
