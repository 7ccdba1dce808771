/**
 * Who is next under a fair-share scheduling policy (AWS Batch user guide, "Fair-share scheduling"): the share with the lowest decayed
 * usage x weightFactor; within it the highest scheduling priority, then first in, first out, as in a FIFO queue by submission. A lower
 * weight factor gets more.
 */
import { ActiveShares, countsShares } from './active-shares.ts';
import { type Jobs, NO_JOB } from './jobs.ts';
import { LatePlaces } from './late-places.ts';
import type { Line } from './line.ts';
import { linkBefore } from './link-before.ts';
import { listOf } from './lists.ts';
import { ShareUsage } from './share-usage.ts';
import { BUCKETS, UsageColumns } from './usage-columns.ts';

/** The policy of one queue with the shares its jobs name. */
export interface FairShare {
  /** Decay window, ms: shareDecaySeconds, at least 600 s (API FairsharePolicy: 0 means the default minimum). */
  readonly windowMs: number;
  /** Percent, 0 to 99. */
  readonly computeReservation: number;
  /** Sum of maxvCpus of the queue's ENABLED environments. */
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

/** Usage is read again at most this often; between readings started jobs count as one second of use. */
const REFRESH_MS = 1000;

/** Lists that have become empty stay for the next job of their priority, unless a share has more lists than this. */
const FEW_LISTS = 16;

interface PriorityList {
  readonly priority: number;
  head: number;
  tail: number;
}

class ShareState {
  /** Highest priority first. */
  readonly lists: PriorityList[] = [];
  length = 0;
  /** Position in the heap of shares with waiting jobs, -1 when none wait. */
  position = -1;

  constructor(readonly usage: ShareUsage) {}
}

export class FairShareLine implements Line {
  head: number = NO_JOB;
  length = 0;
  vcpus = 0;
  isBlocked = false;
  isReadingDue = false;
  readonly countsUse = true;
  readonly canBackfill = false;
  private readonly states: ShareState[];
  private readonly columns: UsageColumns;
  /** By share: decayed usage x weight, vCPU-ms. */
  private readonly values: Float64Array;
  private readonly weights: Float64Array;
  /** Indices of shares with waiting jobs, a binary heap by value, ties by identifier. */
  private readonly heap: number[] = [];
  /** Undefined when nothing depends on how many shares are active. */
  private readonly active: ActiveShares | undefined;
  /** Kept from the first late job on, so that runs without one do not pay for it. */
  private late: LatePlaces | undefined = undefined;
  private runningVcpus = 0;
  private refreshedMs = Number.NEGATIVE_INFINITY;

  constructor(
    private readonly jobs: Jobs,
    private readonly policy: FairShare,
    private readonly ofJob: ShareOfJob,
  ) {
    const { shares, windowMs } = policy;
    const columns = new UsageColumns(shares.length);
    this.columns = columns;
    this.states = listOf(shares, (_, share) => new ShareState(new ShareUsage(windowMs, columns, share)));
    this.values = new Float64Array(shares.length);
    this.weights = Float64Array.from(shares, ({ weightFactor }) => weightFactor);
    this.active = countsShares(policy) ? new ActiveShares(policy, columns) : undefined;
  }

  /** Behind all smaller rows and all retried jobs of its share and priority. */
  push(job: number, vcpus: number): void {
    const { jobs } = this;
    const { state, list } = this.placeOf(job);
    const { tail } = list;
    if (tail === NO_JOB || tail < job || jobs.attemptOf(tail) > 0) {
      jobs.setNext(job, NO_JOB);
      jobs.setBefore(job, tail);
      if (tail === NO_JOB) list.head = job;
      else jobs.setNext(tail, job);
      list.tail = job;
    } else this.insertLate(job, list);
    if (this.late !== undefined) this.late.add(job);
    this.added(job, state, vcpus);
  }

  /** A job released late (dependencies, consumable resources) goes before the first of larger row, which there is. */
  private insertLate(job: number, list: PriorityList): void {
    this.late ??= this.findLatePlaces();
    linkBefore(this.jobs, list, job, this.late.after(job));
  }

  private findLatePlaces(): LatePlaces {
    const { jobs } = this;
    const late = new LatePlaces(jobs.count, this.ofJob);
    for (const { lists } of this.states)
      for (const { head } of lists)
        for (let job = head; job !== NO_JOB; job = jobs.nextOf(job)) if (jobs.attemptOf(job) === 0) late.add(job);
    return late;
  }

  pushFront(job: number, vcpus: number): void {
    const { state, list } = this.placeOf(job);
    this.jobs.setNext(job, list.head);
    if (list.head === NO_JOB) list.tail = job;
    else this.jobs.setBefore(list.head, job);
    list.head = job;
    this.added(job, state, vcpus);
  }

  remove(job: number, vcpus: number): void {
    const { state, list } = this.placeOf(job);
    const after = this.jobs.nextOf(job);
    if (job === list.head) {
      list.head = after;
      if (after === NO_JOB) emptied(state.lists, list);
    } else this.unlink(job, after, list);
    if (this.late !== undefined) this.late.delete(job);
    state.length--;
    this.length--;
    this.vcpus -= vcpus;
    if (state.length === 0) this.leaveHeap(state);
    this.pickHead();
  }

  /** Takes out one behind the first of its list. */
  private unlink(job: number, after: number, list: PriorityList): void {
    const { jobs } = this;
    const before = jobs.beforeOf(job);
    jobs.setNext(before, after);
    if (after === NO_JOB) list.tail = before;
    else jobs.setBefore(after, before);
  }

  /** Share by share in the present order; the order among shares moves as jobs start, so beyond the head this is an estimate. */
  after(job: number): number {
    const next = this.jobs.nextOf(job);
    if (next !== NO_JOB) return next;
    const share = this.ofJob.share(job);
    const lists = this.states[share].lists;
    const priority = this.ofJob.priority(job);
    for (let at = placeIn(lists, priority) + 1; at < lists.length; at++)
      if (lists[at].head !== NO_JOB) return lists[at].head;
    const position = this.states[share].position + 1;
    return position < this.heap.length ? firstOf(this.states[this.heap[position]]) : NO_JOB;
  }

  refresh(nowMs: number): void {
    if (nowMs - this.refreshedMs < REFRESH_MS) return;
    this.refreshedMs = nowMs;
    this.readUsage(nowMs);
    if (this.active !== undefined) {
      this.active.recount(nowMs);
      this.weighRules(this.active);
    }
    this.weighUsage(nowMs);
    const { heap } = this;
    for (let position = (heap.length >> 1) - 1; position >= 0; position--) this.siftDown(position);
    this.pickHead();
  }

  /** A bucket of the decay window, unless one share waits or none of those that do has used anything: what is 0 and does not run stays so. */
  untilReorderedMs(): number {
    const { heap, values } = this;
    if (heap.length < 2 || heap.every((share) => values[share] === 0)) return Number.POSITIVE_INFINITY;
    return Math.ceil(this.policy.windowMs / BUCKETS);
  }

  private readUsage(nowMs: number): void {
    const { columns, states } = this;
    const { bucketEndMs } = columns;
    for (let share = 0; share < states.length; share++) {
      if (nowMs > bucketEndMs[share]) states[share].usage.advance(nowMs);
      else columns.advance(share, nowMs);
    }
  }

  /** Nearly all shares are in the same bucket, so the divisions are made once. */
  private weighUsage(nowMs: number): void {
    const { columns, values, weights } = this;
    const { windowMs } = this.policy;
    const { bucketEndMs } = columns;
    let endMs = Number.NaN;
    let openWeight = 1;
    let closedWeight = 1;
    for (let share = 0; share < values.length; share++) {
      if (bucketEndMs[share] !== endMs) {
        endMs = bucketEndMs[share];
        const elapsedMs = nowMs - (endMs - windowMs / BUCKETS);
        openWeight = 1 - elapsedMs / (2 * windowMs);
        closedWeight = 1 - elapsedMs / windowMs;
      }
      values[share] = columns.decayed(share, openWeight, closedWeight) * weights[share];
    }
  }

  /** What shares under a prefix rule weigh: the more of them are active, the more. */
  private weighRules(active: ActiveShares): void {
    const { weights } = this;
    const { shares } = this.policy;
    for (let share = 0; share < weights.length; share++) {
      const { weightFactor, prefixRule } = shares[share];
      if (prefixRule >= 0) weights[share] = weightFactor * Math.max(1, active.ofRule(prefixRule));
    }
  }

  /** All but (computeReservation / 100) ^ active shares of the maximum, in whole vCPUs (API FairsharePolicy, computeReservation). */
  allowanceVcpus(): number {
    const { computeReservation, maxVcpus } = this.policy;
    if (computeReservation === 0) return Number.POSITIVE_INFINITY;
    const activeShares = this.active?.count ?? 0;
    let reservedVcpus = maxVcpus;
    // In steps of a product and a division of whole numbers: what comes out whole is exact, 10 of 100 and not a little less.
    for (let share = 0; share < Math.max(1, activeShares); share++)
      reservedVcpus = (reservedVcpus * computeReservation) / 100;
    return maxVcpus - Math.ceil(reservedVcpus) - this.runningVcpus;
  }

  onSubmitted(job: number): boolean {
    const share = this.ofJob.share(job);
    if (this.active?.onSubmitted(share) !== true) return false;
    // Those of its prefix rule weigh more from now on: usage is read again in the next cycle, however soon that is.
    if (this.policy.shares[share].prefixRule >= 0) this.refreshedMs = Number.NEGATIVE_INFINITY;
    return true;
  }

  onCancelled(job: number, nowMs: number): void {
    this.active?.onCancelled(this.ofJob.share(job), nowMs);
  }

  onStart(job: number, vcpus: number, nowMs: number): void {
    const share = this.ofJob.share(job);
    const state = this.states[share];
    this.active?.onStart(share);
    state.usage.advance(nowMs);
    this.columns.runningVcpus[share] += vcpus;
    this.runningVcpus += vcpus;
    this.values[share] += vcpus * REFRESH_MS * this.weights[share];
    if (state.position >= 0) this.siftDown(state.position);
    this.pickHead();
  }

  onEnd(job: number, vcpus: number, nowMs: number): void {
    const share = this.ofJob.share(job);
    this.states[share].usage.advance(nowMs);
    this.columns.runningVcpus[share] -= vcpus;
    this.runningVcpus -= vcpus;
  }

  private placeOf(job: number): { state: ShareState; list: PriorityList } {
    const state = this.states[this.ofJob.share(job)];
    const priority = this.ofJob.priority(job);
    const { lists } = state;
    const at = placeIn(lists, priority);
    if (at < lists.length && lists[at].priority === priority) return { state, list: lists[at] };
    const list = { priority, head: NO_JOB, tail: NO_JOB };
    lists.splice(at, 0, list);
    return { state, list };
  }

  private added(job: number, state: ShareState, vcpus: number): void {
    state.length++;
    this.length++;
    this.vcpus += vcpus;
    if (state.position < 0) {
      const share = this.ofJob.share(job);
      state.position = this.heap.push(share) - 1;
      this.siftUp(state.position);
    }
    this.pickHead();
  }

  /** A new head has not been tried yet. */
  private pickHead(): void {
    const head = this.heap.length === 0 ? NO_JOB : firstOf(this.states[this.heap[0]]);
    if (head !== this.head) this.isBlocked = false;
    this.head = head;
  }

  private leaveHeap(state: ShareState): void {
    const { position } = state;
    const last = this.heap.pop() as number;
    state.position = -1;
    if (position === this.heap.length) return;
    this.heap[position] = last;
    this.states[last].position = position;
    this.siftUp(position);
    this.siftDown(this.states[last].position);
  }

  private isAhead(left: number, right: number): boolean {
    const leftValue = this.values[left];
    const rightValue = this.values[right];
    if (leftValue !== rightValue) return leftValue < rightValue;
    return this.policy.shares[left].identifier < this.policy.shares[right].identifier;
  }

  private siftUp(start: number): void {
    const { heap, states } = this;
    const share = heap[start];
    let position = start;
    while (position > 0) {
      const parent = (position - 1) >> 1;
      if (!this.isAhead(share, heap[parent])) break;
      heap[position] = heap[parent];
      states[heap[position]].position = position;
      position = parent;
    }
    heap[position] = share;
    states[share].position = position;
  }

  private siftDown(start: number): void {
    const { heap, states } = this;
    const share = heap[start];
    let position = start;
    for (let child = 2 * position + 1; child < heap.length; child = 2 * position + 1) {
      if (child + 1 < heap.length && this.isAhead(heap[child + 1], heap[child])) child++;
      if (!this.isAhead(heap[child], share)) break;
      heap[position] = heap[child];
      states[heap[position]].position = position;
      position = child;
    }
    if (position === start) return;
    heap[position] = share;
    states[share].position = position;
  }
}

/** Where the list of the priority is, or would be: by halves, for AWS has 10,000 priorities. */
function placeIn(lists: readonly PriorityList[], priority: number): number {
  let low = 0;
  let high = lists.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (lists[middle].priority > priority) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** Nobody is left in the list; where there are many, it goes, so that none has to be looked for behind empty ones. */
function emptied(lists: PriorityList[], list: PriorityList): void {
  list.tail = NO_JOB;
  if (lists.length > FEW_LISTS) lists.splice(placeIn(lists, list.priority), 1);
}

/** First job of a share that has one. */
function firstOf(state: ShareState): number {
  for (const list of state.lists) if (list.head !== NO_JOB) return list.head;
  return NO_JOB;
}
