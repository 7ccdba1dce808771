import { describe, expect, it } from 'vitest';
import { buildCatalog, emptyRegionTable, emptyTypeTable } from '../../src/models/catalog-build.ts';
import type { World } from '../../src/models/world.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;

/** lab.4: 4 vCPUs, 1,000 MiB, $3.60 an hour On-Demand = 1,000 micro-dollars a second; $1.80 Spot = 500 a second. */
const LAB_4 = labType('lab.4', 4, 1000, 3.6);

/** A region where a GiB-month of gp3 costs $0.08 and a public IPv4 address $0.005 an hour, as in us-east-1. */
function worldWithVolumes(changes: Partial<World>): World {
  const region = {
    ...emptyRegionTable('us-east-1'),
    ebsGp3MicroUsdPerGibMonth: 80_000,
    publicIpv4MicroUsdPerHour: 5_000,
  };
  const catalog = buildCatalog(emptyTypeTable(), region, [LAB_4]);
  if (!catalog.ok) throw new Error('the lab catalogue is wrong');
  return labWorld([], { catalog: catalog.value, ...changes });
}

describe('the billing clock', () => {
  it('bills a 30-second job at the 60-second minimum', () => {
    const { outcome, instances } = replay(
      workloadOf([{ submitMs: 0, runMs: 30_000, vcpus: 4 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    // 60 s x 1,000 = 60,000: 30 s busy, the other 30 s idle.
    expect(instances).toMatchObject([{ launchMs: 0, readyMs: 0, endMs: 30_000, billedMs: 60_000, microUsd: 60_000 }]);
    expect(outcome.ledger.byKind).toEqual({ busy: 30_000, idle: 30_000, boot: 0, wasted: 0, ebs: 0, publicIpv4: 0 });
    expect(outcome.ledger.totalMicroUsd).toBe(60_000);
    expect(outcome.makespanMs).toBe(30_000);
  });

  it('bills a 20-second instance life as 60 seconds and a 61-second one as 61', () => {
    for (const [runMs, billedMs] of [
      [20_000, 60_000],
      [60_000, 60_000],
      [61_000, 61_000],
    ]) {
      const { instances } = replay(
        workloadOf([{ submitMs: 0, runMs, vcpus: 1 }]),
        labConfig({ instanceTypes: ['lab.4'] }),
        labWorld([LAB_4]),
      );
      expect(instances[0]).toMatchObject({ billedMs, microUsd: billedMs });
    }
  });

  it('rounds a life up to whole seconds', () => {
    const { instances } = replay(
      workloadOf([{ submitMs: 0, runMs: 90_001, vcpus: 1 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    expect(instances[0]).toMatchObject({ endMs: 90_001, billedMs: 91_000, microUsd: 91_000 });
  });

  it('bills boot but not pending', () => {
    const assumptions = ideal({ launchPendingSeconds: 17, bootMedianSeconds: 40, bootP95Seconds: 40 });
    const { outcome, instances, startMs } = replay(
      workloadOf([{ submitMs: 0, runMs: 100_000, vcpus: 4 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions }),
    );
    // Launched at 0, running at 17 s, ready at 57 s, job 57 to 157 s: 40 s of boot and 100 s of work are billed.
    expect(instances).toMatchObject([{ runningMs: 17_000, readyMs: 57_000, endMs: 157_000, billedMs: 140_000 }]);
    expect(startMs).toEqual([57_000]);
    expect(outcome.ledger.byKind).toMatchObject({ boot: 40_000, busy: 100_000, idle: 0 });
    expect(outcome.waitMs?.max).toBe(57_000);
  });

  it('charges nothing for an instance that the end of the run finds pending, but for its volume', () => {
    // The On-Demand instance is the first of this pool.
    const lives = (ordinal: number) => (ordinal === 1 ? 99_000 : Number.POSITIVE_INFINITY);
    const { outcome, instances } = replay(
      workloadOf([
        { submitMs: 0, runMs: 100_000, vcpus: 4 },
        { submitMs: 0, runMs: 50_000, vcpus: 4 },
      ]),
      labConfig(
        { instanceTypes: ['lab.4'], minvCpus: 4, maxvCpus: 4 },
        { type: 'SPOT', instanceTypes: ['lab.4'], minvCpus: 4, maxvCpus: 4 },
      ),
      labWorld([LAB_4], {
        assumptions: ideal({ launchPendingSeconds: 17 }),
        spotMarket: scriptedMarket({ lifeMs: (_, ordinal) => lives(ordinal) }),
      }),
    );
    // The Spot instance goes at 99 s with its job done; its successor is asked for at once and pending until 116 s. The run ends at 100 s.
    expect(instances.filter(({ environment }) => environment === 1)).toMatchObject([
      { endMs: 99_000, hasRun: true, billedMs: 99_000 },
      { launchMs: 99_000, endMs: 100_000, hasRun: false, billedMs: 0, microUsd: 0 },
    ]);
    expect(outcome.ledger.rows.map(({ billedMs }) => billedMs)).toEqual([100_000, 99_000]);
  });

  it('knows how much of the GPUs that were rented jobs held, and says nothing of them where there were none', () => {
    const { outcome } = replay(
      workloadOf([
        { submitMs: 0, runMs: 100_000, vcpus: 1, memoryMiB: 500, gpus: 1 },
        { submitMs: 0, runMs: 50_000, vcpus: 1, memoryMiB: 500, gpus: 2 },
      ]),
      labConfig({ instanceTypes: ['gpu.8'] }),
      labWorld([labType('gpu.8', 8, 8000, 8, { gpus: 4, gpuModel: 'lab' })]),
    );
    // 1 GPU for 100 s and 2 for 50 s of 4 for 100 s.
    expect(outcome.utilization.gpu).toBe(200 / 400);
  });

  it('splits the time of a half-used instance between busy and idle', () => {
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: 100_000, vcpus: 1, memoryMiB: 500 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    // 1 of 4 vCPUs but 500 of 1,000 MiB: the dominant share is one half of 100,000.
    expect(outcome.ledger.byKind).toMatchObject({ busy: 50_000, idle: 50_000 });
    expect(outcome.utilization).toEqual({ vcpu: 0.25, memory: 0.5 });
  });

  it('lets two jobs share one instance and pays it once', () => {
    const { outcome, instances, startMs } = replay(
      workloadOf([
        { submitMs: 0, runMs: 120_000, vcpus: 2 },
        { submitMs: 0, runMs: 240_000, vcpus: 2 },
      ]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    // 240 s x 1,000 = 240,000; busy = all of the first 120 s, half of the next 120 s = 180,000.
    expect(startMs).toEqual([0, 0]);
    expect(instances).toHaveLength(1);
    expect(outcome.ledger.byKind).toMatchObject({ busy: 180_000, idle: 60_000 });
    expect(outcome.instances).toEqual({ launched: 1, failedLaunches: 0, peakVcpus: 4, quotaPeaks: [] });
  });

  it('bills volumes from the launch request and addresses while the instance runs', () => {
    const assumptions = ideal({ launchPendingSeconds: 100, rootVolumeGib: 30, publicIpv4PerInstance: 1 });
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 4 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      worldWithVolumes({ assumptions }),
    );
    // EBS: 30 GiB x 80,000 / 730 h = 3,287.67 an hour x 3,700 s / 3,600 s = 3,378.995 -> 3,379. IPv4: 5,000 an hour x 1 h.
    expect(outcome.ledger.byKind).toMatchObject({ busy: 3_600_000, ebs: 3_379, publicIpv4: 5_000 });
    expect(outcome.ledger.totalMicroUsd).toBe(3_608_379);
  });
});

describe('a Spot instance EC2 takes back', () => {
  const spot = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] });
  const lostAfter = (lifeMs: number, firstHourFree = 1) =>
    replay(
      workloadOf([{ submitMs: 0, runMs: 10 * HOUR_MS, vcpus: 4, attempts: 1 }]),
      spot,
      worldWithVolumes({
        assumptions: ideal({ rootVolumeGib: 30, spotFirstHourFree: firstHourFree }),
        spotMarket: scriptedMarket({ lifeMs: () => lifeMs }),
      }),
    );

  it('costs nothing at 59 minutes, but its volume does', () => {
    const { outcome, instances } = lostAfter(59 * MINUTE_MS);
    // EBS: 3,287.67 an hour x 59 / 60 = 3,232.88 -> 3,233.
    expect(instances).toMatchObject([{ endedBy: 'reclaimed', billedMs: 59 * MINUTE_MS, microUsd: 3_233 }]);
    expect(outcome.ledger.byKind).toMatchObject({ wasted: 0, busy: 0, ebs: 3_233 });
    expect(outcome.ledger.rows[0]).toMatchObject({ freeMs: 59 * MINUTE_MS, reclaimed: 1, market: 'SPOT' });
    expect(outcome.jobs).toMatchObject({ failed: 1, succeeded: 0 });
  });

  it('costs all 61 minutes at 61 minutes, as waste', () => {
    const { outcome } = lostAfter(61 * MINUTE_MS);
    // 3,660 s x 500 = 1,830,000; EBS 3,287.67 x 61 / 60 = 3,342.47 -> 3,342.
    expect(outcome.ledger.byKind).toMatchObject({ wasted: 1_830_000, busy: 0, idle: 0, ebs: 3_342 });
    expect(outcome.ledger.rows[0]?.freeMs).toBe(0);
    expect(outcome.spot).toEqual({
      interruptions: 1,
      lostAttempts: 1,
      wastedVcpuMs: 4 * 61 * MINUTE_MS,
      largestReclaimJobs: 1,
    });
  });

  it('is charged from exactly one hour on', () => {
    expect(lostAfter(HOUR_MS - 1).outcome.ledger.byKind.wasted).toBe(0);
    expect(lostAfter(HOUR_MS).outcome.ledger.byKind.wasted).toBe(1_800_000);
  });

  it('is charged at 59 minutes when the free first hour is switched off', () => {
    // 3,540 s x 500 = 1,770,000.
    expect(lostAfter(59 * MINUTE_MS, 0).outcome.ledger.byKind.wasted).toBe(1_770_000);
  });

  it('costs its full time when Batch gives it back within the hour', () => {
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: 4 }]),
      spot,
      labWorld([LAB_4], { spotMarket: scriptedMarket({}) }),
    );
    expect(outcome.ledger.byKind).toMatchObject({ busy: 300_000 }); // 600 s x 500
  });

  it('splits its cost between kept and lost work by their time', () => {
    const { outcome } = replay(
      workloadOf([
        { submitMs: 0, runMs: 1 * HOUR_MS, vcpus: 2 },
        { submitMs: 0, runMs: 9 * HOUR_MS, vcpus: 2, attempts: 1 },
      ]),
      spot,
      labWorld([LAB_4], { spotMarket: scriptedMarket({ lifeMs: () => 3 * HOUR_MS }) }),
    );
    // Half-instance jobs: kept 1 h x 1/2, lost 3 h x 1/2 -> busy time 2 h of 3 h, a quarter of it kept.
    // 1.80 x 3 h = 5,400,000: kept 900,000, wasted 2,700,000, idle 1,800,000.
    expect(outcome.ledger.byKind).toMatchObject({ busy: 900_000, wasted: 2_700_000, idle: 1_800_000 });
  });
});
