import { expect, it } from 'vitest';
import { jobDemand } from '../../../src/optimize/floor/job-groups.ts';
import { workloadOf } from '../../support/lab.ts';

const JOB = { submitMs: 0, runMs: 3_600_000, vcpus: 1, memoryMiB: 1 };

it('counts no job that its user cancels or terminates, nor what depends on it: no plan has to run them', () => {
  const workload = workloadOf(
    [
      { ...JOB, id: 'kept' },
      { ...JOB, id: 'cancelled', cancelMs: 5000 },
      { ...JOB, id: 'behind' },
    ],
    (builder) => builder.addDependency('behind', 'cancelled'),
  );
  const { groups, doomedJobs } = jobDemand({ workload, startingSeconds: 0 });
  expect(doomedJobs).toBe(2);
  expect(groups.map(({ jobs, heldMs }) => [jobs, heldMs])).toEqual([[1, 3_600_000]]);
});

it('counts no job that failed for good in its history, nor what depends on it, and of others the attempt that succeeds', () => {
  const failures = [{ runMs: 600_000, exitCode: 1 }];
  const workload = workloadOf(
    [
      { ...JOB, id: 'retried', ownFailures: { failures, isForGood: false } },
      { ...JOB, id: 'failed', ownFailures: { failures, isForGood: true } },
      { ...JOB, id: 'behind' },
      // Its failure runs into its timeout, after which AWS never tries again.
      { ...JOB, id: 'timed out', timeoutMs: 500_000, runMs: 1000, ownFailures: { failures, isForGood: false } },
    ],
    (builder) => builder.addDependency('behind', 'failed'),
  );
  const { groups, doomedJobs } = jobDemand({ workload, startingSeconds: 0 });
  expect(doomedJobs).toBe(3);
  expect(groups.map(({ jobs, heldMs }) => [jobs, heldMs])).toEqual([[1, 3_600_000]]);
});
