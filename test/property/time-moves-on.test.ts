/**
 * Whatever the delays, even none at all, a run cannot stay at one instant: no purchase, refusal or retry may bring itself about
 * again. The law itself is asserted in every run of the suite (src/engine/instants.ts); here is what would break it.
 */
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Assumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig, JobStateTimeLimitAction, SchedulingPolicy } from '../../src/models/batch-config.ts';
import {
  caseWorkload,
  caseWorld,
  configOf,
  type RandomCase,
  type RandomEntity,
  randomCase,
} from '../support/random-case.ts';
import { replay } from '../support/replay.ts';

/** None, small and typical, each drawn by itself: every mix of delays that move time and delays that do not. */
const delays: fc.Arbitrary<Partial<Assumptions>> = fc.record({
  dispatchTickSeconds: fc.constantFrom(0, 1, 5),
  submittedToRunnableSeconds: fc.constantFrom(0, 2),
  scaleOutDelayMedianSeconds: fc.constantFrom(0, 1, 45),
  scaleOutDelayP95Seconds: fc.constantFrom(0, 1, 120),
  scaleOutLookAheadJobs: fc.constantFrom(1, 2, 1000),
  launchPendingSeconds: fc.constantFrom(0, 1, 17),
  bootMedianSeconds: fc.constantFrom(0, 1, 45),
  bootP95Seconds: fc.constantFrom(0, 1, 103),
  startingSeconds: fc.constantFrom(0, 3),
  retryDelaySeconds: fc.constantFrom(0, 5),
  idleTimeoutSeconds: fc.constantFrom(0, 0, 1, 300),
  scaleInTickSeconds: fc.constantFrom(0, 1, 60),
  fallThroughDelaySeconds: fc.constantFrom(0, 1, 600),
  coolDownSeconds: fc.constantFrom(0, 0, 1, 300),
  onDemandShortageShare: fc.constantFrom(0, 0.3),
});

interface Extras {
  /** By job of the case, in turn. */
  readonly nodes: readonly number[];
  readonly shares: readonly string[];
  readonly licences: readonly number[];
  /** By queue, in turn: undefined = first in, first out; else computeReservation. */
  readonly reservations: readonly (number | undefined)[];
  readonly isLimited: boolean;
  readonly isDisabled: boolean;
  readonly isInvalid: boolean;
}

const extras: fc.Arbitrary<Extras> = fc.record({
  nodes: fc.array(fc.constantFrom(1, 1, 1, 1, 2), { minLength: 5, maxLength: 5 }),
  shares: fc.array(fc.constantFrom('a', 'b', 'c'), { minLength: 5, maxLength: 5 }),
  licences: fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: 5, maxLength: 5 }),
  reservations: fc.array(fc.constantFrom(undefined, undefined, 0, 50, 80), { minLength: 2, maxLength: 2 }),
  isLimited: fc.boolean(),
  isDisabled: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
  isInvalid: fc.integer({ min: 0, max: 4 }).map((draw) => draw === 0),
});

function inTurn<Value>(values: readonly Value[], index: number): Value {
  return values[index % values.length] as Value;
}

function withExtras(random: RandomCase, { nodes, shares, licences, reservations }: Extras): RandomCase {
  const entities = random.entities.map((entity, index): RandomEntity => {
    const quantity = inTurn(licences, index);
    const isFair = inTurn(reservations, entity.queue % random.queues.length) !== undefined;
    return {
      ...entity,
      // Small: what nothing can hold stops its queue, and then there is nothing to see.
      vcpus: Math.min(entity.vcpus, Math.max(...random.types.map(({ vcpus }) => vcpus))),
      memoryMiB: 100 + (entity.memoryMiB % 400),
      ...(entity.size === 0 && inTurn(nodes, index) > 1 && { nodes: inTurn(nodes, index) }),
      ...(isFair && { shareIdentifier: inTurn(shares, index) }),
      ...(quantity > 0 && { consumableResources: [{ name: 'licence', quantity }] }),
    };
  });
  // Several nodes want On-Demand instances.
  const environments = random.environments.map((environment, index) => {
    return index === 0 ? { ...environment, market: 'EC2' as const } : environment;
  });
  return { ...random, environments, entities };
}

function configWith(random: RandomCase, { reservations, isLimited, isDisabled }: Extras): BatchConfig {
  const config = configOf(random);
  const limit: JobStateTimeLimitAction = {
    reason: 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
    maxTimeSeconds: 600,
    state: 'RUNNABLE',
    action: 'CANCEL',
  };
  return {
    ...config,
    computeEnvironments: config.computeEnvironments.map((environment, index) => {
      return isDisabled && index === 0 ? { ...environment, state: 'DISABLED' as const } : environment;
    }),
    jobQueues: config.jobQueues.map((queue, index) => ({
      ...queue,
      ...(inTurn(reservations, index) !== undefined && { schedulingPolicyArn: `policy${index}` }),
      ...(isLimited && { jobStateTimeLimitActions: [limit] }),
    })),
    schedulingPolicies: reservations.map((computeReservation = 0, index): SchedulingPolicy => {
      return { name: `policy${index}`, fairsharePolicy: { computeReservation } };
    }),
    consumableResources: [{ consumableResourceName: 'licence', totalQuantity: 3 }],
  };
}

describe('time moves on', () => {
  it('in 3,000 random cases with delays of nothing, little and the usual, mixed at random', () => {
    let starts = 0;
    let launches = 0;
    fc.assert(
      fc.property(randomCase, delays, extras, (base, mix, extra) => {
        const invalidEnvironments = extra.isInvalid
          ? [{ computeEnvironment: 'ce0', fromSeconds: 60, untilSeconds: 7200 }]
          : [];
        const assumptions = { ...base.assumptions, ...mix, invalidEnvironments };
        const random = withExtras({ ...base, assumptions }, extra);
        const { outcome } = replay(caseWorkload(random), configWith(random, extra), caseWorld(random));
        starts += outcome.attempts;
        launches += outcome.instances.launched;
      }),
      { seed: 11, numRuns: 3000 },
    );
    // The cases are not empty.
    expect(starts).toBeGreaterThan(3 * 3000);
    expect(launches).toBeGreaterThan(3 * 3000);
  }, 600_000);
});
