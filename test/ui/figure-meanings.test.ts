import { describe, expect, it } from 'vitest';
import { figureRows } from '../../src/report/recommendation-rows.ts';
import { FIGURE_MEANINGS, meaningOf } from '../../src/ui/figure-meanings.ts';
import { onDemandType, recommend } from '../optimize/search-lab.ts';
import { labConfig, workloadOf } from '../support/lab.ts';

describe('what the figures of the page mean', () => {
  it('is told of every row there can be, by one explanation, and none is of a row there is not', async () => {
    const { current } = await recommend([onDemandType('lab.large', 2, 4096, 1)], {
      workload: workloadOf([{ id: 1, submitMs: 0, runMs: 3_600_000, vcpus: 2, memoryMiB: 2048 }]),
      current: labConfig({ instanceTypes: ['lab'] }),
    });
    const peak = { quota: 'spot.standard', peakVcpus: 4 };
    const all = {
      ...current,
      deadlines: { jobs: 1, missed: 1 },
      ownFailures: { attempts: 3, vcpuHours: 0.1 },
      instances: { ...current.instances, quotaPeaks: [peak] },
    };
    const labels = figureRows([all], 0.95).map(([label]) => label);
    expect(labels).toEqual(expect.arrayContaining(['Wait p95, worst run', 'Deadlines missed', 'vCPU-hours of those']));
    expect(labels.filter((label) => meaningOf(label) === undefined)).toEqual([]);
    const explained = FIGURE_MEANINGS.map((one) => labels.filter((label) => one.labels.test(label)));
    expect(explained.flat().toSorted()).toEqual(labels.toSorted());
    expect(explained.every((some) => some.length > 0)).toBe(true);
  });
});
