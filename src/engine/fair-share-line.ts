/**
 * Who is next under a fair-share scheduling policy (AWS Batch user guide, "Fair-share scheduling"): the share with the lowest decayed
 * usage x weightFactor; within it the highest scheduling priority, then first in, first out. A lower weight factor gets more.
 */
import { ActiveShares } from './active-shares.ts';
import { type Jobs, NO_JOB } from './jobs.ts';
import type { Line } from './line.ts';
import { ShareOrder } from './share-order.ts';
import { UsageColumns } from './usage-columns.ts';

/** The policy of one queue with the shares its jobs name. */
export interface FairShare {
  /** Decay window, ms: shareDecaySeconds, at least 600 s (API FairsharePolicy: 0 means the default minimum). */
  readonly windowMs: number;
  /** 0 to 0.99. */
  readonly computeReservation: number;
  /** Sum of maxvCpus of the queue's environments. */
  readonly maxVcpus: number;
  readonly shares: readonly Share[];
}

export interface Share {
  readonly identifier: string;
  readonly weightFactor: number;
  /** Index of the `prefix*` rule the share falls under, -1 for none: its weight counts once per active share of the rule. */
  readonly prefixRule: number;
}

/** What a line needs to know about a job; by job row. */
export interface ShareOfJob {
  share(job: number): number;
  priority(job: number): number;
}

interface PriorityList {
  readonly priority: number;
  head: number;
  tail: number;
}

class ShareState {
  /** Highest priority first; emptied lists stay. */
  readonly lists: PriorityList[] = [];
}

export class FairShareLine implements Line {
  head: number = NO_JOB;
  length = 0;
  vcpus = 0;
  isBlocked = false;
  readonly canBackfill = false;
  private readonly states: readonly ShareState[];
  /** By share. */
  private readonly waitingJobs: Int32Array;
  private readonly active: ActiveShares;
  private readonly order: ShareOrder;

  constructor(
    private readonly jobs: Jobs,
    policy: FairShare,
    private readonly ofJob: ShareOfJob,
  ) {
    const { shares } = policy;
    const columns = new UsageColumns(shares.length);
    this.states = shares.map(() => new ShareState());
    this.waitingJobs = new Int32Array(shares.length);
    this.active = new ActiveShares(policy, columns, this.waitingJobs);
    this.order = new ShareOrder(policy, columns, this.active);
  }

  push(job: number, vcpus: number): void {
    const list = this.placeOf(job);
    this.jobs.next[job] = NO_JOB;
    if (list.tail === NO_JOB) list.head = job;
    else this.jobs.next[list.tail] = job;
    list.tail = job;
    this.added(job, vcpus);
  }

  pushFront(job: number, vcpus: number): void {
    const list = this.placeOf(job);
    this.jobs.next[job] = list.head;
    if (list.head === NO_JOB) list.tail = job;
    list.head = job;
    this.added(job, vcpus);
  }

  remove(job: number, _before: number, vcpus: number): void {
    const list = this.placeOf(job);
    list.head = this.jobs.next[job];
    if (list.head === NO_JOB) list.tail = NO_JOB;
    this.took(job, vcpus);
    this.pickHead();
  }

  withdraw(job: number, vcpus: number): void {
    const list = this.placeOf(job);
    const { next } = this.jobs;
    let before: number = NO_JOB;
    for (let waiting = list.head; waiting !== job; waiting = next[waiting]) before = waiting;
    if (before === NO_JOB) {
      this.remove(job, NO_JOB, vcpus);
      return;
    }
    next[before] = next[job];
    if (list.tail === job) list.tail = before;
    this.took(job, vcpus);
  }

  /** Share by share in the order of the last reading. It moves as jobs start, so beyond the head this is an estimate. */
  after(job: number): number {
    const next = this.jobs.next[job];
    if (next !== NO_JOB) return next;
    const share = this.ofJob.share(job);
    const priority = this.ofJob.priority(job);
    const lower = this.states[share].lists.find((list) => list.priority < priority && list.head !== NO_JOB);
    if (lower !== undefined) return lower.head;
    const following = this.order.following(share);
    return following < 0 ? NO_JOB : firstOf(this.states[following]);
  }

  refresh(nowMs: number): void {
    if (this.order.refresh(nowMs)) this.pickHead();
  }

  allowanceVcpus(): number {
    return this.order.allowanceVcpus();
  }

  onStart(job: number, vcpus: number, nowMs: number): void {
    this.order.onStart(this.ofJob.share(job), vcpus, nowMs);
    this.pickHead();
  }

  onEnd(job: number, vcpus: number, nowMs: number): void {
    const share = this.ofJob.share(job);
    this.order.onEnd(share, vcpus, nowMs);
    this.active.onLess(share);
  }

  private placeOf(job: number): PriorityList {
    const { lists } = this.states[this.ofJob.share(job)];
    const priority = this.ofJob.priority(job);
    let list = lists.find((candidate) => candidate.priority === priority);
    if (list === undefined) {
      list = { priority, head: NO_JOB, tail: NO_JOB };
      lists.push(list);
      lists.sort((left, right) => right.priority - left.priority);
    }
    return list;
  }

  private added(job: number, vcpus: number): void {
    const share = this.ofJob.share(job);
    this.length++;
    this.vcpus += vcpus;
    this.waitingJobs[share]++;
    if (this.waitingJobs[share] === 1) {
      this.active.onWaiting(share);
      this.order.join(share);
    }
    this.pickHead();
  }

  private took(job: number, vcpus: number): void {
    const share = this.ofJob.share(job);
    this.length--;
    this.vcpus -= vcpus;
    this.waitingJobs[share]--;
    if (this.waitingJobs[share] > 0) return;
    this.order.leave(share);
    this.active.onLess(share);
  }

  /** A new head has not been tried yet. */
  private pickHead(): void {
    const share = this.order.first();
    const head = share < 0 ? NO_JOB : firstOf(this.states[share]);
    if (head !== this.head) this.isBlocked = false;
    this.head = head;
  }
}

/** First job of a share that has one. */
function firstOf(state: ShareState): number {
  for (const list of state.lists) if (list.head !== NO_JOB) return list.head;
  return NO_JOB;
}
