/**
 * How long the jobs of each queue wait under two configurations: over all jobs together a queue that waits twenty times as long as before
 * can hide behind one that waits less. Replayed beside the studies, as their records know the waits of single queues only
 * where limits name them.
 */
import { simulate } from '../engine/simulate.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { formatProblem } from '../models/problem.ts';
import { replicationSeed } from '../models/random.ts';
import { counted } from '../models/written-number.ts';
import { type Assembled, checkRunnable, worldBuilder, worldSources } from '../scenario/assemble.ts';
import { formatQuantity } from '../scenario/format-quantity.ts';
import { roundToThousandths } from './rounding.ts';
import { meanOf } from './statistics.ts';

export interface QueueWaits {
  /** Of the current configuration, where the jobs are submitted today. */
  readonly queue: string;
  readonly jobs: number;
  /** Seconds from RUNNABLE to the first RUNNING, over the jobs that started; mean over replications, absent where none started in one. */
  readonly p95WaitSeconds: { readonly current?: number; readonly recommended?: number };
}

export interface WaitsByQueue {
  readonly replications: number;
  /** In the order of the configuration; queues without jobs are left out. */
  readonly queues: readonly QueueWaits[];
}

/** Every other study uses other numbers. */
const FIRST_REPLICATION = 10_000_000;
/** About two seconds of one core. */
const MOST_JOB_STARTS = 500_000;
const MOST_REPLICATIONS = 5;
const LONGER_SECONDS = 60;

/** Undefined where fewer than two queues have jobs, or these are so many that it would take long. */
export function waitsByQueue(assembled: Assembled, recommended: BatchConfig): WaitsByQueue | undefined {
  const { scenario, workload } = assembled;
  const replications = Math.min(MOST_REPLICATIONS, Math.floor(MOST_JOB_STARTS / 2 / Math.max(1, workload.jobCount)));
  const queues = queuesOf(assembled);
  const jobs = new Map<string, number>();
  for (let job = 0; job < workload.jobCount; job++) {
    const queue = queues.ofClass[workload.classIndex[job]];
    jobs.set(queue, (jobs.get(queue) ?? 0) + 1);
  }
  if (jobs.size < 2 || replications === 0) return undefined;
  const numbers = Array.from({ length: replications }, (_, index) => FIRST_REPLICATION + index);
  const [before, after] = [scenario.batch, recommended].map((config) =>
    numbers.map((replication) => p95ByQueue(assembled, config, queues.ofClass, replication)),
  );
  return {
    replications,
    queues: queues.names
      .filter((queue) => jobs.has(queue))
      .map((queue) => ({
        queue,
        jobs: jobs.get(queue) ?? 0,
        p95WaitSeconds: { ...meanAs('current', before, queue), ...meanAs('recommended', after, queue) },
      })),
  };
}

/** A sentence for every queue whose p95 wait at least doubles, and grows by a minute or more. */
export function longerWaitNotes({ queues, replications }: WaitsByQueue): readonly string[] {
  return queues.flatMap(({ queue, jobs, p95WaitSeconds: { current = 0, recommended = 0 } }) => {
    if (recommended < 2 * current || recommended < current + LONGER_SECONDS) return [];
    const [before, after] = [current, recommended].map((seconds) => formatQuantity(seconds, 'seconds'));
    return [
      `${counted(jobs, 'job')} of queue ${queue} would wait longer than today: their p95 wait goes from ${before} to ${after} (mean of ${counted(replications, 'replication')}); a limit on p95(wait, ${queue}) is about these, one on p95(wait) about the jobs of all queues together`,
    ];
  });
}

function queuesOf(assembled: Assembled) {
  const checked = checkRunnable(assembled, assembled.scenario.batch);
  if (!checked.ok) throw new Error(`cannot simulate: ${checked.problems.map(formatProblem).join('; ')}`);
  const names = checked.value.queues.map(({ name }) => name);
  return { names, ofClass: checked.value.classes.map(({ queue }) => names[queue]) };
}

function p95ByQueue(
  assembled: Assembled,
  config: BatchConfig,
  queueOfClass: readonly string[],
  replication: number,
): ReadonlyMap<string, number> {
  const { scenario, workload } = assembled;
  const world = worldBuilder(worldSources(assembled))(replicationSeed(scenario.seed, replication));
  const waits = new Map<string, number[]>();
  simulate(workload, config, world, {
    onWait: (job, waitMs) => {
      const queue = queueOfClass[workload.classIndex[job]];
      const known = waits.get(queue);
      if (known === undefined) waits.set(queue, [waitMs]);
      else known.push(waitMs);
    },
  });
  return new Map([...waits].map(([queue, waitMs]) => [queue, p95Of(waitMs) / 1000]));
}

/** Nearest rank, of a list that is not empty. */
function p95Of(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  return sorted[Math.ceil(0.95 * sorted.length) - 1];
}

function meanAs<Side extends 'current' | 'recommended'>(
  side: Side,
  replications: readonly ReadonlyMap<string, number>[],
  queue: string,
): { readonly [Key in Side]?: number } {
  const known = replications.map((waits) => waits.get(queue)).filter((wait) => wait !== undefined);
  const mean = known.length < replications.length ? undefined : meanOf(known);
  return mean === undefined ? {} : ({ [side]: roundToThousandths(mean) } as { readonly [Key in Side]?: number });
}
