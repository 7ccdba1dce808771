import { describe, expect, it } from 'vitest';
import { exponential, PURPOSE, uniform } from '../../../src/models/random.ts';
import { calibrate, estimateHazard, poolHazards } from '../../../src/models/spot/calibration.ts';
import type { InstanceRun, SpotHistory } from '../../../src/models/spot/history.ts';

const NOTHING: SpotHistory = {
  reclaimedIds: new Set(),
  lostHostIds: new Set(),
  runs: [],
  attempts: { count: 0, hours: 0, hostsLost: 0 },
  starts: [],
};
const OPTIONS = { priorOf: () => 0.01, unknownPriorPerHour: 0.03 };

const runOf = (instanceId: string, zone: string, hours: number, isReclaimed = false): InstanceRun => ({
  instanceId,
  instanceType: 'm5.large',
  zone,
  hours,
  isReclaimed,
});

describe('the posterior of a reclaim rate', () => {
  it('is Gamma(0.5 + n, D0 + T) with the prior as its mean before looking', () => {
    // Prior .01 = .5 / 50: Gamma(3.5, 50 + 450) has mean .007; chi-square 7 df: 5 % 2.16735, 95 % 14.06714, halves / 500 h.
    const estimate = estimateHazard({ pool: 'x', events: 3, instanceHours: 450, priorPerHour: 0.01 });
    expect(estimate.posteriorPerHour).toBeCloseTo(0.007, 12);
    expect(estimate.loPerHour).toBeCloseTo(2.16735 / 2 / 500, 7);
    expect(estimate.hiPerHour).toBeCloseTo(14.06714 / 2 / 500, 7);
    expect(estimate).toMatchObject({ overridesPrior: true, hazardPerHour: estimate.posteriorPerHour });
  });

  it('overrides the prior with three reclaims and not with two', () => {
    const two = estimateHazard({ pool: 'x', events: 2, instanceHours: 450, priorPerHour: 0.01 });
    expect(two).toMatchObject({ overridesPrior: false, hazardPerHour: 0.01 });
    expect(poolHazards([two])).toEqual({});
    expect(poolHazards([estimateHazard({ pool: 'x', events: 3, instanceHours: 450, priorPerHour: 0.01 })])).toEqual({
      x: 0.007,
    });
  });

  it('has a 90 % interval that holds the true rate in 90 of 100 histories when the prior is right on average', () => {
    // True rates drawn from the prior itself, Gamma(.5, 50) = .01 x chi-square(1): then coverage is exactly 90 %.
    let covered = 0;
    for (let history = 0; history < 1000; history++) {
      const angle = 2 * Math.PI * uniform(5, PURPOSE.bootstrap, history, 0);
      const normal = Math.sqrt(2 * exponential(1, uniform(5, PURPOSE.bootstrap, history, 1))) * Math.cos(angle);
      const rate = 0.01 * normal * normal;
      let events = 0;
      for (let hours = 0; ; events++) {
        hours += exponential(1 / rate, uniform(5, PURPOSE.bootstrap, history, 2 + events));
        if (hours > 500) break;
      }
      const { loPerHour, hiPerHour } = estimateHazard({ pool: 'x', events, instanceHours: 500, priorPerHour: 0.01 });
      if (rate >= loPerHour && rate <= hiPerHour) covered++;
    }
    // Binomial deviation of 1,000 x .9: 9.5.
    expect(Math.abs(covered - 900)).toBeLessThan(3.5 * 9.5);
  });
});

describe('calibration from records', () => {
  it('counts pools, types and all, with zones numbered by name and each instance reclaimed once', () => {
    const history: SpotHistory = {
      ...NOTHING,
      reclaimedIds: new Set(['i-2', 'i-9']),
      runs: [
        runOf('i-1', 'us-east-1b', 10, true),
        runOf('i-2', 'us-east-1a', 20),
        runOf('i-2', 'us-east-1a', 5),
        runOf('i-3', 'us-east-1a', 30),
      ],
    };
    const { estimates, zones, notes } = calibrate(history, OPTIONS);
    expect(zones).toEqual({ 'us-east-1a': 0, 'us-east-1b': 1 });
    expect(estimates.map(({ pool, events, instanceHours }) => [pool, events, instanceHours])).toEqual([
      ['m5.large/0', 1, 55],
      ['m5.large/1', 1, 10],
      ['m5.large', 2, 65],
      ['*', 2, 65],
    ]);
    expect(notes).toEqual(['1 reclaims of instances that are not among the runs are left out']);
  });

  it('counts instances that only a Batch attempt says were lost, each once, in the pool they ran in', () => {
    const lost = { lostHostIds: new Set(['i-1', 'i-2', 'i-3', 'i-8']), attempts: { count: 9, hours: 9, hostsLost: 6 } };
    const history: SpotHistory = {
      ...NOTHING,
      ...lost,
      reclaimedIds: new Set(['i-2']),
      runs: [runOf('i-1', 'a', 10, true), runOf('i-2', 'a', 10), runOf('i-3', 'b', 10), runOf('i-4', 'b', 10)],
    };
    const { estimates, notes } = calibrate(history, OPTIONS);
    // i-1 by its own record, i-2 by an event, i-3 by Batch; i-8 ran elsewhere, On-Demand for example.
    expect(estimates.map(({ pool, events }) => [pool, events])).toEqual([
      ['m5.large/0', 2],
      ['m5.large/1', 1],
      ['m5.large', 3],
      ['*', 3],
    ]);
    expect(notes[0]).toContain('1 of the reclaims are known from Batch attempts only');
    expect(notes[1]).toBe('2 hosts lost under Batch attempts name no instance and are left out');
    // Without runs, over stated hours: i-1, i-2, i-3 and i-8.
    const whole = calibrate({ ...history, runs: [] }, { ...OPTIONS, instanceHours: 400 });
    expect(whole.estimates).toMatchObject([{ pool: '*', events: 4, instanceHours: 400 }]);
  });

  it('takes events over stated hours, else Batch attempts, else says what is missing', () => {
    const events = { ...NOTHING, reclaimedIds: new Set(['a', 'b', 'c']) };
    expect(calibrate(events, { ...OPTIONS, instanceHours: 300 }).estimates).toMatchObject([
      { pool: '*', events: 3, instanceHours: 300, priorPerHour: 0.03, overridesPrior: true },
    ]);
    const attempts = { ...NOTHING, attempts: { count: 40, hours: 120, hostsLost: 4 } };
    expect(calibrate(attempts, OPTIONS).estimates).toMatchObject([{ pool: '*', events: 4, instanceHours: 120 }]);
    expect(calibrate(events, OPTIONS)).toMatchObject({
      estimates: [],
      notes: [expect.stringContaining('--instance-hours')],
    });
  });
});
