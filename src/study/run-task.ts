/** Turns one task into its record: builds the replication's world, simulates, keeps what is small. */
import type { Outcome } from '../engine/outcome.ts';
import { simulate } from '../engine/simulate.ts';
import type { Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import { fromOutcome } from '../scenario/metrics.ts';
import type { RunTask } from './executor.ts';
import type { ReplicationRecord, StudyTask } from './replication.ts';
import { simulateByDay } from './submission-days.ts';

/** The world of one replication; must depend on nothing but the seed. */
export type WorldBuilder = (replicationSeed: number) => World;

/** A runner over one workload. Consecutive tasks of one replication share the world that was built for it. */
export function taskRunner(workload: Workload, buildWorld: WorldBuilder): RunTask {
  let latest: { readonly seed: number; readonly world: World } | undefined;
  return (task) => {
    if (latest?.seed !== task.seed) latest = { seed: task.seed, world: buildWorld(task.seed) };
    if (task.byDay !== true) return recordOf(task, simulate(workload, task.candidate, latest.world));
    const { outcome, usdByDay } = simulateByDay(workload, task.candidate, latest.world);
    return { ...recordOf(task, outcome), ...(usdByDay !== undefined && { usdByDay }) };
  };
}

/** What a study keeps of an outcome: everything but the timelines after the first replication's. */
export function recordOf(task: StudyTask, outcome: Outcome): ReplicationRecord {
  const { timeline, ...summary } = outcome;
  return {
    candidateIndex: task.candidateIndex,
    replication: task.replication,
    seed: task.seed,
    metrics: fromOutcome(outcome),
    outcome: task.replication === 0 ? { ...summary, timeline } : summary,
  };
}
