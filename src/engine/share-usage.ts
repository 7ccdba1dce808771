/**
 * vCPU usage of one share over the decay window, older usage counting less. AWS documents the window (shareDecaySeconds) but not the
 * function; ours falls linearly from 1 now to 0 at the window's far end. Kept in equal buckets; since all weights fall alike, a
 * reading needs only the sum of the closed buckets and of their ages, which change when a bucket closes.
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
  /** Usage in all closed buckets, and the same times the age of each in buckets, counted from the start of the current one. */
  private closed = 0;
  private closedAges = 0;

  constructor(private readonly windowMs: number) {
    this.bucketMs = windowMs / BUCKETS;
    this.bucketEndMs = this.bucketMs;
  }

  /** Books the time since the last call at the vCPUs now running. */
  advance(nowMs: number): void {
    if (nowMs > this.bucketEndMs) this.closeBuckets(nowMs);
    if (this.runningVcpus > 0) {
      this.buckets[this.current] += this.runningVcpus * (nowMs - this.clockMs);
      this.lastActiveMs = nowMs;
    }
    this.clockMs = nowMs;
  }

  /** Decayed usage in vCPU-ms at the time of the last `advance`: every bucket weighs 1 less the age of its middle over the window. */
  decayed(): number {
    const elapsedMs = this.clockMs - (this.bucketEndMs - this.bucketMs);
    const current = this.buckets[this.current] * (1 - elapsedMs / (2 * this.windowMs));
    return current + this.closed * (1 - elapsedMs / this.windowMs) - this.closedAges / BUCKETS;
  }

  private closeBuckets(nowMs: number): void {
    if (nowMs - this.bucketEndMs > this.windowMs) this.skipTo(nowMs);
    while (nowMs > this.bucketEndMs) {
      this.buckets[this.current] += this.runningVcpus * (this.bucketEndMs - this.clockMs);
      this.clockMs = this.bucketEndMs;
      this.bucketEndMs += this.bucketMs;
      this.current = (this.current + 1) % BUCKETS;
      this.buckets[this.current] = 0;
    }
    this.closed = 0;
    this.closedAges = 0;
    for (let age = 1; age < BUCKETS; age++) {
      const value = this.buckets[(this.current - age + BUCKETS) % BUCKETS];
      this.closed += value;
      this.closedAges += value * (age - 0.5);
    }
  }

  /** More than a window has passed at a steady level: every bucket holds the same. */
  private skipTo(nowMs: number): void {
    this.buckets.fill(this.runningVcpus * this.bucketMs);
    this.buckets[this.current] = 0;
    this.clockMs = Math.floor(nowMs / this.bucketMs) * this.bucketMs;
    this.bucketEndMs = this.clockMs + this.bucketMs;
  }
}
