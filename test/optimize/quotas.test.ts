/** What the search does with vCPU quotas: nothing beyond them is proposed, and what is unknown is told. */
import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { VcpuQuotas } from '../../src/models/vcpu-quotas.ts';
import { generateChoices } from '../../src/optimize/candidates.ts';
import { candidateOf } from '../../src/optimize/configure.ts';
import { type Landscape, surveyLandscape } from '../../src/optimize/landscape.ts';
import { maxVcpusGrid } from '../../src/optimize/max-vcpus.ts';
import { quotaNotes } from '../../src/optimize/quota-cap.ts';
import { validCandidates } from '../../src/optimize/validity.ts';
import { catalogOf } from '../models/catalog-fixture.ts';
import { labConfig, workloadOf } from '../support/lab.ts';

const catalog = catalogOf('us-east-1');
/** Peak demand: 40 jobs of 4 vCPUs at once, 160. */
const jobs = Array.from({ length: 40 }, () => ({ submitMs: 0, runMs: 1_800_000, vcpus: 4, memoryMiB: 8000 }));
const current = labConfig({ type: 'SPOT', instanceTypes: ['c6i', 'm6i'], maxvCpus: 512 });

function landscapeOf(quotas: VcpuQuotas | undefined, config: BatchConfig = current): Landscape {
  const assumptions = presetAssumptions('typical');
  const surveyed = surveyLandscape(workloadOf(jobs), config, catalog, assumptions, {}, quotas);
  if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
  return surveyed.value;
}

describe('maxvCpus of candidates', () => {
  it('go no further than the quotas of both markets allow', () => {
    const free = maxVcpusGrid(landscapeOf(undefined));
    expect(free.at(-1)).toBe(512);
    // Each wanted value once as it is below 100 and 48, and the bounds themselves.
    const grid = maxVcpusGrid(landscapeOf({ onDemand: { standard: 48 }, spot: { standard: 100 } }));
    expect(grid).toEqual(
      [...new Set(free.flatMap((value) => [Math.min(value, 48), Math.min(value, 100)]))].sort((a, b) => a - b),
    );
    expect(grid.at(-1)).toBe(100);
  });

  it('are as ever where the quota of a market is unknown', () => {
    expect(maxVcpusGrid(landscapeOf({ onDemand: { standard: 512 } }))).toEqual(maxVcpusGrid(landscapeOf(undefined)));
  });
});

describe('candidates of a market without quota', () => {
  it('do not race: no job of theirs could run', () => {
    // The search tries families of X beside those in use.
    const landscape = landscapeOf({ onDemand: { standard: 0, x: 0 } });
    const choices = generateChoices(landscape);
    const valid = validCandidates(
      landscape,
      choices.map((choice) => candidateOf(landscape, choice, 'generated')),
    );
    const markets = (config: BatchConfig) => config.computeEnvironments.map((one) => one.computeResources?.type);
    expect(valid.length).toBeGreaterThan(0);
    expect(valid.filter(({ config }) => markets(config).every((market) => market === 'EC2'))).toEqual([]);
  });
});

describe('the notes of a recommendation', () => {
  it('name the peak of a quota that is unknown, and none of one that is given', () => {
    const peaks = [
      { quota: 'onDemand.standard', quotaCode: 'L-1216C47A', peakVcpus: 16, quotaVcpus: 32 },
      { quota: 'spot.standard', quotaCode: 'L-34B43A08', peakVcpus: 640 },
    ];
    expect(quotaNotes(landscapeOf(undefined), current, peaks)).toEqual([
      'the account must allow 640 vCPUs of Spot Standard (L-34B43A08), the peak of these figures: the scenario does not give that quota, so nothing was limited by it',
    ]);
    expect(quotaNotes(landscapeOf(undefined), current, peaks.slice(0, 1))).toEqual([]);
  });

  it('tell of a maxvCpus that a quota never lets an environment reach', () => {
    expect(quotaNotes(landscapeOf({ spot: { standard: 256 } }), current, [])).toEqual([
      'ce0 never reaches its maxvCpus of 512: the vCPU quotas of the scenario allow 256',
    ]);
    expect(quotaNotes(landscapeOf({ spot: { standard: 512 } }), current, [])).toEqual([]);
  });
});
