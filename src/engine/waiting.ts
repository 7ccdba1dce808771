/**
 * Who is next: the RUNNABLE jobs of one FIFO queue, in the order they were submitted (AWS Batch API GetJobQueueSnapshot:
 * "jobs are ordered based on their submission time"), whenever their dependencies were met; retried jobs join at the front
 * (AWS Batch best practices, "retry jobs go to the front of the queue").
 */
import { type Jobs, NO_JOB } from './jobs.ts';
import type { Line } from './line.ts';
import { linkBefore } from './link-before.ts';
import { RowSet } from './row-set.ts';

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
  /** The waiting jobs that were never tried; kept from the first late job on, so that runs without one do not pay for it. */
  private untried: RowSet | undefined = undefined;

  constructor(private readonly jobs: Jobs) {}

  /** Rows are in submission order, so a job goes behind all smaller rows and all retried jobs. */
  push(job: number, vcpus: number): void {
    const { jobs, tail } = this;
    if (tail === NO_JOB || tail < job || jobs.attemptOf(tail) > 0) {
      jobs.setNext(job, NO_JOB);
      jobs.setBefore(job, tail);
      if (tail === NO_JOB) this.head = job;
      else jobs.setNext(tail, job);
      this.tail = job;
    } else this.insertLate(job);
    if (this.untried !== undefined) this.untried.add(job);
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
    if (this.untried !== undefined) this.untried.delete(job);
    this.length--;
    this.vcpus -= vcpus;
  }

  /** A job released late (dependencies, consumable resources) goes before the first of larger row, which there is. */
  private insertLate(job: number): void {
    this.untried ??= this.findUntried();
    linkBefore(this.jobs, this, job, this.untried.after(job));
  }

  private findUntried(): RowSet {
    const { jobs } = this;
    const untried = new RowSet(jobs.count);
    for (let job = this.head; job !== NO_JOB; job = jobs.nextOf(job)) if (jobs.attemptOf(job) === 0) untried.add(job);
    return untried;
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
