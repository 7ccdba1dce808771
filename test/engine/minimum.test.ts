/** What minvCpus keeps: of which types, bought again when it goes, asked for again when EC2 refuses. */
import { describe, expect, it } from 'vitest';
import type { ComputeResource } from '../../src/models/batch-config.ts';
import type { CatalogOverride } from '../../src/models/catalog-build.ts';
import type { SpotPool } from '../../src/models/spot-market.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { type MarketScript, scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const KEPT = { type: 'SPOT' as const, instanceTypes: ['lab.4'], minvCpus: 4, maxvCpus: 8 };

/** Time counts from the first submission. */
const FIRST = { submitMs: 0, runMs: MINUTE_MS, vcpus: 4 };

/** The first instance is taken after 10 minutes; then EC2 has none until the given time. */
function world(backAtMs: number, askedMs: number[] = []) {
  const spotMarket = scriptedMarket({
    lifeMs: (_, ordinal) => (ordinal === 0 ? 10 * MINUTE_MS : Number.POSITIVE_INFINITY),
    refuses: (_, atMs) => {
      askedMs.push(atMs);
      return atMs < backAtMs;
    },
  });
  return labWorld([LAB_4], { spotMarket, assumptions: ideal({ zones: 1 }) });
}

describe('minvCpus that EC2 refuses', () => {
  it('are asked for again after 1, 2, 4 and 8 minutes and then every 10, though no job waits', () => {
    const askedMs: number[] = [];
    const jobs = workloadOf([FIRST, { submitMs: 2 * HOUR_MS, runMs: MINUTE_MS, vcpus: 4 }]);
    const { instances, startMs } = replay(jobs, labConfig(KEPT), world(50 * MINUTE_MS, askedMs));
    // 10 min + 0, 1, 3, 7, 15, 25, 35, 45: at 55 minutes there is one again, long before the job comes.
    expect(askedMs).toEqual([10, 11, 13, 17, 25, 35, 45, 55].map((minute) => minute * MINUTE_MS));
    expect(instances.map(({ launchMs }) => launchMs / MINUTE_MS)).toEqual([0, 55]);
    expect(startMs).toEqual([0, 2 * HOUR_MS]);
  });

  it('do not keep a waiting job from asking for itself every minute', () => {
    const jobs = workloadOf([FIRST, { submitMs: 12 * MINUTE_MS, runMs: MINUTE_MS, vcpus: 4 }]);
    const { startMs } = replay(jobs, labConfig(KEPT), world(20 * MINUTE_MS));
    // Asked at 12, 13, ... for the job; the minimum alone would have come at 25.
    expect(startMs).toEqual([0, 20 * MINUTE_MS]);
  });

  it('are refused together with a job that asks for the same at the same moment: one request, counted once', () => {
    // The attempt is lost at minute 10 and tried again at once: the one decision there is for it and for the minimum.
    const jobs = workloadOf([FIRST, { submitMs: 5 * MINUTE_MS, runMs: 30 * MINUTE_MS, vcpus: 4, attempts: 2 }]);
    const askedMs: number[] = [];
    const { outcome, instances } = replay(jobs, labConfig(KEPT), world(10.5 * MINUTE_MS, askedMs));
    expect(askedMs[0]).toBe(10 * MINUTE_MS);
    expect(askedMs.filter((atMs) => atMs < 10.5 * MINUTE_MS)).toHaveLength(1);
    expect(outcome.instances.failedLaunches).toBe(1);
    expect(instances.map(({ launchMs }) => launchMs / MINUTE_MS)).toEqual([0, 11]);
  });

  it('are bought again in a DISABLED environment too, and not in an INVALID one until it is mended', () => {
    const jobs = workloadOf([FIRST, { submitMs: HOUR_MS, runMs: HOUR_MS, vcpus: 4 }]);
    const config = labConfig(KEPT, { instanceTypes: ['lab.4'] });
    const [kept, other] = config.computeEnvironments;
    if (kept === undefined || other === undefined) throw new Error('two environments');
    const disabled = { ...config, computeEnvironments: [{ ...kept, state: 'DISABLED' as const }, other] };
    const launchesIn = (minutes: readonly { environment: number; launchMs: number }[]) =>
      minutes.flatMap(({ environment, launchMs }) => (environment === 0 ? [launchMs / MINUTE_MS] : []));
    expect(launchesIn(replay(jobs, disabled, world(0)).instances)).toEqual([0, 10]);
    const base = world(0);
    const invalidEnvironments = [{ computeEnvironment: 'ce0', fromSeconds: 300, untilSeconds: 1800 }];
    const invalid = { ...base, assumptions: { ...base.assumptions, invalidEnvironments } };
    expect(launchesIn(replay(jobs, config, invalid).instances)).toEqual([0, 30]);
  });
});

interface Kept extends Partial<ComputeResource> {
  readonly types: readonly CatalogOverride[];
  readonly market?: MarketScript;
  readonly zones?: number;
}

/** An hour of what minvCpus keeps: a job at its beginning and one at its end. */
function replayKept({ types, market = {}, zones = 1, ...resource }: Kept) {
  const instanceTypes = types.map(({ instanceType }) => instanceType);
  return replay(
    workloadOf([FIRST, { ...FIRST, submitMs: HOUR_MS - MINUTE_MS }].map((job) => ({ ...job, vcpus: 1 }))),
    labConfig({ instanceTypes, ...resource }),
    labWorld(types, { spotMarket: scriptedMarket(market), assumptions: ideal({ zones }) }),
  );
}

/** The types of what is kept at the start, in the order they were taken. */
function kept(asked: Kept): readonly string[] {
  const { instances, typeOf } = replayKept(asked);
  return instances
    .filter(({ launchMs }) => launchMs === 0)
    .toSorted((left, right) => left.instance - right.instance)
    .map((row) => typeOf(row).instanceType.instanceType);
}

const SIZES = [1, 2, 4, 8].map((vcpus) => labType(`size.${vcpus}`, vcpus, 1000 * vcpus, vcpus));

describe('what minvCpus keep', () => {
  it('is as cheap as the strategy would have it: four of $0.20 an hour, not one of $16 that is as large as all of them', () => {
    const types = [labType('cheap.4', 4, 4000, 0.2), labType('dear.16', 16, 16_000, 16)];
    for (const allocationStrategy of ['BEST_FIT', 'BEST_FIT_PROGRESSIVE'] as const) {
      const { outcome } = replayKept({ types, allocationStrategy, minvCpus: 16 });
      expect(outcome.instances.launched).toBe(4);
      expect(outcome.ledger.totalMicroUsd).toBe(800_000);
    }
    // Spot costs half.
    const { outcome } = replayKept({ types, type: 'SPOT', minvCpus: 16 });
    expect(outcome.ledger.totalMicroUsd).toBe(400_000);
    // Sizes of a family differ in price on Spot.
    const family = [labType('size.4', 4, 4000, 4), labType('size.8', 8, 8000, 9)];
    expect(kept({ types: family, type: 'SPOT', minvCpus: 8 })).toEqual(['size.4', 'size.4']);
  });

  it('counts of a price only the vCPUs that are missing', () => {
    // The two vCPUs still missing after cheap.4: $0.10 a vCPU on another cheap.4, $5 on dear.2.
    const coarse = [labType('cheap.4', 4, 4000, 0.2), labType('dear.2', 2, 2000, 10)];
    expect(kept({ types: coarse, minvCpus: 6 })).toEqual(['cheap.4', 'cheap.4']);
    const prioritized = { type: 'SPOT', allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED' } as const;
    for (const other of [{ type: 'SPOT' } as const, prioritized])
      expect(kept({ types: coarse, ...other, minvCpus: 6 })).toEqual(['cheap.4', 'cheap.4']);
    // $0.04 a vCPU instead of $0.05, but 96 of them: $1.92 for each of the two that are missing.
    const huge = [labType('small.2', 2, 2000, 0.1), labType('huge.96', 96, 96_000, 3.84)];
    expect(kept({ types: huge, minvCpus: 2 })).toEqual(['small.2']);
    const roomy = { score: ({ family }: SpotPool) => (family === 'huge' ? 1 : 0.1) };
    expect(kept({ types: huge, type: 'SPOT', market: roomy, minvCpus: 2 })).toEqual(['small.2']);
    expect(kept({ types: huge, type: 'SPOT', market: roomy, minvCpus: 98 })).toEqual(['huge.96', 'small.2']);
    expect(kept({ types: huge, minvCpus: 96 })).toEqual(['huge.96']);
  });

  it('is of the largest size that is not too large where the price is the same, else of the smallest', () => {
    for (const allocationStrategy of ['BEST_FIT', 'BEST_FIT_PROGRESSIVE'] as const) {
      const asked = { types: SIZES, allocationStrategy };
      expect(kept({ ...asked, minvCpus: 15 })).toEqual(['size.8', 'size.4', 'size.2', 'size.1']);
      expect(kept({ ...asked, types: SIZES.slice(2), minvCpus: 3 })).toEqual(['size.4']);
    }
  });

  it('follows the list of an ordered strategy, the sizes of a family in it as one entry', () => {
    const dear = labType('dear.4', 4, 4000, 40);
    const ordered = { types: [...SIZES, dear], allocationStrategy: 'BEST_FIT_PROGRESSIVE_ORDERED' } as const;
    expect(kept({ ...ordered, instanceTypes: ['dear.4', 'size'], minvCpus: 6 })).toEqual(['dear.4', 'size.2']);
    expect(kept({ ...ordered, instanceTypes: ['size', 'dear.4'], minvCpus: 6 })).toEqual(['size.4', 'size.2']);
    const prioritized = {
      ...ordered,
      type: 'SPOT',
      allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
    } as const;
    expect(kept({ ...prioritized, instanceTypes: ['dear.4', 'size'], minvCpus: 6 })).toEqual(['dear.4', 'size.2']);
    // Within 10 % of the roomiest the list decides, of one family the size.
    const score = ({ instanceType }: SpotPool) => ({ 'size.1': 1, 'size.4': 0.95 })[instanceType] ?? 0.5;
    const asked = { ...prioritized, instanceTypes: ['dear.4', 'size'], minvCpus: 6, market: { score } };
    expect(kept(asked)).toEqual(['size.4', 'size.1', 'size.1']);
  });

  it('follows the room of Spot pools, and takes types that are too large and dearer for it last', () => {
    const score = ({ instanceType }: SpotPool) => ({ 'size.8': 1, 'size.1': 0.9 })[instanceType] ?? 0.5;
    const asked = { types: SIZES, type: 'SPOT', market: { score } } as const;
    for (const allocationStrategy of ['SPOT_CAPACITY_OPTIMIZED', 'SPOT_PRICE_CAPACITY_OPTIMIZED'] as const)
      expect(kept({ ...asked, allocationStrategy, minvCpus: 10 })).toEqual(['size.8', 'size.1', 'size.1']);
    const roomiest = { ...asked, allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED' } as const;
    // As dear as the smaller one, it is not held against the larger one that it is larger.
    const same = [labType('size.2', 2, 2000, 1), labType('size.8', 8, 8000, 1)];
    expect(kept({ ...roomiest, types: same, minvCpus: 2 })).toEqual(['size.8']);
    const zoned = { score: ({ zone }: SpotPool) => [0.2, 0.8, 0.3][zone] ?? 0 };
    const { instances } = replayKept({ ...roomiest, minvCpus: 16, market: zoned, zones: 3 });
    expect(instances.map(({ zone }) => zone)).toEqual([1, 1]);
  });

  /** The first instance of the type, which is there at the start, is taken after 10 minutes. */
  const lifeOf = (type: string) => (pool: SpotPool, ordinal: number) =>
    pool.instanceType === type && ordinal === 0 ? 10 * MINUTE_MS : Number.POSITIVE_INFINITY;

  it('is taken from further types where EC2 refuses, smaller before larger ones, and each refusal is counted once', () => {
    for (const allocationStrategy of ['BEST_FIT_PROGRESSIVE', 'SPOT_CAPACITY_OPTIMIZED'] as const) {
      const asked = { types: SIZES, type: 'SPOT', allocationStrategy, zones: 2 } as const;
      const without = (refused: string, minvCpus: number) => {
        const refuses = ({ instanceType }: SpotPool) => instanceType === refused;
        const market = { lifeMs: lifeOf(refused), refuses };
        const { instances, outcome, typeOf } = replayKept({ ...asked, minvCpus, market });
        const later = instances.filter(({ launchMs }) => launchMs === 10 * MINUTE_MS);
        expect(outcome.instances.failedLaunches).toBe(2); // one in each zone
        return later.map((row) => typeOf(row).vcpus);
      };
      expect(without('size.8', 8)).toEqual([4, 4]);
      expect(without('size.1', 1)).toEqual([2]);
    }
  });

  it('waits for its one type with BEST_FIT', () => {
    const refuses = ({ instanceType }: SpotPool, atMs: number) => instanceType === 'size.8' && atMs < 12 * MINUTE_MS;
    const asked = { types: SIZES, type: 'SPOT', allocationStrategy: 'BEST_FIT', minvCpus: 8 } as const;
    const { instances, outcome, typeOf } = replayKept({ ...asked, market: { lifeMs: lifeOf('size.8'), refuses } });
    // Refused at 10 and 11 minutes, then asked for after two more.
    expect(instances.map((row) => [row.launchMs / MINUTE_MS, typeOf(row).vcpus])).toEqual([
      [0, 8],
      [13, 8],
    ]);
    expect(outcome.instances.failedLaunches).toBe(2);
  });

  it('is there at the start of a run without EC2 being asked', () => {
    const askedMs: number[] = [];
    const refuses = (_: SpotPool, atMs: number) => askedMs.push(atMs) > 0;
    const { instances, outcome } = replayKept({ types: SIZES, type: 'SPOT', minvCpus: 8, market: { refuses } });
    expect(instances).toMatchObject([{ launchMs: 0, readyMs: 0 }]);
    expect([askedMs, outcome.instances.failedLaunches]).toEqual([[], 0]);
  });

  it('leaves out what On-Demand BEST_FIT has no room for under maxvCpus', () => {
    // size.8 comes first by price, but only 7 vCPUs may be there.
    const types = [...SIZES.slice(0, 3), labType('size.8', 8, 8000, 4)];
    const asked = { types, minvCpus: 7, maxvCpus: 7 };
    expect(kept({ ...asked, allocationStrategy: 'BEST_FIT_PROGRESSIVE' })).toEqual(['size.8']);
    expect(kept({ ...asked, allocationStrategy: 'BEST_FIT' })).toEqual(['size.4', 'size.2', 'size.1']);
  });
});
