/** Simulated runs, each with what a plan keeps of it and with what `verify` reads in the records of its jobs. */
import { type Drift, driftOf } from '../../src/aws/drift.ts';
import type { ObservedEndings, ObservedWait } from '../../src/aws/drift-from-runs.ts';
import { type AttemptRow, simulatePrepared } from '../../src/engine/index.ts';
import { prepare } from '../../src/engine/setup.ts';
import { formatProblem } from '../../src/models/problem.ts';
import { replicationSeed } from '../../src/models/random.ts';
import { DAY_MS } from '../../src/models/trace-days.ts';
import { worldBuilder, worldSources } from '../../src/scenario/assemble.ts';
import type { ReplicationRecord } from '../../src/study/replication.ts';
import { recordOf } from '../../src/study/run-task.ts';
import { historyOf } from '../../test/support/history.ts';
import type { World } from './worlds.ts';

export interface Run {
  readonly record: ReplicationRecord;
  readonly wait: ObservedWait;
  readonly endings: ObservedEndings;
  /** Of each day's submissions alone. */
  readonly waitsByDay: readonly ObservedWait[];
}

export function runsOf({ assembled, config }: World, count: number, seed: number): readonly Run[] {
  const build = worldBuilder(worldSources(assembled));
  return Array.from({ length: count }, (_, index) => {
    const runSeed = replicationSeed(seed, index);
    const setup = prepare(assembled.workload, config, build(runSeed));
    if (!setup.ok) throw new Error(setup.problems.map(formatProblem).join('; '));
    const attempts: AttemptRow[] = [];
    const outcome = simulatePrepared(setup.value, { onAttempt: (row) => attempts.push(row) });
    // Not the first replication: only that one keeps its timeline.
    const record = recordOf({ candidateIndex: 0, candidate: config, replication: index + 1, seed: runSeed }, outcome);
    return { record, ...readingOf(attempts), waitsByDay: waitsByDay(attempts) };
  });
}

function readingOf(attempts: readonly AttemptRow[]): Pick<Run, 'wait' | 'endings'> {
  const drift = driftOf(historyOf(attempts, 0), undefined, 0);
  const { succeeded, failed, attemptsLostWithTheirHost: lostAttempts } = drift;
  return { wait: waitOf(drift), endings: { ended: succeeded + failed, failed, lostAttempts } };
}

function waitsByDay(attempts: readonly AttemptRow[]): readonly ObservedWait[] {
  const days = new Map<number, AttemptRow[]>();
  for (const row of attempts) {
    const day = Math.floor(row.submitMs / DAY_MS);
    days.set(day, [...(days.get(day) ?? []), row]);
  }
  return [...days.values()].map((rows) => waitOf(driftOf(historyOf(rows, 0), undefined, 0)));
}

function waitOf({ waitSecondsP95 }: Drift): ObservedWait {
  if (waitSecondsP95 === undefined) throw new Error('no job started');
  const { observed, lo, hi, count } = waitSecondsP95;
  return { observed, lo, hi, count };
}
