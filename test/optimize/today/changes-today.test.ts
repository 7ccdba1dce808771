import { beforeAll, describe, expect, it, vi } from 'vitest';
import type { Recommendation } from '../../../src/optimize/index.ts';
import { renderRecommendationMarkdown } from '../../../src/report/recommendation-markdown.ts';
import { renderRecommendation } from '../../../src/report/recommendation-text.ts';
import { todaySections } from '../../../src/report/today-lines.ts';
import { labConfig, labType, workloadOf } from '../../support/lab.ts';
import { recommendScenario } from '../holdout/scenario-lab.ts';
import { onDemandType } from '../search-lab.ts';

// Whole searches: a busy machine needs its time.
vi.setConfig({ testTimeout: 240_000, hookTimeout: 240_000 });

const HOUR_MS = 3_600_000;

/** Forty jobs of one hour, one every two hours: a machine of two vCPUs each. */
const WORKLOAD = workloadOf(
  Array.from({ length: 40 }, (_, job) => ({
    submitMs: job * 2 * HOUR_MS,
    runMs: HOUR_MS,
    vcpus: 2,
    memoryMiB: 4096,
    jobDefinition: 'align',
    peakMemoryMiB: 1000 + 10 * job,
  })),
);

describe('what to change today', () => {
  // An hour of dear.large costs $2, of cheap.large $1. `ideal`: no boot, no idle time, so 40 job hours cost $80 or $40, and a
  // limit on vCPUs changes nothing.
  const TYPES = [onDemandType('dear.large', 2, 4096, 2), onDemandType('cheap.large', 2, 4096, 1)];
  let found: Recommendation;

  beforeAll(async () => {
    found = await recommendScenario({
      types: TYPES,
      workload: WORKLOAD,
      current: labConfig({ instanceTypes: ['dear'], maxvCpus: 64 }),
    });
  });

  it('names the single change worth most, what it saves, and the update AWS needs for it', () => {
    const [first] = found.changesToday?.plans ?? [];
    expect(first).toMatchObject({
      changes: [
        {
          path: 'computeEnvironments[ce0].computeResources.instanceTypes',
          before: ['dear'],
          after: ['cheap'],
          updateKind: 'infrastructure',
        },
      ],
      updateKind: 'infrastructure',
      savingUsd: { mean: 40, distinguishable: true },
      savingShare: { mean: 0.5 },
      lostJobs: { current: 0, changed: 0 },
    });
  });

  it('adds no second change that saves nothing', () => {
    expect(found.changesToday?.plans).toHaveLength(1);
  });

  it('looks at the memory and the hours of On-Demand too', () => {
    // 40 peaks from 1,000 to 1,390: the largest x 1.2 = 1668, up to 1,680.
    expect(found.rightSizing?.groups).toMatchObject([{ jobDefinition: 'align', recommendedMemoryMiB: 1680 }]);
    // Every second hour is used: $2 in 40 of 79 hours. `recommended` runs the same hours for $1.
    expect(found.savingsPlan).toMatchObject({
      discountPercent: null,
      current: { hours: 79, onDemandUsd: 80, best: null },
      recommended: { hours: 79, onDemandUsd: 40 },
    });
  });

  it('prints it', async () => {
    const sections = todaySections(found).flatMap(({ title, lines }) => [title, ...lines, '']);
    await expect(sections.join('\n')).toMatchFileSnapshot('../../golden/today.txt');
    expect(renderRecommendation(found)).toContain('\nWhat to change today (');
    expect(
      renderRecommendation(found)
        .split('\n')
        .filter((line) => line.length > 100),
    ).toEqual([]);
    expect(renderRecommendationMarkdown(found)).toContain('### What to change today (');
  });

  it('gives the same advice for the same seed', async () => {
    const again = await recommendScenario({
      types: TYPES,
      workload: WORKLOAD,
      current: labConfig({ instanceTypes: ['dear'], maxvCpus: 64 }),
    });
    expect(JSON.stringify(again.changesToday)).toBe(JSON.stringify(found.changesToday));
  });
});

describe('changes that pay only together', () => {
  it('puts retries beside Spot where a reclaim would lose the job', async () => {
    // Spot costs half, and everything else is as it should be. Under the typical hazard some two-hour jobs
    // are lost without retries.
    const found = await recommendScenario({
      types: [labType('only.large', 2, 8192, 1, { spotInterruptionBucket: 4 })],
      workload: workloadOf(
        Array.from({ length: 60 }, (_, job) => ({
          submitMs: job * 600_000,
          runMs: 2 * HOUR_MS,
          vcpus: 2,
          memoryMiB: 2048,
        })),
      ),
      current: labConfig({ instanceTypes: ['only'], maxvCpus: 256 }),
      subjectTo: ['failed == 0', 'neverRan == 0'],
      preset: 'typical',
    });
    const pair = found.changesToday?.plans.find(({ changes }) => changes.some(({ after }) => after === 'SPOT'));
    expect(pair?.changes.map(({ path }) => path)).toEqual([
      'computeEnvironments[ce0].computeResources.type',
      'defaultRetryStrategy',
    ]);
    expect(pair?.savingUsd.lo).toBeGreaterThan(0);
    // Spot alone saves as much, but loses jobs.
    expect(found.changesToday?.passedOver).toEqual([{ changes: 1, why: 'breaksLimits' }]);
    expect(renderRecommendation(found)).toContain('\n  1 change: none; what saves breaks a limit.\n');
    expect(pair?.changes.map(({ risk }) => risk).join()).toContain('EC2 may take Spot instances back');
  });
});

describe('other single changes', () => {
  it('come with the largest saving first', async () => {
    // Three queues on an environment each, with 30, 20 and 10 jobs of an hour: cheap instead of dear saves a dollar a job.
    const names = ['ce0', 'ce1', 'ce2'];
    const config = labConfig(...names.map(() => ({ instanceTypes: ['dear'], maxvCpus: 64 })));
    const found = await recommendScenario({
      types: [onDemandType('dear.large', 2, 4096, 2), onDemandType('cheap.large', 2, 4096, 1)],
      workload: workloadOf(
        [30, 20, 10].flatMap((count, queue) =>
          Array.from({ length: count }, (_, job) => ({
            submitMs: job * 2 * HOUR_MS,
            runMs: HOUR_MS,
            vcpus: 2,
            memoryMiB: 4096,
            queue: names[queue],
          })),
        ),
      ),
      current: {
        ...config,
        jobQueues: names.map((jobQueueName) => {
          const computeEnvironmentOrder = [{ order: 1, computeEnvironment: jobQueueName }];
          return { jobQueueName, priority: 1, computeEnvironmentOrder };
        }),
      },
    });
    expect(found.changesToday?.plans.map(({ savingUsd }) => savingUsd.mean)).toEqual([30, 50]);
    expect(found.changesToday?.otherSingles.map(({ savingUsd }) => savingUsd.mean)).toEqual([20, 10]);
    expect(found.changesToday?.passedOver).toBeUndefined();
  });
});
