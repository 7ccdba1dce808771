/** Cancellations, time limits and consumable resources on random workloads: the laws hold whoever stops what when. */

import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../src/engine/invariants.ts';
import type { JobState } from '../../src/engine/job-states.ts';
import { prepare } from '../../src/engine/setup.ts';
import { simulatePrepared } from '../../src/engine/simulate.ts';
import type { BatchConfig, JobStateTimeLimitAction } from '../../src/models/batch-config.ts';
import type { Workload } from '../../src/models/workload.ts';
import { caseWorkload, caseWorld, configOf, randomCase } from '../support/random-case.ts';

/** Which states may follow which; a job may fail from any but the two last. */
const NEXT: Readonly<Record<JobState, readonly JobState[]>> = {
  SUBMITTED: ['PENDING', 'RUNNABLE', 'FAILED'],
  PENDING: ['RUNNABLE', 'FAILED'],
  RUNNABLE: ['STARTING', 'FAILED'],
  STARTING: ['RUNNING', 'RUNNABLE', 'FAILED'],
  RUNNING: ['SUCCEEDED', 'RUNNABLE', 'FAILED'],
  SUCCEEDED: [],
  FAILED: [],
};

const ACTIONS: readonly JobStateTimeLimitAction[] = [
  'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE',
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT',
].map((reason) => ({ reason, state: 'RUNNABLE', maxTimeSeconds: 600, action: 'CANCEL' }));

/** Delays in ms after the submission, used in turn; undefined = never. */
function stopColumn({ submitMs }: Workload, delays: readonly (number | undefined)[]): Float64Array {
  return submitMs.map((ms, job) => ms + (delays[job % delays.length] ?? Number.POSITIVE_INFINITY));
}

const delays = fc.array(fc.option(fc.nat(3 * 3_600_000), { nil: undefined }), { minLength: 1, maxLength: 5 });

describe('whatever is cancelled, terminated, limited or scarce', () => {
  it('every job goes through legal states in order of time, and the conservation laws hold', () => {
    fc.assert(
      fc.property(randomCase, delays, delays, fc.integer({ min: 1, max: 3 }), (drawn, cancel, terminate, licences) => {
        const plain = caseWorkload(drawn);
        const plainConfig = configOf(drawn);
        const world = caseWorld(drawn);
        const classes = plain.classes.map((jobClass, index) =>
          index % 2 === 0 ? { ...jobClass, consumableResources: [{ name: 'licence', quantity: 1 }] } : jobClass,
        );
        const cancelMs = stopColumn(plain, cancel);
        const terminateMs = stopColumn(plain, terminate);
        const workload: Workload = { ...plain, classes, cancelMs, terminateMs };
        const config: BatchConfig = {
          ...plainConfig,
          consumableResources: [{ consumableResourceName: 'licence', totalQuantity: licences }],
          jobQueues: plainConfig.jobQueues.map((queue) => ({ ...queue, jobStateTimeLimitActions: ACTIONS })),
        };
        const setup = prepare(workload, config, world);
        if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
        const states: { state: JobState; atMs: number }[][] = Array.from({ length: workload.jobCount }, () => []);
        const outcome = simulatePrepared(setup.value, {
          assertInvariants: INVARIANTS,
          onState: (job, state, atMs) => states[job].push({ state, atMs }),
          onAttempt: ({ job, endMs }) =>
            expect(endMs).toBeLessThanOrEqual(terminateMs[job] + world.assumptions.killDelaySeconds * 1000),
        });
        const lasts = states.map((list) => list.at(-1)?.state);
        expect(lasts.filter((state) => state === 'SUCCEEDED')).toHaveLength(outcome.jobs.succeeded);
        expect(lasts.filter((state) => state === 'FAILED')).toHaveLength(outcome.jobs.failed);
        for (const list of states) {
          for (const [index, { state, atMs }] of list.entries()) {
            const before = list[index - 1];
            if (before === undefined) expect(state).toBe('SUBMITTED');
            else {
              expect(NEXT[before.state]).toContain(state);
              expect(atMs).toBeGreaterThanOrEqual(before.atMs);
            }
          }
        }
      }),
      { numRuns: 300 },
    );
  });
});
