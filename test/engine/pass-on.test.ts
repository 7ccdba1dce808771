import { describe, expect, it } from 'vitest';
import { explainJob, prepare } from '../../src/engine/index.ts';
import type { Assumptions } from '../../src/models/assumptions.ts';
import { ideal, labConfig, labType, labWorld, withQueueBehind, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const LAB_4 = labType('lab.4', 4, 4000, 1);

const world = (assumptions: Partial<Assumptions>, changes = {}) =>
  labWorld([LAB_4], { assumptions: ideal(assumptions), ...changes });

describe('fallThroughDelaySeconds', () => {
  const two = workloadOf([0, 0].map((submitMs) => ({ submitMs, runMs: 60 * MINUTE_MS, vcpus: 4 })));
  const config = labConfig({ instanceTypes: ['lab.4'], maxvCpus: 4 }, { instanceTypes: ['lab.4'], maxvCpus: 4 });
  const starts = (assumptions: Partial<Assumptions>) =>
    replay(two, config, world(assumptions))
      .attempts.toSorted((left, right) => left.job - right.job)
      .map(({ environment, startMs }) => [environment, startMs]);

  it('of 0 passes a job on as soon as the first environment is full', () => {
    expect(starts({})).toEqual([
      [0, 0],
      [1, 0],
    ]);
  });

  it('holds a job back from the next environment until the first has been full for that long', () => {
    // Full at 0, so the second job passes on at 10 min: that long before the first ends at 60 min.
    expect(starts({ fallThroughDelaySeconds: 600 })).toEqual([
      [0, 0],
      [1, 10 * MINUTE_MS],
    ]);
  });

  it('longer than the wait for room in the first keeps the job there', () => {
    expect(starts({ fallThroughDelaySeconds: 4000 })).toEqual([
      [0, 0],
      [0, 60 * MINUTE_MS],
    ]);
  });

  it('is named by explain while it lasts', () => {
    const setup = prepare(two, config, world({ fallThroughDelaySeconds: 600 }));
    if (!setup.ok) throw new Error('prepared above');
    expect(explainJob(setup.value, 1).waits).toEqual([{ fromMs: 0, toMs: 10 * MINUTE_MS, reason: 'FALL_THROUGH' }]);
  });

  it('counts refusals by EC2 from the first on, and EC2 is asked every minute meanwhile', () => {
    const spotFirst = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }, { instanceTypes: ['lab.4'] });
    const one = workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 4 }]);
    const startWhenRefusedUntil = (untilMs: number) => {
      const spotMarket = scriptedMarket({ refuses: (_, atMs) => atMs < untilMs });
      const { attempts } = replay(one, spotFirst, world({ fallThroughDelaySeconds: 300 }, { spotMarket }));
      return attempts.map(({ environment, startMs }) => [environment, startMs]);
    };
    // Refused at 0, 1, 2, 3 and 4 min, passed on at 5; or given at the third try.
    expect(startWhenRefusedUntil(Number.POSITIVE_INFINITY)).toEqual([[1, 5 * MINUTE_MS]]);
    expect(startWhenRefusedUntil(2 * MINUTE_MS)).toEqual([[0, 2 * MINUTE_MS]]);
  });
});

describe('fallThroughDelaySeconds of one shape', () => {
  const LAB_8 = labType('lab.8', 8, 8000, 2.4);
  const LAB_16 = labType('lab.16', 16, 16_000, 4);
  const big = { submitMs: 0, runMs: 120 * MINUTE_MS, queue: 'queue' };
  const small = (minute: number) => ({ submitMs: minute * MINUTE_MS, runMs: MINUTE_MS, vcpus: 4, queue: 'small' });

  it('is not cut short by an instance for another', () => {
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.4', 'lab.8'] }, { instanceTypes: ['lab.8'] });
    const spotMarket = scriptedMarket({ refuses: ({ instanceType }) => instanceType === 'lab.8' });
    const changes = { assumptions: ideal({ fallThroughDelaySeconds: 600 }), spotMarket };
    const jobs = workloadOf([{ ...big, vcpus: 8 }, small(0.5)]);
    // lab.8 is refused from 0 on; that lab.4 can be had at 30 s changes nothing for the large job.
    const { startMs } = replay(jobs, withQueueBehind(config, 'small'), labWorld([LAB_4, LAB_8], changes));
    expect(startMs).toEqual([10 * MINUTE_MS, 0.5 * MINUTE_MS]);
  });

  it('is not prolonged by instances for another', () => {
    const config = labConfig(
      { instanceTypes: ['lab.4', 'lab.16'], maxvCpus: 28, allocationStrategy: 'BEST_FIT' },
      { instanceTypes: ['lab.16'] },
    );
    const jobs = workloadOf([{ ...big, vcpus: 16 }, { ...big, vcpus: 16 }, small(8), small(16), small(24)]);
    const { startMs } = replay(
      jobs,
      withQueueBehind(config, 'small'),
      labWorld([LAB_4, LAB_16], { assumptions: ideal({ fallThroughDelaySeconds: 600 }) }),
    );
    // Full for 16 vCPUs from 0 on: 28 - 16 leaves 12. A lab.4 more or less is no matter.
    expect(startMs).toEqual([0, 10 * MINUTE_MS, 8 * MINUTE_MS, 16 * MINUTE_MS, 24 * MINUTE_MS]);
  });
});

describe('coolDownSeconds', () => {
  const jobs = workloadOf([0, 2 * MINUTE_MS].map((submitMs) => ({ submitMs, runMs: MINUTE_MS, vcpus: 4 })));
  const second = (assumptions: Partial<Assumptions>, minvCpus = 0) =>
    replay(jobs, labConfig({ instanceTypes: ['lab.4'], minvCpus }), world(assumptions)).attempts[1].startMs;

  it('keeps an environment from launching for that long after its last instance was given back', () => {
    // The first job ends at 1 min and its instance with it (idle timeout 0): nothing is launched before 6 min.
    expect(second({})).toBe(2 * MINUTE_MS);
    expect(second({ coolDownSeconds: 300 })).toBe(6 * MINUTE_MS);
  });

  it('does not count while an instance is left', () => {
    expect(second({ coolDownSeconds: 300 }, 4)).toBe(2 * MINUTE_MS);
    expect(second({ coolDownSeconds: 300, idleTimeoutSeconds: 120 })).toBe(2 * MINUTE_MS);
  });
});
