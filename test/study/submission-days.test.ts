import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/engine/simulate.ts';
import { inProcessExecutor } from '../../src/study/in-process-executor.ts';
import { runStudy } from '../../src/study/replicate.ts';
import { taskRunner } from '../../src/study/run-task.ts';
import { simulateByDay } from '../../src/study/submission-days.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const world = labWorld([labType('lab.4', 4, 4096)]);
const config = labConfig({ instanceTypes: ['lab.4'] });

describe('what the submissions of each day cost', () => {
  it('is the bill of the machines their jobs ran on, on whatever day they were paid', () => {
    // $4 an hour: 30 hours from the first day run into the second, whose own job takes two hours on another machine.
    const workload = workloadOf([
      { submitMs: 0, runMs: 30 * HOUR_MS, vcpus: 4 },
      { submitMs: DAY_MS, runMs: 2 * HOUR_MS, vcpus: 4 },
    ]);
    expect(simulateByDay(workload, config, world).usdByDay).toEqual([120, 8]);
  });

  it('shares a machine by what each job held of it and how long, idle time included', () => {
    // One machine for 30 hours, $120: 1 vCPU for 30 hours from the first day, 3 vCPUs for 2 hours from the second.
    const workload = workloadOf([
      { submitMs: 0, runMs: 30 * HOUR_MS, vcpus: 1, memoryMiB: 100 },
      { submitMs: DAY_MS, runMs: 2 * HOUR_MS, vcpus: 3, memoryMiB: 100 },
    ]);
    expect(simulateByDay(workload, config, world).usdByDay).toEqual([100, 20]);
  });

  it('has a zero for a day without submissions', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
      { submitMs: 2 * DAY_MS, runMs: HOUR_MS, vcpus: 4 },
    ]);
    expect(simulateByDay(workload, config, world).usdByDay).toEqual([4, 0, 4]);
  });

  it('sums to the bill, and is absent where a commitment makes it another', () => {
    const job = fc.record({
      submitMs: fc.integer({ min: 0, max: 6 * DAY_MS }),
      runMs: fc.integer({ min: 1000, max: 40 * HOUR_MS }),
      vcpus: fc.integer({ min: 1, max: 4 }),
      memoryMiB: fc.integer({ min: 100, max: 4000 }),
    });
    fc.assert(
      fc.property(fc.array(job, { minLength: 1, maxLength: 40 }), (jobs) => {
        const workload = workloadOf(jobs);
        const { outcome, usdByDay = [] } = simulateByDay(workload, config, world);
        expect(outcome).toEqual(simulate(workload, config, world));
        const sum = usdByDay.reduce((total, usd) => total + usd, 0);
        expect(sum).toBeCloseTo(outcome.ledger.totalMicroUsd / 1e6, 6);
      }),
      { numRuns: 50 },
    );
    const commitments = [{ kind: 'compute-savings-plan' as const, usdPerHour: 1, discountPercent: 20 }];
    const workload = workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 4 }]);
    expect(simulateByDay(workload, config, { ...world, commitments }).usdByDay).toBeUndefined();
  });

  it('comes with the records of a study that asks for it, and with no other', async () => {
    const workload = workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 4 }]);
    const executor = inProcessExecutor(taskRunner(workload, () => world));
    const request = { candidates: [config], replications: 1, seed: 1 };
    const asked = await runStudy({ ...request, byDay: true }, executor);
    const plain = await runStudy(request, executor);
    expect(asked.candidates[0].records[0].usdByDay).toEqual([4]);
    expect(plain.candidates[0].records[0]).not.toHaveProperty('usdByDay');
  });
});
