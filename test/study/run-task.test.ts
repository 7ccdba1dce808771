import { describe, expect, it } from 'vitest';
import type { World } from '../../src/models/world.ts';
import { renderText } from '../../src/report/text.ts';
import { inProcessExecutor } from '../../src/study/in-process-executor.ts';
import { runStudy } from '../../src/study/replicate.ts';
import { taskRunner } from '../../src/study/run-task.ts';
import { simulationResult } from '../../src/study/simulation-result.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { REQUEST } from './sample-records.ts';

const HOUR_MS = 3_600_000;
const workload = workloadOf([
  { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
  { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
]);

function labWorldOf(seed: number, assumptions = ideal()): World {
  return labWorld([labType('lab.4', 4, 4096)], { seed, assumptions });
}

describe('a study of the real engine', () => {
  it('reports the cost and the waits of two hours of work on one machine', async () => {
    const request = { candidates: [fixedMachine('lab.4', 4)], replications: 2, seed: 1 };
    const study = await runStudy(request, inProcessExecutor(taskRunner(workload, labWorldOf)));
    const result = simulationResult({ ...REQUEST, assumptions: ideal() }, study.candidates[0].records);
    // One machine of 4 USD an hour for 2 hours; the second job waits one hour, so the mean wait is half an hour.
    expect(result.cost.totalUsd).toEqual({ mean: 8, lo: 8, hi: 8 });
    expect(result.cost.byKind.busy).toBe(8);
    expect(result.makespanSeconds).toEqual({ mean: 7200, lo: 7200, hi: 7200 });
    expect(result.waitSeconds).toMatchObject({ mean: 1800, max: 3600, worst: 3600 });
    expect(result.jobs).toEqual({ submitted: 2, succeeded: 2, failed: 0, cancelled: 0, neverRan: 0 });
    expect(renderText(result)).toContain('$8.00');
  });

  it('builds one world a replication, whatever the number of candidates', async () => {
    const seeds: number[] = [];
    const buildWorld = (seed: number) => {
      seeds.push(seed);
      return labWorldOf(seed);
    };
    const candidates = [fixedMachine('lab.4', 4), labConfig({ instanceTypes: ['lab.4'] })];
    await runStudy({ candidates, replications: 3, seed: 1 }, inProcessExecutor(taskRunner(workload, buildWorld)));
    expect(seeds).toHaveLength(3);
    expect(new Set(seeds).size).toBe(3);
  });

  it('gives a candidate the same records whether it runs alone or beside others', async () => {
    const buildWorld = (seed: number) => labWorldOf(seed, ideal({ bootMedianSeconds: 60, bootP95Seconds: 180 }));
    const candidate = labConfig({ instanceTypes: ['lab.4'] });
    const run = taskRunner(workload, buildWorld);
    const alone = await runStudy({ candidates: [candidate], replications: 4, seed: 3 }, inProcessExecutor(run));
    const beside = await runStudy(
      { candidates: [candidate, fixedMachine('lab.4', 4)], replications: 4, seed: 3 },
      inProcessExecutor(run),
    );
    expect(beside.candidates[0].records).toEqual(alone.candidates[0].records);
    const costs = new Set(alone.candidates[0].records.map((record) => record.outcome.ledger.totalMicroUsd));
    expect(costs.size).toBeGreaterThan(1); // the boots differ, so this test could fail
  });
});
