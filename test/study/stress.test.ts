import { describe, expect, it } from 'vitest';
import { prepare } from '../../src/engine/setup.ts';
import type { Assumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { emptyRegionTable, emptyTypeTable } from '../../src/models/catalog-build.ts';
import type { Workload } from '../../src/models/workload.ts';
import { stressLines, stressSentence } from '../../src/report/stress-lines.ts';
import { type WorldSources, worldBuilder, worldSources } from '../../src/scenario/assemble.ts';
import { assemble } from '../../src/scenario/assemble-scenario.ts';
import { defaultScenario } from '../../src/scenario/load.ts';
import { inProcessExecutor } from '../../src/study/in-process-executor.ts';
import { taskRunner } from '../../src/study/run-task.ts';
import { spotExposure } from '../../src/study/spot-exposure.ts';
import { namedStorms, withLongTail } from '../../src/study/storms.ts';
import { runStress, type StressReport } from '../../src/study/stress.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const HOUR_MS = 3_600_000;
const TYPES = [labType('lab.1', 1, 4096, 1), labType('tab.1', 1, 4096, 1.2)];

describe('where a configuration is exposed on Spot', () => {
  it('is the pool with most vCPU-hours, at its busiest moment', () => {
    // Two jobs from 0, a third from 1 h: three instances run from 1 h on, all in the only zone.
    const jobs = [0, 0, 1].map((hour) => ({ submitMs: hour * HOUR_MS, runMs: 3 * HOUR_MS, vcpus: 1 }));
    const world = labWorld(TYPES, { assumptions: ideal({ zones: 1 }), spotMarket: scriptedMarket({}) });
    const setup = prepare(workloadOf(jobs), labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }), world);
    if (!setup.ok) throw new Error('no setup');
    expect(spotExposure(setup.value)).toEqual({
      pool: { name: 'lab.1', zone: 0, busiestHour: 1, share: 1 },
      family: { name: 'lab', zone: 0, busiestHour: 1, share: 1 },
    });
  });

  it('is nowhere On-Demand', () => {
    const setup = prepare(
      workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 1 }]),
      labConfig({ type: 'EC2', instanceTypes: ['lab.1'] }),
      labWorld(TYPES),
    );
    if (!setup.ok) throw new Error('no setup');
    expect(spotExposure(setup.value)).toBeUndefined();
  });
});

describe('the storms', () => {
  it('double the longest 1 % of jobs, at least one', () => {
    const jobs = Array.from({ length: 200 }, (_, job) => ({ submitMs: 0, runMs: 1000 + job, vcpus: 1 }));
    const workload = workloadOf(jobs);
    const longer = withLongTail(workload);
    expect([...longer.runMs].filter((ms, job) => ms === 2 * (workload.runMs[job] ?? 0))).toEqual([2396, 2398]);
    expect([...longer.runMs].slice(0, 198)).toEqual([...workload.runMs].slice(0, 198));
  });

  it('change what they name and nothing else', () => {
    const workload = workloadOf([
      { submitMs: 2000, runMs: 1000, vcpus: 1 },
      { submitMs: 6000, runMs: 1000, vcpus: 1 },
    ]);
    const assumptions = ideal({ spot: { ...ideal().spot, model: 'pools', hazardScale: 2 } });
    const place = { name: 'lab.1', zone: 1, busiestHour: 3, share: 0.5 };
    const storms = namedStorms(workload, assumptions, { pool: place, family: { ...place, name: 'lab' } });
    expect(
      storms.map(({ name, workload: jobs, assumptions: { spot, ...rest } }) => [name, jobs === workload, rest]),
    ).toEqual(
      storms.map(({ name }, index) => {
        const { spot: _, ...rest } = assumptions;
        return [name, index < 5, rest];
      }),
    );
    expect(storms.map(({ assumptions: { spot } }) => spot)).toMatchObject([
      { outages: [{ instanceType: 'lab.1', zone: 1, fromHour: 3, hours: 6 }], hazardScale: 2 },
      { outages: [{ family: 'lab', zone: 1, fromHour: 3 }] },
      { hazardScale: 0.2 },
      { hazardScale: 20 },
      { priceFactor: 1.25, hazardScale: 2 },
      assumptions.spot,
      assumptions.spot,
    ]);
    expect([...(storms[5]?.workload.submitMs ?? [])]).toEqual([0, 2000]);
  });
});

/** Eight 2-hour jobs, one after another every half hour, in a scenario of two lab types. */
function scenarioOf(batch: BatchConfig, changes: object = {}) {
  const scenario = defaultScenario({
    workload: { synthetic: {} },
    batch,
    replications: 2,
    catalog: {
      instanceTypes: TYPES.map(({ spotInterruptionBucket: _, ...type }) => type),
    },
    assumptions: { preset: 'ideal', zones: 1, spot: { model: 'advisor', hazardPerHour: 0.0001 } },
    ...changes,
  });
  const assembled = assemble(scenario, { types: emptyTypeTable(), region: emptyRegionTable('us-east-1') });
  if (!assembled.ok) throw new Error(JSON.stringify(assembled.problems));
  const jobs = Array.from({ length: 8 }, (_, job) => ({
    submitMs: job * HOUR_MS,
    runMs: 2 * HOUR_MS,
    vcpus: 1,
    attempts: 1,
  }));
  return { ...assembled.value, workload: workloadOf(jobs) };
}

async function stressOf(batch: BatchConfig, changes: object = {}): Promise<StressReport> {
  const assembled = scenarioOf(batch, changes);
  const executorFor = (workload: Workload, assumptions: Assumptions) => {
    const sources: WorldSources = { ...worldSources(assembled), assumptions };
    return inProcessExecutor(taskRunner(workload, worldBuilder(sources)));
  };
  const report = await runStress({ assembled, sides: [{ name: 'current', batch }], executorFor });
  if (report === undefined) throw new Error('cancelled');
  return report;
}

describe('stress', () => {
  it('kills Spot jobs without retries when their pool goes offline, and says which storms they survive', async () => {
    const report = await stressOf(labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }));
    const survives = Object.fromEntries(report.storms.map(({ storm, sides }) => [storm, sides[0]?.survives]));
    expect(survives).toEqual({
      'largest-pool-offline': false,
      'zone-loses-family': false,
      'hazard-x0.1': true,
      'hazard-x10': true,
      'spot-prices-up': true,
      'double-arrivals': true,
      'long-tail': true,
    });
    expect(report.storms[0]?.sides[0]?.broken.join()).toMatch(/loses \d+ jobs more/);
    expect(stressSentence(report)).toBe('survives 5 of 7 storms; not largest-pool-offline, zone-loses-family');
    expect(report.rule).toContain('twice that of fair weather plus 10 minutes');
    expect(stressLines(report).join('\n')).toContain('DOES NOT SURVIVE');
  });

  it('makes Spot a quarter dearer and nothing else when prices rise', async () => {
    const report = await stressOf(labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }));
    const dear = report.storms.find(({ storm }) => storm === 'spot-prices-up')?.sides[0];
    expect(dear?.costUsd).toBeCloseTo(1.25 * (report.fairWeather[0]?.costUsd ?? 0), 3);
    expect(dear?.makespanSeconds).toBe(report.fairWeather[0]?.makespanSeconds);
  });

  it('doubles the last job of eight: two hours more at the end', async () => {
    // Jobs are equally long, the first row is doubled: 0 to 4 h; the last one ends at 7 + 2 = 9 h either way.
    const report = await stressOf(labConfig({ type: 'EC2', instanceTypes: ['lab.1'] }));
    const tail = report.storms.find(({ storm }) => storm === 'long-tail')?.sides[0];
    expect(tail?.makespanSeconds).toBe(9 * 3600);
    // 16 instance-hours at $1 in fair weather, two more in the storm.
    expect([report.fairWeather[0]?.costUsd, tail?.costUsd]).toEqual([16, 18]);
  });

  it('cannot touch On-Demand with Spot storms, and says so', async () => {
    const report = await stressOf(labConfig({ type: 'EC2', instanceTypes: ['lab.1'] }));
    expect(report.storms.slice(0, 5).map(({ pointless }) => pointless)).toEqual(
      new Array(5).fill('nothing runs on Spot'),
    );
    expect(stressSentence(report)).toBe('survives all 2 storms that can touch it');
  });

  it('holds the limits of the scenario that fair weather keeps', async () => {
    const limits = { thresholds: ['makespan <= 9h', 'makespan <= 1h', 'cost <= $9'] };
    const report = await stressOf(labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }), limits);
    const dear = report.storms.find(({ storm }) => storm === 'spot-prices-up')?.sides[0];
    // $8 in fair weather, $10 in the storm; the limit of 1 h is broken in any weather and does not count.
    expect(dear?.broken).toEqual(['breaks cost <= $9']);
    expect(report.rule).toMatch(/every limit of the scenario .* and no more jobs are lost/);
  });

  it('leaves it to the scenario how many jobs may be lost, when it says so', async () => {
    const report = await stressOf(labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }), {
      thresholds: ['failed <= 8'],
    });
    expect(report.storms[0]?.sides[0]).toMatchObject({ survives: true, broken: [] });
    expect(report.rule).not.toContain('jobs are lost');
  });
});
