import { expect, it } from 'vitest';
import type { SensitivityReading } from '../../src/optimize/sensitivity.ts';
import { sensitivityLines } from '../../src/report/sensitivity-lines.ts';

const estimate = (mean: number) => ({ mean, lo: mean, hi: mean });

it('names every assumption whole, and what a reading breaks in a line of its own', () => {
  const reading: SensitivityReading = {
    assumption: 'spot.hazardScale',
    value: 10,
    replications: 5,
    currentUsd: estimate(810.57),
    recommendedUsd: estimate(170.03),
    savingUsd: { ...estimate(640.54), pairs: 5, distinguishable: true },
    isStillCheaper: true,
    brokenLimits: ['failed <= 1'],
    lostJobs: 44.4,
    flipsTo: 'the cheapest fitting type for each job, On-Demand',
    ranking: [
      { name: 'the cheapest fitting type for each job, On-Demand', usd: 366.71, keepsLimits: true },
      { name: 'Spot', usd: 170.03, keepsLimits: false },
    ],
  };
  expect(sensitivityLines([reading])).toEqual([
    '  assumption (other seeds)  current  recommended   saving',
    '  spot.hazardScale = 10     $810.57      $170.03  $640.54  still cheaper',
    '  ! with spot.hazardScale = 10 it BREAKS failed <= 1, 44.4 jobs are lost, the CHOICE FLIPS to the',
    '    cheapest fitting type for each job, On-Demand ($366.71)',
  ]);
});
