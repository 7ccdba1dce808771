import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';

const job = { submitMs: 0, runMs: 1 };

/** Size 1 = a job, more = an array. */
function built(entities: readonly (readonly [string | undefined, number])[]): WorkloadBuilder {
  const builder = new WorkloadBuilder();
  for (const [id, size] of entities) {
    if (size === 1 || id === undefined) builder.addJob({ ...job, id });
    else builder.addArray({ ...job, id, size });
  }
  return builder;
}

describe('ids that more than one job has', () => {
  it('are those that a look at every pair finds', () => {
    const id = fc.oneof(fc.nat(60).map(String), fc.constantFrom('a', 'b', 'é', 'x'.repeat(80), '007', '4294967299'));
    const entity = fc.tuple(id, fc.constantFrom(1, 1, 1, 3));
    fc.assert(
      fc.property(fc.array(entity, { maxLength: 12 }), (entities) => {
        const rowOf = new Map<string, number>();
        const found: { id: string; row: number; earlierRow: number }[] = [];
        let row = 0;
        for (const [name, size] of entities) {
          const earlierRow = rowOf.get(name);
          if (earlierRow === undefined) rowOf.set(name, row);
          else found.push({ id: name, row, earlierRow });
          row += size;
        }
        const expected = found.length === 0 ? undefined : { ...found[0], count: found.length, isAtLeast: false };
        expect(built(entities).repeatedIds()).toEqual(expected);
      }),
      { numRuns: 1000 },
    );
  });

  it('are not those of jobs without one, which go by their row', () => {
    expect(
      built([
        ['3', 1],
        [undefined, 1],
        ['1', 1],
        [undefined, 1],
      ]).repeatedIds(),
    ).toBeUndefined();
    expect(
      built([
        ['a', 1],
        [undefined, 1],
        ['1', 1],
      ]).repeatedIds(),
    ).toBeUndefined();
  });

  it('are found among many, late ones too', () => {
    const builder = new WorkloadBuilder();
    for (let row = 0; row < 200_000; row++) builder.addJob({ ...job, id: `job-${row === 199_999 ? 7 : row}` });
    expect(builder.repeatedIds()).toMatchObject({ id: 'job-7', row: 199_999, earlierRow: 7, count: 1 });
  });
});
