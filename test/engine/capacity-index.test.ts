import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { ROW, Rooms } from '../../src/engine/fleet.ts';
import { type Limits, LOOSEST, PlacementIndex, TIGHTEST } from '../../src/engine/placement.ts';
import * as ROOM from '../../src/engine/room-places.ts';
import { leastMemoryByVcpus, type Shape } from '../../src/engine/shapes.ts';

interface Free {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

const INDEXED: Limits = { few: 0, longest: 0, listed: 0 };
const ANYTHING: Free = { vcpus: 1, memoryMiB: 0, gpus: 0 };

function shapeOf(free: Free): Shape {
  return { ...free, architecture: undefined, nodes: 1, jobVcpus: free.vcpus };
}

/** Brute force: fewest (or most) free vCPUs, then most free memory, then the lowest slot; fewest free GPUs before all. */
function search(slots: ReadonlyMap<number, Free>, wanted: Free, direction: 1 | -1): number {
  const candidates = [...slots].filter(
    ([, free]) => free.vcpus >= wanted.vcpus && free.memoryMiB >= wanted.memoryMiB && free.gpus >= wanted.gpus,
  );
  candidates.sort(
    ([leftSlot, left], [rightSlot, right]) =>
      left.gpus - right.gpus ||
      direction * (left.vcpus - right.vcpus) ||
      right.memoryMiB - left.memoryMiB ||
      leftSlot - rightSlot,
  );
  return candidates[0]?.[0] ?? -1;
}

/** Of one case. */
const MOST_SEARCHES = 1000;

/** The index with the rows it reads, told of changes as the engine tells it. */
class Instances {
  private readonly rooms = new Rooms();
  readonly index: PlacementIndex;
  readonly slots = new Map<number, Free>();
  private searches = 0;

  /** Searched for anything, or only for what is in `asked`. */
  constructor(maxVcpus: number, maxGpus: number, limits: Limits, asked: readonly Free[] = [ANYTHING]) {
    this.rooms.rows = new Int32Array(200 * ROW);
    this.index = new PlacementIndex(
      this.rooms,
      leastMemoryByVcpus(asked.map(shapeOf), maxVcpus),
      maxGpus,
      MOST_SEARCHES,
      limits,
    );
  }

  /** As for a shape of its own, so that nothing is remembered about it. */
  tightest(vcpus: number, memoryMiB: number, gpus: number): number {
    return this.index.find(vcpus, memoryMiB, gpus, this.searches++, TIGHTEST);
  }

  loosest(vcpus: number, memoryMiB: number, gpus: number): number {
    return this.index.find(vcpus, memoryMiB, gpus, this.searches++, LOOSEST);
  }

  set(slot: number, free: Free): void {
    const { vcpus, memoryMiB, gpus } = free;
    const { rows } = this.rooms;
    rows[slot * ROW + ROOM.freeVcpus] = vcpus;
    rows[slot * ROW + ROOM.freeMemoryMiB] = memoryMiB;
    rows[slot * ROW + ROOM.freeGpus] = gpus;
    const before = this.slots.get(slot);
    this.slots.set(slot, free);
    if (before === undefined) this.index.add(slot);
    else if (vcpus <= before.vcpus && memoryMiB <= before.memoryMiB && gpus <= before.gpus) this.index.shrank(slot);
    else this.index.grew(slot);
  }

  remove(slot: number): void {
    this.index.remove(slot);
    this.slots.delete(slot);
  }

  clear(): void {
    this.index.clear();
    this.slots.clear();
  }
}

const MAX_VCPUS = 130; // more than four bitmap words
const free = fc.record({ vcpus: fc.nat(MAX_VCPUS), memoryMiB: fc.nat(6), gpus: fc.nat(2) });
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), slot: fc.nat(40), free }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), slot: fc.nat(40), free }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('search' as const), slot: fc.nat(40), free }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), slot: fc.nat(40), free }) },
);

/** Which way instances are kept, and whether any has GPUs, with which there are no free lists. */
interface Case extends Limits {
  readonly maxGpus: number;
}

/** The index alone, free lists alone, and small limits, so that all ways and the changes between them come up. */
const CASES: Case[] = [
  { few: 0, longest: 0, listed: 0, maxGpus: 2 },
  { few: 8, longest: 64, listed: 32, maxGpus: 2 },
  { few: 0, longest: 64, listed: 32, maxGpus: 0 },
  { few: 3, longest: 4, listed: 4, maxGpus: 0 },
  { few: 0, longest: 0, listed: 0, maxGpus: 0 },
];

function withGpusUpTo(maxGpus: number, wanted: Free): Free {
  return { ...wanted, gpus: Math.min(wanted.gpus, maxGpus) };
}

describe('the placement index', () => {
  it.each(CASES)('finds the same instances as a search through all of them: %j', ({ maxGpus, ...limits }) => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 200 }), (actions) => {
        const instances = new Instances(MAX_VCPUS, maxGpus, limits);
        const { slots } = instances;
        for (const step of actions) {
          if (step.kind === 'set') instances.set(step.slot, withGpusUpTo(maxGpus, step.free));
          else if (step.kind === 'remove') instances.remove(step.slot);
          else if (step.kind === 'clear' && (slots.size > 30 || slots.size < 6)) instances.clear();
          // Not after every change, so that some are settled together.
          if (step.kind !== 'search') continue;
          const wanted = { ...step.free, vcpus: Math.max(1, step.free.vcpus) };
          const { vcpus, memoryMiB, gpus } = wanted;
          expect(instances.tightest(vcpus, memoryMiB, gpus)).toBe(search(slots, wanted, 1));
          expect(instances.loosest(vcpus, memoryMiB, gpus)).toBe(search(slots, wanted, -1));
        }
      }),
      { seed: 2, numRuns: 400 },
    );
  });

  it.each(CASES)(
    'remembers which shapes fitted nowhere without ever finding another instance: %j',
    ({ maxGpus, ...limits }) => {
      // Few slots, tight instances: requests often fit nowhere, and then somewhere again.
      const tight = fc.record({ vcpus: fc.integer({ min: 1, max: 6 }), memoryMiB: fc.nat(6), gpus: fc.nat(2) });
      const shapes = fc.array(tight, { minLength: 1, maxLength: 20 });
      const step = fc.record({
        kind: fc.constantFrom('set', 'set', 'set', 'remove', 'search', 'search', 'search', 'search', 'clear'),
        slot: fc.nat(20),
        free: tight,
        shape: fc.nat(19),
      });
      fc.assert(
        fc.property(shapes, fc.array(step, { minLength: 1, maxLength: 300 }), (asked, steps) => {
          const instances = new Instances(MAX_VCPUS, maxGpus, limits, asked);
          const { index, slots } = instances;
          for (const { kind, slot, free: capacity, shape } of steps) {
            if (kind === 'set') instances.set(slot, withGpusUpTo(maxGpus, capacity));
            else if (kind === 'remove') instances.remove(slot);
            else if (kind === 'clear' && slot === 0) instances.clear();
            else if (kind === 'search' && shape < asked.length) {
              const { vcpus, memoryMiB, gpus } = asked[shape];
              if (slot % 2 === 0)
                expect(index.find(vcpus, memoryMiB, gpus, shape, TIGHTEST)).toBe(search(slots, asked[shape], 1));
              else expect(index.find(vcpus, memoryMiB, gpus, shape, LOOSEST)).toBe(search(slots, asked[shape], -1));
            }
          }
        }),
        { seed: 3, numRuns: 1000 },
      );
    },
  );

  const crowded = [
    { few: 8, longest: 0, listed: 0 },
    { few: 8, longest: 12, listed: 12 },
    { few: 0, longest: 64, listed: 32 },
  ];
  it.each(crowded)(
    'keeps its order where many instances have as many free vCPUs, as they come and go: %j',
    (limits) => {
      // Two counts of free vCPUs and up to 120 slots: lists grow beyond what is looked through, and shrink again.
      const crowd = fc.record({ vcpus: fc.integer({ min: 1, max: 2 }), memoryMiB: fc.nat(30), gpus: fc.constant(0) });
      const step = fc.record({
        kind: fc.constantFrom('set', 'set', 'set', 'remove', 'remove', 'search'),
        slots: fc.array(fc.nat(119), { minLength: 1, maxLength: 40 }),
        free: crowd,
      });
      fc.assert(
        fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
          const instances = new Instances(2, 0, limits);
          const { slots } = instances;
          for (const { kind, slots: chosen, free: wanted } of steps) {
            for (const slot of chosen) {
              if (kind === 'set') instances.set(slot, { ...wanted, memoryMiB: (wanted.memoryMiB * slot) % 31 });
              else if (kind === 'remove') instances.remove(slot);
            }
            const { vcpus, memoryMiB } = wanted;
            expect(instances.tightest(vcpus, memoryMiB, 0)).toBe(search(slots, wanted, 1));
            expect(instances.loosest(vcpus, memoryMiB, 0)).toBe(search(slots, wanted, -1));
          }
        }),
        { seed: 4, numRuns: 500 },
      );
    },
  );

  it('changes between its ways as instances fill up and have room again', () => {
    // In half of the waves no job fits the instances of the wave any more, so an index is left with few.
    const wave = fc.record({
      from: fc.nat(10),
      to: fc.nat(30),
      memoryMiB: fc.nat(20),
      counts: fc.integer({ min: 1, max: 2 }),
    });
    fc.assert(
      fc.property(fc.array(wave, { minLength: 1, maxLength: 30 }), (waves) => {
        const instances = new Instances(2, 0, { few: 2, longest: 6, listed: 5 }, [
          { vcpus: 1, memoryMiB: 10, gpus: 0 },
        ]);
        for (const { from, to, memoryMiB, counts } of waves) {
          for (let slot = from; slot <= to; slot++)
            instances.set(slot, { vcpus: 1 + (slot % counts), memoryMiB: memoryMiB + (slot % 3), gpus: 0 });
          for (const vcpus of [1, 2]) {
            const wanted = { vcpus, memoryMiB: 10, gpus: 0 };
            expect(instances.tightest(vcpus, 10, 0)).toBe(search(instances.slots, wanted, 1));
            expect(instances.loosest(vcpus, 10, 0)).toBe(search(instances.slots, wanted, -1));
          }
        }
      }),
      { seed: 5, numRuns: 500 },
    );
  });

  it('finds nothing when it is empty or nothing is large enough', () => {
    const instances = new Instances(64, 0, INDEXED);
    expect(instances.tightest(1, 0, 0)).toBe(-1);
    expect(instances.loosest(1, 0, 0)).toBe(-1);
    instances.set(3, { vcpus: 64, memoryMiB: 100, gpus: 0 });
    expect(instances.tightest(64, 100, 0)).toBe(3);
    expect(instances.tightest(64, 101, 0)).toBe(-1);
    instances.remove(3);
    instances.remove(3);
    expect(instances.loosest(1, 1, 0)).toBe(-1);
  });

  it('knows the least memory with which so many free vCPUs are of use', () => {
    const asked = [
      { vcpus: 4, memoryMiB: 7000, gpus: 0 },
      { vcpus: 2, memoryMiB: 14_000, gpus: 0 },
      { vcpus: 1, memoryMiB: 20_000, gpus: 1 },
      { vcpus: 9, memoryMiB: 1, gpus: 0 },
    ];
    const never = 2_147_483_647;
    // Two free vCPUs are enough for 14,000 and 20,000 MiB, six for 7,000 as well; nine there are none.
    expect([...leastMemoryByVcpus(asked.map(shapeOf), 6)]).toEqual([never, 20_000, 14_000, 14_000, 7000, 7000, 7000]);
  });

  it('searches past tight counts whose instances lack memory', () => {
    const instances = new Instances(64, 0, INDEXED);
    instances.set(0, { vcpus: 2, memoryMiB: 10, gpus: 0 });
    instances.set(1, { vcpus: 40, memoryMiB: 500, gpus: 0 });
    expect(instances.tightest(1, 100, 0)).toBe(1);
  });

  it('is told of any number of changes between two searches', () => {
    const instances = new Instances(64, 0, INDEXED);
    const { slots } = instances;
    const wanted = { vcpus: 30, memoryMiB: 3, gpus: 0 };
    for (let slot = 0; slot < 200; slot++) {
      instances.set(slot, { vcpus: 64, memoryMiB: 9, gpus: 0 });
      instances.set(slot, { vcpus: (slot * 37) % 65, memoryMiB: slot % 7, gpus: 0 });
    }
    for (let slot = 0; slot < 200; slot += 3) instances.remove(slot);
    for (let slot = 0; slot < 200; slot += 6) instances.set(slot, { vcpus: 31, memoryMiB: 3, gpus: 0 });
    expect(instances.tightest(30, 3, 0)).toBe(search(slots, wanted, 1));
    expect(instances.loosest(30, 3, 0)).toBe(search(slots, wanted, -1));
  });
});
