import { describe, expect, it } from 'vitest';
import { type Assumptions, presetAssumptions, type SpotAssumptions } from '../../../src/models/assumptions.ts';
import type { InstanceType } from '../../../src/models/catalog.ts';
import { keyOf } from '../../../src/models/random.ts';
import { createAdvisorMarket } from '../../../src/models/spot/advisor.ts';
import { createPoolsMarket } from '../../../src/models/spot/pools.ts';
import type { SpotMarket } from '../../../src/models/spot-market.ts';
import { leastPaidShare } from '../../../src/optimize/floor/unpaid-hours.ts';
import { labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { floorOf, simulatedUsd } from './support.ts';

const HOUR_MS = 3_600_000;
const type = (bucket?: number) =>
  ({
    instanceType: 'm9.large',
    family: 'm9',
    ...(bucket !== undefined && { spotInterruptionBucket: bucket }),
  }) as InstanceType;

function spotWith(changes: Partial<SpotAssumptions>): Assumptions {
  const base = presetAssumptions('typical');
  return { ...base, spot: { ...base.spot, ...changes } };
}

/** Paid over billed hours of instances given back at the age, launched every 20 minutes over 10 days in 40 pools. */
function paidShare(market: SpotMarket, ageMs: number, bucket: number): number {
  let paidMs = 0;
  let billedMs = 0;
  for (let pool = 0; pool < 40; pool++) {
    const instanceType = `f${pool}.large`;
    const place = {
      instanceType,
      family: `f${pool}`,
      zone: 0,
      key: keyOf(`${instanceType}/0`),
      interruptionBucket: bucket,
    };
    for (let launch = 0; launch < 720; launch++) {
      const runningMs = launch * 1_200_000;
      if (!market.canLaunch(place, runningMs)) continue;
      const lifeMs = market.reclaimMs(place, launch, runningMs) - runningMs;
      billedMs += Math.min(lifeMs, ageMs);
      if (lifeMs > ageMs || lifeMs >= HOUR_MS) paidMs += Math.min(lifeMs, ageMs);
    }
  }
  return paidMs / billedMs;
}

describe('the least paid share of a Spot hour', () => {
  it('is rate / (e^rate - 1) for one constant hazard', () => {
    // 1 / (e - 1) = 0.581977; 0.1 / (e^0.1 - 1) = 0.950833.
    expect(leastPaidShare(type(), spotWith({ model: 'advisor', hazardPerHour: 1 }))).toBeCloseTo(0.581977, 5);
    expect(leastPaidShare(type(), spotWith({ model: 'advisor', hazardPerHour: 0.05, hazardScale: 2 }))).toBeCloseTo(
      0.950833,
      5,
    );
  });

  it('is everything without a hazard', () => {
    expect(leastPaidShare(type(), spotWith({ model: 'advisor', hazardPerHour: 0 }))).toBe(1);
  });

  it('is what instances kept for just an hour bring in under a constant hazard', () => {
    const assumptions = spotWith({ model: 'advisor', hazardPerHour: 1 });
    const seen = paidShare(createAdvisorMarket(assumptions.spot, 3), HOUR_MS, 0);
    // 28,800 instances: the standard error of the share is about 0.003.
    expect(seen).toBeCloseTo(0.582, 2);
  });

  it('is never undercut by a simple rule in the pools, whatever preset and bucket', () => {
    for (const preset of ['calm', 'typical', 'scarce'] as const) {
      for (const bucket of [0, 4]) {
        const assumptions = spotWith({ model: 'pools', preset });
        const least = leastPaidShare(type(bucket), assumptions);
        for (const ageMs of [0.2, 0.5, 0.999, 1.5].map((hours) => hours * HOUR_MS)) {
          expect(paidShare(createPoolsMarket(assumptions.spot, 5), ageMs, bucket)).toBeGreaterThan(least - 0.005);
        }
      }
    }
  });

  it('falls when the hazard rises, and counts an unknown bucket as the worst', () => {
    const shares = [0, 1, 2, 3, 4].map((bucket) => leastPaidShare(type(bucket), spotWith({ model: 'pools' })));
    expect(shares).toEqual([...shares].sort((left, right) => right - left));
    expect(leastPaidShare(type(), spotWith({ model: 'pools' }))).toBe(shares[4]);
  });
});

describe('the floor on average', () => {
  it('is below the mean simulated cost over seeds, where plans are tight and instances are lost often', async () => {
    // No delays, no volume, no idle time: only the packing of 20-minute jobs on 2-vCPU instances separates plan and floor.
    const base = presetAssumptions('ideal');
    const assumptions: Assumptions = { ...base, spot: { ...base.spot, model: 'advisor', hazardPerHour: 0.7 } };
    const offered = [labType('lab.2', 2, 8192, 1, { spotUsdPerHour: 0.4 })];
    const workload = workloadOf(
      Array.from({ length: 200 }, (_, row) => ({
        submitMs: row * 30_000,
        runMs: 1_200_000,
        vcpus: 1,
        memoryMiB: 100,
        attempts: 10,
      })),
    );
    const costs = Array.from({ length: 30 }, (_, index) => {
      const world = labWorld(offered, {
        assumptions,
        seed: index,
        spotMarket: createAdvisorMarket(assumptions.spot, index),
      });
      return simulatedUsd(workload, labConfig({ type: 'SPOT', instanceTypes: ['lab.2'] }), world) ?? Number.NaN;
    });
    const world = labWorld(offered, { assumptions });
    const mean = costs.reduce((sum, cost) => sum + cost, 0) / costs.length;
    const floor = await floorOf(workload, world, { markets: ['EC2', 'SPOT'], interruptions: 'mean' });
    // 200 jobs x 1/3 h / 2 a machine x 0.4 USD = 13.33 USD used; 0.7 / (e^0.7 - 1) = 0.69048 of it: 9.2064.
    expect(floor.certificate.assumptions.spotTreatment).toBe('on-average');
    expect(floor.usd).toBeCloseTo(9.2064, 2);
    expect(mean).toBeGreaterThan(floor.usd);
    expect(mean).toBeLessThan(1.6 * floor.usd);
  });

  it('gives way to the bound for every course when that is higher: jobs of an hour are never free', async () => {
    const base = presetAssumptions('ideal');
    const assumptions: Assumptions = { ...base, spot: { ...base.spot, model: 'advisor', hazardPerHour: 0.7 } };
    const world = labWorld([labType('lab.1', 1, 1024, 1, { spotUsdPerHour: 0.4 })], { assumptions });
    const workload = workloadOf([0, 1, 2].map(() => ({ submitMs: 0, runMs: HOUR_MS, vcpus: 1, memoryMiB: 100 })));
    const floor = await floorOf(workload, world, { markets: ['EC2', 'SPOT'], interruptions: 'mean' });
    expect(floor.certificate.assumptions.spotTreatment).toBe('free-hour');
    expect(floor.usd).toBeCloseTo(1.2, 5);
  });
});
