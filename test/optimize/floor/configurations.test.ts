import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { NewJob } from '../../../src/models/workload-builder.ts';
import { bestFill, type Item } from '../../../src/optimize/floor/best-fill.ts';
import { boundsOf, createHighsSolver, type FloorScope, type LpSolver } from '../../../src/optimize/floor/index.ts';
import { labConfig, labType, labWorld, workloadOf } from '../../support/lab.ts';
import { boundUsd, floorOf, inputOf, ON_DEMAND, simulatedUsd } from './support.ts';

const HOUR_MS = 3_600_000;
const GIB = 1024;

function jobs(count: number, vcpus: number, memoryGib: number, hours: number): NewJob[] {
  return Array.from({ length: count }, () => ({
    submitMs: 0,
    runMs: hours * HOUR_MS,
    vcpus,
    memoryMiB: memoryGib * GIB,
  }));
}

describe('the configuration bound', () => {
  it('does not put quarters of jobs on instances', async () => {
    // 4 vCPUs at 1 USD/h, ten hours of 3 vCPUs: fluid 30 / 4 = 7.5 USD; but only one fits at a time: 10.
    const world = labWorld([labType('lab.4', 4, 16 * GIB, 1)]);
    const workload = workloadOf(jobs(10, 3, 1, 1));
    const usd = await boundUsd(inputOf(workload, world, ON_DEMAND));
    expect(usd.fluid).toBeCloseTo(7.5, 4);
    expect(usd.configurations).toBeCloseTo(10, 4);
    const floor = await floorOf(workload, world, ON_DEMAND);
    expect(floor.bound).toBe('configurations');
    expect(simulatedUsd(workload, labConfig({ instanceTypes: ['lab.4'] }), world)).toBe(10);
  });

  it('mixes shapes that fit together', async () => {
    // 10 vCPUs at 1 USD/h. Ten hours each of 6, 5 and 4 vCPUs: {6, 4} for 10 h and {5, 5} for 5 h: 15 USD. The fluid bound says
    // (60 + 50 + 40) / 10 = 15 as well, so no sets are listed. Without the 4s it says 11, but {6} and {5, 5} still cost 15.
    const world = labWorld([labType('lab.10', 10, 100 * GIB, 1)]);
    const all = workloadOf([...jobs(10, 6, 1, 1), ...jobs(10, 5, 1, 1), ...jobs(10, 4, 1, 1)]);
    const both = await boundUsd(inputOf(all, world, ON_DEMAND));
    expect(both.fluid).toBeCloseTo(15, 4);
    expect(both.configurations).toBeUndefined();
    const without = await boundUsd(inputOf(workloadOf([...jobs(10, 6, 1, 1), ...jobs(10, 5, 1, 1)]), world, ON_DEMAND));
    expect(without.fluid).toBeCloseTo(11, 4);
    expect(without.configurations).toBeCloseTo(15, 4);
  });

  it('splits time between sets when no single set is best', async () => {
    // 7 vCPUs at 1 USD/h; 12 h of 3 vCPUs, 12 h of 4: {3, 4} for 12 h = 12 (7 of 7 used). 12 h of 3 and 6 h of 4: {3, 4} for 6,
    // {3, 3} for 3: 9. The fluid bound: (36 + 24) / 7 = 8.571.
    const world = labWorld([labType('lab.7', 7, 100 * GIB, 1)]);
    const usd = await boundUsd(inputOf(workloadOf([...jobs(12, 3, 1, 1), ...jobs(6, 4, 1, 1)]), world, ON_DEMAND));
    expect(usd.fluid).toBeCloseTo(60 / 7, 4);
    expect(usd.configurations).toBeCloseTo(9, 4);
  });

  it('fills GPUs, vCPUs and memory of the cheapest mix of types', async () => {
    // gpu.4: 4 GPUs, 32 vCPUs, 12 USD/h; gpu.1: 1 GPU, 8 vCPUs, 3.3 USD/h. Jobs of 3 GPUs for 5 h in all need gpu.4 to themselves
    // but for one more GPU: three hours of 1 GPU fit beside them: 60 USD. The fluid bound: 18 GPU-hours at 3 = 54.
    const world = labWorld([
      labType('gpu.4', 32, 128 * GIB, 12, { gpus: 4 }),
      labType('gpu.1', 8, 32 * GIB, 3.3, { gpus: 1 }),
    ]);
    const gpu = (count: number, gpus: number, hours: number): NewJob[] =>
      jobs(count, 4, 4, hours).map((job) => ({ ...job, gpus }));
    const usd = await boundUsd(inputOf(workloadOf([...gpu(5, 3, 1), ...gpu(3, 1, 1)]), world, ON_DEMAND));
    expect(usd.fluid).toBeCloseTo(54, 3);
    expect(usd.configurations).toBeCloseTo(60, 3);
  });

  it('is never below the fluid bound nor above what the engine bills, whenever the solver stops', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(
          fc.record({
            vcpus: fc.constantFrom(2, 4, 8),
            gib: fc.constantFrom(4, 8, 16),
            cents: fc.integer({ min: 5, max: 30 }),
          }),
          {
            minLength: 1,
            maxLength: 4,
          },
        ),
        fc.array(
          fc.record({
            vcpus: fc.integer({ min: 1, max: 7 }),
            gib: fc.integer({ min: 1, max: 15 }),
            minutes: fc.integer({ min: 1, max: 200 }),
          }),
          { minLength: 1, maxLength: 25 },
        ),
        fc.integer({ min: 1, max: 6 }),
        async (types, list, mostCalls) => {
          const offered = types.map(({ vcpus, gib, cents }, index) =>
            labType(`t${index}.x`, vcpus, gib * GIB, (cents * vcpus) / 100),
          );
          const world = labWorld([...offered, labType('big.x', 8, 16 * GIB, 1.5)]);
          const workload = workloadOf(
            list.map(({ vcpus, gib, minutes }) => ({
              submitMs: 0,
              runMs: minutes * 60_000,
              vcpus,
              memoryMiB: gib * GIB,
            })),
          );
          const input = inputOf(workload, world, ON_DEMAND);
          const whole = await boundUsd(input);
          const real = createHighsSolver();
          let calls = 0;
          const impatient: LpSolver = async (program) => (++calls > mostCalls ? undefined : real(program));
          const cut = (await boundsOf(input, impatient)).find(({ bound }) => bound === 'configurations');
          if (whole.configurations !== undefined) {
            expect(whole.configurations).toBeGreaterThanOrEqual((whole.fluid ?? 0) * (1 - 1e-6) - 1e-5);
          }
          const instanceTypes = [...offered.map(({ instanceType }) => instanceType), 'big.x'];
          for (const allocationStrategy of ['BEST_FIT', 'BEST_FIT_PROGRESSIVE'] as const) {
            const cost = simulatedUsd(workload, labConfig({ instanceTypes, allocationStrategy }), world) ?? Infinity;
            expect(whole.configurations ?? 0).toBeLessThanOrEqual(cost);
            expect(cut?.verifiedUsd ?? 0).toBeLessThanOrEqual(cost);
          }
        },
      ),
      { numRuns: 40 },
    );
  });
});

describe('every bound', () => {
  const shape = fc.record({ vcpus: fc.integer({ min: 1, max: 6 }), gib: fc.integer({ min: 1, max: 12 }) });
  const offered = fc.record({
    vcpus: fc.integer({ min: 1, max: 8 }),
    gib: fc.integer({ min: 1, max: 16 }),
    cents: fc.integer({ min: 5, max: 90 }),
  });
  type Offer = { vcpus: number; gib: number; cents: number };

  /** Cheapest way to share hour-long jobs out among instances of an hour: all ways are tried. USD. */
  function optimum(jobsOfAnHour: readonly { vcpus: number; gib: number }[], types: readonly Offer[]): number {
    const best = new Float64Array(1 << jobsOfAnHour.length).fill(Number.POSITIVE_INFINITY);
    best[0] = 0;
    const cheapest = Float64Array.from(best, (_, set) => {
      const inside = jobsOfAnHour.filter((_, index) => (set >> index) % 2 === 1);
      const vcpus = inside.reduce((sum, job) => sum + job.vcpus, 0);
      const gib = inside.reduce((sum, job) => sum + job.gib, 0);
      return Math.min(
        ...types.map((type) => (type.vcpus >= vcpus && type.gib >= gib ? type.cents / 100 : Number.POSITIVE_INFINITY)),
      );
    });
    for (let set = 1; set < best.length; set++) {
      for (let part = set; part > 0; part = (part - 1) & set) {
        best[set] = Math.min(best[set], cheapest[part] + best[set & ~part]);
      }
    }
    return best[best.length - 1];
  }

  it('is at most the best of all plans, found by trying all', async () => {
    let tight = 0;
    await fc.assert(
      fc.asyncProperty(
        fc.array(shape, { minLength: 1, maxLength: 6 }),
        fc.array(offered, { minLength: 1, maxLength: 3 }),
        async (list, types) => {
          const all = [...types, { vcpus: 8, gib: 16, cents: 95 }];
          const world = labWorld(
            all.map(({ vcpus, gib, cents }, index) => labType(`t${index}.x`, vcpus, gib * GIB, cents / 100)),
          );
          const workload = workloadOf(
            list.map(({ vcpus, gib }) => ({ submitMs: 0, runMs: HOUR_MS, vcpus, memoryMiB: gib * GIB })),
          );
          const best = optimum(list, all);
          const noWait: FloorScope = { ...ON_DEMAND, limits: { wait: { seconds: 0, share: 1 } } };
          const bounds = Object.values(await boundUsd(inputOf(workload, world, noWait)));
          for (const usd of bounds) expect(usd).toBeLessThanOrEqual(best);
          if (Math.max(...bounds) > best * 0.999) tight++;
        },
      ),
      { numRuns: 60, seed: 11 },
    );
    // The bounds are not only true: in most of these small cases one of them is the optimum itself.
    expect(tight).toBeGreaterThan(30);
  });
});

describe('the best fill of an instance', () => {
  const item = fc.record({
    vcpus: fc.integer({ min: 1, max: 6 }),
    memoryMiB: fc.integer({ min: 1, max: 6 }),
    gpus: fc.integer({ min: 0, max: 2 }),
    worth: fc.integer({ min: 0, max: 20 }),
  });

  /** Every set there is. */
  function exhaustive(room: Omit<Item, 'worth'>, items: readonly Item[], place = 0): number {
    if (place === items.length) return 0;
    const { vcpus, memoryMiB, gpus, worth } = items[place];
    let best = exhaustive(room, items, place + 1);
    for (let count = 1; ; count++) {
      const left = {
        vcpus: room.vcpus - count * vcpus,
        memoryMiB: room.memoryMiB - count * memoryMiB,
        gpus: room.gpus - count * gpus,
      };
      if (left.vcpus < 0 || left.memoryMiB < 0 || left.gpus < 0) return best;
      best = Math.max(best, count * worth + exhaustive(left, items, place + 1));
    }
  }

  const room = fc.record({
    vcpus: fc.integer({ min: 1, max: 10 }),
    memoryMiB: fc.integer({ min: 1, max: 10 }),
    gpus: fc.integer({ min: 0, max: 4 }),
  });

  it('is the best of all sets, and its bound is never below that however soon it is cut', () => {
    fc.assert(
      fc.property(room, fc.array(item, { maxLength: 5 }), fc.integer({ min: 1, max: 30 }), (space, items, steps) => {
        const best = exhaustive(space, items);
        const whole = bestFill(space, items, 0, 1_000_000);
        expect(whole.isCut).toBe(false);
        expect(whole.worth).toBeCloseTo(best, 9);
        expect(whole.upper).toBeCloseTo(best, 9);
        expect(bestFill(space, items, 0, steps).upper).toBeGreaterThanOrEqual(best - 1e-9);
        expect(bestFill(space, items, 12, steps).upper).toBeGreaterThanOrEqual(best - 1e-9);
      }),
      { numRuns: 300 },
    );
  });
});
