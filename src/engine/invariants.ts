/** The conservation laws every run must obey; a broken one is our bug, so it throws. */
import { InstantWatch } from './instants.ts';
import * as JOB from './job-state-numbers.ts';
import { LEDGER_KINDS, type Outcome, sumOfKinds } from './outcome.ts';
import type { Run } from './run.ts';
import type { RunChecks } from './run-checks.ts';

/** What `assertInvariants` takes. */
export const INVARIANTS: RunChecks = { watch: (run) => new InstantWatch(run), assertConserved };

function assertConserved(run: Run, outcome: Outcome): void {
  const { jobs, ledger } = outcome;
  const failed = jobs.failed - jobs.cancelled;
  const inSystem = countStates(run, (state) => state < JOB.succeeded);
  check(
    jobs.submitted === jobs.succeeded + failed + jobs.cancelled + inSystem && failed >= 0,
    'jobs submitted = succeeded + failed + cancelled + in the system',
    { ...jobs, inSystem },
  );
  check(
    jobs.succeeded === countStates(run, (state) => state === JOB.succeeded) && jobs.neverRan === inSystem,
    'every job is counted in the state it is in',
    jobs,
  );
  const sum = ledger.rows.reduce((total, row) => total + sumOfKinds(row.microUsd), 0);
  const { byJobDefinition, unattributedMicroUsd } = outcome.attribution;
  const attributed = byJobDefinition.reduce((total, { microUsd }) => total + microUsd, unattributedMicroUsd);
  check(attributed === ledger.totalMicroUsd, 'job definitions and the rest sum to the total', outcome.attribution);
  check(sum === ledger.totalMicroUsd, 'ledger rows sum to the total', { sum, total: ledger.totalMicroUsd });
  check(
    ledger.rows.every((row) => LEDGER_KINDS.every((kind) => row.microUsd[kind] >= 0)),
    'no ledger line is negative',
    ledger.rows,
  );
  check(run.fleet.usedVcpuMs <= run.rentedVcpuMs * (1 + 1e-12), 'busy vCPU time is at most rented vCPU time', {
    used: run.fleet.usedVcpuMs,
    rented: run.rentedVcpuMs,
  });
  if (outcome.jobs.neverRan === 0) {
    // Little's law over a run that starts and ends empty: the integral of the queue equals the sum of the waits.
    const difference = Math.abs(run.recorder.runnableJobMs - run.queuedMs);
    check(difference <= 1e-9 * Math.max(1, run.queuedMs), 'integral of RUNNABLE jobs equals the sum of waits', {
      integral: run.recorder.runnableJobMs,
      waits: run.queuedMs,
    });
    check(
      run.recorder.usedVcpus === 0 && run.recorder.runnableJobs === 0,
      'nothing waits or runs at the end',
      run.recorder.usedVcpus,
    );
  }
  check(run.recorder.totalVcpus === 0, 'every instance is closed', run.recorder.totalVcpus);
  const { limits, peaks, usedVcpus } = run.quotas;
  check(usedVcpus === 0, 'every vCPU of a quota is given back', usedVcpus);
  check(limits === undefined || peaks.every((vcpus, bucket) => vcpus <= limits[bucket]), 'no quota is exceeded', [
    ...peaks,
  ]);
  // Sums of fractions, where Fargate jobs ask for others than quarters.
  for (const { vcpus, freeVcpus, freeMemoryMiB } of run.environments)
    check(
      Math.abs(vcpus) + Math.abs(freeVcpus) + Math.abs(freeMemoryMiB) < 1e-6,
      'nothing is free where no instance is',
      {
        vcpus,
        freeVcpus,
        freeMemoryMiB,
      },
    );
}

function countStates({ jobs }: Run, isCounted: (state: number) => boolean): number {
  let count = 0;
  for (let job = 0; job < jobs.count; job++) if (isCounted(jobs.stateOf(job))) count++;
  return count;
}

function check(holds: boolean, law: string, seen: unknown): void {
  if (!holds) throw new Error(`conservation law broken: ${law} (${JSON.stringify(seen)})`);
}
