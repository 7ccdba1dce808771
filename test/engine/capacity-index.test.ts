import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { PlacementIndex } from '../../src/engine/placement.ts';

interface Free {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
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

const MAX_VCPUS = 130; // more than four bitmap words
const free = fc.record({ vcpus: fc.nat(MAX_VCPUS), memoryMiB: fc.nat(6), gpus: fc.nat(2) });
const action = fc.oneof(
  { weight: 6, arbitrary: fc.record({ kind: fc.constant('set' as const), slot: fc.nat(40), free }) },
  { weight: 2, arbitrary: fc.record({ kind: fc.constant('remove' as const), slot: fc.nat(40), free }) },
  { weight: 4, arbitrary: fc.record({ kind: fc.constant('search' as const), slot: fc.nat(40), free }) },
  { weight: 1, arbitrary: fc.record({ kind: fc.constant('clear' as const), slot: fc.nat(40), free }) },
);

describe('the placement index', () => {
  // 0: always through the heaps; 8: as shipped, so that cases of few and of many instances and the change between them come up.
  it.each([0, 8])('finds the same instances as a search through all of them (up to %i looked through)', (few) => {
    fc.assert(
      fc.property(fc.array(action, { minLength: 1, maxLength: 200 }), (actions) => {
        const index = new PlacementIndex(MAX_VCPUS, 2, few);
        const slots = new Map<number, Free>();
        for (const step of actions) {
          const { vcpus, memoryMiB, gpus } = step.free;
          if (step.kind === 'set') {
            index.set(step.slot, vcpus, memoryMiB, gpus);
            slots.set(step.slot, step.free);
          } else if (step.kind === 'remove') {
            index.remove(step.slot);
            slots.delete(step.slot);
          } else if (step.kind === 'clear' && (slots.size > 30 || slots.size < 6)) {
            index.clear();
            slots.clear();
          }
          expect(index.tightest(vcpus, memoryMiB, gpus)).toBe(search(slots, step.free, 1));
          expect(index.loosest(vcpus, memoryMiB, gpus)).toBe(search(slots, step.free, -1));
        }
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it.each([0, 8])(
    'remembers which shapes fitted nowhere without ever finding another instance (up to %i looked through)',
    (few) => {
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
          const index = new PlacementIndex(MAX_VCPUS, 2, few);
          const slots = new Map<number, Free>();
          for (const { kind, slot, free: capacity, shape } of steps) {
            if (kind === 'set') {
              index.set(slot, capacity.vcpus, capacity.memoryMiB, capacity.gpus);
              slots.set(slot, capacity);
            } else if (kind === 'remove') {
              index.remove(slot);
              slots.delete(slot);
            } else if (kind === 'clear' && slot === 0) {
              index.clear();
              slots.clear();
            } else if (kind === 'search' && shape < asked.length) {
              const { vcpus, memoryMiB, gpus } = asked[shape];
              if (slot % 2 === 0)
                expect(index.tightest(vcpus, memoryMiB, gpus, shape)).toBe(search(slots, asked[shape], 1));
              else expect(index.loosest(vcpus, memoryMiB, gpus, shape)).toBe(search(slots, asked[shape], -1));
            }
          }
        }),
        { seed: 3, numRuns: 1000 },
      );
    },
  );

  it('finds nothing when it is empty or nothing is large enough', () => {
    const index = new PlacementIndex(64, 0, 0);
    expect(index.tightest(0, 0, 0)).toBe(-1);
    expect(index.loosest(0, 0, 0)).toBe(-1);
    index.set(3, 64, 100, 0);
    expect(index.tightest(64, 100, 0)).toBe(3);
    expect(index.tightest(64, 101, 0)).toBe(-1);
    index.remove(3);
    index.remove(3);
    expect(index.loosest(1, 1, 0)).toBe(-1);
  });

  it('searches past tight counts whose instances lack memory', () => {
    const index = new PlacementIndex(64, 0, 0);
    index.set(0, 2, 10, 0);
    index.set(1, 40, 500, 0);
    expect(index.tightest(1, 100, 0)).toBe(1);
  });
});
