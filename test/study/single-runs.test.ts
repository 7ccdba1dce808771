import { describe, expect, it } from 'vitest';
import { chanceWithin, singleRuns } from '../../src/study/single-runs.ts';
import { outcome, recordsOf, spotOutcomes } from './sample-records.ts';

describe('single runs', () => {
  it('have the least, the middle and the most of every figure', () => {
    // Costs of 40, 45 and 50 dollars; 0, 2 and 4 lost attempts; a p95 wait of 720 s in all.
    expect(singleRuns(recordsOf(spotOutcomes().toReversed()))).toEqual({
      runs: 3,
      jobs: 5000,
      costUsd: { least: 40, median: 45, most: 50 },
      waitSecondsP95: { least: 720, median: 720, most: 720 },
      failedJobs: { least: 0, median: 0, most: 0 },
      lostAttempts: { least: 0, median: 2, most: 4 },
    });
  });

  it('say nothing of waits where a run does not know them, and nothing at all below two', () => {
    const [first, second] = spotOutcomes();
    expect(singleRuns(recordsOf([first, outcome([], { waitMs: undefined }), second]))).not.toHaveProperty(
      'waitSecondsP95',
    );
    expect(singleRuns(recordsOf([first]))).toBeUndefined();
  });
});

it('another run lies within so many with a chance of (n - 1) / (n + 1), at one side of n / (n + 1)', () => {
  // Of the six orders of a, b and the next one, two have it in the middle, and four not at the end.
  expect([chanceWithin(2, 2), chanceWithin(2, 1)]).toEqual([1 / 3, 2 / 3]);
  expect(chanceWithin(39, 2)).toBe(0.95);
});
