import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../../src/models/assumptions.ts';
import type { AllocationStrategy } from '../../../src/models/batch-config.ts';
import { createAdvisorMarket } from '../../../src/models/spot/advisor.ts';
import { createPoolsMarket } from '../../../src/models/spot/pools.ts';
import { labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { floorOf, ON_DEMAND, simulatedUsd } from './support.ts';

const types = fc
  .uniqueArray(
    fc.record({
      family: fc.constantFrom('c1', 'm1', 'r1'),
      vcpus: fc.constantFrom(2, 4, 8, 16),
      gibPerVcpu: fc.constantFrom(2, 4, 8),
      usdPerVcpu: fc.integer({ min: 20, max: 60 }),
      spotPercent: fc.integer({ min: 20, max: 100 }),
      bucket: fc.integer({ min: 0, max: 4 }),
    }),
    { minLength: 1, maxLength: 5, selector: ({ family, vcpus }) => `${family}.${vcpus}` },
  )
  .map((list) =>
    list.map(({ family, vcpus, gibPerVcpu, usdPerVcpu, spotPercent, bucket }) =>
      labType(`${family}.${vcpus}`, vcpus, vcpus * gibPerVcpu * 1024, (vcpus * usdPerVcpu) / 1000, {
        spotUsdPerHour: (vcpus * usdPerVcpu * spotPercent) / 100_000,
        spotInterruptionBucket: bucket,
      }),
    ),
  );

const jobs = fc.array(
  fc.record({
    submitMs: fc.integer({ min: 0, max: 7_200_000 }),
    runMs: fc.oneof(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 600_000, max: 9_000_000 })),
    vcpus: fc.integer({ min: 1, max: 2 }),
    memoryMiB: fc.integer({ min: 100, max: 3800 }),
    attempts: fc.constant(10),
  }),
  { minLength: 1, maxLength: 60 },
);

const preset = fc.constantFrom('ideal' as const, 'typical' as const, 'stress' as const);
const spotStrategies: readonly AllocationStrategy[] = [
  'SPOT_PRICE_CAPACITY_OPTIMIZED',
  'SPOT_CAPACITY_OPTIMIZED',
  'BEST_FIT',
];

describe('simulated cost is never below the floor', () => {
  it('On-Demand, any strategy, size and packing', async () => {
    await fc.assert(
      fc.asyncProperty(
        types,
        jobs,
        preset,
        fc.constantFrom('auto' as const, 'best-fit' as const, 'spread' as const),
        async (offered, list, chosen, packing) => {
          const world = labWorld(offered, {
            assumptions: { ...presetAssumptions(chosen), packing, onDemandShortageShare: 0 },
          });
          const workload = workloadOf(list);
          const { usd } = await floorOf(workload, world, ON_DEMAND);
          const instanceTypes = offered.map(({ instanceType }) => instanceType);
          for (const allocationStrategy of ['BEST_FIT_PROGRESSIVE', 'BEST_FIT'] as const) {
            for (const maxvCpus of [16, 400]) {
              const cost = simulatedUsd(workload, labConfig({ instanceTypes, allocationStrategy, maxvCpus }), world);
              if (cost !== undefined) expect(cost).toBeGreaterThanOrEqual(usd);
            }
          }
        },
      ),
      { numRuns: 60 },
    );
  });

  it('Spot under high hazards, with unpaid first hours and without, on every seed', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        types,
        jobs,
        preset,
        fc.integer({ min: 1, max: 1_000_000 }),
        fc.constantFrom(0, 1),
        fc.constantFrom(0.1, 1, 5, 20),
        async (offered, list, chosen, seed, spotFirstHourFree, hazardPerHour) => {
          const base = presetAssumptions(chosen);
          const assumptions = {
            ...base,
            spotFirstHourFree,
            spot: { ...base.spot, model: 'advisor' as const, hazardPerHour },
          };
          const world = labWorld(offered, {
            assumptions,
            seed,
            spotMarket: createAdvisorMarket(assumptions.spot, seed),
          });
          const workload = workloadOf(list);
          const { usd } = await floorOf(workload, world);
          const instanceTypes = offered.map(({ instanceType }) => instanceType);
          for (const allocationStrategy of spotStrategies) {
            const config = labConfig({ type: 'SPOT', instanceTypes, allocationStrategy, maxvCpus: 200 });
            const cost = simulatedUsd(workload, config, world);
            if (cost === undefined) continue;
            compared++;
            expect(cost).toBeGreaterThanOrEqual(usd);
          }
        },
      ),
      { numRuns: 60 },
    );
    expect(compared).toBeGreaterThan(30);
  });

  it('Spot in stormy pools that falls back on On-Demand', async () => {
    await fc.assert(
      fc.asyncProperty(types, jobs, fc.integer({ min: 1, max: 1_000_000 }), async (offered, list, seed) => {
        const base = presetAssumptions('stress');
        const assumptions = { ...base, spotFirstHourFree: 1, spot: { ...base.spot, model: 'pools' as const } };
        const world = labWorld(offered, { assumptions, seed, spotMarket: createPoolsMarket(assumptions.spot, seed) });
        const workload = workloadOf(list);
        const { usd } = await floorOf(workload, world);
        const instanceTypes = offered.map(({ instanceType }) => instanceType);
        const config = labConfig(
          { type: 'SPOT', instanceTypes, maxvCpus: 64 },
          { type: 'EC2', instanceTypes, maxvCpus: 64 },
        );
        const cost = simulatedUsd(workload, config, world);
        if (cost !== undefined) expect(cost).toBeGreaterThanOrEqual(usd);
      }),
      { numRuns: 60 },
    );
  });

  it('on average over seeds in the default pools, floors for the mean included', async () => {
    await fc.assert(
      fc.asyncProperty(
        types,
        jobs,
        fc.constantFrom('calm' as const, 'typical' as const, 'scarce' as const),
        async (offered, list, spotPreset) => {
          const base = presetAssumptions('typical');
          const assumptions = { ...base, spot: { ...base.spot, preset: spotPreset } };
          const worldWith = (seed: number) =>
            labWorld(offered, { assumptions, seed, spotMarket: createPoolsMarket(assumptions.spot, seed) });
          const workload = workloadOf(list);
          const { usd } = await floorOf(workload, worldWith(0), { markets: ['EC2', 'SPOT'], interruptions: 'mean' });
          const instanceTypes = offered.map(({ instanceType }) => instanceType);
          const config = labConfig({ type: 'SPOT', instanceTypes }, { type: 'EC2', instanceTypes });
          const costs = [1, 2, 3, 4, 5, 6].map((seed) => simulatedUsd(workload, config, worldWith(seed)));
          if (costs.includes(undefined)) return;
          expect(costs.reduce<number>((sum, cost) => sum + (cost ?? 0), 0) / costs.length).toBeGreaterThanOrEqual(usd);
        },
      ),
      // Means over six seeds are luck, so the cases are always the same.
      { numRuns: 60, seed: 7 },
    );
  });
});
