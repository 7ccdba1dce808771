import { describe, expect, it } from 'vitest';
import { createNoneMarket } from '../../../src/models/spot/none.ts';
import type { NewJob } from '../../../src/models/workload-builder.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { BOTH, floorOf, ON_DEMAND, simulatedUsd } from './support.ts';

const HOUR_MS = 3_600_000;
const GIB = 1024;

function job(vcpus: number, memoryGib: number, hours: number, extra: Partial<NewJob> = {}): NewJob {
  return { submitMs: 0, runMs: hours * HOUR_MS, vcpus, memoryMiB: memoryGib * GIB, ...extra };
}

/** The floor gives away half a micro-dollar a job and a part in 1e9. */
const PLACES = 5;

describe('the fluid bound', () => {
  it('charges the capacity that the tighter resource needs', async () => {
    // One type: 4 vCPU, 16 GiB, 1 USD/h. Ten hours of (1 vCPU, 8 GiB): memory 80 GiB-h / 16 = 5 h = 5 USD; vCPU only 2.5.
    const world = labWorld([labType('lab.4', 4, 16 * GIB, 1)]);
    const floor = await floorOf(workloadOf([job(1, 8, 3), job(1, 8, 3), job(1, 8, 4)]), world, ON_DEMAND);
    expect(floor.bound).toBe('fluid');
    expect(floor.usd).toBeCloseTo(5, PLACES);
  });

  it('gives every node of a multi-node parallel job an On-Demand instance of its own, as AWS Batch does', async () => {
    // Four nodes of (1 vCPU, 8 GiB) for 3 hours: two would fit on an instance, but four whole ones for 3 hours cost 12.
    const world = labWorld([labType('lab.4', 4, 16 * GIB, 1)]);
    const workload = workloadOf([job(1, 8, 3, { nodes: 4 })]);
    expect((await floorOf(workload, world, ON_DEMAND)).usd).toBeCloseTo(12, PLACES);
    expect((await floorOf(workload, world)).usd).toBeCloseTo(12, PLACES);
    expect(simulatedUsd(workload, labConfig({ instanceTypes: ['lab.4'] }), world)).toBe(12);
  });

  it('lets complementary jobs share, where the dominant-share bound is wrong', async () => {
    // 4 vCPU / 16 GiB at 1 USD/h; (3, 2) and (1, 14) for an hour fit together: cost 1. The sum of their dominant shares,
    // 3/4 + 14/16 = 1.625, is no bound.
    const world = labWorld([labType('lab.4', 4, 16 * GIB, 1)]);
    const workload = workloadOf([job(3, 2, 1), job(1, 14, 1)]);
    const floor = await floorOf(workload, world, ON_DEMAND);
    expect(floor.usd).toBeCloseTo(1, PLACES);
    const config = labConfig({ instanceTypes: ['lab.4'] });
    expect(simulatedUsd(workload, config, world)).toBe(1);
  });

  it('mixes types when a mix is cheaper than either', async () => {
    // c: 4 vCPU, 8 GiB, 1 USD/h; r: 2 vCPU, 16 GiB, 1 USD/h. 120 h of (1 vCPU, 4 GiB): alone 60 on either (c: memory-bound 2
    // jobs, r: vCPU-bound 2 jobs). A job is on one instance, so no mix helps identical jobs: 120 / 2 = 60 USD.
    const world = labWorld([labType('c.1', 4, 8 * GIB, 1), labType('r.1', 2, 16 * GIB, 1)]);
    const same = await floorOf(workloadOf(Array.from({ length: 60 }, () => job(1, 4, 2))), world, ON_DEMAND);
    expect(same.usd).toBeCloseTo(60, 3);
    // Half (1, 2) and half (1, 8), 60 h each: (1, 2) on c, 4 at a time = 15; (1, 8) on r, 2 at a time = 30; 45 in all.
    // Prices that prove it: c (1/6 a vCPU, 1/24 a GiB), r (1/2 a vCPU): (1, 2) is worth 1/4 or 1/2, (1, 8) 1/2 on both.
    const mixed = await floorOf(
      workloadOf([
        ...Array.from({ length: 30 }, () => job(1, 2, 2)),
        ...Array.from({ length: 30 }, () => job(1, 8, 2)),
      ]),
      world,
      ON_DEMAND,
    );
    expect(mixed.usd).toBeCloseTo(45, 3);
  });

  it('uses the cheaper market where it is allowed', async () => {
    const world = labWorld([labType('lab.2', 2, 4 * GIB, 1, { spotUsdPerHour: 0.3 })], {
      spotMarket: createNoneMarket(),
    });
    const workload = workloadOf([job(1, 1, 2), job(1, 1, 2)]);
    expect((await floorOf(workload, world, ON_DEMAND)).usd).toBeCloseTo(2, PLACES);
    expect((await floorOf(workload, world, BOTH)).usd).toBeCloseTo(0.6, PLACES);
  });

  it('never uses a type without a price', async () => {
    // 3 h on the priced type at its Spot price of 0.5 USD/h.
    const world = labWorld([labType('lab.2', 2, 4 * GIB, 1)]);
    const { onDemandMicroUsdPerHour, spotMicroUsdPerHour, ...unpriced } = world.catalog.types[0];
    const catalog = { ...world.catalog, types: [...world.catalog.types, { ...unpriced, instanceType: 'unknown.2' }] };
    expect((await floorOf(workloadOf([job(2, 1, 3)]), { ...world, catalog })).usd).toBeCloseTo(1.5, PLACES);
  });

  it('keeps jobs that ask for an architecture on it', async () => {
    // arm is half the price. The x86 job pays 1 USD/h, the one that may run anywhere 0.5.
    const world = labWorld([
      labType('x.1', 1, 4 * GIB, 1, { architecture: 'x86_64' }),
      labType('a.1', 1, 4 * GIB, 0.5, { architecture: 'arm64' }),
    ]);
    const workload = workloadOf([job(1, 1, 1, { architecture: 'x86_64' }), job(1, 1, 1)]);
    expect((await floorOf(workload, world, ON_DEMAND)).usd).toBeCloseTo(1.5, PLACES);
  });

  it('needs the GPU it asks for', async () => {
    // Only gpu.1 (3 USD/h, 1 GPU) holds the GPU job; its other 3 vCPUs take three plain hours for nothing.
    const world = labWorld([labType('plain.1', 1, 4 * GIB, 1), labType('gpu.1', 4, 16 * GIB, 3, { gpus: 1 })]);
    const workload = workloadOf([job(1, 1, 1, { gpus: 1 }), job(1, 1, 1), job(1, 1, 1), job(1, 1, 1)]);
    expect((await floorOf(workload, world, ON_DEMAND)).usd).toBeCloseTo(3, PLACES);
  });

  it('takes a lone long job for a whole instance of the smallest kind that holds it', async () => {
    // Fluid: 1 of 8 vCPUs for 10 h at 8 USD/h = 10 USD. But somebody rents 8 vCPUs for 10 h: 80 USD.
    const world = labWorld([labType('lab.8', 8, 32 * GIB, 8)]);
    const floor = await floorOf(workloadOf([job(1, 1, 10)]), world, ON_DEMAND);
    expect(floor.bound).toBe('longest-job');
    expect(floor.usd).toBeCloseTo(80, PLACES);
  });

  it('counts STARTING, during which a job holds its resources, and the volume and address of the instance', async () => {
    // (3600 + 900 s) / 3600 x (1 + 0.005) USD/h = 1.25625 USD.
    const world = labWorld([labType('lab.1', 1, 4 * GIB, 1)], {
      assumptions: ideal({ startingSeconds: 900, publicIpv4PerInstance: 1 }),
    });
    const priced = { ...world, catalog: { ...world.catalog, publicIpv4MicroUsdPerHour: 5000 } };
    expect((await floorOf(workloadOf([job(1, 1, 1)]), priced, ON_DEMAND)).usd).toBeCloseTo(1.25625, PLACES);
  });

  it('counts a job that is cut short by its timeout only until then, and what waits for it not at all', async () => {
    // 10 h job with a timeout of 1 h, and a dependent of 5 h that never starts: 1 USD.
    const world = labWorld([labType('lab.1', 1, 4 * GIB, 1)]);
    const workload = workloadOf(
      [job(1, 1, 10, { id: 'long', timeoutMs: HOUR_MS }), job(1, 1, 5, { id: 'after' })],
      (builder) => builder.addDependency('after', 'long'),
    );
    const floor = await floorOf(workload, world, ON_DEMAND);
    expect(floor.usd).toBeCloseTo(1, PLACES);
    expect(floor.certificate.uncountedJobs).toBe(1);
  });

  it('leaves out, and counts, jobs that nothing holds', async () => {
    const world = labWorld([labType('lab.1', 1, 4 * GIB, 1)]);
    const floor = await floorOf(workloadOf([job(1, 1, 1), job(64, 1, 1)]), world, ON_DEMAND);
    expect(floor.usd).toBeCloseTo(1, PLACES);
    expect(floor.certificate.uncountedJobs).toBe(1);
  });

  it('is nothing for no work', async () => {
    const world = labWorld([labType('lab.1', 1, 4 * GIB, 1)]);
    expect((await floorOf(workloadOf([job(1, 1, 0)]), world, ON_DEMAND)).usd).toBeLessThanOrEqual(1 / 60);
  });

  it('is reached when one job shape fills instances exactly and nothing is wasted', async () => {
    // Ideal delays; each job fills an instance and runs whole minutes: billed time = busy time, cost = floor.
    const world = labWorld([labType('lab.4', 4, 16 * GIB, 1.2)]);
    const workload = workloadOf(
      Array.from({ length: 50 }, (_, index) => job(4, 16, 0.5 + (index % 4) * 0.25, { submitMs: 60_000 * index })),
    );
    const { usd } = await floorOf(workload, world, ON_DEMAND);
    const cost = simulatedUsd(workload, labConfig({ instanceTypes: ['lab.4'] }), world) ?? 0;
    expect(cost).toBeGreaterThanOrEqual(usd);
    expect(cost - usd).toBeLessThan(50 * 0.5e-6 + 1e-5);
  });

  it('keeps the large sizes that large jobs need, whatever small ones cost', async () => {
    // 2 USD/h for 2 vCPUs, 10 USD/h for 8: one 8-vCPU job of 3 h, and four 1-vCPU jobs of 2 h at 1 USD a vCPU-hour: 30 + 8.
    const world = labWorld([labType('lab.8', 8, 32 * GIB, 10), labType('lab.2', 2, 8 * GIB, 2)]);
    const small = Array.from({ length: 4 }, () => job(1, 1, 2));
    expect((await floorOf(workloadOf([job(8, 1, 3), ...small]), world, ON_DEMAND)).usd).toBeCloseTo(38, PLACES);
  });

  it('stays below a ledger that rounds every instance down', async () => {
    // 61 s at 0.1 USD/h are 1,694.444 micro-dollars, booked as 1,694; 50 jobs, each alone on an instance it fills.
    const world = labWorld([labType('lab.1', 1, 4 * GIB, 0.1)]);
    const workload = workloadOf(
      Array.from({ length: 50 }, (_, index) => ({
        submitMs: 600_000 * index,
        runMs: 61_000,
        vcpus: 1,
        memoryMiB: 4 * GIB,
      })),
    );
    const { usd } = await floorOf(workload, world, ON_DEMAND);
    expect(simulatedUsd(workload, labConfig({ instanceTypes: ['lab.1'] }), world)).toBe((50 * 1694) / 1_000_000);
    expect(usd).toBeLessThanOrEqual((50 * 1694) / 1_000_000);
    expect(usd).toBeGreaterThan((50 * 1693.9) / 1_000_000);
  });
});
