/**
 * vCPU usage of one share over the decay window, older usage counting less. AWS documents the window (shareDecaySeconds) but not the
 * function; ours falls linearly from 1 now to 0 at the window's far end. Kept in equal buckets, so a reading costs the number of
 * buckets whatever the number of jobs.
 */
const BUCKETS = 30;

export class ShareUsage {
  runningVcpus = 0;
  /** When the share last held or used anything, ms. */
  lastActiveMs = Number.NEGATIVE_INFINITY;
  private readonly buckets = new Float64Array(BUCKETS);
  private readonly bucketMs: number;
  private current = 0;
  private bucketEndMs: number;
  private clockMs = 0;

  constructor(private readonly windowMs: number) {
    this.bucketMs = windowMs / BUCKETS;
    this.bucketEndMs = this.bucketMs;
  }

  /** Books the time since the last call at the vCPUs now running. */
  advance(nowMs: number): void {
    if (nowMs - this.bucketEndMs > this.windowMs) this.skipTo(nowMs);
    while (nowMs > this.bucketEndMs) {
      this.buckets[this.current] += this.runningVcpus * (this.bucketEndMs - this.clockMs);
      this.clockMs = this.bucketEndMs;
      this.bucketEndMs += this.bucketMs;
      this.current = (this.current + 1) % BUCKETS;
      this.buckets[this.current] = 0;
    }
    this.buckets[this.current] += this.runningVcpus * (nowMs - this.clockMs);
    this.clockMs = nowMs;
    if (this.runningVcpus > 0) this.lastActiveMs = nowMs;
  }

  /** Decayed usage in vCPU-ms at the time of the last `advance`. */
  decayed(): number {
    let sum = 0;
    for (let age = 0; age < BUCKETS; age++) {
      const value = this.buckets[(this.current - age + BUCKETS) % BUCKETS];
      if (value > 0) sum += value * (1 - this.middleAge(age) / this.windowMs);
    }
    return sum;
  }

  private middleAge(age: number): number {
    const startMs = this.bucketEndMs - (age + 1) * this.bucketMs;
    const endMs = age === 0 ? this.clockMs : startMs + this.bucketMs;
    return Math.min(this.windowMs, this.clockMs - (startMs + endMs) / 2);
  }

  /** More than a window has passed at a steady level: every bucket holds the same. */
  private skipTo(nowMs: number): void {
    this.buckets.fill(this.runningVcpus * this.bucketMs);
    this.buckets[this.current] = 0;
    this.clockMs = Math.floor(nowMs / this.bucketMs) * this.bucketMs;
    this.bucketEndMs = this.clockMs + this.bucketMs;
  }
}
