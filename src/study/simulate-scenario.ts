/** What `simulate` means, for every door: a scenario's own configuration over its replications, merged into one result. */
import { failedForGood } from '../models/own-failures.ts';
import type { Problem } from '../models/problem.ts';
import { jobIdOf } from '../models/workload.ts';
import type { Assembled } from '../scenario/assemble.ts';
import type { Executor } from './executor.ts';
import { runStudy } from './replicate.ts';
import type { ReplicationRecord } from './replication.ts';
import { type SimulationResult, simulationResult } from './simulation-result.ts';

export interface SimulateScenarioOptions {
  /** Problems worth telling that did not stop the run; they travel in the result. */
  readonly warnings?: readonly Problem[];
  readonly onProgress?: (done: number, total: number) => void;
  readonly isCancelled?: () => boolean;
}

export interface SimulatedScenario {
  readonly result: SimulationResult;
  readonly records: readonly ReplicationRecord[];
  /** False when the study was cancelled after some replications. */
  readonly isComplete: boolean;
}

/** Undefined when it was cancelled before the first replication came back. */
export async function simulateScenario(
  { scenario, workload, catalog }: Assembled,
  executor: Executor,
  { warnings, ...hooks }: SimulateScenarioOptions = {},
): Promise<SimulatedScenario | undefined> {
  const { batch, replications, seed } = scenario;
  const study = await runStudy({ candidates: [batch], replications, seed, ...hooks }, executor);
  const { records } = study.candidates[0];
  if (records.length === 0) return undefined;
  const result = simulationResult(
    {
      scenario: scenario.name,
      seed,
      catalog,
      assumptions: scenario.assumptions,
      ...(warnings !== undefined && { warnings }),
      jobId: (job) => jobIdOf(workload, job),
      failedForGood: failedForGood(workload.ownFailures),
    },
    records,
  );
  return { result, records, isComplete: study.isComplete };
}
