/**
 * Fair share the slow and obvious way, to hold the engine's line to: every reading goes through all shares, bucket by bucket of
 * usage, and whoever is next is looked for among all of them. Shares with the engine how one share's usage is booked and added up.
 */
import type { FairShare, ShareOfJob } from '../../src/engine/fair-share-line.ts';
import { NO_JOB } from '../../src/engine/jobs.ts';
import type { Line } from '../../src/engine/line.ts';
import { ShareUsage } from '../../src/engine/share-usage.ts';
import { UsageColumns } from '../../src/engine/usage-columns.ts';

const REFRESH_MS = 1000;

export class ScannedShareLine implements Line {
  head: number = NO_JOB;
  vcpus = 0;
  isBlocked = false;
  readonly canBackfill = false;
  readonly values: number[];
  private readonly weights: number[];
  private readonly usages: ShareUsage[];
  private readonly columns: UsageColumns;
  /** By share, in the order they start. */
  private readonly waiting: number[][];
  private runningVcpus = 0;
  private activeShares = 0;
  private refreshedMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly policy: FairShare,
    private readonly ofJob: ShareOfJob,
  ) {
    const { shares, windowMs } = policy;
    this.columns = new UsageColumns(shares.length);
    this.usages = shares.map((_, share) => new ShareUsage(windowMs, this.columns, share));
    this.values = shares.map(() => 0);
    this.weights = shares.map(({ weightFactor }) => weightFactor);
    this.waiting = shares.map(() => []);
  }

  get length(): number {
    return this.waiting.reduce((sum, { length }) => sum + length, 0);
  }

  push(job: number, vcpus: number): void {
    this.insert(job, vcpus, (other) => this.ofJob.priority(other) < this.ofJob.priority(job));
  }

  pushFront(job: number, vcpus: number): void {
    this.insert(job, vcpus, (other) => this.ofJob.priority(other) <= this.ofJob.priority(job));
  }

  private insert(job: number, vcpus: number, isBehind: (other: number) => boolean): void {
    const jobs = this.jobsWith(job);
    const position = jobs.findIndex(isBehind);
    jobs.splice(position < 0 ? jobs.length : position, 0, job);
    this.vcpus += vcpus;
    this.pickHead();
  }

  remove(job: number, _before: number, vcpus: number): void {
    const jobs = this.jobsWith(job);
    jobs.splice(jobs.indexOf(job), 1);
    this.vcpus -= vcpus;
    this.pickHead();
  }

  withdraw(job: number, vcpus: number): void {
    this.remove(job, NO_JOB, vcpus);
  }

  after(job: number): number {
    const jobs = this.jobsWith(job);
    const next = jobs[jobs.indexOf(job) + 1];
    if (next !== undefined) return next;
    const inOrder = this.inOrder();
    const share = inOrder[inOrder.indexOf(this.ofJob.share(job)) + 1];
    return share === undefined ? NO_JOB : (this.waiting[share]?.[0] ?? NO_JOB);
  }

  refresh(nowMs: number): void {
    if (nowMs - this.refreshedMs < REFRESH_MS) return;
    this.refreshedMs = nowMs;
    const { shares } = this.policy;
    for (const usage of this.usages) usage.advance(nowMs);
    const active = shares.map((_, share) => this.isActive(share, nowMs));
    this.activeShares = active.filter(Boolean).length;
    shares.forEach(({ weightFactor, prefixRule }, share) => {
      const ofRule = shares.filter((other, index) => active[index] && other.prefixRule === prefixRule).length;
      this.weights[share] = prefixRule < 0 ? weightFactor : weightFactor * Math.max(1, ofRule);
      this.values[share] = (this.usages[share]?.decayed() ?? 0) * (this.weights[share] ?? 0);
    });
    this.pickHead();
  }

  allowanceVcpus(): number {
    const { computeReservation, maxVcpus } = this.policy;
    if (computeReservation === 0) return Number.POSITIVE_INFINITY;
    let reserved = 1;
    for (let share = 0; share < Math.max(1, this.activeShares); share++) reserved *= computeReservation;
    return Math.floor(maxVcpus * (1 - reserved)) - this.runningVcpus;
  }

  onStart(job: number, vcpus: number, nowMs: number): void {
    const share = this.ofJob.share(job);
    this.book(share, vcpus, nowMs);
    this.values[share] = (this.values[share] ?? 0) + vcpus * REFRESH_MS * (this.weights[share] ?? 0);
    this.pickHead();
  }

  onEnd(job: number, vcpus: number, nowMs: number): void {
    this.book(this.ofJob.share(job), -vcpus, nowMs);
  }

  private book(share: number, vcpus: number, nowMs: number): void {
    this.usages[share]?.advance(nowMs);
    this.columns.runningVcpus[share] = (this.columns.runningVcpus[share] ?? 0) + vcpus;
    this.runningVcpus += vcpus;
  }

  private isActive(share: number, nowMs: number): boolean {
    const { runningVcpus, lastActiveMs } = this.columns;
    if ((this.waiting[share]?.length ?? 0) > 0 || (runningVcpus[share] ?? 0) > 0) return true;
    return nowMs - (lastActiveMs[share] ?? 0) <= this.policy.windowMs;
  }

  private jobsWith(job: number): number[] {
    return this.waiting[this.ofJob.share(job)] ?? [];
  }

  /** Shares with waiting jobs, least value first, ties by identifier. */
  inOrder(): number[] {
    const identifierOf = (share: number) => this.policy.shares[share]?.identifier ?? '';
    const withJobs = this.waiting.flatMap((jobs, share) => (jobs.length > 0 ? [share] : []));
    return withJobs.sort(
      (left, right) =>
        (this.values[left] ?? 0) - (this.values[right] ?? 0) || (identifierOf(left) < identifierOf(right) ? -1 : 1),
    );
  }

  private pickHead(): void {
    const share = this.inOrder()[0];
    const head = share === undefined ? NO_JOB : (this.waiting[share]?.[0] ?? NO_JOB);
    if (head !== this.head) this.isBlocked = false;
    this.head = head;
  }
}
