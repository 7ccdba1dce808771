import { describe, expect, it } from 'vitest';
import { prepare } from '../../../src/engine/setup.ts';
import { measureGap } from '../../../src/optimize/floor/index.ts';
import { gapPercent } from '../../../src/optimize/gap-percent.ts';
import { floorSentence, gapLines } from '../../../src/report/floor-text.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { scriptedMarket } from '../../support/scripted-market.ts';
import { floorOf, ON_DEMAND } from './support.ts';

const HOUR_MS = 3_600_000;

function setupOf(...parts: Parameters<typeof prepare>) {
  const setup = prepare(...parts);
  if (!setup.ok) throw new Error(JSON.stringify(setup.problems));
  return setup.value;
}

describe('the gap to the floor', () => {
  it('is packing beside jobs, idle after them, boot before them', () => {
    // lab.4: 4 vCPU at 4 USD/h, boots 6 min, stays 30 min idle. One job of 3 vCPU for an hour: packing 1/4 h x 4 = 1 USD,
    // idle 0.5 h x 4 = 2, boot 0.1 h x 4 = 0.4; busy 3 USD against a floor of 2.5: rest 0.5.
    const world = labWorld([labType('lab.4', 4, 16384, 4)], {
      assumptions: ideal({ bootMedianSeconds: 360, bootP95Seconds: 360, idleTimeoutSeconds: 1800 }),
    });
    const workload = workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 3, memoryMiB: 1024 }]);
    const gap = measureGap(setupOf(workload, labConfig({ instanceTypes: ['lab.4'] }), world), 2.5);
    expect(gap.costUsd).toBeCloseTo(6.4, 5);
    expect(gap.gapUsd).toBeCloseTo(3.9, 5);
    expect(gap.packingUsd).toBeCloseTo(1, 4);
    expect(gap.idleUsd).toBeCloseTo(2, 4);
    expect(gap.bootUsd).toBeCloseTo(0.4, 4);
    expect(gap.reworkUsd).toBe(0);
    expect(gap.restUsd).toBeCloseTo(0.5, 4);
    expect(gapLines(gap).join('\n')).toContain(
      'idle: instances without a job                             $2.00   51.3 %',
    );
  });

  it('counts work lost to a reclaim that was paid for, and an unpaid instance not at all', () => {
    // First instance: reclaimed after 1.5 h of a 2 h job, paid 0.5 USD/h x 1.5 = 0.75. Second: taken after 0.5 h, unpaid.
    // Third: runs the job, 1 USD.
    const world = labWorld([labType('lab.1', 1, 1024, 1)], {
      assumptions: ideal({ spotFirstHourFree: 1 }),
      spotMarket: scriptedMarket({ lifeMs: (_, ordinal) => [1.5, 0.5, 10][ordinal] * HOUR_MS }),
    });
    const workload = workloadOf([{ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 1, memoryMiB: 1024, attempts: 5 }]);
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] });
    const oneZone = { ...world, assumptions: { ...world.assumptions, zones: 1 } };
    const gap = measureGap(setupOf(workload, config, oneZone), 1);
    expect(gap.costUsd).toBeCloseTo(1.75, 5);
    expect(gap.reworkUsd).toBeCloseTo(0.75, 4);
    expect(gap.idleUsd).toBeCloseTo(0, 4);
    expect(gap.restUsd).toBeCloseTo(0, 4);
  });

  it('sums to cost less floor on a mixed run', () => {
    const world = labWorld([labType('lab.4', 4, 16384, 4), labType('lab.2', 2, 16384, 2.5)], {
      assumptions: ideal({
        bootMedianSeconds: 60,
        bootP95Seconds: 60,
        startingSeconds: 5,
        imageCompressedMb: 600,
        imagePullMbPerSecond: 60,
        idleTimeoutSeconds: 120,
      }),
    });
    const jobs = Array.from({ length: 40 }, (_, row) => ({
      submitMs: 90_000 * row,
      runMs: 60_000 * (1 + (row % 9)),
      vcpus: 1 + (row % 4),
      memoryMiB: 2048,
    }));
    const gap = measureGap(setupOf(workloadOf(jobs), labConfig({ instanceTypes: ['lab.4', 'lab.2'] }), world), 7);
    const parts = gap.packingUsd + gap.idleUsd + gap.bootUsd + gap.reworkUsd + gap.restUsd;
    expect(parts).toBeCloseTo(gap.gapUsd, 9);
    expect(gap.packingUsd).toBeGreaterThan(0);
    expect(gap.idleUsd).toBeGreaterThan(0);
  });

  it('is told in one sentence', async () => {
    const world = labWorld([labType('lab.1', 1, 4096, 1)]);
    const floor = await floorOf(
      workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 1, memoryMiB: 1024 }]),
      world,
      ON_DEMAND,
    );
    expect(floorSentence(floor, 1.25, 25)).toBe(
      'cost at most $1.25 (upper end of its interval); proven floor $1.00 (fluid programme over every priced instance type; On-Demand; certificate checked); this plan is at most 25.0 % above any possible plan.',
    );
  });

  it('is not told of a plan that costs less than the floor or is outside its scope', async () => {
    const world = labWorld([labType('lab.1', 1, 4096, 1)]);
    const hour = { submitMs: 0, runMs: HOUR_MS, vcpus: 1, memoryMiB: 1024 };
    const floor = await floorOf(workloadOf([hour]), world, ON_DEMAND);
    expect(gapPercent(1, 1.25)).toBe(25);
    expect(gapPercent(1, 0.64)).toBeNull();
    expect(gapPercent(0, 5)).toBeNull();
    expect(floorSentence(floor, 0.64, null)).toMatch(
      /; this plan costs less, so it is none that runs every counted job/,
    );
    expect(floorSentence(floor, 1.25, null)).toMatch(/; this plan uses what the floor leaves out/);
    expect(floorSentence({ ...floor, usd: 0 }, 5, null)).toMatch(/; the floor is nothing, so it says nothing/);
  });
});
