import { describe, expect, it } from 'vitest';
import { type JobState, simulate } from '../../src/engine/index.ts';
import type { Assumptions } from '../../src/models/assumptions.ts';
import { fixedMachine, ideal, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const BIG = labType('lab.64', 64, 64_000, 1);
const run = (jobs: Parameters<typeof replay>[0], assumptions: Partial<Assumptions>) =>
  replay(jobs, fixedMachine('lab.64', 64), labWorld([BIG], { assumptions: ideal(assumptions) }));

describe('jobs submitted faster than AWS takes them', () => {
  const three = workloadOf([0, 0, 0].map((submitMs) => ({ submitMs, runMs: 5000, vcpus: 1 })));

  it('start later, and wait from the submit time of the trace', () => {
    const { attempts, outcome } = run(three, { submitCallsPerSecond: 1, submittedToRunnableSeconds: 2 });
    // Taken at 0, 1 and 2 s, RUNNABLE 2 s later, and there is room at once.
    expect(attempts.map(({ submitMs, startMs }) => [submitMs, startMs])).toEqual([
      [0, 2000],
      [0, 3000],
      [0, 4000],
    ]);
    // Waits count from when they would have been RUNNABLE: 0, 1 and 2 s.
    expect(outcome.waitMs?.mean).toBe(1000);
    expect(outcome.turnaroundMs?.mean).toBe(8000);
  });

  it('enter SUBMITTED when the call is taken', () => {
    const submitted: [number, JobState, number][] = [];
    const world = labWorld([BIG], { assumptions: ideal({ submitCallsPerSecond: 1 }) });
    simulate(three, fixedMachine('lab.64', 64), world, {
      onState: (job, state, atMs) => state === 'SUBMITTED' && submitted.push([job, state, atMs]),
    });
    expect(submitted).toEqual([
      [0, 'SUBMITTED', 0],
      [1, 'SUBMITTED', 1000],
      [2, 'SUBMITTED', 2000],
    ]);
  });
});

describe('the children of an array', () => {
  it('arrive one after the other at the assumed rate', () => {
    const array = workloadOf([], (builder) =>
      builder.addArray({ id: 'a', size: 5, submitMs: 0, runMs: 1000, vcpus: 1 }),
    );
    // 250 s for a thousand: one child every 250 ms.
    const { attempts } = run(array, { arrayFanOutSecondsPerThousand: 250 });
    expect(attempts.map(({ startMs }) => startMs)).toEqual([0, 250, 500, 750, 1000]);
  });
});
