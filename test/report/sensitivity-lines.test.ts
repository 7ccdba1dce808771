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

it('does not call a saving refuted that its few replications cannot tell from nothing', () => {
  const reading = (mean: number, isStillCheaper: boolean): SensitivityReading => ({
    assumption: 'spot.preset',
    value: 'scarce',
    replications: 3,
    currentUsd: estimate(100),
    recommendedUsd: estimate(100 - mean),
    savingUsd: { mean, lo: mean - 50, hi: mean + 50, pairs: 3, distinguishable: isStillCheaper },
    isStillCheaper,
    brokenLimits: [],
    lostJobs: 0,
    ranking: [],
  });
  const words = (...readings: readonly SensitivityReading[]) =>
    sensitivityLines(readings)
      .slice(1)
      .map((line) => line.replace(/^.*\$\d+\.\d+ {2}/, ''));
  expect(words(reading(60, true), reading(40, false), reading(0, false), reading(-20, false))).toEqual([
    'still cheaper',
    'not told from chance',
    'NOT CHEAPER',
    'NOT CHEAPER',
  ]);
});

it('does not hold against a reading what failed for good in the history: it fails under every one', () => {
  const reading = (lostJobs: number): SensitivityReading => ({
    assumption: 'typeRanking',
    value: 'covering-cost',
    replications: 5,
    currentUsd: estimate(100),
    recommendedUsd: estimate(60),
    savingUsd: { ...estimate(40), pairs: 5, distinguishable: true },
    isStillCheaper: true,
    brokenLimits: [],
    lostJobs,
    lostForGood: 3,
    ranking: [],
  });
  expect(sensitivityLines([reading(3)])).toHaveLength(2);
  expect(sensitivityLines([reading(4.2)])[2]).toBe(
    '  ! with typeRanking = covering-cost 4.2 jobs are lost, 3 of them for good in the history',
  );
});
