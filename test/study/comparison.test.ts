import { describe, expect, it } from 'vitest';
import { compare } from '../../src/study/comparison.ts';
import { simulationResult } from '../../src/study/simulation-result.ts';
import { CONFIG, onDemandOutcomes, REQUEST, recordsOf, spotOutcomes } from './sample-records.ts';

function source(name: string, outcomes: Parameters<typeof recordsOf>[0]) {
  const records = recordsOf(outcomes);
  return { name, batch: CONFIG, records, result: simulationResult(REQUEST, records) };
}

describe('a comparison of two configurations', () => {
  it('pairs replications: the saving is known better than either cost', () => {
    const comparison = compare(source('current', onDemandOutcomes()), source('recommended', spotOutcomes()));
    // 100-40, 110-45, 120-50 = 60, 65, 70: mean 65, sd 5, half width 4.302653 x 5 / sqrt 3 = 12.420689.
    expect(comparison.savingUsd).toEqual({ mean: 65, lo: 52.579311, hi: 77.420689, pairs: 3, distinguishable: true });
    // Ratio 45/110 = 0.409091; residuals 40 - 40.90909, 0, 50 - 49.09091: sd 0.909091, half width 2.258307 / 110 = 0.020530.
    expect(comparison.savingShare?.mean).toBe(0.590909);
    expect(comparison.savingShare?.lo).toBeCloseTo(0.590909 - 0.02053, 5);
  });

  it('cannot tell a configuration from itself', () => {
    const same = source('a', onDemandOutcomes());
    expect(compare(same, same).savingUsd).toMatchObject({ mean: 0, distinguishable: false });
  });

  it('refuses two studies that did not share their luck', () => {
    const long = source('a', onDemandOutcomes());
    const short = source('b', spotOutcomes().slice(1));
    expect(() => compare(long, short)).toThrow('did not run the same replications');
  });
});
