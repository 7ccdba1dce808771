/**
 * Which shares of a fair-share queue are active: those with jobs that are SUBMITTED, PENDING, RUNNABLE, STARTING or RUNNING, and for the
 * decay window after their last one has ended (AWS Batch user guide, "Fair-share scheduling").
 */
import type { FairShare } from './fair-share-line.ts';
import type { UsageColumns } from './usage-columns.ts';

export class ActiveShares {
  /** A share whose window has passed counts until the next `recount`. */
  count = 0;
  /** Of them by prefix rule, those under none first. */
  private readonly countByRule: Int32Array;
  /** By share: 1 for those in `count`. */
  private readonly isCounted: Uint8Array;
  /** By share: jobs that have not started, or wait for another attempt. */
  private readonly waitingJobs: Int32Array;

  constructor(
    private readonly policy: FairShare,
    private readonly columns: UsageColumns,
  ) {
    const { shares } = policy;
    this.countByRule = new Int32Array(2 + Math.max(-1, ...shares.map(({ prefixRule }) => prefixRule)));
    this.isCounted = new Uint8Array(shares.length);
    this.waitingJobs = new Int32Array(shares.length);
  }

  /** A job is SUBMITTED, for the first time or for another attempt; true when that makes the share active. */
  onSubmitted(share: number): boolean {
    this.waitingJobs[share]++;
    if (this.isCounted[share] === 1) return false;
    this.add(share);
    return true;
  }

  onStart(share: number): void {
    this.waitingJobs[share]--;
  }

  /** A job has ended that did not run. */
  onCancelled(share: number, nowMs: number): void {
    this.waitingJobs[share]--;
    this.columns.lastActiveMs[share] = nowMs;
  }

  recount(nowMs: number): void {
    const { isCounted } = this;
    this.count = 0;
    this.countByRule.fill(0);
    isCounted.fill(0);
    for (let share = 0; share < isCounted.length; share++) if (this.isActive(share, nowMs)) this.add(share);
  }

  /** What a prefix rule weighs: once per active share of it. */
  ofRule(prefixRule: number): number {
    return this.countByRule[prefixRule + 1];
  }

  private add(share: number): void {
    this.isCounted[share] = 1;
    this.count++;
    this.countByRule[this.policy.shares[share].prefixRule + 1]++;
  }

  private isActive(share: number, nowMs: number): boolean {
    const { runningVcpus, lastActiveMs } = this.columns;
    if (this.waitingJobs[share] > 0 || runningVcpus[share] > 0) return true;
    return nowMs - lastActiveMs[share] <= this.policy.windowMs;
  }
}

/** Whether anything depends on how many shares are active. */
export function countsShares({ computeReservation, shares }: FairShare): boolean {
  return computeReservation > 0 || shares.some(({ prefixRule }) => prefixRule >= 0);
}
