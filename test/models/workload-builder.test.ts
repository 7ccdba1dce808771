import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Result } from '../../src/models/problem.ts';
import { jobIdOf, type Workload } from '../../src/models/workload.ts';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';
import { idsOf } from '../support/ids.ts';

const defaults = { vcpus: 2, memoryMiB: 1024 };

function built(result: Result<Workload>): Workload {
  if (!result.ok) throw new Error(result.problems.map((problem) => problem.message).join('\n'));
  return result.value;
}

function messagesOf(result: Result<Workload>): readonly string[] {
  return result.ok ? [] : result.problems.map((problem) => problem.message);
}

/** Ids and edges by name: "b<-a" means b waits for a. */
function edgesOf(workload: Workload): readonly string[] {
  const nameOf = (entity: number): string =>
    entity < workload.jobCount ? jobIdOf(workload, entity) : workload.arrays[entity - workload.jobCount].id;
  const { dependent, prerequisite } = workload.dependencies;
  return [...dependent].map((entity, edge) => `${nameOf(entity)}<-${nameOf(prerequisite[edge])}`);
}

describe('more than 20 dependencies of one job', () => {
  const gathering = (sources: number) => {
    const builder = new WorkloadBuilder();
    for (let source = 0; source < sources; source++) builder.addJob({ id: `s${source}`, submitMs: 0, runMs: 1 });
    builder.addJob({ id: 'gather', submitMs: 0, runMs: 1 });
    for (let source = 0; source < sources; source++)
      builder.addDependency('gather', `s${source}`, undefined, 7 + source);
    return builder.finish(defaults);
  };

  it('are replayed with a warning that AWS would refuse the SubmitJob, and where', () => {
    const result = gathering(21);
    expect(built(result).dependencies.dependent).toHaveLength(21);
    expect(result.ok && result.warnings[0]).toMatchObject({
      message: '"gather" depends on 21 others: AWS refuses a SubmitJob with more than 20 dependsOn entries',
      line: 7,
    });
  });

  it('are told, 20 are not', () => {
    const result = gathering(20);
    expect(result.ok && result.warnings.filter(({ message }) => message.includes('dependsOn'))).toEqual([]);
  });
});

describe('the workload builder', () => {
  it('sorts stably by submit time and puts ms 0 at the first submit', () => {
    const builder = new WorkloadBuilder();
    builder.addJob({ id: 'late', submitMs: 5000, runMs: 1 });
    builder.addJob({ id: 'tie-1', submitMs: 2000, runMs: 2 });
    builder.addJob({ id: 'tie-2', submitMs: 2000, runMs: 3 });
    const workload = built(builder.finish(defaults, { name: 'w', submitTimes: 'epoch' }));
    expect(idsOf(workload)).toEqual(['tie-1', 'tie-2', 'late']);
    expect([...workload.submitMs]).toEqual([0, 0, 3000]);
    expect([...workload.runMs]).toEqual([2, 3, 1]);
    expect(workload.originEpochMs).toBe(2000);
    expect(workload.name).toBe('w');
  });

  it('says how many jobs got each default and merges classes that become equal', () => {
    const builder = new WorkloadBuilder();
    builder.addJob({ submitMs: 0, runMs: 1 });
    builder.addJob({ submitMs: 0, runMs: 1, vcpus: 2 });
    builder.addJob({ submitMs: 0, runMs: 1, vcpus: 2, memoryMiB: 1024, gpus: 0 });
    const result = builder.finish(defaults);
    expect(built(result).classes).toEqual([{ vcpus: 2, memoryMiB: 1024, gpus: 0 }]);
    expect([...built(result).classIndex]).toEqual([0, 0, 0]);
    expect(result.ok && result.warnings.map((warning) => warning.message)).toEqual([
      '1 of 3 jobs do not say vcpus; the default 2 is used',
      '2 of 3 jobs do not say memoryMiB; the default 1024 is used',
    ]);
  });

  it('reports jobs that say nothing when there is no default', () => {
    const builder = new WorkloadBuilder();
    builder.addJob({ submitMs: 0, runMs: 1, vcpus: 1 });
    expect(messagesOf(builder.finish({}))).toEqual(['1 job does not say memoryMiB and there is no default']);
  });

  it('keeps no ids when they are the row numbers, and keeps them exactly otherwise', () => {
    const keptIds = (ids: readonly (string | number | undefined)[]): readonly string[] | undefined => {
      const builder = new WorkloadBuilder();
      for (const id of ids) builder.addJob({ id, submitMs: 0, runMs: 1 });
      const workload = built(builder.finish(defaults));
      return workload.ids === undefined ? undefined : idsOf(workload);
    };
    expect(keptIds([undefined, undefined])).toBeUndefined();
    expect(keptIds([0, '1', undefined])).toBeUndefined();
    expect(keptIds([7, '12', undefined])).toEqual(['7', '12', '2']);
    expect(keptIds([0, 5, 'x', '007'])).toEqual(['0', '5', 'x', '007']);
  });

  it('keeps measured peaks, NaN where there was none, through growth and sorting', () => {
    const builder = new WorkloadBuilder({ capacity: 16 });
    for (let job = 0; job < 40; job++) {
      builder.addJob({ submitMs: 40 - job, runMs: 1, peakMemoryMiB: job % 2 === 1 ? job : undefined });
    }
    const { peakMemoryMiB } = built(builder.finish(defaults));
    expect([...(peakMemoryMiB ?? [])].slice(0, 3)).toEqual([39, Number.NaN, 37]);
  });

  it('places every column in the buffers of the given allocator', () => {
    const builder = new WorkloadBuilder({ allocate: (byteLength) => new SharedArrayBuffer(byteLength) });
    builder.addJob({ submitMs: 0, runMs: 1, peakMemoryMiB: 3 });
    const { submitMs, runMs, classIndex, peakMemoryMiB } = built(builder.finish(defaults));
    for (const column of [submitMs, runMs, classIndex, peakMemoryMiB]) {
      expect(column?.buffer).toBeInstanceOf(SharedArrayBuffer);
    }
  });

  it('throws on times no importer should let through', () => {
    const builder = new WorkloadBuilder();
    expect(() => builder.addJob({ submitMs: Number.NaN, runMs: 1 })).toThrow(RangeError);
    expect(() => builder.addJob({ submitMs: 0, runMs: -1 })).toThrow(RangeError);
    expect(() => builder.addArray({ id: 'a', size: 0, submitMs: 0, runMs: 1 })).toThrow(RangeError);
  });

  it('builds an empty workload', () => {
    expect(built(new WorkloadBuilder().finish({}))).toMatchObject({ jobCount: 0, classes: [], arrays: [] });
  });
});

describe('dependencies and arrays', () => {
  function twoArrays(leftSize: number, rightSize: number): WorkloadBuilder {
    const builder = new WorkloadBuilder();
    builder.addArray({ id: 'left', size: leftSize, submitMs: 10, runMs: 1 });
    builder.addArray({ id: 'right', size: rightSize, submitMs: 0, runMs: [5, 6, 7].slice(0, rightSize) });
    return builder;
  }

  it('keeps children on consecutive rows after sorting, each with its own run time', () => {
    const builder = twoArrays(2, 3);
    builder.addJob({ id: 'between', submitMs: 0, runMs: 9 });
    const workload = built(builder.finish(defaults));
    expect(idsOf(workload)).toEqual(['right:0', 'right:1', 'right:2', 'between', 'left:0', 'left:1']);
    expect([...workload.runMs]).toEqual([5, 6, 7, 9, 1, 1]);
    expect(workload.arrays).toEqual([
      { id: 'right', firstJob: 0, size: 3 },
      { id: 'left', firstJob: 4, size: 2 },
    ]);
  });

  it('expands N_TO_N and SEQUENTIAL to pairs, and keeps whole arrays as entities', () => {
    const builder = twoArrays(2, 2);
    builder.addJob({ id: 'end', submitMs: 20, runMs: 1 });
    builder.addDependency('left', 'right', 'N_TO_N');
    builder.addDependency('right', undefined, 'SEQUENTIAL');
    builder.addDependency('end', 'left');
    builder.addDependency('end', 'right:1');
    const edges = ['left:0<-right:0', 'left:1<-right:1', 'right:1<-right:0', 'end<-left', 'end<-right:1'];
    expect(edgesOf(built(builder.finish(defaults)))).toEqual(edges);
  });

  it('pairs N_TO_N by AWS index when children are missing', () => {
    const builder = new WorkloadBuilder();
    builder.addArray({ id: 'a', size: 2, indices: [0, 2], declaredSize: 3, submitMs: 0, runMs: 1 });
    builder.addArray({ id: 'b', size: 2, indices: [1, 2], declaredSize: 3, submitMs: 0, runMs: 1 });
    builder.addDependency('b', 'a', 'N_TO_N');
    expect(edgesOf(built(builder.finish(defaults)))).toEqual(['b:2<-a:2']);
  });

  it('reports unknown and ambiguous ids, unlike sizes and types on single jobs, all at once', () => {
    const builder = twoArrays(2, 3);
    for (const id of ['twin', 'twin', 'solo']) builder.addJob({ id, submitMs: 0, runMs: 1 });
    builder.addDependency('solo', 'sole');
    builder.addDependency('solo', 'twin');
    builder.addDependency('left', 'right', 'N_TO_N');
    builder.addDependency('solo', 'left', 'N_TO_N');
    builder.addDependency('solo', undefined, 'SEQUENTIAL');
    expect(messagesOf(builder.finish(defaults))).toEqual([
      'the prerequisite "sole" is not in the trace (dependency of "solo")',
      '"twin" is the id of more than one job, so a dependency on it is ambiguous',
      'N_TO_N needs arrays of one size: "left" has 2 children, "right" has 3',
      'N_TO_N joins two arrays, but "solo" is not an array',
      '"solo" is SEQUENTIAL but is not an array',
    ]);
  });

  it('lets ids repeat when no dependency mentions them', () => {
    const builder = new WorkloadBuilder();
    for (const id of ['twin', 'twin']) builder.addJob({ id, submitMs: 0, runMs: 1 });
    expect(idsOf(built(builder.finish(defaults)))).toEqual(['twin', 'twin']);
  });

  it('names a circle of jobs', () => {
    const builder = new WorkloadBuilder();
    for (const id of ['a', 'b', 'c', 'd']) builder.addJob({ id, submitMs: 0, runMs: 1 });
    for (const [dependent, prerequisite] of ['da', 'ab', 'bc', 'ca']) builder.addDependency(dependent, prerequisite);
    expect(messagesOf(builder.finish(defaults))).toEqual(['jobs wait for each other in a circle: a -> b -> c -> a']);
  });

  it('names a job that waits for itself', () => {
    const builder = new WorkloadBuilder();
    builder.addJob({ id: 'a', submitMs: 0, runMs: 1 });
    builder.addDependency('a', 'a');
    expect(messagesOf(builder.finish(defaults))[0]).toContain('a -> a');
  });

  it('sees the circle of an array that waits for a job which waits for one of its children', () => {
    const builder = twoArrays(2, 2);
    builder.addJob({ id: 'job', submitMs: 0, runMs: 1 });
    builder.addDependency('left', 'job');
    builder.addDependency('job', 'left:1');
    expect(messagesOf(builder.finish(defaults))[0]).toMatch(
      /job -> left:1 -> left -> job|left:1 -> left -> job -> left:1/,
    );
  });

  it('sees the circle of a child that waits for its own whole array', () => {
    const builder = twoArrays(2, 2);
    builder.addDependency('left:0', 'left');
    expect(messagesOf(builder.finish(defaults))[0]).toContain('circle');
  });

  it('follows a chain of 200,000 jobs without running out of stack', () => {
    const builder = new WorkloadBuilder();
    for (let job = 0; job < 200_000; job++) {
      builder.addJob({ submitMs: 0, runMs: 1 });
      if (job > 0) builder.addDependency(job, job - 1);
    }
    expect(built(builder.finish(defaults)).dependencies.dependent).toHaveLength(199_999);
  });
});

describe('properties of the workload builder', () => {
  const job = fc.record({
    submitMs: fc.integer({ min: -1000, max: 1000 }),
    runMs: fc.integer({ min: 0, max: 100_000 }),
    vcpus: fc.option(fc.integer({ min: 1, max: 4 }), { nil: undefined }),
    memoryMiB: fc.option(fc.constantFrom(512, 1024), { nil: undefined }),
    queue: fc.option(fc.constantFrom('a', 'b'), { nil: undefined }),
    user: fc.option(fc.constantFrom('ann', 'bob'), { nil: undefined }),
  });

  it('keeps every job with its request and run time, in order of submission', () => {
    fc.assert(
      fc.property(fc.array(job, { maxLength: 60 }), (jobs) => {
        const builder = new WorkloadBuilder({ capacity: 16 });
        for (const [index, each] of jobs.entries()) builder.addJob({ ...each, id: `j${index}` });
        const workload = built(builder.finish(defaults));
        const origin = Math.min(...jobs.map((each) => each.submitMs));
        for (let row = 0; row < workload.jobCount; row++) {
          const source = jobs[Number(jobIdOf(workload, row).slice(1))];
          expect(workload.submitMs[row]).toBe(source.submitMs - origin);
          expect(workload.runMs[row]).toBe(source.runMs);
          const { vcpus, memoryMiB, queue, user } = workload.classes[workload.classIndex[row]];
          expect([vcpus, memoryMiB]).toEqual([source.vcpus ?? 2, source.memoryMiB ?? 1024]);
          expect([queue, user]).toEqual([source.queue, source.user]);
          if (row > 0) expect(workload.submitMs[row]).toBeGreaterThanOrEqual(workload.submitMs[row - 1]);
        }
        const distinct = new Set(workload.classes.map((each) => JSON.stringify(each)));
        expect(distinct.size).toBe(workload.classes.length);
      }),
    );
  });

  it('accepts dependencies exactly when no job waits for itself in the end', () => {
    const edge = fc.tuple(fc.integer({ min: 0, max: 7 }), fc.integer({ min: 0, max: 7 }));
    fc.assert(
      fc.property(fc.array(edge, { maxLength: 12 }), (edges) => {
        const builder = new WorkloadBuilder();
        for (let id = 0; id < 8; id++) builder.addJob({ submitMs: 0, runMs: 1 });
        for (const [dependent, prerequisite] of edges) builder.addDependency(dependent, prerequisite);
        // Reference: Warshall's transitive closure.
        const reaches = Array.from({ length: 8 }, () => new Array<boolean>(8).fill(false));
        for (const [from, to] of edges) reaches[from][to] = true;
        for (let via = 0; via < 8; via++)
          for (let from = 0; from < 8; from++)
            for (let to = 0; to < 8; to++) reaches[from][to] ||= reaches[from][via] && reaches[via][to];
        expect(builder.finish(defaults).ok).toBe(!reaches.some((row, node) => row[node]));
      }),
    );
  });
});
