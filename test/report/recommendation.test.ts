import { beforeAll, describe, expect, it } from 'vitest';
import type { Recommendation } from '../../src/optimize/index.ts';
import { changeLines } from '../../src/report/recommendation-changes.ts';
import { renderRecommendationMarkdown } from '../../src/report/recommendation-markdown.ts';
import { renderRecommendation } from '../../src/report/recommendation-text.ts';
import { onDemandType, recommend } from '../optimize/search-lab.ts';
import { labConfig, workloadOf } from '../support/lab.ts';

const jobs = workloadOf(
  Array.from({ length: 10 }, (_, job) => ({ id: job, submitMs: 0, runMs: 3_600_000, vcpus: 2, memoryMiB: 2048 })),
);
const TYPES = [onDemandType('dear.large', 2, 4096, 2), onDemandType('cheap.large', 2, 4096, 1)];
const current = labConfig({ instanceTypes: ['dear'] });

let saving: Recommendation;
let infeasible: Recommendation;
let kept: Recommendation;

beforeAll(async () => {
  saving = await recommend(TYPES, { workload: jobs, current });
  infeasible = await recommend(TYPES, { workload: jobs, current, subjectTo: ['cost < $9'] });
  kept = await recommend(TYPES, { workload: jobs, current: labConfig({ instanceTypes: ['cheap'] }) });
});

/** Positions of the texts, which must rise. */
function expectInOrder(page: string, texts: readonly string[]): void {
  const places = texts.map((text) => page.indexOf(text));
  expect(places.every((place) => place >= 0)).toBe(true);
  expect(places).toEqual(places.toSorted((left, right) => left - right));
}

describe('the page of a recommendation', () => {
  it('starts with what to do, what it saves and how sure that is', () => {
    // 10 jobs x $2 today, x $1 afterwards; no delays and no luck in the ideal world.
    const page = renderRecommendation(saving).replace(/\s+/g, ' ');
    expect(page).toContain('it saves $10.00 (50.0 %) of $20.00.');
    expect(page).toContain('over 20 paired replications with seeds the search never used');
  });

  it('writes limits that nobody wrote as people do, and those of the user as they are', () => {
    const [limit, text] = ['p95(wait) <= 21636s', 'p95(wait) <= 21636s: 5h, margin 1h'];
    const automatic: Recommendation = {
      ...saving,
      objective: { minimize: 'cost', subjectTo: [limit, 'failed <= 0'], isDefault: true },
      recommended: { ...saving.recommended, limits: [{ limit, ok: true, text }] },
      notes: [`${limit} is kept by little`],
    };
    // 6 x 3600 + 36
    expect(renderRecommendation(automatic)).toContain('  kept    p95(wait) <= 6h 36s: 5h, margin 1h\n');
    expect(renderRecommendation(automatic)).toContain('p95(wait) <= 6h 36s is kept by little\n');
    expect(renderRecommendationMarkdown(automatic)).toContain('6h 36s is kept by little');
    const written = { ...automatic, objective: { ...automatic.objective, isDefault: false } };
    expect(renderRecommendation(written)).toContain(`  kept    ${text}\n`);
  });

  it('goes on in the order a reader asks', () => {
    expectInOrder(renderRecommendation(saving), [
      'Change to',
      'Wait p95',
      'Limits',
      'Instance mix, current',
      'Instance mix, recommended',
      'What changes',
      'Runners-up',
      'Search',
      'Data',
      'Assumptions: preset ideal',
      'Limits of the claim',
    ]);
  });

  it('fits into 100 columns and ends with one newline', () => {
    for (const found of [saving, infeasible, kept]) {
      const page = renderRecommendation(found);
      const words = page.split('\n').filter((line) => line.trim().includes(' '));
      expect(Math.max(...words.map((line) => line.length))).toBeLessThanOrEqual(100);
      expect(page.endsWith('\n') && !page.endsWith('\n\n')).toBe(true);
    }
  });

  it('says which limit nothing keeps and which comes closest', () => {
    const page = renderRecommendation(infeasible).replace(/\s+/g, ' ');
    expect(page).toContain('Nothing tried keeps every limit. The closest is');
    expect(page).toContain('breaks cost < $9: $10.00, off by $1.00');
    expect(page).toContain('BROKEN cost < $9');
  });

  it('claims nothing when there is nothing to gain', () => {
    const page = renderRecommendation(kept);
    expect(page).toContain('Keep the current configuration: nothing tried is safely cheaper than its $10.00.');
    expect(page).not.toContain('What changes');
    expect(page).not.toContain('recommended\n');
  });

  describe('when the current configuration breaks a limit', () => {
    const broken = { limit: 'max(wait) <= 2h', ok: false, text: 'max(wait) <= 2h: 9 h, off by 7 h' };
    const sentence = (saved: Partial<Recommendation['savingUsd']>) => {
      const savingUsd = { ...saving.savingUsd, ...saved };
      const found = { ...saving, savingUsd, current: { ...saving.current, limits: [broken] } };
      return renderRecommendation(found).replace(/\s+/g, ' ');
    };

    it('names the limit, and claims no saving that chance explains', () => {
      for (const mean of [0.03, -0.11]) {
        const page = sentence({ mean, lo: -0.2, hi: 0.3, distinguishable: false });
        expect(page).toContain(
          'it keeps max(wait) <= 2h, which the current configuration breaks, at a cost not distinguishable from its $20.00. The 95 % interval of the saving is -$0.2000 to $0.3000',
        );
        expect(page).not.toMatch(/it saves|costs \$/);
      }
    });

    it('speaks of neither saving nor price where the two cost the same', () => {
      const page = sentence({ mean: 0, lo: -0.2, hi: 0.2, distinguishable: true });
      expect(page).toContain('it costs the same as the $20.00 of today, and keeps max(wait) <= 2h');
    });

    it('says that more jobs may be lost where chance alone breaks a limit that nobody gave', () => {
      const unsure = { limit: 'failed <= 0.05', ok: false, isWithinChance: true, text: 'failed <= 0.05: 0.15' };
      const recommended = { ...saving.recommended, limits: [unsure] };
      const page = renderRecommendation({ ...saving, recommended }).replace(/\s+/g, ' ');
      expect(page).toContain('it saves $10.00 (50.0 %) of $20.00; it may lose more jobs than today.');
      expect(page).toContain('UNSURE failed <= 0.05: 0.15');
    });

    it('names it beside a saving, and beside a price, that chance does not explain', () => {
      const keeps = ', and keeps max(wait) <= 2h, which the current configuration breaks.';
      expect(sentence({})).toContain(`it saves $10.00 (50.0 %) of $20.00${keeps}`);
      expect(sentence({ mean: -3, lo: -4, hi: -2 })).toContain(`it costs $3.00 (50.0 %) more than $20.00${keeps}`);
    });

    it('gives the interval of an extra cost in its own direction, the smaller end first', () => {
      const share = { mean: -0.15, lo: -0.2, hi: -0.1, pairs: 20, distinguishable: true };
      const savingUsd = { ...saving.savingUsd, mean: -3, lo: -4, hi: -2 };
      const found = { ...saving, savingUsd, savingShare: share, current: { ...saving.current, limits: [broken] } };
      const page = renderRecommendation(found).replace(/\s+/g, ' ');
      expect(page).toContain('it costs $3.00 (15.0 %) more than $20.00');
      expect(page).toContain(
        'The 95 % interval of the extra cost is $2.00 to $4.00 (10.0 % to 20.0 %), over 20 paired',
      );
    });
  });

  it('tells amounts of less than a dollar apart in its tables', () => {
    const [point] = saving.pareto;
    const pareto = [0.0457, 0.0471].map((costUsd, index) => ({ ...point, name: `point ${index}`, costUsd }));
    const page = renderRecommendation({ ...saving, pareto });
    expect(page).toMatch(/point 0 +\$0\.0457 /);
    expect(page).toMatch(/point 1 +\$0\.0471 /);
    const large = renderRecommendation({ ...saving, pareto: [...pareto, { ...point, name: 'point 2', costUsd: 12 }] });
    expect(large).toMatch(/point 1 +\$0\.05 /);
  });

  it('says the same in Markdown, with a diff', () => {
    const page = renderRecommendationMarkdown(saving);
    expect(page).toContain('it saves $10.00 (50.0 %) of $20.00.');
    expect(page).toContain('```diff\n! computeEnvironments[ce0].computeResources.');
    expect(page).toContain('| Cost | $20.00 | $10.00 |');
  });
});

describe('the field diff', () => {
  it('writes additions field by field, removals as one line, sizes of a family together', () => {
    const environment = {
      computeEnvironmentName: 'main-spot',
      type: 'MANAGED',
      computeResources: { type: 'SPOT', instanceTypes: ['c6i.large', 'c6i.xlarge', 'm6i'] },
    };
    expect(
      changeLines([
        { path: 'computeEnvironments[old]', before: environment },
        { path: 'computeEnvironments[main-spot]', after: environment },
        {
          path: 'jobQueues[q].computeEnvironmentOrder',
          before: [{ order: 1, computeEnvironment: 'old' }],
          after: [
            { order: 1, computeEnvironment: 'main-spot' },
            { order: 2, computeEnvironment: 'od' },
          ],
        },
      ]),
    ).toEqual([
      '- computeEnvironments[old]',
      '+ computeEnvironments[main-spot].type: MANAGED',
      '+ computeEnvironments[main-spot].computeResources.type: SPOT',
      '+ computeEnvironments[main-spot].computeResources.instanceTypes: [c6i.{large,xlarge}, m6i]',
      '~ jobQueues[q].computeEnvironmentOrder: old -> main-spot, then od',
    ]);
  });

  it('keeps the order of instance types, which some strategies read', () => {
    const change = { path: 'computeResources.instanceTypes', before: ['m6i'] };
    expect(changeLines([{ ...change, after: ['c6i.large', 'm6i.large', 'c6i.xlarge', 'c6i.2xlarge'] }])).toEqual([
      '~ computeResources.instanceTypes: [m6i] -> [c6i.large, m6i.large, c6i.{xlarge,2xlarge}]',
    ]);
  });

  it('writes a command word for word: a file name is no instance type, and a comma or a blank ends no argument', () => {
    const path = 'containerProperties.command';
    const before = ['cp', 'x.txt', 'y', 'y', 'x.csv'];
    expect(changeLines([{ path, before, after: ['sh', '-c', 'a, b', 'line\nnext', ''] }])).toEqual([
      '~ containerProperties.command: [cp, x.txt, y, y, x.csv] -> ["sh", "-c", "a, b", "line\\nnext", ""]',
    ]);
    expect(changeLines([{ path: 'tags.team', before: '', after: 'data team' }])).toEqual([
      '~ tags.team: "" -> data team',
    ]);
  });
});
