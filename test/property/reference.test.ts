/** The engine against the slow, obvious scheduler of test/support/reference-scheduler.ts, attempt for attempt. */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assumptions } from '../../src/models/assumptions.ts';
import { caseWorkload, caseWorld, configOf, type RandomCase, randomCase } from '../support/random-case.ts';
import { type ReferenceAttempt, referenceAttempts } from '../support/reference-scheduler.ts';
import { replay } from '../support/replay.ts';

const CASES = Number(process.env.REFERENCE_CASES ?? 2000);

/** What the other property tests leave at its default. */
const randomChoices: fc.Arbitrary<Partial<Assumptions>> = fc.record({
  typeRanking: fc.constantFrom('vcpu-price' as const, 'covering-cost' as const),
  scaleOutLookAheadJobs: fc.constantFrom(2, 1000),
  onDemandShortageShare: fc.constantFrom(0, 0.3),
});

function engineAttempts(random: RandomCase): ReferenceAttempt[] {
  const { attempts, instances, typeOf } = replay(caseWorkload(random), configOf(random), caseWorld(random));
  const types = new Map(instances.map((row) => [row.instance, typeOf(row).instanceType.instanceType]));
  return attempts.map(({ job, attempt, startMs, endMs, instance, status }) => {
    return { job, attempt, startMs, endMs, instance, type: types.get(instance) ?? 'unknown', status };
  });
}

describe('the engine and the reference scheduler', () => {
  it(`agree attempt for attempt on ${CASES} random cases: start, end, instance, type and status`, () => {
    let attempts = 0;
    fc.assert(
      fc.property(randomCase, randomChoices, (base, choices) => {
        const random = { ...base, assumptions: { ...base.assumptions, ...choices } };
        const expected = referenceAttempts(caseWorkload(random), configOf(random), caseWorld(random));
        attempts += expected.length;
        expect(engineAttempts(random)).toEqual(expected);
      }),
      { seed: 7, numRuns: CASES },
    );
    // The cases are not empty: several attempts each.
    expect(attempts).toBeGreaterThan(3 * CASES);
  }, 120_000);
});
