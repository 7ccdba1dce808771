/** Limits on the waits of one queue, from the objective to the recommendation. */
import { describe, expect, it, vi } from 'vitest';
import { simulate } from '../../src/engine/index.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { planLimitsOf } from '../../src/optimize/floor/index.ts';
import { limitsFor, limitsInVain, parseObjective } from '../../src/optimize/objective.ts';
import { fromOutcome } from '../../src/scenario/metrics.ts';
import { bulkAndProd } from '../support/bulk-and-prod.ts';
import { fixedMachine, ideal, labType, labWorld, workloadOf } from '../support/lab.ts';
import { recommendScenario, type ScenarioLab } from './holdout/scenario-lab.ts';
import { onDemandType } from './search-lab.ts';

vi.setConfig({ testTimeout: 120_000 });

const HOUR_MS = 3_600_000;

function objectiveOf(...subjectTo: readonly string[]) {
  const objective = parseObjective(subjectTo);
  if (!objective.ok) throw new Error(JSON.stringify(objective.problems));
  return objective.value;
}

describe('a limit on the waits of a queue', () => {
  const config = fixedMachine('lab.4', 4);
  const [{ jobQueueName: first }] = config.jobQueues;
  const workload = workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 4 }]);
  const outcome = simulate(workload, config, labWorld([labType('lab.4', 4, 4096)], { assumptions: ideal() }));
  const waits = { mean: 0, p50: 0, p95: 0, p99: 0, max: 0 };

  it('says nothing of days on which the queue has no jobs, and something of those on which none started', () => {
    const objective = objectiveOf('p95(wait, prod) <= 5m', 'p95(wait) <= 1h');
    const textsWith = (queueWaits: Parameters<typeof fromOutcome>[1]) =>
      limitsFor(objective, [fromOutcome(outcome, queueWaits)]).map(({ text }) => text);
    const others = ['p95(wait) <= 1h', 'failed <= 0', 'neverRan == 0'];
    expect(textsWith({})).toEqual(others);
    expect(textsWith({ prod: undefined })).toEqual(['p95(wait, prod) <= 5m', ...others]);
    expect(textsWith({ prod: waits })).toEqual(['p95(wait, prod) <= 5m', ...others]);
  });

  it('is refused where no job of the whole workload names the queue', () => {
    const objective = objectiveOf('cost < $5', 'p95(wait, prod) <= 5m');
    expect(limitsInVain(objective, workload, config)).toEqual([
      {
        path: 'objective.subjectTo[1]',
        message: 'in "p95(wait, prod) <= 5m": the workload has no job for the queue prod',
        hint: `jobs go to ${first}`,
      },
    ]);
    // Jobs without a queue go to the first.
    expect(limitsInVain(objectiveOf(`p95(wait, ${first}) <= 5m`), workload, config)).toEqual([]);
  });

  it('is no limit on the waits of all jobs to the floor', () => {
    const { limits } = objectiveOf('max(wait, prod) <= 5m', 'max(wait) <= 1h');
    expect(planLimitsOf(limits)).toEqual({ wait: { seconds: 3600, share: 1 } });
    expect(planLimitsOf(limits.slice(0, 1))).toBeUndefined();
  });
});

describe('a recommendation', () => {
  const queue = (jobQueueName: string, priority: number) => ({
    jobQueueName,
    priority,
    computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'shared' }],
  });
  const current: BatchConfig = {
    computeEnvironments: [
      {
        computeEnvironmentName: 'shared',
        type: 'MANAGED',
        computeResources: {
          type: 'EC2',
          allocationStrategy: 'BEST_FIT_PROGRESSIVE',
          maxvCpus: 2,
          instanceTypes: ['a.large'],
        },
      },
    ],
    jobQueues: [queue('bulk', 1), queue('prod', 9)],
  };
  // A job of prod waits for the end of the hour.
  const lab: ScenarioLab = {
    types: [onDemandType('a.large', 2, 4096, 1)],
    workload: bulkAndProd(),
    current,
  };

  it('keeps what is asked of one queue, which today breaks it', async () => {
    const {
      current: today,
      recommended,
      verdict,
    } = await recommendScenario({
      ...lab,
      subjectTo: ['p95(wait, prod) <= 5m', 'max(wait) <= 30h'],
    });
    expect(verdict).toBe('change');
    // 30 minutes and, k-th of 20, the k minutes by which prod has put bulk off: the 19th waits 48.
    expect(today.limits[0]).toMatchObject({ limit: 'p95(wait, prod) <= 5m', ok: false });
    expect(today.limits[0].text).toContain('48m');
    expect(recommended.limits[0]).toMatchObject({ limit: 'p95(wait, prod) <= 5m', ok: true });
  });
});
