import fc from 'fast-check';
import { expect, it } from 'vitest';
import { jobIdOf } from '../../src/models/workload.ts';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';

it('ids of any text stay with their jobs when the jobs are put in the order of submission', () => {
  const jobs = fc.uniqueArray(
    fc.record({ id: fc.string({ unit: 'grapheme', minLength: 1, maxLength: 70 }), submitMs: fc.nat(20) }),
    { selector: ({ id }) => id, minLength: 1, maxLength: 40 },
  );
  fc.assert(
    fc.property(jobs, (told) => {
      const builder = new WorkloadBuilder();
      for (const { id, submitMs } of told) builder.addJob({ id, submitMs, runMs: 1000, vcpus: 1, memoryMiB: 512 });
      const finished = builder.finish({});
      if (!finished.ok) throw new Error(finished.problems.map(({ message }) => message).join());
      // A stable sort: jobs submitted together stay as they were told.
      const sorted = [...told].sort((one, other) => one.submitMs - other.submitMs);
      expect(sorted.map((_, job) => jobIdOf(finished.value, job))).toEqual(sorted.map(({ id }) => id));
    }),
  );
});
