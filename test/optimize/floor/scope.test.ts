import { describe, expect, it } from 'vitest';
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import { createHighsSolver, floorFor, leftOutOf, scopeOf, useOf } from '../../../src/optimize/floor/index.ts';
import type { Assembled } from '../../../src/scenario/assemble.ts';
import { defaultScenario } from '../../../src/scenario/load.ts';
import type { SearchSpace } from '../../../src/scenario/search-schema.ts';
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

function assembledWith(batch: BatchConfig, search: SearchSpace = {}): Assembled {
  const scenario = defaultScenario({
    name: 'scope',
    workload: { trace: { path: 'jobs.csv' } },
    batch: labConfig({ instanceTypes: ['m7'] }),
  });
  return {
    scenario: { ...scenario, batch: batch as typeof scenario.batch, assumptions: ideal(), search },
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

  it('is any architecture when the search may try the other, even in place of the one in use', () => {
    const today = labConfig({ instanceTypes: ['m7'] });
    const architectureFor = (search: SearchSpace) => scopeOf(assembledWith(today, search), 'mean').architecture;
    expect(architectureFor({ architectures: ['x86_64'] })).toBe('x86_64');
    expect(architectureFor({ architectures: ['x86_64', 'arm64'] })).toBeUndefined();
    expect(architectureFor({ architectures: ['arm64'] })).toBeUndefined();
  });

  it('keeps a burstable family that the search may choose from, by its name or that of a type', () => {
    const today = labConfig({ instanceTypes: ['m7'] });
    const exceptFor = (instanceTypes: string[]) =>
      scopeOf(assembledWith(today, { instanceTypes }), 'mean').exceptFamilies;
    expect(exceptFor(['t3.large'])).toEqual(['c7-flex']);
    expect(exceptFor(['t3', 'c7-flex.large'])).toEqual([]);
  });

  it('leaves out what is sold for an accelerator that is no GPU, as the search does, unless it is in use or named', () => {
    const { catalog } = labWorld([labType('m7.large', 2, 8192, 0.1), labType('inf2.large', 2, 8192, 0.01)]);
    const exceptFor = (types: string[], search: SearchSpace = {}) =>
      scopeOf({ ...assembledWith(labConfig({ instanceTypes: types }), search), catalog }, 'mean').exceptFamilies;
    expect(exceptFor(['m7'])).toEqual(['inf2']);
    expect(exceptFor(['m7', 'inf2.large'])).toEqual([]);
    expect(exceptFor(['m7'], { instanceTypes: ['inf2.large'] })).toEqual([]);
  });

  it('tells a configuration that is outside by its market, architecture, family or types', () => {
    const scope = scopeOf(assembledWith(labConfig({ instanceTypes: ['m7'] })), 'mean');
    const pathsOf = (batch: BatchConfig, inside = scope) =>
      leftOutOf(inside, useOf(batch, world.catalog)).map(({ path }) => path);
    expect(pathsOf(labConfig({ instanceTypes: ['m7'] }, { instanceTypes: ['m7'], type: 'SPOT' }))).toEqual([]);
    expect(pathsOf(labConfig({ instanceTypes: ['m7'] }, { instanceTypes: ['m7g'] }))).toEqual(['scope.architecture']);
    expect(pathsOf(labConfig({ instanceTypes: ['t3'] }))).toEqual(['scope.exceptFamilies']);
    expect(pathsOf(labConfig({ instanceTypes: ['m7'], type: 'SPOT' }), { ...scope, markets: ['EC2'] })).toEqual([
      'scope.markets',
    ]);
    expect(pathsOf(labConfig({ instanceTypes: ['m7'] }), { ...scope, instanceTypes: ['m7g.large'] })).toEqual([
      'scope.instanceTypes',
    ]);
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
