/** What was waited for in a run, by queue and reason: of all jobs, or of the one asked about. */
import type { ConsumableTime, JobExplanation, QueueWaits, ScenarioExplanation, WaitReason } from '../engine/index.ts';

/** Time waited in one queue for one reason, whether at its head or behind it. */
export interface WaitedFor {
  readonly queue: string;
  readonly reason: WaitReason;
  readonly jobMs: number;
  /** Some wait for it still when the run ends; how long they did is not in `jobMs`. */
  readonly isStuck?: true;
}

export function waitsOfScenario({ queues }: Pick<ScenarioExplanation, 'queues'>): readonly WaitedFor[] {
  return queues.flatMap((one) => [...waitsOfQueue(one.queue, one), ...pendingOf(one.queue, one.consumables)]);
}

/** Waits before its first attempt: those of retries are not among the waits we print. Of a job that waits for ever, what for. */
export function waitsOfJob(
  explanation: Pick<JobExplanation, 'queue' | 'waits' | 'consumableWait'> & {
    readonly attempts: readonly { readonly startMs: number }[];
  },
): readonly WaitedFor[] {
  const { queue, waits, attempts, consumableWait } = explanation;
  const untilMs = attempts[0]?.startMs ?? Number.POSITIVE_INFINITY;
  const pending = consumableWait && { ...consumableWait, reason: 'CONSUMABLE_RESOURCE' as const, behind: undefined };
  const before = [...(pending === undefined ? [] : [pending]), ...waits].filter(({ fromMs }) => fromMs < untilMs);
  const open = before.find(({ toMs }) => toMs === undefined);
  if (open !== undefined) return [{ queue, reason: open.behind?.reason ?? open.reason, jobMs: 0, isStuck: true }];
  return before.flatMap(({ fromMs, toMs, reason, behind }) =>
    toMs === undefined || toMs > untilMs ? [] : [{ queue, reason: behind?.reason ?? reason, jobMs: toMs - fromMs }],
  );
}

export function waitsOfQueue(queue: string, { jobMs, behindJobMs, stuckJobs, head }: QueueWaits): readonly WaitedFor[] {
  const waited = [...jobMs, ...behindJobMs]
    .filter(([reason]) => reason !== 'HEAD_OF_LINE')
    .map(([reason, ms]): WaitedFor => ({ queue, reason, jobMs: ms }));
  const isStuck = stuckJobs > 0 && head !== undefined;
  return isStuck ? [...waited, { queue, reason: head.reason, jobMs: 0, isStuck }] : waited;
}

export function pendingOf(queue: string, { jobMs, stuckJobs }: ConsumableTime): readonly WaitedFor[] {
  if (jobMs === 0 && stuckJobs === 0) return [];
  return [{ queue, reason: 'CONSUMABLE_RESOURCE', jobMs, ...(stuckJobs > 0 && { isStuck: true }) }];
}
