/** What a fair-share reading needs of every share, a column each: a reading visits all shares and should touch nothing else. */
/** The decay window is cut into so many buckets. */
export const BUCKETS = 30;

export class UsageColumns {
  readonly runningVcpus: Float64Array;
  /** When a job of the share last ran, or ended without having run, ms; -Infinity for never. */
  readonly lastActiveMs: Float64Array;
  /** Up to when usage is booked. */
  readonly clockMs: Float64Array;
  readonly bucketEndMs: Float64Array;
  /** Usage in the bucket that is not closed, vCPU-ms. */
  readonly inBucket: Float64Array;
  /** Usage in all closed buckets, and what it has lost by its age at the start of the current one. */
  readonly closed: Float64Array;
  readonly closedLoss: Float64Array;

  constructor(shares: number) {
    this.runningVcpus = new Float64Array(shares);
    this.lastActiveMs = new Float64Array(shares).fill(Number.NEGATIVE_INFINITY);
    this.clockMs = new Float64Array(shares);
    this.bucketEndMs = new Float64Array(shares);
    this.inBucket = new Float64Array(shares);
    this.closed = new Float64Array(shares);
    this.closedLoss = new Float64Array(shares);
  }

  /** Books the time since the last call; the bucket must not have ended. */
  advance(share: number, nowMs: number): void {
    const vcpus = this.runningVcpus[share];
    if (vcpus > 0) {
      this.inBucket[share] += vcpus * (nowMs - this.clockMs[share]);
      this.lastActiveMs[share] = nowMs;
    }
    this.clockMs[share] = nowMs;
  }

  /** See ShareUsage.decayed. The two weights, of the open bucket and of the closed ones, depend on `elapsedMs` only. */
  decayed(share: number, openWeight: number, closedWeight: number): number {
    return this.inBucket[share] * openWeight + this.closed[share] * closedWeight - this.closedLoss[share];
  }
}
