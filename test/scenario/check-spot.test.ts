import { expect, it } from 'vitest';
import { scenarioFrom } from '../../src/scenario/load.ts';

/** Warnings of two Spot environments under the model price-history. */
function warningsWith(...bids: readonly (number | undefined)[]) {
  const names = bids.map((_, index) => `spot-${index}`);
  const parsed = scenarioFrom({
    version: 1,
    workload: { trace: { path: 'jobs.csv' } },
    batch: {
      computeEnvironments: bids.map((bid, index) => ({
        computeEnvironmentName: names[index],
        type: 'MANAGED',
        computeResources: {
          type: 'SPOT',
          allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED',
          minvCpus: 0,
          maxvCpus: 16,
          instanceTypes: ['m5'],
          ...(bid !== undefined && { bidPercentage: bid }),
        },
      })),
      jobQueues: [
        {
          jobQueueName: 'q',
          priority: 1,
          computeEnvironmentOrder: names.map((computeEnvironment, order) => ({ order, computeEnvironment })),
        },
      ],
      defaultRetryStrategy: { attempts: 3 },
    },
    assumptions: { spot: { model: 'price-history', priceHistory: 'prices.json' } },
  });
  if (!parsed.ok) throw new Error(JSON.stringify(parsed.problems));
  return parsed.warnings.map(({ path, message }) => `${path}: ${message}`);
}

it('bids that differ are told: the model price-history has one market, so one bid', () => {
  expect(warningsWith(40, 40)).toEqual([]);
  expect(warningsWith(40, undefined)).toEqual([
    'assumptions.spot.model: the model price-history holds all Spot environments to one bidPercentage, the lowest: 40',
  ]);
});
