/**
 * Who is next: the RUNNABLE jobs of one FIFO queue. Jobs join at the back in the order they become RUNNABLE; retried jobs
 * join at the front (AWS Batch best practices, "retry jobs go to the front of the queue").
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

  readonly canBackfill = true;

  constructor(private readonly jobs: Jobs) {}

  pushBack(job: number, vcpus: number): void {
    this.jobs.next[job] = NO_JOB;
    if (this.tail === NO_JOB) this.head = job;
    else this.jobs.next[this.tail] = job;
    this.tail = job;
    this.length++;
    this.vcpus += vcpus;
  }

  pushFront(job: number, vcpus: number): void {
    this.jobs.next[job] = this.head;
    if (this.head === NO_JOB) this.tail = job;
    this.head = job;
    this.length++;
    this.vcpus += vcpus;
  }

  /** Takes out `job`, whose predecessor in the line is `before` (NO_JOB when it is the head). */
  remove(job: number, before: number, vcpus: number): void {
    const after = this.jobs.next[job];
    if (before === NO_JOB) this.head = after;
    else this.jobs.next[before] = after;
    if (this.tail === job) this.tail = before;
    this.length--;
    this.vcpus -= vcpus;
  }

  after(job: number): number {
    return this.jobs.next[job];
  }

  refresh(): void {}

  allowanceVcpus(): number {
    return Number.POSITIVE_INFINITY;
  }

  onStart(): void {}

  onEnd(): void {}
}
