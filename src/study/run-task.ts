/** Turns one task into its record: builds the replication's world, simulates, keeps what is small. */
import type { Outcome } from '../engine/outcome.ts';
import { simulate } from '../engine/simulate.ts';
import type { Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import { fromOutcome, type QueueWaitSeconds } from '../scenario/metrics.ts';
import type { RunTask } from './executor.ts';
import { watchQueues } from './queue-waits.ts';
import type { ReplicationRecord, StudyTask } from './replication.ts';
import { type OutcomeByDay, simulateByDay } from './submission-days.ts';

/** The world of one replication; must depend on nothing but the seed. */
export type WorldBuilder = (replicationSeed: number) => World;

/**
 * A runner over one workload. Consecutive tasks of one replication share the world that was built for it. Records have the waits of
 * `queues`, those that limits name.
 */
export function taskRunner(workload: Workload, buildWorld: WorldBuilder, queues: readonly string[] = []): RunTask {
  let latest: { readonly seed: number; readonly world: World } | undefined;
  return (task) => {
    const { seed, candidate } = task;
    if (latest?.seed !== seed) latest = { seed, world: buildWorld(seed) };
    const watch = queues.length > 0 ? watchQueues(queues, workload, candidate.jobQueues[0].jobQueueName) : undefined;
    const { outcome, usdByDay }: OutcomeByDay =
      task.byDay === true
        ? simulateByDay(workload, candidate, latest.world, watch)
        : { outcome: simulate(workload, candidate, latest.world, watch) };
    return { ...recordOf(task, outcome, watch?.read()), ...(usdByDay !== undefined && { usdByDay }) };
  };
}

/** What a study keeps of an outcome: everything but the timelines after the first replication's. */
export function recordOf(task: StudyTask, outcome: Outcome, queueWaits?: QueueWaitSeconds): ReplicationRecord {
  const { candidateIndex, replication, seed } = task;
  const { timeline, ...summary } = outcome;
  return {
    candidateIndex,
    replication,
    seed,
    metrics: fromOutcome(outcome, queueWaits),
    outcome: replication === 0 ? outcome : summary,
  };
}
