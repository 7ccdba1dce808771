/**
 * Why RUNNABLE jobs wait: names the reason a queue's head cannot start now, and adds up waiting time by reason. Costs nothing
 * unless asked for through SimulateOptions.waits.
 */
import { type BlockedReason, impossibleIn } from './explain.ts';
import { askedTypes, hasHeadroom, isRefused } from './growth.ts';
import { mayHold } from './nodes.ts';
import { mayPassOn } from './pass-on.ts';
import { quotaReason } from './quota-reason.ts';
import type { EnvironmentState, Run, WaitObserver } from './run.ts';

/**
 * AWS Batch's own reason codes (user guide, "Jobs stuck in RUNNABLE") where it has one; the others are ours:
 * SCHEDULER_CYCLE = the next look at the queue, SCALE_OUT = an instance is being decided on, launched or booted, MAX_VCPUS =
 * the environments are full and jobs must end first, FALL_THROUGH = until it may pass on to the next environment,
 * VCPU_QUOTA = the account's quota is used up, COMPUTE_RESERVATION = held back for other shares, DISABLED = the only
 * environments that could hold it are disabled, HEAD_OF_LINE = behind the job at the head.
 */
export type WaitReason =
  | BlockedReason
  | 'SCHEDULER_CYCLE'
  | 'SCALE_OUT'
  | 'MAX_VCPUS'
  | 'FALL_THROUGH'
  | 'COMPUTE_RESERVATION'
  | 'HEAD_OF_LINE';

/** One stretch of a watched job's life in its queue, ms. */
export interface WaitSpan {
  readonly fromMs: number;
  /** Undefined while it lasts: the job was never placed. */
  readonly toMs: number | undefined;
  readonly reason: WaitReason;
  /** For HEAD_OF_LINE: the job in front and what it waited for. */
  readonly behind?: { readonly job: number; readonly reason: WaitReason };
}

export interface QueueWaits {
  /** Job-ms by reason of jobs that were placed or are still waiting, up to the last change of their queue. */
  readonly jobMs: ReadonlyMap<WaitReason, number>;
  /** Of the HEAD_OF_LINE time, what the heads waited for. */
  readonly behindJobMs: ReadonlyMap<WaitReason, number>;
  /** Jobs still waiting when the run ended, and the reason at the head. */
  readonly stuckJobs: number;
  readonly head: { readonly job: number; readonly reason: WaitReason } | undefined;
}

/** Why the head of the queue, just tried in vain, cannot start. */
export function blockedReason(run: Run, queue: number, job: number): WaitReason {
  const { setup } = run;
  const { shape, request } = run.classes[run.classIndex[job]];
  const impossible = impossibleIn(setup, queue, shape);
  if (impossible !== undefined) return impossible;
  const open = run.candidates[run.classIndex[job]].filter(({ isOpen }) => isOpen);
  if (open.length === 0) return 'ACTION_REQUIRED';
  if (request.jobVcpus > run.lines[queue].allowanceVcpus()) return 'COMPUTE_RESERVATION';
  if (open.slice(0, -1).some((environment) => !mayPassOn(run, environment, shape))) return 'FALL_THROUGH';
  const isScaling = (environment: EnvironmentState) =>
    mayHold(run, environment, request, shape) || (request.nodes === 1 && environment.launching.size > 0);
  if (open.some((environment) => environment.setup.taskSize === undefined && isScaling(environment)))
    return 'SCALE_OUT';
  // AWS: "all compute environments" have received such errors; a full one has received none, and its jobs will end.
  if (!open.every((environment) => hasHeadroom(environment, shape) && isRefused(run, environment, shape)))
    return 'MAX_VCPUS';
  const bucket = quotaBucketAwaited(run, open, shape);
  return bucket === undefined ? 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY' : quotaReason(bucket);
}

/** Of environments that EC2 refuses, the first quota for which one was; undefined when it only lacks capacity. */
function quotaBucketAwaited(run: Run, refused: readonly EnvironmentState[], shape: number): number | undefined {
  for (const environment of refused) {
    const type = environment.refusals.firstOverQuota(askedTypes(run, environment, shape));
    if (type !== undefined) return environment.setup.quota.buckets[type];
  }
  return undefined;
}

interface QueueTally {
  readonly jobMs: Map<WaitReason, number>;
  readonly behindJobMs: Map<WaitReason, number>;
  waiting: number;
  sinceMs: number;
  head: { readonly job: number; readonly reason: WaitReason } | undefined;
}

/** Adds up waiting time by reason, and keeps the spans of one job when asked to. */
export class WaitTally implements WaitObserver {
  private readonly queues: readonly QueueTally[];
  private readonly spans: WaitSpan[] = [];
  private watchedQueue = -1;

  constructor(
    queueCount: number,
    private readonly watchedJob: number | undefined = undefined,
  ) {
    this.queues = Array.from({ length: queueCount }, () => {
      return { jobMs: new Map(), behindJobMs: new Map(), waiting: 0, sinceMs: 0, head: undefined };
    });
  }

  onJoin(queue: number, job: number, nowMs: number): void {
    this.settle(queue, nowMs);
    this.queues[queue].waiting++;
    if (job !== this.watchedJob) return;
    this.watchedQueue = queue;
    this.openSpan(nowMs);
  }

  onBlocked(queue: number, job: number, nowMs: number, reason: WaitReason): void {
    const tally = this.queues[queue];
    if (tally.head?.job === job && tally.head.reason === reason) return;
    this.settle(queue, nowMs);
    tally.head = { job, reason };
    if (queue === this.watchedQueue) this.openSpan(nowMs);
  }

  onPlaced(queue: number, job: number, nowMs: number): void {
    this.settle(queue, nowMs);
    const tally = this.queues[queue];
    tally.waiting--;
    if (tally.head?.job === job) tally.head = undefined;
    if (job !== this.watchedJob) return;
    this.closeSpan(nowMs);
    this.watchedQueue = -1;
  }

  onLeft(queue: number, job: number, nowMs: number): void {
    this.onPlaced(queue, job, nowMs);
  }

  waitsOf(queue: number): QueueWaits {
    const { jobMs, behindJobMs, waiting, head } = this.queues[queue];
    return { jobMs, behindJobMs, stuckJobs: waiting, head: waiting === 0 ? undefined : head };
  }

  /** Stretches of the watched job's waits, in order. */
  watchedSpans(): readonly WaitSpan[] {
    return this.spans;
  }

  /** Books the time since the last change of the queue: one job at the head, the others behind it. */
  private settle(queue: number, nowMs: number): void {
    const tally = this.queues[queue];
    const elapsedMs = nowMs - tally.sinceMs;
    tally.sinceMs = nowMs;
    if (elapsedMs === 0 || tally.waiting === 0) return;
    if (tally.head === undefined) {
      add(tally.jobMs, 'SCHEDULER_CYCLE', elapsedMs * tally.waiting);
      return;
    }
    add(tally.jobMs, tally.head.reason, elapsedMs);
    if (tally.waiting === 1) return;
    add(tally.jobMs, 'HEAD_OF_LINE', elapsedMs * (tally.waiting - 1));
    add(tally.behindJobMs, tally.head.reason, elapsedMs * (tally.waiting - 1));
  }

  private openSpan(nowMs: number): void {
    this.closeSpan(nowMs);
    const { head } = this.queues[this.watchedQueue];
    if (head === undefined) this.spans.push({ fromMs: nowMs, toMs: undefined, reason: 'SCHEDULER_CYCLE' });
    else if (head.job === this.watchedJob) this.spans.push({ fromMs: nowMs, toMs: undefined, reason: head.reason });
    else this.spans.push({ fromMs: nowMs, toMs: undefined, reason: 'HEAD_OF_LINE', behind: head });
  }

  private closeSpan(nowMs: number): void {
    const last = this.spans.pop();
    if (last === undefined) return;
    if (last.toMs !== undefined) this.spans.push(last);
    else if (nowMs > last.fromMs) this.spans.push({ ...last, toMs: nowMs });
  }
}

function add(sums: Map<WaitReason, number>, reason: WaitReason, jobMs: number): void {
  sums.set(reason, (sums.get(reason) ?? 0) + jobMs);
}
