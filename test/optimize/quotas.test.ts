/** What the search does with vCPU quotas: nothing beyond them is proposed, and what is unknown is told. */
import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { VcpuQuotas } from '../../src/models/vcpu-quotas.ts';
import { baselines } from '../../src/optimize/baselines.ts';
import { type Choice, choiceKey } from '../../src/optimize/candidate.ts';
import { generateChoices } from '../../src/optimize/candidates.ts';
import { candidateOf } from '../../src/optimize/configure.ts';
import { type Landscape, surveyLandscape } from '../../src/optimize/landscape.ts';
import { maxVcpusGrid } from '../../src/optimize/max-vcpus.ts';
import { neighboursOf } from '../../src/optimize/neighbours.ts';
import { quotaNotes } from '../../src/optimize/quota-cap.ts';
import { singleEdits } from '../../src/optimize/today/edits.ts';
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

describe('moves of the search', () => {
  const fleet = { families: ['c6i', 'm6i'], smallestVcpus: 0, largestVcpus: 32, maxvCpus: 64, minvCpus: 0 };
  // None of X, which the search tries beside those in use: an unknown quota would be no bound.
  const quotas: VcpuQuotas = { onDemand: { standard: 48, x: 0 }, spot: { standard: 72, x: 0 } };

  it('step up to the quota of their market and no further, each candidate once', () => {
    const landscape = landscapeOf(quotas);
    // 64 x 1.25 = 80, 64 x 0.8 = 51.2, that is 52: of Spot 72 are allowed, On-Demand 48.
    for (const [market, maxima] of [
      ['SPOT', [64, 52, 72]],
      ['EC2', [48]],
    ] as const) {
      const steps = neighboursOf({ ...fleet, markets: [market] }, landscape);
      expect(new Set(steps.map(({ maxvCpus }) => maxvCpus))).toEqual(new Set(maxima));
      expect(new Set(steps.map(choiceKey)).size).toBe(steps.length);
    }
    // At the quota already: no step up, and not the choice itself.
    const atQuota: Choice = { ...fleet, markets: ['SPOT'], maxvCpus: 72 };
    const steps = neighboursOf(atQuota, landscape);
    expect(Math.max(...steps.map(({ maxvCpus }) => maxvCpus))).toBe(72);
    expect(steps.map(choiceKey)).not.toContain(choiceKey(atQuota));
  });

  it('keep a base of On-Demand within its own quota', () => {
    const base: Choice = { ...fleet, markets: ['EC2', 'SPOT'], baseVcpus: 40 };
    const steps = neighboursOf(base, landscapeOf(quotas));
    // 40 x 1.5 = 60.
    expect(Math.max(...steps.map(({ baseVcpus = 0 }) => baseVcpus))).toBe(48);
    expect(Math.max(...steps.map(({ maxvCpus }) => maxvCpus))).toBe(72);
  });

  it('follow the list of the user where there is one', () => {
    const landscape = { ...landscapeOf(quotas), space: { maxvCpus: [64, 256] } };
    const steps = neighboursOf({ ...fleet, markets: ['SPOT'] }, landscape);
    expect(new Set(steps.map(({ maxvCpus }) => maxvCpus))).toEqual(new Set([64, 256]));
  });
});

describe('all that races', () => {
  it('has no maxvCpus that its quotas never let it reach: generated, habits and single changes of today', () => {
    const landscape = landscapeOf({ onDemand: { standard: 48, x: 0 }, spot: { standard: 100, x: 0 } });
    const generated = generateChoices(landscape).map((choice) => candidateOf(landscape, choice, 'generated').config);
    const habits = baselines(landscape).flatMap(({ origin, config }) => (origin === 'current' ? [] : [config]));
    // Of today's 512: 256, 1,024 and 384, each of them more than 100.
    const edited = singleEdits(landscape)
      .filter(({ path }) => path.endsWith('maxvCpus'))
      .map((edit) => edit.apply(current));
    expect(edited.map((config) => config?.computeEnvironments[0].computeResources?.maxvCpus)).toEqual([100]);
    expect([generated.length > 0, habits.length > 0]).toEqual([true, true]);
    const beyond = [...generated, ...habits].filter(({ computeEnvironments }) => {
      const resources = computeEnvironments.flatMap(({ computeResources }) => computeResources ?? []);
      // Environments of one candidate share the limit of the roomier.
      const bound = Math.max(...resources.map(({ type }) => (type === 'SPOT' ? 100 : 48)));
      return resources.some(({ maxvCpus }) => maxvCpus > bound);
    });
    expect(beyond).toEqual([]);
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
