import { describe, expect, it, vi } from 'vitest';
import { presetAssumptions } from '../../src/models/assumptions.ts';
import { sweepsFor } from '../../src/optimize/assumption-sweeps.ts';
import type { TornadoBar } from '../../src/optimize/tornado.ts';
import { countTornadoRuns, readTornado, type TornadoEnd } from '../../src/optimize/tornado.ts';
import { renderRecommendation } from '../../src/report/recommendation-text.ts';
import { remark, tornadoLines, valueText } from '../../src/report/tornado-lines.ts';
import { worldBuilder } from '../../src/scenario/assemble.ts';
import { inProcessExecutor, taskRunner } from '../../src/study/index.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { recommendScenario } from './holdout/scenario-lab.ts';
import { onDemandType } from './search-lab.ts';

// Whole searches: a busy machine needs its time.
vi.setConfig({ testTimeout: 120_000 });

const HOUR_MS = 3_600_000;
const TYPES = [onDemandType('dear.large', 2, 4096, 2), onDemandType('cheap.large', 2, 4096, 1)];
const CURRENT = labConfig({ instanceTypes: ['dear'] });
const RECOMMENDED = labConfig({ instanceTypes: ['cheap'] });
/** Ten lone jobs, a day apart: every one boots an instance and leaves it idle. */
const LONE_JOBS = workloadOf(
  Array.from({ length: 10 }, (_, job) => ({ submitMs: job * 24 * HOUR_MS, runMs: HOUR_MS, vcpus: 2, memoryMiB: 2048 })),
);

function request() {
  const { catalog } = labWorld(TYPES);
  const assumptions = presetAssumptions('ideal');
  return {
    workload: LONE_JOBS,
    assumptions,
    current: CURRENT,
    recommended: RECOMMENDED,
    seed: 1,
    executorFor: (workload: typeof LONE_JOBS, under: typeof assumptions) =>
      inProcessExecutor(taskRunner(workload, worldBuilder({ catalog, assumptions: under, originHour: 0 }))),
  };
}

describe('the tornado', () => {
  it('gives the idle timeout the bar that arithmetic gives it, and puts it first', async () => {
    const tornado = await readTornado(request());
    // Ideal: 10 hours at $1. Idle for 60 s and 900 s after each job: 10 x 60/3600 and 10 x 900/3600 hours more.
    expect(tornado?.baseline).toMatchObject({ currentUsd: 20, recommendedUsd: 10, savingUsd: 10, lostJobs: 0 });
    const [first] = tornado?.bars ?? [];
    expect(first.assumption).toBe('idleTimeoutSeconds');
    expect(first.low.recommendedUsd).toBeCloseTo(10 + 600 / 3600, 4);
    expect(first.high.recommendedUsd).toBeCloseTo(10 + 9000 / 3600, 4);
    expect(first.costSwingUsd).toBeCloseTo(8400 / 3600, 4);
    // Twice as dear on `dear`, so the saving swings by as much again as the cost.
    expect(first.savingSwingUsd).toBeCloseTo(8400 / 3600, 4);
  });

  it('is sorted by how far the cost swings', async () => {
    const swings = (await readTornado(request()))?.bars.map(({ costSwingUsd }) => costSwingUsd) ?? [];
    expect(swings.length).toBeGreaterThan(8);
    expect(swings).toEqual([...swings].sort((left, right) => right - left));
  });

  it('counts its simulations and stops between them', async () => {
    let simulated = 0;
    const all = await readTornado({ ...request(), onSimulated: () => simulated++ });
    // Ends that are the scenario's own value are not simulated again.
    expect(simulated).toBeLessThanOrEqual(countTornadoRuns(request()));
    expect(all?.isComplete).toBe(true);
    let left = 12;
    const stopped = await readTornado({ ...request(), isCancelled: () => left-- <= 0 });
    expect(stopped?.isComplete).toBe(false);
    expect(await readTornado({ ...request(), isCancelled: () => true })).toBeUndefined();
  });

  it('draws the bars through the baseline', async () => {
    const tornado = await readTornado(request());
    if (tornado === undefined) throw new Error('cancelled');
    const [, idle] = tornadoLines(tornado);
    // From $10.17 to $12.50 around $10.00: both ends lie above it.
    expect(idle).toMatch(/idleTimeoutSeconds\s+60 s\s+\$10\.17\s+\|={12}\s+900 s\s+\$12\.50/);
  });
});

it('marks an assumption for jobs that it loses, not for those that are lost without it too', () => {
  const end = (lostJobs: number) => ({ value: 1, currentUsd: 20, recommendedUsd: 10, savingUsd: 10, lostJobs });
  const baseline = end(3);
  const bar = (low: number, high: number): TornadoBar => ({
    assumption: 'retryDelaySeconds',
    unit: 's',
    low: end(low),
    high: end(high),
    costSwingUsd: 0,
    savingSwingUsd: 0,
  });
  expect([remark(bar(3, 3), baseline), remark(bar(3, 4.5), baseline)]).toEqual(['', '4.5 lost']);
});

it('writes the value of an assumption as it is, not rounded', () => {
  const end = (value: number) => valueText({ value } as TornadoEnd, 'days');
  expect([end(1.25), end(86_400), end(0.0004)]).toEqual(['1.25 days', '86,400 days', '0.0004 days']);
});

describe('what is varied', () => {
  const names = (configs: Parameters<typeof sweepsFor>[2]) =>
    sweepsFor(presetAssumptions('typical'), LONE_JOBS, configs).map(({ assumption }) => assumption);

  it('is about Spot only where there is Spot', () => {
    const onDemand = names([CURRENT, RECOMMENDED]);
    const spot = names([CURRENT, labConfig({ type: 'SPOT', instanceTypes: ['cheap'] })]);
    expect(onDemand.filter((name) => name.startsWith('spot'))).toEqual([]);
    expect(spot).toEqual(expect.arrayContaining(['spot.hazardScale', 'spot.priceFactor', 'spotFirstHourFree']));
  });

  it('moves the 95th percentile of a delay with its median', () => {
    const boot = sweepsFor(presetAssumptions('typical'), LONE_JOBS, [CURRENT]).find(
      ({ assumption }) => assumption === 'bootMedianSeconds',
    );
    // 103 / 45 as in the preset.
    expect(boot?.high.assumptions).toMatchObject({ bootMedianSeconds: 90, bootP95Seconds: 206 });
  });
});

describe('other readings of what AWS does not document', () => {
  it('rank the confirmed configurations again and say when the choice flips', async () => {
    // Twice the memory for 10 % more: with the literal reading the jobs land on `lean`, two vCPUs a job for the memory of one.
    const types = [labType('lean.large', 2, 4096, 1, {}), labType('wide.large', 2, 16384, 1.1, {})];
    const jobs = Array.from({ length: 40 }, (_, job) => ({
      submitMs: job * 60_000,
      runMs: HOUR_MS,
      vcpus: 1,
      memoryMiB: 3500,
    }));
    const found = await recommendScenario({
      types,
      workload: workloadOf(jobs),
      current: labConfig({ instanceTypes: ['lean', 'wide'] }),
    });
    expect(found.verdict).toBe('change');
    for (const reading of found.sensitivity) {
      expect(reading.ranking.length).toBe(2 + found.runnersUp.length);
      const costs = reading.ranking.map(({ usd }) => usd);
      expect(costs).toEqual([...costs].sort((left, right) => left - right));
      const flipped = reading.ranking.find(({ name }) => name === reading.flipsTo);
      const kept = reading.ranking.find(({ name }) => name === 'recommended');
      if (flipped !== undefined) expect(flipped.usd).toBeLessThanOrEqual(kept?.usd ?? 0);
    }
    expect(found.tornado?.isComplete).toBe(true);
    expect(renderRecommendation(found)).toContain('What the cost hangs on');
  });
});
