import { describe, expect, it } from 'vitest';
import { arrayParentStates, type JobState, type StateChange } from '../../src/engine/job-states.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const LAB_4 = labType('lab.4', 4, 1000, 3.6);

describe('the states of a job', () => {
  it('are all seven, each with its time and reason', () => {
    const told: [number, JobState, number, string | undefined][] = [];
    const world = labWorld([LAB_4], { assumptions: ideal({ submittedToRunnableSeconds: 2, startingSeconds: 3 }) });
    const workload = workloadOf(
      [
        { id: 'slow', submitMs: 0, runMs: 90_000, timeoutMs: 60_000 },
        { id: 'after', submitMs: 0, runMs: 1000 },
        { id: 'good', submitMs: 0, runMs: 10_000 },
      ],
      (builder) => builder.addDependency('after', 'slow'),
    );
    simulate(workload, fixedMachine('lab.4', 4), world, { onState: (...change) => told.push(change) });
    const of = (job: number) =>
      told.filter(([row]) => row === job).map(([, state, atMs, reason]) => [state, atMs, reason]);
    // Runnable 2 s after the submission, running 3 s after that, killed after 60 s or done after 10.
    expect(of(0)).toEqual([
      ['SUBMITTED', 0, undefined],
      ['RUNNABLE', 2000, undefined],
      ['STARTING', 2000, undefined],
      ['RUNNING', 5000, undefined],
      ['FAILED', 65_000, 'Job attempt duration exceeded timeout'],
    ]);
    expect(of(1)).toEqual([
      ['SUBMITTED', 0, undefined],
      ['PENDING', 2000, 'Waiting for dependencies'],
      ['FAILED', 65_000, 'Dependent Job failed'],
    ]);
    expect(of(2).at(-1)).toEqual(['SUCCEEDED', 15_000, 'Essential container in task exited']);
  });

  it('go back to RUNNABLE when the instance is lost, without RUNNING when it was lost while STARTING', () => {
    const told: string[] = [];
    const market = scriptedMarket({ lifeMs: (_pool, ordinal) => (ordinal === 0 ? 2000 : Number.POSITIVE_INFINITY) });
    const world = labWorld([LAB_4], { spotMarket: market, assumptions: ideal({ startingSeconds: 5, zones: 1 }) });
    simulate(
      workloadOf([{ submitMs: 0, runMs: 1000, attempts: 2 }]),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }),
      world,
      {
        onState: (_job, state) => told.push(state),
      },
    );
    expect(told).toEqual(['SUBMITTED', 'RUNNABLE', 'STARTING', 'RUNNABLE', 'STARTING', 'RUNNING', 'SUCCEEDED']);
  });
});

describe('the states of an array parent', () => {
  const changes = (...list: [JobState, number][]): StateChange[] => list.map(([state, atMs]) => ({ state, atMs }));
  const children = changes(
    ['SUBMITTED', 0],
    ['RUNNABLE', 2],
    ['STARTING', 3],
    ['RUNNING', 4],
    ['SUCCEEDED', 9],
    ['SUBMITTED', 0],
    ['RUNNABLE', 5],
    ['STARTING', 6],
    ['RUNNING', 7],
  );

  it('go from SUBMITTED to PENDING with the first RUNNABLE child, and never to RUNNABLE or RUNNING', () => {
    expect(arrayParentStates(children, 2)).toEqual(changes(['SUBMITTED', 0], ['PENDING', 2]));
  });

  it('end with the last child: SUCCEEDED when all have, FAILED when one has not', () => {
    const succeeded = [...children, ...changes(['SUCCEEDED', 12])];
    expect(arrayParentStates(succeeded, 2).at(-1)).toEqual({ state: 'SUCCEEDED', atMs: 12 });
    const failed = [...children, ...changes(['FAILED', 8])];
    expect(arrayParentStates(failed, 2).at(-1)).toEqual({ state: 'FAILED', atMs: 9 });
  });

  it('of no children is nothing', () => {
    expect(arrayParentStates([], 2)).toEqual([]);
  });
});
