import { describe, expect, it } from 'vitest';
import { createNoneMarket } from '../../../src/models/spot/none.ts';
import { withOutages } from '../../../src/models/spot/outages.ts';
import type { Workload } from '../../../src/models/workload.ts';
import { prepareGround } from '../../../src/optimize/floor/ground.ts';
import { jobSpans } from '../../../src/optimize/floor/job-spans.ts';
import { leastPaidShare } from '../../../src/optimize/floor/unpaid-hours.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { scriptedMarket } from '../../support/scripted-market.ts';
import { BOTH, floorOf, inputOf, simulatedUsd } from './support.ts';

const HOUR_MS = 3_600_000;
const CHECKPOINT = { intervalMs: HOUR_MS / 2, costMs: 0, restoreMs: 0 };

/** Every job saves its progress. */
function saving(workload: Workload): Workload {
  return { ...workload, classes: workload.classes.map((one) => ({ ...one, checkpoint: CHECKPOINT })) };
}

describe('runs that are luckier than a careless floor', () => {
  it('earn a long job piece by piece on instances nobody pays for, when it saves its progress', async () => {
    // Lives of 0.9 h at 0.5 USD/h: each saves half an hour of a two-hour job and is taken unpaid; the fourth pays for the last
    // half hour. "A job of an hour or more ends on a paid instance" would say 1 USD.
    const base = ideal({ spotFirstHourFree: 1 });
    const world = labWorld([labType('lab.1', 1, 1024, 1)], {
      assumptions: { ...base, zones: 1, spot: { ...base.spot, model: 'advisor', hazardPerHour: 1 } },
      spotMarket: scriptedMarket({ lifeMs: () => 0.9 * HOUR_MS }),
    });
    const job = { submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 1, memoryMiB: 1024, attempts: 10 };
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] });
    const saved = saving(workloadOf([job]));
    const cost = simulatedUsd(saved, config, world);
    expect(cost).toBeCloseTo(0.25, 5);
    expect((await floorOf(saved, world)).usd).toBeLessThanOrEqual(cost ?? 0);
    expect((await floorOf(workloadOf([job]), world)).usd).toBeCloseTo(1, 5);
  });

  it('keep an instance until an outage on schedule takes it, unpaid', async () => {
    // 0.4 h of work, idle until the outage at 0.5 h: nothing is paid, even where no model takes instances away.
    const base = ideal({ spotFirstHourFree: 1, idleTimeoutSeconds: 3600 });
    const outages = [{ fromHour: 0.5, hours: 1 }];
    const world = labWorld([labType('lab.1', 1, 1024, 1)], {
      assumptions: { ...base, spot: { ...base.spot, model: 'none', outages } },
      spotMarket: withOutages(createNoneMarket(), outages),
    });
    const workload = workloadOf([{ submitMs: 0, runMs: 0.4 * HOUR_MS, vcpus: 1, memoryMiB: 1024 }]);
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] });
    expect(simulatedUsd(workload, config, world)).toBe(0);
    for (const interruptions of ['every', 'mean'] as const) {
      const floor = await floorOf(workload, world, { markets: ['EC2', 'SPOT'], interruptions });
      expect(floor.usd).toBe(0);
    }
  });

  it('meet the hazards the user has measured, not the model’s', () => {
    const base = ideal();
    const type = { instanceType: 'lab.1', family: 'lab', vcpus: 1, memoryMiB: 1024, gpus: 0 } as never;
    const share = (poolHazardsPerHour: Record<string, number>) =>
      leastPaidShare(type, {
        ...base,
        spot: { ...base.spot, model: 'advisor', hazardPerHour: 0.1, poolHazardsPerHour },
      });
    // 1 / (e - 1) = 0.581977 in the worst zone.
    expect(share({ 'lab.1/2': 1 })).toBeCloseTo(0.581977, 5);
    expect(share({ '*': 1 })).toBeCloseTo(0.581977, 5);
  });

  it('do parts of a job that saves its progress at any time, so it is certain at none', () => {
    const base = ideal();
    const world = labWorld([labType('lab.1', 1, 1024, 1)], {
      assumptions: { ...base, spot: { ...base.spot, model: 'advisor', hazardPerHour: 1 } },
    });
    const job = { submitMs: 0, runMs: HOUR_MS, vcpus: 1, memoryMiB: 1024 };
    const limits = { turnaround: { seconds: 4000, share: 1 } };
    const spansOf = (workload: Workload) => jobSpans(prepareGround(inputOf(workload, world, BOTH)), limits);
    const plain = spansOf(workloadOf([job]));
    expect([plain.certainFromMs[0], plain.certainToMs[0]]).toEqual([400_000, HOUR_MS]);
    expect(spansOf(saving(workloadOf([job]))).certainFromMs[0]).toBe(Number.POSITIVE_INFINITY);
  });
});
