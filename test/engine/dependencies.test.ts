import { describe, expect, it } from 'vitest';
import type { WorkloadBuilder } from '../../src/models/workload-builder.ts';
import { fixedMachine, ideal, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const MACHINE = labType('lab.100', 100, 100_000, 100);

/** Runs on a machine with room for everything; times in ms by row. */
function times(extra: (builder: WorkloadBuilder) => void, assumptions = ideal()) {
  const workload = workloadOf([], extra);
  return replay(workload, fixedMachine('lab.100', 100), labWorld([MACHINE], { assumptions }));
}

describe('dependencies', () => {
  it('hold a job back until its prerequisite has succeeded', () => {
    const { startMs, outcome } = times((builder) => {
      builder.addJob({ id: 'a', submitMs: 0, runMs: 1000 });
      builder.addJob({ id: 'b', submitMs: 0, runMs: 500 });
      builder.addDependency('b', 'a');
    });
    expect(startMs).toEqual([0, 1000]);
    // The wait counts from RUNNABLE, when the dependency was met: none. The turnaround counts from the submission.
    expect(outcome.waitMs?.max).toBe(0);
    expect(outcome.turnaroundMs?.max).toBe(1500);
  });

  it('hold a job back until the last of several prerequisites', () => {
    const { startMs } = times((builder) => {
      for (const [id, runMs] of [
        ['a', 1000],
        ['b', 3000],
        ['c', 2000],
      ] as const)
        builder.addJob({ id, submitMs: 0, runMs });
      builder.addJob({ id: 'd', submitMs: 0, runMs: 1 });
      for (const id of ['a', 'b', 'c']) builder.addDependency('d', id);
    });
    expect(startMs[3]).toBe(3000);
  });

  it('already met when the job is submitted do not delay it', () => {
    const { startMs } = times((builder) => {
      builder.addJob({ id: 'a', submitMs: 0, runMs: 1000 });
      builder.addJob({ id: 'b', submitMs: 5000, runMs: 1 });
      builder.addDependency('b', 'a');
    });
    expect(startMs[1]).toBe(5000);
  });

  it('on an array wait for all its children', () => {
    const { startMs } = times((builder) => {
      builder.addArray({ id: 'a', size: 3, submitMs: 0, runMs: [1000, 4000, 2000] });
      builder.addJob({ id: 'b', submitMs: 0, runMs: 1 });
      builder.addDependency('b', 'a');
    });
    expect(startMs[3]).toBe(4000);
  });

  it('of an array hold every child', () => {
    const { startMs } = times((builder) => {
      builder.addJob({ id: 'a', submitMs: 0, runMs: 1000 });
      builder.addArray({ id: 'b', size: 3, submitMs: 0, runMs: 1 });
      builder.addDependency('b', 'a');
    });
    expect(startMs.slice(1)).toEqual([1000, 1000, 1000]);
  });

  it('N_TO_N let child i run while sibling i + 1 of the upstream array still runs', () => {
    const { startMs } = times((builder) => {
      builder.addArray({ id: 'up', size: 3, submitMs: 0, runMs: [1000, 9000, 3000] });
      builder.addArray({ id: 'down', size: 3, submitMs: 0, runMs: 10 });
      builder.addDependency('down', 'up', 'N_TO_N');
    });
    expect(startMs.slice(3)).toEqual([1000, 9000, 3000]);
  });

  it('SEQUENTIAL run the children one after another', () => {
    const { startMs } = times((builder) => {
      builder.addArray({ id: 'a', size: 4, submitMs: 0, runMs: [10, 20, 30, 40] });
      builder.addDependency('a', undefined, 'SEQUENTIAL');
    });
    expect(startMs).toEqual([0, 10, 30, 60]);
  });

  it('released join a FIFO queue where their submission puts them', () => {
    const { attempts } = replay(
      workloadOf([], (builder) => {
        builder.addJob({ id: 'a', submitMs: 0, runMs: 1000, vcpus: 100 });
        builder.addJob({ id: 'b', submitMs: 0, runMs: 10, vcpus: 100 });
        builder.addJob({ id: 'late', submitMs: 500, runMs: 10, vcpus: 100 });
        builder.addDependency('b', 'a');
      }),
      fixedMachine('lab.100', 100),
      labWorld([MACHINE]),
    );
    // b becomes RUNNABLE at 1,000 ms only, but was submitted before the job that has waited since 500 ms.
    expect(attempts.map(({ job }) => job)).toEqual([0, 1, 2]);
  });
});

describe('a failed prerequisite', () => {
  const failing = { runMs: 1000, timeoutMs: 500 };

  it('fails the dependent without running it', () => {
    const { outcome, attempts } = times((builder) => {
      builder.addJob({ id: 'a', submitMs: 0, ...failing });
      builder.addJob({ id: 'b', submitMs: 0, runMs: 1 });
      builder.addDependency('b', 'a');
    });
    expect(outcome.jobs).toEqual({ submitted: 2, succeeded: 0, failed: 2, cancelled: 0, neverRan: 0 });
    expect(attempts).toHaveLength(1);
  });

  it('fails dependents that are submitted only later', () => {
    const { outcome } = times((builder) => {
      builder.addJob({ id: 'a', submitMs: 0, ...failing });
      builder.addJob({ id: 'b', submitMs: 100_000, runMs: 1 });
      builder.addDependency('b', 'a');
    });
    expect(outcome.jobs).toMatchObject({ failed: 2, neverRan: 0 });
  });

  it('fails the dependent even when others succeed after it', () => {
    const { outcome } = times((builder) => {
      builder.addJob({ id: 'a', submitMs: 0, ...failing });
      builder.addJob({ id: 'ok', submitMs: 0, runMs: 2000 });
      builder.addJob({ id: 'b', submitMs: 0, runMs: 1 });
      builder.addDependency('b', 'a');
      builder.addDependency('b', 'ok');
    });
    expect(outcome.jobs).toMatchObject({ succeeded: 1, failed: 2 });
  });

  it('goes through chains and arrays', () => {
    const { outcome } = times((builder) => {
      builder.addArray({ id: 'a', size: 2, submitMs: 0, runMs: 1000, timeoutMs: 500 });
      builder.addArray({ id: 'b', size: 3, submitMs: 0, runMs: 1 });
      builder.addJob({ id: 'c', submitMs: 0, runMs: 1 });
      builder.addDependency('b', 'a');
      builder.addDependency('c', 'b');
    });
    expect(outcome.jobs).toEqual({ submitted: 6, succeeded: 0, failed: 6, cancelled: 0, neverRan: 0 });
  });

  it('of one array child leaves the other children running', () => {
    const { outcome } = times((builder) => {
      builder.addArray({ id: 'a', size: 3, submitMs: 0, runMs: [400, 1000, 450], timeoutMs: 500 });
      builder.addJob({ id: 'b', submitMs: 0, runMs: 1 });
      builder.addDependency('b', 'a');
    });
    expect(outcome.jobs).toMatchObject({ succeeded: 2, failed: 2 });
  });

  it('of an N_TO_N array fails the child of the same index alone', () => {
    const { outcome, startMs } = times((builder) => {
      builder.addArray({ id: 'up', size: 3, submitMs: 0, runMs: [400, 1000, 450], timeoutMs: 500 });
      builder.addArray({ id: 'down', size: 3, submitMs: 0, runMs: 10 });
      builder.addJob({ id: 'after', submitMs: 0, runMs: 1 });
      builder.addDependency('down', 'up', 'N_TO_N');
      builder.addDependency('after', 'down');
    });
    // The job after the whole array fails with its second child.
    expect(startMs).toEqual([0, 0, 0, 400, Number.NaN, 450, Number.NaN]);
    expect(outcome.jobs).toMatchObject({ succeeded: 4, failed: 3 });
  });

  it('fails the rest of a SEQUENTIAL array of the largest size AWS takes', () => {
    const { outcome } = times((builder) => {
      builder.addArray({ id: 'a', size: 10_000, submitMs: 0, runMs: 1000, timeoutMs: 500 });
      builder.addDependency('a', undefined, 'SEQUENTIAL');
    });
    expect(outcome.jobs).toEqual({ submitted: 10_000, succeeded: 0, failed: 10_000, cancelled: 0, neverRan: 0 });
    expect(outcome.attempts).toBe(1);
  });

  it('that never runs leaves its dependents never run, not failed', () => {
    const { outcome } = times((builder) => {
      builder.addJob({ id: 'a', submitMs: 0, runMs: 1, vcpus: 101 });
      builder.addJob({ id: 'b', submitMs: 0, runMs: 1 });
      builder.addDependency('b', 'a');
    });
    expect(outcome.jobs).toEqual({ submitted: 2, succeeded: 0, failed: 0, cancelled: 0, neverRan: 2 });
  });
});
