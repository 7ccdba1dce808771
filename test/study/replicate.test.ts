import { describe, expect, it } from 'vitest';
import { replicationSeed } from '../../src/models/random.ts';
import type { Executor } from '../../src/study/executor.ts';
import { inProcessExecutor } from '../../src/study/in-process-executor.ts';
import { mergeRecords, planTasks, runStudy, shardOf } from '../../src/study/replicate.ts';
import type { ReplicationRecord, StudyTask } from '../../src/study/replication.ts';
import { recordOf } from '../../src/study/run-task.ts';
import { CONFIG, ledgerRow, outcome } from './sample-records.ts';

/** A simulation whose cost names its task: 1000 x candidate + replication micro-dollars. */
function runTask(task: StudyTask): ReplicationRecord {
  return recordOf(task, outcome([ledgerRow({ microUsd: { busy: 1000 * task.candidateIndex + task.replication } })]));
}

const request = { candidates: [CONFIG, CONFIG], replications: 3, seed: 7 };

describe('a study', () => {
  it('gives every candidate the same luck in the same replication', () => {
    const tasks = planTasks(request);
    expect(tasks).toHaveLength(6);
    for (const task of tasks) expect(task.seed).toBe(replicationSeed(7, task.replication));
    expect(new Set(tasks.map((task) => task.seed)).size).toBe(3);
  });

  it('does not depend on the order in which tasks finish', async () => {
    const backwards: Executor = {
      async run(tasks, onResult) {
        for (const task of tasks.toReversed()) onResult(runTask(task));
      },
    };
    const study = await runStudy(request, inProcessExecutor(runTask));
    expect(await runStudy(request, backwards)).toEqual(study);
    expect(study.isComplete).toBe(true);
    const costs = study.candidates.map(({ records }) => records.map((one) => one.outcome.ledger.totalMicroUsd));
    expect(costs).toEqual([
      [0, 1, 2],
      [1000, 1001, 1002],
    ]);
  });

  it('sends a timeline with replication 0 only', async () => {
    const study = await runStudy(request, inProcessExecutor(runTask));
    const timelines = study.candidates[1].records.map((record) => record.outcome.timeline !== undefined);
    expect(timelines).toEqual([true, false, false]);
  });

  it('reports progress and stops when cancelled, keeping what it has', async () => {
    const progress: string[] = [];
    const study = await runStudy(
      {
        ...request,
        onProgress: (done, total) => progress.push(`${done}/${total}`),
        isCancelled: () => progress.length > 2,
      },
      inProcessExecutor(runTask),
    );
    expect(progress).toEqual(['0/6', '1/6', '2/6']);
    expect(study.isComplete).toBe(false);
    expect(study.candidates.map(({ records }) => records.length)).toEqual([1, 1]);
  });

  it('is the same when its shards run apart and are merged', async () => {
    const tasks = planTasks(request);
    const shards = [0, 1].map((shard) => shardOf(tasks, shard, 2));
    expect(shards.map((shard) => shard.length)).toEqual([4, 2]);
    const merged = mergeRecords(request, shards.toReversed().flat().map(runTask));
    expect(merged).toEqual(await runStudy(request, inProcessExecutor(runTask)));
  });

  it('continues with later replications when asked to', () => {
    const numbers = planTasks({ ...request, candidates: [CONFIG], firstReplication: 3 }).map((one) => one.replication);
    expect(numbers).toEqual([3, 4, 5]);
  });

  it('refuses a record that came twice and a count that is none', () => {
    const [first] = planTasks(request).map(runTask);
    expect(() => mergeRecords(request, [first, first])).toThrow('candidate 0, replication 0 came back twice');
    expect(() => planTasks({ ...request, replications: 0 })).toThrow(RangeError);
  });
});
