import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { jobIdOf } from '../../src/models/workload.ts';
import { dropJobs, keepWindows, sliceWorkload } from '../../src/models/workload-window.ts';
import { workloadOf } from '../support/lab.ts';

/** Rows: a at 0 s, array children b:0 b:1 b:2 at 10 s, c at 20 s after the whole array, d at 30 s after b:1. */
const small = workloadOf(
  [
    { id: 'a', submitMs: 0, runMs: 1000 },
    { id: 'c', submitMs: 20_000, runMs: 1000 },
    { id: 'd', submitMs: 30_000, runMs: 1000 },
  ],
  (builder) => {
    builder.addArray({ id: 'b', size: 3, submitMs: 10_000, runMs: 1000 });
    builder.addDependency('c', 'b');
    builder.addDependency('d', 'b:1');
  },
);
const idsOf = (workload: typeof small) => Array.from({ length: workload.jobCount }, (_, job) => jobIdOf(workload, job));
/** Entities by name: a job's id, or the array's. */
function dependenciesOf(workload: typeof small): string[] {
  const name = (entity: number) =>
    entity < workload.jobCount ? jobIdOf(workload, entity) : workload.arrays[entity - workload.jobCount].id;
  const { dependent, prerequisite } = workload.dependencies;
  return Array.from(dependent, (from, index) => `${name(from)} after ${name(prerequisite[index])}`).sort();
}

describe('cutting a workload', () => {
  it('keeps ids, arrays and dependencies of what is left', () => {
    // Without a and b:0: the array has two children on rows 0 and 1.
    const cut = dropJobs(small, [1, 1, 0, 0, 0, 0]);
    expect(idsOf(cut)).toEqual(['b:1', 'b:2', 'c', 'd']);
    expect(cut.arrays).toEqual([{ id: 'b', firstJob: 0, size: 2 }]);
    expect(dependenciesOf(cut)).toEqual(['c after b', 'd after b:1']);
  });

  it('counts dependencies on what is gone as met', () => {
    const cut = dropJobs(small, [0, 1, 1, 1, 0, 0]);
    expect(idsOf(cut)).toEqual(['a', 'c', 'd']);
    expect(cut.arrays).toEqual([]);
    expect(dependenciesOf(cut)).toEqual([]);
  });

  it('gives the same workload back when nothing is dropped', () => {
    expect(dropJobs(small, new Uint8Array(6))).toBe(small);
  });

  it('refuses a mask of another length', () => {
    expect(() => dropJobs(small, [1])).toThrow('a mask of 1 for 6 jobs');
  });

  it('slices half-open and starts the clock at the slice', () => {
    const dated = { ...small, originEpochMs: 1_000_000 };
    const slice = sliceWorkload(dated, 10_000, 30_000);
    expect(idsOf(slice)).toEqual(['b:0', 'b:1', 'b:2', 'c']);
    expect([...slice.submitMs]).toEqual([0, 0, 0, 10_000]);
    expect(slice.originEpochMs).toBe(1_010_000);
  });

  it('keeps several windows at their times', () => {
    const kept = keepWindows(small, [
      { fromMs: 0, toMs: 1 },
      { fromMs: 30_000, toMs: 40_000 },
    ]);
    expect(idsOf(kept)).toEqual(['a', 'd']);
    expect([...kept.submitMs]).toEqual([0, 30_000]);
  });

  it('never loses or invents a job, whatever is dropped', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(1), { minLength: 6, maxLength: 6 }), (mask) => {
        const cut = dropJobs(small, mask);
        const expected = idsOf(small).filter((_, row) => mask[row] === 0);
        expect(idsOf(cut)).toEqual(expected);
        for (const { firstJob, size } of cut.arrays) expect(firstJob + size).toBeLessThanOrEqual(cut.jobCount);
        expect(dependenciesOf(small)).toEqual(expect.arrayContaining(dependenciesOf(cut)));
      }),
    );
  });
});
