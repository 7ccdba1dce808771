import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/setup.ts';
import { simulate } from '../../src/engine/simulate.ts';
import { WaitTally } from '../../src/engine/wait-reasons.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const MINUTE_MS = 60_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const TWO = labConfig({ instanceTypes: ['lab.4'] }, { instanceTypes: ['lab.4'] });
const ONE = labConfig({ instanceTypes: ['lab.4'] });

function invalid(fromSeconds: number, untilSeconds?: number) {
  const period = { computeEnvironment: 'ce0', fromSeconds, ...(untilSeconds !== undefined && { untilSeconds }) };
  return labWorld([LAB_4], { assumptions: ideal({ invalidEnvironments: [period] }) });
}

describe('an INVALID compute environment', () => {
  it('is skipped from then on: new jobs go to the next one, running jobs go on', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: 20 * MINUTE_MS, vcpus: 4 },
      { submitMs: 10 * MINUTE_MS, runMs: MINUTE_MS, vcpus: 4 },
    ]);
    const { attempts } = replay(workload, TWO, invalid(300));
    expect(attempts.map(({ job, environment, endMs, status }) => [job, environment, endMs, status])).toEqual([
      [1, 1, 11 * MINUTE_MS, 'SUCCEEDED'],
      [0, 0, 20 * MINUTE_MS, 'SUCCEEDED'],
    ]);
  });

  it('gets no jobs even where it has room', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: 20 * MINUTE_MS, vcpus: 1 },
      { submitMs: 10 * MINUTE_MS, runMs: MINUTE_MS, vcpus: 1 },
    ]);
    const { attempts } = replay(workload, TWO, invalid(300));
    expect(attempts.find(({ job }) => job === 1)?.environment).toBe(1);
  });

  it('takes jobs again once it is mended', () => {
    const workload = workloadOf([{ submitMs: MINUTE_MS, runMs: MINUTE_MS }]);
    expect(replay(workload, ONE, invalid(0, 600)).startMs).toEqual([10 * MINUTE_MS]);
  });

  it('stays so until the last of several periods is over', () => {
    const periods = [
      { computeEnvironment: 'ce0', fromSeconds: 0, untilSeconds: 100 },
      { computeEnvironment: 'ce0', fromSeconds: 50, untilSeconds: 1000 },
    ];
    const world = labWorld([LAB_4], { assumptions: ideal({ invalidEnvironments: periods }) });
    const { startMs } = replay(workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 4 }]), ONE, world);
    expect(startMs).toEqual([1_000_000]);
  });

  it('that nobody mends lets the jobs of its queue wait for ever: ACTION_REQUIRED', () => {
    const workload = workloadOf([{ submitMs: MINUTE_MS, runMs: MINUTE_MS }]);
    const { outcome } = replay(workload, ONE, invalid(0));
    expect(outcome.neverRan).toEqual({ jobs: 1, examples: [{ job: 0, reason: 'ACTION_REQUIRED' }] });
    expect(outcome.instances.launched).toBe(0);
    const waits = new WaitTally(1);
    simulate(workload, ONE, invalid(0), { waits });
    expect(waits.waitsOf(0).head).toEqual({ job: 0, reason: 'ACTION_REQUIRED' });
  });

  it('must exist', () => {
    const world = labWorld([LAB_4], { assumptions: ideal({ invalidEnvironments: [{ computeEnvironment: 'other' }] }) });
    const prepared = prepare(workloadOf([]), ONE, world);
    expect(prepared.ok ? [] : prepared.problems.map(({ path }) => path)).toEqual([
      'assumptions.invalidEnvironments[0].computeEnvironment',
    ]);
  });
});
