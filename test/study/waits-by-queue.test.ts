import { describe, expect, it, vi } from 'vitest';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { renderRecommendationMarkdown } from '../../src/report/recommendation-markdown.ts';
import { renderRecommendation } from '../../src/report/recommendation-text.ts';
import { longerWaitNotes, waitsByQueue } from '../../src/study/waits-by-queue.ts';
import { assembledLab, recommendScenario, type ScenarioLab } from '../optimize/holdout/scenario-lab.ts';
import { onDemandType } from '../optimize/search-lab.ts';
import { bulkAndProd } from '../support/bulk-and-prod.ts';
import { workloadOf } from '../support/lab.ts';

vi.setConfig({ testTimeout: 120_000 });

/** One machine an environment: queue prod has one of its own, or that of queue bulk. */
function twoQueues(prodEnvironment: 'own' | 'shared', own: Partial<Record<'minvCpus', number>> = {}): BatchConfig {
  const environment = (computeEnvironmentName: string, fields = {}) => ({
    computeEnvironmentName,
    type: 'MANAGED' as const,
    computeResources: {
      type: 'EC2' as const,
      allocationStrategy: 'BEST_FIT_PROGRESSIVE' as const,
      minvCpus: 0,
      maxvCpus: 2,
      instanceTypes: ['a.large'],
      ...fields,
    },
  });
  const queue = (jobQueueName: string, priority: number, computeEnvironment: string) => ({
    jobQueueName,
    priority,
    computeEnvironmentOrder: [{ order: 1, computeEnvironment }],
  });
  return {
    computeEnvironments: [environment('shared'), ...(prodEnvironment === 'own' ? [environment('own', own)] : [])],
    jobQueues: [queue('bulk', 1, 'shared'), queue('prod', 9, prodEnvironment)],
  };
}

const LAB: ScenarioLab = {
  types: [onDemandType('a.large', 2, 4096, 1)],
  workload: bulkAndProd(),
  current: twoQueues('own'),
};

describe('the waits of each queue', () => {
  const waits = waitsByQueue(assembledLab(LAB), twoQueues('shared'));

  it('are those of pencil and paper, today and as recommended', () => {
    expect(waits?.replications).toBe(5);
    expect(waits?.queues).toEqual([
      // Today the 19th of 20 starts after 18 hours; with prod in between, 18 of its minutes later.
      { queue: 'bulk', jobs: 20, p95WaitSeconds: { current: 18 * 3600, recommended: 18 * 3600 + 18 * 60 } },
      // Today at once. As recommended prod job k waits for bulk job k, which k minutes of prod have put off: 30 min + k min, 19th of 20.
      { queue: 'prod', jobs: 20, p95WaitSeconds: { current: 0, recommended: 1800 + 18 * 60 } },
    ]);
  });

  it('are told of the queue that waits twice as long, and a minute more', () => {
    if (waits === undefined) throw new Error('two queues have jobs');
    expect(longerWaitNotes(waits)).toEqual([
      '20 jobs of queue prod would wait longer than today: their p95 wait goes from 0s to 48m (mean of 5 replications); a limit on p95(wait, prod) is about these, one on p95(wait) about the jobs of all queues together',
    ]);
    const [, prod] = waits.queues;
    const goingTo = (recommended: number, current: number) =>
      longerWaitNotes({ ...waits, queues: [{ ...prod, p95WaitSeconds: { current, recommended } }] });
    expect([goingTo(59, 0), goingTo(199, 100), goingTo(60, 0), goingTo(200, 100)].map(({ length }) => length)).toEqual([
      0, 0, 1, 1,
    ]);
  });

  it('are nothing where one queue has all jobs', () => {
    const workload = workloadOf([{ submitMs: 0, runMs: 1000, vcpus: 1, memoryMiB: 512, queue: 'prod' }]);
    expect(waitsByQueue(assembledLab({ ...LAB, workload }), twoQueues('shared'))).toBeUndefined();
  });

  it('stand in the table of a recommendation, beside those of all jobs', async () => {
    // A machine that is kept for prod costs $1 an hour; the search finds that one is enough for both.
    const found = await recommendScenario({ ...LAB, current: twoQueues('own', { minvCpus: 2 }) });
    expect(found.verdict).toBe('change');
    expect(found.waitsByQueue?.queues.map(({ queue }) => queue)).toEqual(['bulk', 'prod']);
    for (const text of [renderRecommendation(found), renderRecommendationMarkdown(found)])
      expect(text).toMatch(/Wait p95, queue bulk[^\n]+\n[^\n]*Wait p95, queue prod[^\n]+\n[^\n]*Makespan/);
  });
});
