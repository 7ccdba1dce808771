import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../src/engine/invariants.ts';
import type { JobState } from '../../src/engine/job-states.ts';
import { simulate } from '../../src/engine/simulate.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { Workload } from '../../src/models/workload.ts';
import { type NewJob, WorkloadBuilder } from '../../src/models/workload-builder.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const MINUTE_MS = 60_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const MACHINE = fixedMachine('lab.4', 4);
const WORLD = labWorld([LAB_4]);
/** Takes the whole machine for ten minutes from time 0. */
const WHOLE: NewJob = { id: 'whole', submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: 4 };

/** States of each job as "STATE@minute". */
function statesOf(workload: Workload, config: BatchConfig, world = WORLD): string[][] {
  const states: string[][] = Array.from({ length: workload.jobCount }, () => []);
  const onState = (job: number, state: JobState, atMs: number): void => {
    states[job].push(`${state}@${atMs / MINUTE_MS}`);
  };
  simulate(workload, config, world, { onState, assertInvariants: INVARIANTS });
  return states;
}

describe('CancelJob', () => {
  it('fails a RUNNABLE job, and the one behind it is next', () => {
    const workload = workloadOf([
      WHOLE,
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 4, cancelMs: 3 * MINUTE_MS },
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 4 },
    ]);
    const { outcome, startMs } = replay(workload, MACHINE, WORLD);
    expect(outcome.jobs).toEqual({ submitted: 3, succeeded: 2, failed: 1, cancelled: 1, neverRan: 0 });
    // Without the second job the third starts when the first ends, at minute 10 rather than 11.
    expect(startMs[2]).toBe(10 * MINUTE_MS);
    expect(startMs[1]).toBeNaN();
  });

  it('frees a queue from a head that fits nowhere', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 8, cancelMs: 7 * MINUTE_MS },
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 1 },
    ]);
    expect(replay(workload, MACHINE, WORLD).startMs[1]).toBe(7 * MINUTE_MS);
  });

  it('silently does nothing to a STARTING or RUNNING job', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: 10 * MINUTE_MS, cancelMs: 10_000 },
      { submitMs: 0, runMs: 10 * MINUTE_MS, cancelMs: 5 * MINUTE_MS },
    ]);
    const starting = labWorld([LAB_4], { assumptions: ideal({ startingSeconds: 20 }) });
    expect(replay(workload, MACHINE, starting).outcome.jobs.succeeded).toBe(2);
  });

  it('fails a PENDING job only once its dependencies have completed', () => {
    const workload = workloadOf(
      [WHOLE, { id: 'after', submitMs: 0, runMs: MINUTE_MS, cancelMs: MINUTE_MS }],
      (builder) => builder.addDependency('after', 'whole'),
    );
    expect(statesOf(workload, MACHINE)[1]).toEqual(['SUBMITTED@0', 'PENDING@0', 'FAILED@10']);
  });

  it('fails a SUBMITTED job before the scheduler has looked at it', () => {
    const slow = labWorld([LAB_4], { assumptions: ideal({ submittedToRunnableSeconds: 60 }) });
    const workload = workloadOf([{ submitMs: 0, runMs: MINUTE_MS, cancelMs: MINUTE_MS / 2 }]);
    expect(statesOf(workload, MACHINE, slow)).toEqual([['SUBMITTED@0', 'FAILED@0.5']]);
  });

  it('fails the jobs that depend on the cancelled one', () => {
    const workload = workloadOf(
      [
        WHOLE,
        { id: 'first', submitMs: 0, runMs: 1, vcpus: 4, cancelMs: MINUTE_MS },
        { id: 'second', submitMs: 0, runMs: 1 },
      ],
      (builder) => builder.addDependency('second', 'first'),
    );
    expect(replay(workload, MACHINE, WORLD).outcome.jobs).toMatchObject({ succeeded: 1, failed: 2, cancelled: 1 });
  });

  it('takes a job out of a fair-share queue wherever it stands', () => {
    const jobs = ['a', 'a', 'a', 'b'].map((shareIdentifier, index): NewJob => {
      const cancel = index === 1 || index === 2 ? { cancelMs: index * MINUTE_MS } : {};
      return { submitMs: 1000, runMs: 10 * MINUTE_MS, vcpus: 4, shareIdentifier, ...cancel };
    });
    const [queue] = MACHINE.jobQueues;
    if (queue === undefined) throw new Error('the machine has no queue');
    const config = {
      ...MACHINE,
      schedulingPolicies: [{ name: 'fair', fairsharePolicy: {} }],
      jobQueues: [{ ...queue, schedulingPolicyArn: 'fair' }],
    };
    const { outcome, startMs } = replay(
      workloadOf([WHOLE, ...jobs].map((job) => ({ shareIdentifier: 'z', ...job }))),
      config,
      WORLD,
    );
    expect(outcome.jobs).toMatchObject({ succeeded: 3, failed: 2, cancelled: 2 });
    expect(startMs.map((ms) => ms / MINUTE_MS)).toEqual([0, 10, Number.NaN, Number.NaN, 20]);
  });
});

describe('TerminateJob', () => {
  it('ends a running attempt, is never retried, and gives the place to the next', () => {
    const workload = workloadOf([
      { ...WHOLE, attempts: 5, terminateMs: 4 * MINUTE_MS },
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 4 },
    ]);
    const { attempts } = replay(workload, MACHINE, WORLD);
    expect(attempts.map(({ job, startMs, endMs, status, reason }) => [job, startMs, endMs, status, reason])).toEqual([
      [0, 0, 4 * MINUTE_MS, 'FAILED', 'Terminated by TerminateJob'],
      [1, 4 * MINUTE_MS, 5 * MINUTE_MS, 'SUCCEEDED', 'Essential container in task exited'],
    ]);
  });

  it('sends SIGTERM, and SIGKILL killDelaySeconds later; a container that has not started is gone at once', () => {
    const world = labWorld([LAB_4], { assumptions: ideal({ killDelaySeconds: 30, startingSeconds: 60 }) });
    const workload = workloadOf([
      { ...WHOLE, terminateMs: 4 * MINUTE_MS },
      // Starts at 4:30, still STARTING at 5:00.
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 4, terminateMs: 5 * MINUTE_MS },
      { submitMs: 0, runMs: MINUTE_MS, vcpus: 4 },
    ]);
    const { attempts, outcome } = replay(workload, MACHINE, world);
    expect(attempts.map(({ job, endMs, status }) => [job, endMs, status])).toEqual([
      [0, 4.5 * MINUTE_MS, 'FAILED'],
      [1, 5 * MINUTE_MS, 'FAILED'],
      [2, 7 * MINUTE_MS, 'SUCCEEDED'],
    ]);
    expect(outcome.jobs).toMatchObject({ failed: 2, cancelled: 2 });
  });

  it('cancels a job that is still waiting', () => {
    const workload = workloadOf([WHOLE, { submitMs: 0, runMs: 1, vcpus: 4, terminateMs: MINUTE_MS }]);
    expect(statesOf(workload, MACHINE)[1]).toEqual(['SUBMITTED@0', 'RUNNABLE@0', 'FAILED@1']);
  });

  it('of an array takes all children along, running or waiting', () => {
    const builder = new WorkloadBuilder();
    const child = { submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: 1, memoryMiB: 1 };
    builder.addArray({ ...child, id: 'array', size: 6, terminateMs: 3 * MINUTE_MS });
    const built = builder.finish({});
    if (!built.ok) throw new Error('no workload');
    const { outcome, attempts } = replay(built.value, MACHINE, WORLD);
    // Four of six children run on the four vCPUs; all six end at minute 3.
    expect(attempts.map(({ endMs }) => endMs)).toEqual([1, 1, 1, 1].map((one) => one * 3 * MINUTE_MS));
    expect(outcome.jobs).toEqual({ submitted: 6, succeeded: 0, failed: 6, cancelled: 6, neverRan: 0 });
  });

  it('while a lost attempt waits to be tried again ends the job', () => {
    const config = labConfig({ instanceTypes: ['lab.4'] });
    const slow = labWorld([LAB_4], { assumptions: ideal({ submittedToRunnableSeconds: 1 }) });
    const workload = workloadOf([{ submitMs: 0, runMs: MINUTE_MS, terminateMs: 0 }]);
    const { outcome } = replay(workload, config, slow);
    expect(outcome.jobs.failed).toBe(1);
    expect(outcome.instances.launched).toBe(0);
  });
});
