/** Random histories of attempts that failed by themselves, for the workloads of the property tests. */
import fc from 'fast-check';
import type { EvaluateOnExit, RetryStrategy } from '../../src/models/batch-config.ts';
import { type OwnFailure, type OwnFailureHistory, OwnFailureTable } from '../../src/models/own-failures.ts';
import { allocateBuffer } from '../../src/models/typed-columns.ts';
import type { Workload } from '../../src/models/workload.ts';

const HOUR_MS = 3_600_000;

const randomFailure: fc.Arbitrary<OwnFailure> = fc.record(
  {
    runMs: fc.oneof(fc.nat(120_000), fc.nat(3 * HOUR_MS)),
    exitCode: fc.constantFrom(1, 13, 137),
    reason: fc.constantFrom('OutOfMemoryError: Container killed due to memory usage', 'DockerTimeoutError'),
    statusReason: fc.constantFrom('Essential container in task exited', 'Task failed to start'),
  },
  { requiredKeys: ['runMs'] },
);

/** Used in turn over the jobs. */
export const randomHistories: fc.Arbitrary<readonly (OwnFailureHistory | undefined)[]> = fc.array(
  fc.option(
    fc.record({
      failures: fc.array(randomFailure, { minLength: 1, maxLength: 3 }),
      isForGood: fc.integer({ min: 0, max: 3 }).map((draw) => draw === 0),
    }),
    { nil: undefined, freq: 2 },
  ),
  { minLength: 1, maxLength: 7 },
);

const randomEntry: fc.Arbitrary<EvaluateOnExit> = fc.record(
  {
    action: fc.constantFrom('RETRY', 'exit', 'EXIT'),
    onExitCode: fc.constantFrom('1', '1*', '137'),
    onReason: fc.constantFrom('*', 'OutOf*', 'DockerTimeoutError'),
    onStatusReason: fc.constantFrom('Host EC2*', 'Essential container in task exited', 'Task*'),
  },
  { requiredKeys: ['action'] },
);

export const randomStrategy: fc.Arbitrary<RetryStrategy | undefined> = fc.option(
  fc.record({ attempts: fc.constant(3), evaluateOnExit: fc.array(randomEntry, { maxLength: 3 }) }),
  { nil: undefined, freq: 3 },
);

/** Children of an array share a history, as they share a run time in random-case.ts. */
export function withFailures(workload: Workload, histories: readonly (OwnFailureHistory | undefined)[]): Workload {
  const table = new OwnFailureTable();
  const entityOf = Int32Array.from({ length: workload.jobCount }, (_, job) => job);
  for (const { firstJob, size } of workload.arrays) entityOf.fill(firstJob, firstJob, firstJob + size);
  entityOf.forEach((entity, job) => {
    table.add(job, histories[entity % histories.length]);
  });
  return { ...workload, ...table.columns(undefined, allocateBuffer) };
}
