import { describe, expect, it } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import { renderMarkdown } from '../../src/report/markdown.ts';
import { renderRecommendation } from '../../src/report/recommendation-text.ts';
import { renderText } from '../../src/report/text.ts';
import { inProcessExecutor, runStudy, simulationResult, taskRunner } from '../../src/study/index.ts';
import { recommend } from '../optimize/search-lab.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';

const HOUR_MS = 3_600_000;
const TYPES = [labType('one.large', 2, 4096, 1)];
const JOB = { submitMs: 0, runMs: HOUR_MS, vcpus: 2, memoryMiB: 1024 };
/** One at a time: they end after one and two hours. */
const current = labConfig({ instanceTypes: ['one'], maxvCpus: 2 });

async function resultOf(deadlines: readonly (number | undefined)[]) {
  const workload = workloadOf(deadlines.map((deadlineMs) => ({ ...JOB, deadlineMs })));
  const world = labWorld(TYPES);
  const executor = inProcessExecutor(taskRunner(workload, () => world));
  const study = await runStudy({ candidates: [current], replications: 2, seed: 1 }, executor);
  const { catalog, assumptions } = world;
  return simulationResult({ scenario: 'lab', seed: 1, catalog, assumptions }, study.candidates[0].records);
}

describe('deadlines in reports', () => {
  it('are told with how many were missed', async () => {
    const result = await resultOf([HOUR_MS, HOUR_MS]);
    expect(result.deadlines).toEqual({ jobs: 2, missed: 1 });
    expect(renderText(result)).toMatch(/Deadlines +1 missed of 2/);
    expect(renderMarkdown(result)).toContain('| Deadlines missed | 1 of 2 |');
  });

  it('are not spoken of where no job has one', async () => {
    const result = await resultOf([undefined, undefined]);
    expect('deadlines' in result).toBe(false);
    expect(renderText(result)).not.toContain('eadline');
    expect(renderMarkdown(result)).not.toContain('eadline');
  });

  it('make the search look for a configuration that keeps them', async () => {
    const workload = workloadOf([HOUR_MS, HOUR_MS].map((deadlineMs) => ({ ...JOB, deadlineMs })));
    const found = await recommend(TYPES, {
      workload,
      current,
      assumptions: presetAssumptions('ideal'),
      subjectTo: ['missedDeadlines == 0'],
    });
    expect(found.current.deadlines?.missed).toBe(1);
    expect(found.verdict).toBe('change');
    expect(found.recommended.deadlines).toEqual({ jobs: 2, missed: 0 });
    expect(renderRecommendation(found)).toMatch(/Deadlines missed +1 +0/);
  });
});
