/** What two sides of a comparison differ in besides the configuration. */
import { describe, expect, it } from 'vitest';
import type { OwnFailureHistory } from '../../src/models/own-failures.ts';
import { otherTerms } from '../../src/study/other-terms.ts';
import type { SimulationResult } from '../../src/study/simulation-result.ts';
import { workloadOf } from '../support/lab.ts';

const RESULT = {
  data: { region: 'us-east-1', catalogDate: '2026-01-01' },
  assumptions: { preset: 'typical', spot: {} },
} as unknown as SimulationResult;

describe('the jobs of two sides', () => {
  const withFailure = (ownFailures: OwnFailureHistory | undefined) => ({
    result: RESULT,
    workload: workloadOf([
      { submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 1024, ...(ownFailures && { ownFailures }) },
    ]),
  });

  it('are the same where the failures they replay are too', () => {
    const failed = { failures: [{ runMs: 5000, exitCode: 1 }], isForGood: false };
    const longer = { failures: [{ runMs: 6000, exitCode: 1 }], isForGood: false };
    expect(otherTerms(withFailure(failed), withFailure(failed))).toEqual([]);
    const others = ['1 jobs each, but not the same ones'];
    expect(otherTerms(withFailure(failed), withFailure(longer))).toEqual(others);
    expect(otherTerms(withFailure(failed), withFailure(undefined))).toEqual(others);
  });
});
