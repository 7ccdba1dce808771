import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../../src/engine/invariants.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import { type Assumptions, presetAssumptions } from '../../../src/models/assumptions.ts';
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import type { CatalogOverride } from '../../../src/models/catalog-build.ts';
import type { Commitment } from '../../../src/models/commitments.ts';
import { createSpotMarket, type SpotRecordings } from '../../../src/models/spot/index.ts';
import type { Workload } from '../../../src/models/workload.ts';
import type { World } from '../../../src/models/world.ts';
import {
  boundsOf,
  createHighsSolver,
  type FloorInput,
  type FloorScope,
  type PlanLimits,
  verifyCertificate,
} from '../../../src/optimize/floor/index.ts';
import { labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';

const solver = createHighsSolver();
const MICRO = 1_000_000;

/** What one simulated run kept exactly, to be held against bounds for runs that keep just that. */
interface KeptRun {
  readonly usd: number;
  readonly limits: readonly PlanLimits[];
}

/** Undefined when some job failed or never ran: the floor says nothing about such a run. */
function keptBy(workload: Workload, config: BatchConfig, world: World): KeptRun | undefined {
  const firstStart = new Map<number, number>();
  const runnable = new Map<number, number>();
  const turnarounds: number[] = [];
  const outcome = simulate(workload, config, world, {
    assertInvariants: INVARIANTS,
    onState: (job, state, atMs) => {
      if (state === 'RUNNABLE' && !runnable.has(job)) runnable.set(job, atMs);
      if (state === 'SUCCEEDED') turnarounds.push((atMs - workload.submitMs[job]) / 1000);
    },
    onAttempt: ({ job, attempt, startMs }) => {
      if (attempt === 1) firstStart.set(job, startMs);
    },
  });
  const { jobs, ledger, makespanMs, instances } = outcome;
  if (jobs.succeeded !== jobs.submitted) return undefined;
  turnarounds.sort((left, right) => left - right);
  const maxWaitSeconds = (outcome.waitMs?.max ?? 0) / 1000;
  const p95 = turnarounds[Math.ceil(0.95 * turnarounds.length) - 1] ?? 0;
  const median = turnarounds[Math.ceil(0.5 * turnarounds.length) - 1] ?? 0;
  return {
    usd: ledger.totalMicroUsd / MICRO,
    limits: [
      { wait: { seconds: maxWaitSeconds, share: 1 } },
      { turnaround: { seconds: turnarounds.at(-1) ?? 0, share: 1 }, peakVcpus: instances.peakVcpus },
      { makespanSeconds: makespanMs / 1000, peakVcpus: instances.peakVcpus },
      { wait: { seconds: maxWaitSeconds, share: 1 }, turnaround: { seconds: p95, share: 0.95 } },
      { turnaround: { seconds: median, share: 0.5 }, makespanSeconds: makespanMs / 1000 },
    ],
  };
}

const typeRecord = fc.record({
  vcpus: fc.constantFrom(2, 4, 8, 16),
  gibPerVcpu: fc.constantFrom(2, 4, 8),
  milliUsdPerVcpu: fc.integer({ min: 20, max: 60 }),
  spotPercent: fc.integer({ min: 20, max: 100 }),
  bucket: fc.integer({ min: 0, max: 4 }),
  gpus: fc.constantFrom(0, 0, 0, 2),
});

const types = fc.array(typeRecord, { minLength: 1, maxLength: 4 }).map((list) =>
  list.map(
    ({ vcpus, gibPerVcpu, milliUsdPerVcpu, spotPercent, bucket, gpus }, index): CatalogOverride =>
      labType(`f${index}.x`, vcpus, vcpus * gibPerVcpu * 1024, (vcpus * milliUsdPerVcpu) / 1000 + gpus, {
        spotUsdPerHour: ((vcpus * milliUsdPerVcpu) / 1000 + gpus) * (spotPercent / 100),
        spotInterruptionBucket: bucket,
        ...(gpus > 0 && { gpus }),
      }),
  ),
);

const entities = fc.array(
  fc.record({
    gapMs: fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 5_400_000 })),
    runMs: fc.oneof(fc.integer({ min: 0, max: 600_000 }), fc.integer({ min: 600_000, max: 9_000_000 })),
    vcpus: fc.integer({ min: 1, max: 2 }),
    memoryMiB: fc.integer({ min: 100, max: 3800 }),
    nodes: fc.constantFrom(1, 1, 1, 1, 2),
    waitsFor: fc.option(fc.nat(20), { nil: undefined, freq: 4 }),
    failures: fc.constantFrom([], [], [], [300_000], [0, 5_000_000]),
  }),
  { minLength: 1, maxLength: 30 },
);

type Entities = typeof entities extends fc.Arbitrary<infer List> ? List : never;

function workloadFrom(list: Entities, hasNodes: boolean, isSaving = false): Workload {
  let submitMs = 0;
  const rows = list.map(({ gapMs, nodes, waitsFor: _, failures, ...asked }, index) => {
    submitMs += gapMs;
    const multiNode = hasNodes && nodes > 1 ? { nodes } : {};
    const ownFailures = { failures: failures.map((runMs) => ({ runMs, exitCode: 1 })), isForGood: false };
    return { ...asked, ...multiNode, id: `j${index}`, submitMs, attempts: 10, ownFailures };
  });
  const workload = workloadOf(rows, (builder) => {
    list.forEach(({ waitsFor }, index) => {
      if (waitsFor !== undefined && index > 0) builder.addDependency(`j${index}`, `j${waitsFor % index}`);
    });
  });
  if (!isSaving) return workload;
  const checkpoint = { intervalMs: 300_000, costMs: 5000, restoreMs: 7000 };
  const classes = workload.classes.map((one, index) => (index % 2 === 0 ? { ...one, checkpoint } : one));
  return { ...workload, classes };
}

const preset = fc.constantFrom('ideal' as const, 'typical' as const, 'stress' as const);

/** Every bound, with and without every limit the run kept, is at most what the run cost, and its certificate holds. */
async function holdAgainst(run: KeptRun, input: FloorInput): Promise<number> {
  let compared = 0;
  for (const limits of [undefined, ...run.limits]) {
    const scope: FloorScope = limits === undefined ? input.scope : { ...input.scope, limits };
    for (const certificate of await boundsOf({ ...input, scope }, solver)) {
      compared++;
      const read = JSON.parse(JSON.stringify(certificate));
      expect(verifyCertificate(read, input)).toMatchObject({ ok: true, value: { usd: certificate.verifiedUsd } });
      const told = `${certificate.bound} ${JSON.stringify(limits)} ${certificate.scope.commitments ?? ''}`;
      expect([told, certificate.verifiedUsd <= run.usd, certificate.verifiedUsd, run.usd]).toEqual([
        told,
        true,
        certificate.verifiedUsd,
        run.usd,
      ]);
    }
  }
  return compared;
}

describe('no run costs less than any bound for runs that keep what it kept', () => {
  it('On-Demand, with nodes, dependencies and commitments', async () => {
    let compared = 0;
    const commitment: fc.Arbitrary<Commitment | undefined> = fc.option(
      fc.oneof(
        fc.record({
          kind: fc.constant('compute-savings-plan' as const),
          usdPerHour: fc.constantFrom(0.05, 0.5, 5),
          discountPercent: fc.integer({ min: 0, max: 70 }),
        }),
        fc.record({
          kind: fc.constant('reserved-instances' as const),
          count: fc.integer({ min: 1, max: 3 }),
          instanceType: fc.constant('f0.x'),
          discountPercent: fc.integer({ min: 0, max: 70 }),
        }),
      ),
      { nil: undefined },
    );
    await fc.assert(
      fc.asyncProperty(
        types,
        entities,
        preset,
        commitment,
        fc.constantFrom(24, 400),
        async (offered, list, chosen, bought, maxvCpus) => {
          const commitments = bought === undefined ? [] : [bought];
          const assumptions = { ...presetAssumptions(chosen), onDemandShortageShare: 0 };
          const world = { ...labWorld(offered, { assumptions }), commitments };
          const workload = workloadFrom(list, true);
          const config = labConfig({ instanceTypes: offered.map(({ instanceType }) => instanceType), maxvCpus });
          const run = keptBy(workload, config, world);
          if (run === undefined) return;
          const scope: FloorScope = { markets: ['EC2'], interruptions: 'every' };
          compared += await holdAgainst(run, { workload, catalog: world.catalog, assumptions, scope, commitments });
        },
      ),
      { numRuns: 30 },
    );
    expect(compared).toBeGreaterThan(50);
  }, 120_000);

  it('Spot and On-Demand under any model, measured hazards, outages and checkpoints included', async () => {
    let compared = 0;
    const spot = fc.record({
      isSaving: fc.boolean(),
      model: fc.constantFrom('advisor' as const, 'pools' as const, 'none' as const, 'replay' as const),
      hazardPerHour: fc.constantFrom(0.1, 1, 5),
      measured: fc.constantFrom(undefined, { '*': 2 }),
      outage: fc.constantFrom(undefined, { fromHour: 0.5, hours: 1 }),
      counts: fc.array(fc.constantFrom(0, 0, 1, 2), { minLength: 2, maxLength: 8 }),
      seed: fc.integer({ min: 1, max: 1_000_000 }),
      isFree: fc.constantFrom(0, 1),
    });
    await fc.assert(
      fc.asyncProperty(types, entities, preset, spot, async (offered, list, chosen, weather) => {
        const base = presetAssumptions(chosen);
        const assumptions: Assumptions = {
          ...base,
          spotFirstHourFree: weather.isFree,
          onDemandShortageShare: 0,
          spot: {
            ...base.spot,
            model: weather.model,
            hazardPerHour: weather.hazardPerHour,
            ...(weather.measured && { poolHazardsPerHour: weather.measured }),
            ...(weather.outage && { outages: [weather.outage] }),
          },
        };
        const recordings: SpotRecordings = {
          series: new Map([['f0.x', { gapMs: 1_200_000, counts: weather.counts }]]),
        };
        const replay = { series: recordings.series ?? new Map() };
        const market = createSpotMarket({ assumptions: assumptions.spot, seed: weather.seed, replay });
        if (!market.ok) throw new Error(market.problems[0].message);
        const world = labWorld(offered, { assumptions, seed: weather.seed, spotMarket: market.value });
        const workload = workloadFrom(list, false, weather.isSaving);
        const instanceTypes = offered.map(({ instanceType }) => instanceType);
        const run = keptBy(
          workload,
          labConfig({ type: 'SPOT', instanceTypes, maxvCpus: 64 }, { instanceTypes }),
          world,
        );
        if (run === undefined) return;
        const scope: FloorScope = { markets: ['EC2', 'SPOT'], interruptions: 'every' };
        compared += await holdAgainst(run, { workload, catalog: world.catalog, assumptions, scope, recordings });
      }),
      { numRuns: 40 },
    );
    expect(compared).toBeGreaterThan(50);
  }, 120_000);

  it('Fargate, alone and beside instances', async () => {
    let compared = 0;
    await fc.assert(
      fc.asyncProperty(
        types,
        entities,
        preset,
        fc.constantFrom('FARGATE' as const, 'FARGATE_SPOT' as const),
        fc.constantFrom(16, 1000),
        async (offered, list, chosen, type, maxvCpus) => {
          const base = presetAssumptions(chosen);
          const assumptions: Assumptions = {
            ...base,
            onDemandShortageShare: 0,
            spot: { ...base.spot, model: 'advisor', hazardPerHour: 0.3 },
          };
          const bare = labWorld(offered, { assumptions, spotMarket: marketOf(assumptions) });
          const fargate = (['FARGATE', 'FARGATE_SPOT'] as const).map((launch) => ({
            launch,
            architecture: 'x86_64' as const,
            microUsdPerVcpuHour: launch === 'FARGATE' ? 40_480 : 12_144,
            microUsdPerGibHour: launch === 'FARGATE' ? 4445 : 1334,
            source: 'test',
          }));
          const world = { ...bare, catalog: { ...bare.catalog, fargate } };
          const workload = workloadFrom(list, false);
          const run = keptBy(workload, labConfig({ type, maxvCpus, instanceTypes: [] }), world);
          if (run === undefined) return;
          const scope: FloorScope = { markets: ['EC2', type], interruptions: 'every' };
          compared += await holdAgainst(run, { workload, catalog: world.catalog, assumptions, scope });
          const alone: FloorScope = { markets: [type], interruptions: 'every' };
          compared += await holdAgainst(run, { workload, catalog: world.catalog, assumptions, scope: alone });
        },
      ),
      { numRuns: 25 },
    );
    expect(compared).toBeGreaterThan(50);
  }, 120_000);
});

it('a job that fails by itself first may run its counted attempt late, beside another, whatever its wait was', async () => {
  // The first job waits for nothing, fails after 1 ms and comes back ten hours later, where it shares the instance of the second.
  const assumptions = { ...presetAssumptions('ideal'), retryDelaySeconds: 36_000 };
  const world = labWorld([labType('f0.x', 8, 32_768, 1)], { assumptions });
  const job = { runMs: 7_200_000, vcpus: 1, memoryMiB: 100, attempts: 2 };
  const workload = workloadOf([
    { ...job, submitMs: 0, ownFailures: { failures: [{ runMs: 1, exitCode: 1 }], isForGood: false } },
    { ...job, submitMs: 36_000_000 },
  ]);
  const run = keptBy(workload, labConfig({ instanceTypes: ['f0.x'], maxvCpus: 64 }), world);
  if (run === undefined) throw new Error('a job failed');
  // Two hours and a billed minute at $1 an hour; apart from each other the two would take four.
  expect(run.usd).toBeLessThan(2.1);
  const scope: FloorScope = { markets: ['EC2'], interruptions: 'every' };
  expect(await holdAgainst(run, { workload, catalog: world.catalog, assumptions, scope })).toBeGreaterThan(5);
});

function marketOf(assumptions: Assumptions) {
  const market = createSpotMarket({ assumptions: assumptions.spot, seed: 3 });
  if (!market.ok) throw new Error(market.problems[0].message);
  return market.value;
}
