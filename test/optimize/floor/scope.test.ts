import { describe, expect, it } from 'vitest';
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import { createHighsSolver, floorFor, scopeOf } from '../../../src/optimize/floor/index.ts';
import type { Assembled } from '../../../src/scenario/assemble.ts';
import { defaultScenario } from '../../../src/scenario/load.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';

const world = labWorld([
  labType('m7.large', 2, 8192, 0.1),
  labType('m7g.large', 2, 8192, 0.05, { architecture: 'arm64' }),
  labType('t3.large', 2, 8192, 0.01),
  labType('c7-flex.large', 2, 8192, 0.02),
]);
const workload = workloadOf(
  Array.from({ length: 20 }, () => ({ submitMs: 0, runMs: 3_600_000, vcpus: 1, memoryMiB: 1024 })),
);

function assembledWith(batch: BatchConfig): Assembled {
  const scenario = defaultScenario({
    name: 'scope',
    workload: { trace: { path: 'jobs.csv' } },
    batch: labConfig({ instanceTypes: ['m7'] }),
  });
  return {
    scenario: { ...scenario, batch: batch as typeof scenario.batch, assumptions: ideal() },
    workload,
    catalog: world.catalog,
  };
}

describe('the scope of a scenario’s floor', () => {
  it('is the architecture in use, without burstable and flex families', () => {
    expect(scopeOf(assembledWith(labConfig({ instanceTypes: ['m7'] })), 'mean')).toEqual({
      markets: ['EC2', 'SPOT'],
      interruptions: 'mean',
      exceptFamilies: ['c7-flex', 't3'],
      architecture: 'x86_64',
    });
  });

  it('keeps a burstable family that is in use today, so that today’s plan is inside the claim', () => {
    expect(scopeOf(assembledWith(labConfig({ instanceTypes: ['m7', 't3.large'] })), 'every').exceptFamilies).toEqual([
      'c7-flex',
    ]);
  });

  it('is any architecture when both are in use', () => {
    const scope = scopeOf(assembledWith(labConfig({ instanceTypes: ['m7'] }, { instanceTypes: ['m7g'] })), 'every');
    expect(scope.architecture).toBeUndefined();
  });

  it('decides the floor', async () => {
    // 20 job-hours of half an instance: 10 h at the Spot price, half of On-Demand's.
    const floorWith = async (instanceTypes: string[]) =>
      (await floorFor(assembledWith(labConfig({ instanceTypes })), createHighsSolver())).usd;
    expect(await floorWith(['m7'])).toBeCloseTo(0.5, 4);
    expect(await floorWith(['t3'])).toBeCloseTo(0.05, 4);
    expect(await floorWith(['m7g'])).toBeCloseTo(0.25, 4);
  });
});
