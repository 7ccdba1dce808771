import { describe, expect, it } from 'vitest';
import { emptyRegionTable, emptyTypeTable } from '../../src/models/catalog-build.ts';
import { renderSweep } from '../../src/report/sweep-text.ts';
import { worldBuilder, worldSources } from '../../src/scenario/assemble.ts';
import { assemble } from '../../src/scenario/assemble-scenario.ts';
import { scenarioFrom } from '../../src/scenario/load.ts';
import { inProcessExecutor, simulateScenario, taskRunner } from '../../src/study/index.ts';
import {
  impossiblePoint,
  oneAtATime,
  productOf,
  type SweptRun,
  sweepReport,
  sweptPoint,
} from '../../src/study/sweep.ts';
import { labConfig, labType, workloadOf } from '../support/lab.ts';

/** One job of an hour on a machine of $1 an hour, no delay or overhead but those given. */
async function run(
  assumptions: object,
  changes: { thresholds?: string[]; replications?: number } = {},
): Promise<SweptRun> {
  const scenario = scenarioFrom({
    version: 1,
    workload: { trace: { path: 'none.csv' } },
    batch: labConfig({ instanceTypes: ['lab.1'], maxvCpus: 1 }),
    catalog: { instanceTypes: [labType('lab.1', 1, 4096)] },
    assumptions: { preset: 'ideal', ...assumptions },
    thresholds: ['cost < $1.2'],
    replications: 3,
    ...changes,
  });
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.problems));
  const workload = workloadOf([{ submitMs: 0, runMs: 3_600_000, vcpus: 1, memoryMiB: 1024 }]);
  const trace = { format: 'csv', rows: 1, skipped: [], notes: [], workload } as const;
  const sources = { types: emptyTypeTable(), region: emptyRegionTable('us-east-1'), trace };
  const assembled = assemble(scenario.value, sources);
  if (!assembled.ok) throw new Error(JSON.stringify(assembled.problems));
  const runner = taskRunner(assembled.value.workload, worldBuilder(worldSources(assembled.value)));
  const simulated = await simulateScenario(assembled.value, inProcessExecutor(runner));
  if (simulated === undefined) throw new Error('nobody cancelled it');
  return { ...simulated, thresholds: scenario.value.thresholds };
}

const IDLE = 'assumptions.idleTimeoutSeconds';
const BOOT = 'assumptions.bootMedianSeconds';

describe('the combinations', () => {
  it('come in the order given, the last path fastest', () => {
    const points = productOf([
      { path: 'a', values: [1, 2] },
      { path: 'b', values: ['x', 'y'] },
    ]);
    expect(points).toEqual([
      { a: 1, b: 'x' },
      { a: 1, b: 'y' },
      { a: 2, b: 'x' },
      { a: 2, b: 'y' },
    ]);
  });
});

describe('a point', () => {
  it('differs by exactly what the idle time costs', async () => {
    // An hour at $1, then 15 idle minutes at $1 an hour: $1.25 against $1.00 in every replication.
    const [written, idle] = [await run({}), await run({ idleTimeoutSeconds: 900 })];
    const point = sweptPoint({ [IDLE]: 900 }, idle, written);
    expect(written.result.cost.totalUsd.mean).toBe(1);
    expect(point.result?.cost.totalUsd.mean).toBe(1.25);
    expect(point.costDifferenceUsd).toEqual({ mean: 0.25, lo: 0.25, hi: 0.25, pairs: 3, distinguishable: true });
    expect(point.p95WaitDifferenceSeconds).toMatchObject({ mean: 0, distinguishable: false });
    expect(point.thresholds).toMatchObject([{ threshold: 'cost < $1.2', ok: false, actual: 1.25 }]);
  });

  it('that is the scenario itself differs by nothing', async () => {
    const written = await run({});
    const point = sweptPoint({}, written, written);
    expect(point.costDifferenceUsd).toMatchObject({ mean: 0, distinguishable: false });
    const report = sweepReport({ ...HEAD, design: 'product' }, [sweptPoint({}, written, undefined), point]);
    expect(renderSweep(report)).toMatch(/\$1\.00 ±0\.00 +none/);
  });

  it('says where a limit on a mean is not kept by every run', async () => {
    // Boots of 10 minutes at the median and 30 at the 95th percentile, billed at $1 an hour: some take 18 minutes, most do not.
    const boots = { bootMedianSeconds: 600, bootP95Seconds: 1800 };
    const [written, slow] = await Promise.all(
      [{}, boots].map((assumptions) => run(assumptions, { thresholds: ['cost < $1.3'], replications: 20 })),
    );
    const kept = slow.records.filter(({ outcome }) => outcome.ledger.totalMicroUsd < 1_300_000).length;
    expect(kept).toBeGreaterThan(10);
    expect(kept).toBeLessThan(20);
    const point = sweptPoint({ [BOOT]: 600 }, slow, written);
    expect(point.thresholds).toMatchObject([{ ok: true, keptShare: kept / 20 }]);
    const points = [sweptPoint({}, written, undefined), point];
    const text = renderSweep(
      sweepReport({ ...HEAD, varied: [{ path: BOOT, values: [600] }], design: 'product' }, points),
    );
    expect(text.replace(/\s+/g, ' ')).toContain(
      `not every run keeps it at bootMedianSeconds=600 (${(5 * kept).toFixed(1)} %)`,
    );
  });

  it('has no difference to other jobs', async () => {
    const written = await run({});
    const other = sweptPoint({}, { ...written, leftOut: Uint8Array.of(0, 1) }, written);
    expect([other.costDifferenceUsd, other.p95WaitDifferenceSeconds, other.leftOutJobs]).toEqual([
      undefined,
      undefined,
      1,
    ]);
    const same = { ...written, leftOut: Uint8Array.of(0, 1) };
    expect(sweptPoint({}, same, { ...written, leftOut: Uint8Array.of(1, 0) }).costDifferenceUsd).toBeUndefined();
    expect(sweptPoint({}, same, { ...written, leftOut: Uint8Array.of(0, 1) }).costDifferenceUsd).toBeDefined();
  });

  it('refuses a baseline under another luck', async () => {
    const written = await run({});
    const fewer = { ...written, records: written.records.slice(1) };
    expect(() => sweptPoint({}, fewer, written)).toThrow(RangeError);
  });
});

const HEAD = {
  scenario: 'lab',
  seed: 1,
  replications: 3,
  varied: [{ path: IDLE, values: [0, 900] }],
  isComplete: true,
};

describe('one path at a time', () => {
  async function points() {
    const written = await run({});
    const at = async (path: string, value: number) =>
      sweptPoint(
        { [path]: value },
        await run({ [path.replace('assumptions.', '')]: value, ...boot(path, value) }),
        written,
      );
    const boot = (path: string, value: number) => (path === BOOT ? { bootP95Seconds: value } : {});
    // Booting costs as much a second as idling, and the job waits for it.
    return [
      sweptPoint({}, written, undefined),
      await at(BOOT, 0),
      await at(BOOT, 60),
      await at(IDLE, 0),
      await at(IDLE, 900),
    ];
  }
  const varied = [
    { path: BOOT, values: [0, 60] },
    { path: IDLE, values: [0, 900] },
  ];

  it('puts the largest effect on the cost first', async () => {
    const report = oneAtATime({ ...HEAD, varied }, await points());
    expect(report.varied.map(({ path }) => path)).toEqual([IDLE, BOOT]);
    expect(report.points.map(({ values }) => values)).toEqual([
      {},
      { [IDLE]: 0 },
      { [IDLE]: 900 },
      { [BOOT]: 0 },
      { [BOOT]: 60 },
    ]);
  });

  it('leaves out a path that was interrupted', async () => {
    const report = oneAtATime({ ...HEAD, varied, isComplete: false }, (await points()).slice(0, 4));
    expect(report.varied.map(({ path }) => path)).toEqual([BOOT]);
    expect(report.points).toHaveLength(3);
    expect(renderSweep(report)).toContain('stopped after 3 points');
  });

  it('puts an end at which jobs can never run before all', async () => {
    const [written, low, , ...idle] = await points();
    const never = impossiblePoint({ [BOOT]: 60 }, []);
    const report = oneAtATime({ ...HEAD, varied }, [written, low, never, ...idle]);
    expect(report.varied.map(({ path }) => path)).toEqual([BOOT, IDLE]);
  });

  it('says which changed nothing', async () => {
    const [written] = await points();
    const same = await run({});
    const end = (value: number) => sweptPoint({ [BOOT]: value }, same, same);
    const text = renderSweep(oneAtATime({ ...HEAD, varied: [varied[0]] }, [written, end(0), end(60)]));
    expect(text).toContain('Without any effect here: bootMedianSeconds');
    expect(text).not.toContain('cost difference');
  });
});
