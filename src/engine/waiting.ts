/**
 * Who is next: the RUNNABLE jobs of one FIFO queue, in the order they were submitted (AWS Batch API GetJobQueueSnapshot:
 * "jobs are ordered based on their submission time"), whenever their dependencies were met; retried jobs join at the front
 * (AWS Batch best practices, "retry jobs go to the front of the queue").
 */
import { type Jobs, NO_JOB } from './jobs.ts';
import type { Line } from './line.ts';

export class WaitingLine implements Line {
  head: number = NO_JOB;
  private tail: number = NO_JOB;
  length = 0;
  /** vCPUs asked for by all waiting jobs. */
  vcpus = 0;
  /** True while the head is known not to fit: nothing has freed capacity since it was last tried. */
  isBlocked = false;

  readonly countsUse = false;
  readonly isReadingDue = false;
  readonly canBackfill = true;
  /** Where the last late job went in: dependents are often released many at once, each right behind the one before. */
  private lastLate: number = NO_JOB;

  constructor(private readonly jobs: Jobs) {}

  /** Rows are in submission order, so a job goes behind all smaller rows and all retried jobs. */
  push(job: number, vcpus: number): void {
    const before = this.tail === NO_JOB || this.isAhead(this.tail, job) ? this.tail : this.placeOfLate(job);
    const { jobs } = this;
    const after = before === NO_JOB ? this.head : jobs.nextOf(before);
    jobs.setNext(job, after);
    jobs.setBefore(job, before);
    if (before === NO_JOB) this.head = job;
    else jobs.setNext(before, job);
    if (this.tail === before) this.tail = job;
    else {
      jobs.setBefore(after, job);
      this.lastLate = job;
    }
    this.length++;
    this.vcpus += vcpus;
  }

  pushFront(job: number, vcpus: number): void {
    this.jobs.setNext(job, this.head);
    if (this.head === NO_JOB) this.tail = job;
    else this.jobs.setBefore(this.head, job);
    this.head = job;
    this.length++;
    this.vcpus += vcpus;
  }

  remove(job: number, vcpus: number): void {
    const { jobs } = this;
    const after = jobs.nextOf(job);
    let before: number = NO_JOB;
    // The row of the next one is not written for the head, which is taken out at nearly every start.
    if (job === this.head) this.head = after;
    else {
      before = jobs.beforeOf(job);
      jobs.setNext(before, after);
      if (after !== NO_JOB) jobs.setBefore(after, before);
    }
    if (this.tail === job) this.tail = before;
    if (this.lastLate === job) this.lastLate = before;
    this.length--;
    this.vcpus -= vcpus;
  }

  private isAhead(waiting: number, job: number): boolean {
    return waiting < job || this.jobs.attemptOf(waiting) > 0;
  }

  /** The job that one released late goes behind, NO_JOB when it becomes the head. */
  private placeOfLate(job: number): number {
    const { jobs } = this;
    let before = this.lastLate !== NO_JOB && this.lastLate < job ? this.lastLate : NO_JOB;
    let after = before === NO_JOB ? this.head : jobs.nextOf(before);
    while (after !== NO_JOB && this.isAhead(after, job)) {
      before = after;
      after = jobs.nextOf(before);
    }
    return before;
  }

  after(job: number): number {
    return this.jobs.nextOf(job);
  }

  refresh(): void {}

  untilReorderedMs(): number {
    return Number.POSITIVE_INFINITY;
  }

  allowanceVcpus(): number {
    return Number.POSITIVE_INFINITY;
  }

  onSubmitted(): boolean {
    return false;
  }

  onCancelled(): void {}

  onStart(): void {}

  onEnd(): void {}
}
