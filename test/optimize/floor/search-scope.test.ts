import { describe, expect, it } from 'vitest';
import { createHighsSolver } from '../../../src/optimize/floor/index.ts';
import { withFloor } from '../../../src/optimize/with-floor.ts';
import type { SearchSpace } from '../../../src/scenario/search-schema.ts';
import { labConfig, labType, workloadOf } from '../../support/lab.ts';
import { assembledLab, recommendScenario, type ScenarioLab } from '../holdout/scenario-lab.ts';

const solver = createHighsSolver();
const jobs = Array.from({ length: 24 }, () => ({ submitMs: 0, runMs: 3_600_000, vcpus: 1, memoryMiB: 1024 }));
const lab: ScenarioLab = {
  types: [
    labType('m7.large', 2, 8192, 1),
    labType('m7g.large', 2, 8192, 0.4, { architecture: 'arm64' }),
    labType('t3.large', 2, 8192, 0.2),
  ],
  workload: workloadOf(jobs),
  current: labConfig({ instanceTypes: ['m7'] }),
};
const recommend = (search: SearchSpace) => recommendScenario({ ...lab, search }, { solver });

describe('the floor under what a search may propose', () => {
  it.each<[string, SearchSpace]>([
    ['another architecture', { architectures: ['x86_64', 'arm64'] }],
    ['a burstable type of the user’s list', { instanceTypes: ['t3.large'] }],
  ])('is not above a recommendation of %s', async (_, search) => {
    const { verdict, recommended, floor, gapPercent } = await recommend(search);
    const { mean, hi = mean } = recommended.cost.totalUsd;
    expect(verdict).toBe('change');
    expect(floor?.usd).toBeLessThanOrEqual(hi);
    expect(gapPercent).toBeGreaterThanOrEqual(0);
  });

  it('has no gap to a configuration outside its scope, and says why', async () => {
    const found = await recommend({ instanceTypes: ['t3.large'] });
    const { floor, gapPercent, notes } = await withFloor(found, assembledLab(lab), [], solver);
    expect(floor?.usd).toBeGreaterThan(0);
    expect(gapPercent).toBeNull();
    expect(notes.at(-1)).toBe(
      'the floor says nothing about the recommended configuration: its scope.exceptFamilies leaves out t3.large',
    );
  });
});
