import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/setup.ts';
import type { Checkpoint } from '../../src/models/workload.ts';
import { checkpointAdvice, noteworthyAdvice } from '../../src/optimize/checkpoint-advice.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';

const HOUR_MS = 3_600_000;
/** On-Demand $3.06, Spot $0.9731: the prices of the paper's p3.2xlarge. */
const TYPE = labType('lab.8', 8, 1000, 3.06, { spotUsdPerHour: 0.9731 });

function adviceOf(
  runHours: readonly number[],
  hazardPerHour: number,
  checkpoint?: Checkpoint,
  market: 'SPOT' | 'EC2' = 'SPOT',
) {
  const spot = { ...ideal().spot, model: 'advisor' as const, hazardPerHour };
  const jobs = runHours.map((hours) => ({ submitMs: 0, runMs: hours * HOUR_MS, vcpus: 4, jobDefinition: 'train' }));
  const plain = workloadOf(jobs);
  const workload =
    checkpoint === undefined ? plain : { ...plain, classes: plain.classes.map((one) => ({ ...one, checkpoint })) };
  const config = labConfig({ type: market, instanceTypes: ['lab.8'] });
  const setup = prepare(workload, config, labWorld([TYPE], { assumptions: ideal({ spot }) }));
  if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
  return checkpointAdvice(setup.value);
}

describe('checkpoint advice', () => {
  it('refuses a 48.5 h job at 15 % an hour, with the arithmetic', () => {
    const [advice] = adviceOf([48.5, 1, 1], 0.15);
    // 9,618 h x $.9731 = $9,360 against 48.5 x $3.06 = $148.
    expect(advice).toMatchObject({ jobs: 3, refusedJobs: 1, instanceType: 'lab.8', hazardPerHour: 0.15 });
    expect(advice?.withoutCheckpoints.successWithinTen).toBeLessThan(0.01);
    expect(advice?.sentence).toContain(
      '(e^(0.15 x 48.5) - 1) / 0.15 = 9618 h x $0.973 = $9360 on Spot against 48.5 h x $3.06 = $148 On-Demand',
    );
    expect(advice?.sentence).toMatch(
      /^train \(longest 48.5 h, lab.8, 0.15 reclaims an hour\): refused on Spot without checkpoints, 1 of 3/,
    );
    // With checkpoints: best interval near sqrt(2 x 1 min x 400 min) = 28 min, a few per cent more than the work.
    expect(advice?.best?.intervalMinutes).toBeGreaterThan(26);
    expect(advice?.best?.intervalMinutes).toBeLessThan(29);
    expect(advice?.best?.hours).toBeLessThan(52.5);
  });

  it('speaks of the cheapest instance that holds the job, not of a large one with cheaper vCPUs', () => {
    const spot = { ...ideal().spot, model: 'advisor' as const, hazardPerHour: 0.15 };
    // $5 for 64 vCPUs is less a vCPU than $0.97 for 8, and five times as much for a job of 4.
    const types = [labType('lab.64', 64, 8000, 15, { spotUsdPerHour: 5 }), TYPE];
    const workload = workloadOf([{ submitMs: 0, runMs: 48.5 * HOUR_MS, vcpus: 4 }]);
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.64', 'lab.8'] });
    const setup = prepare(workload, config, labWorld(types, { assumptions: ideal({ spot }) }));
    if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
    expect(checkpointAdvice(setup.value)).toMatchObject([{ instanceType: 'lab.8', spotUsdPerHour: 0.9731 }]);
  });

  it('refuses exactly the jobs beyond the break-even length', () => {
    const [advice] = adviceOf([1], 0.15);
    const limit = advice?.breakEvenHours ?? 0;
    expect(adviceOf([limit - 0.01], 0.15)[0]?.refusedJobs).toBe(0);
    expect(adviceOf([limit + 0.01], 0.15)[0]?.refusedJobs).toBe(1);
  });

  it('compares the stated interval with the best one and refuses nothing then', () => {
    const minutes = (interval: number) => ({ intervalMs: interval * 60_000, costMs: 60_000, restoreMs: 60_000 });
    const [good] = adviceOf([48.5], 0.15, minutes(28));
    expect(good).toMatchObject({ refusedJobs: 0, stated: { intervalMinutes: 28 } });
    expect(good?.sentence).toContain('within 1 % of the best interval');
    const [bad] = adviceOf([48.5], 0.15, minutes(360));
    expect(noteworthyAdvice([bad].flatMap((one) => one ?? []))).toHaveLength(1);
    expect(bad?.sentence).toContain('would take');
  });

  it('counts the lives of the pools model from scratch, and shows them', () => {
    const spot = { ...ideal().spot, model: 'pools' as const, preset: 'scarce' as const };
    const workload = workloadOf([{ submitMs: 0, runMs: 48.5 * HOUR_MS, vcpus: 4, jobDefinition: 'train' }]);
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.8'] });
    const setup = prepare(workload, config, labWorld([TYPE], { assumptions: ideal({ spot }) }));
    if (!setup.ok) throw new Error('no setup');
    const [advice] = checkpointAdvice(setup.value);
    expect(advice?.refusedJobs).toBe(1);
    expect(advice?.sentence).toMatch(
      /: [\d.]+ h first \+ [\d.]+ missed x [\d.]+ h a try \/ [\d.]+ done = \d+ h x \$0\.973/,
    );
  });

  it('leaves short jobs in peace', () => {
    const advice = adviceOf([0.2], 0.05);
    expect(advice[0]?.sentence).toContain('checkpoints would save less than 5 %');
    expect(noteworthyAdvice(advice)).toEqual([]);
  });

  it('has nothing to say about jobs that never see Spot', () => {
    expect(adviceOf([48.5], 0.15, undefined, 'EC2')).toEqual([]);
  });
});
