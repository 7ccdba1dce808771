import { expect, it } from 'vitest';
import { allocateShared, sharedWorkload } from '../../src/models/shared-workload.ts';
import type { Workload } from '../../src/models/workload.ts';
import { WorkloadBuilder } from '../../src/models/workload-builder.ts';

function built(allocate?: typeof allocateShared): Workload {
  const builder = new WorkloadBuilder(allocate === undefined ? {} : { allocate });
  const ownFailures = { failures: [{ runMs: 3, exitCode: 1 }], isForGood: true };
  builder.addJob({
    id: 'b',
    submitMs: 5,
    runMs: 7,
    vcpus: 1,
    memoryMiB: 4,
    cancelMs: 9,
    peakMemoryMiB: 2,
    ownFailures,
  });
  builder.addJob({ id: 'a', submitMs: 0, runMs: 8, vcpus: 2, memoryMiB: 4, terminateMs: 6, deadlineMs: 9 });
  const result = builder.finish({});
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}

function columnsOf(workload: Workload) {
  const { submitMs, runMs, classIndex, cancelMs, terminateMs, deadlineMs, ownFailures, peakMemoryMiB } = workload;
  const failures = [
    ownFailures?.jobs,
    ownFailures?.ends,
    ownFailures?.isForGood,
    ownFailures?.runMs,
    ownFailures?.kind,
  ];
  const columns = [submitMs, runMs, classIndex, cancelMs, terminateMs, deadlineMs, ...failures, peakMemoryMiB];
  return columns.map((column) => {
    if (column === undefined) throw new Error('a column is missing');
    return column;
  });
}

it('copies columns into shared memory once, and not at all when they were built there', () => {
  const plain = built();
  const shared = sharedWorkload(plain);
  expect(columnsOf(shared).map((column) => Array.from(column))).toEqual(
    columnsOf(plain).map((column) => Array.from(column)),
  );
  for (const column of columnsOf(shared)) expect(column.buffer).toBeInstanceOf(SharedArrayBuffer);
  const again = columnsOf(sharedWorkload(shared));
  columnsOf(shared).forEach((column, index) => {
    expect(again[index].buffer).toBe(column.buffer);
  });
  const atOnce = built(allocateShared);
  const handed = columnsOf(sharedWorkload(atOnce));
  columnsOf(atOnce).forEach((column, index) => {
    expect(handed[index].buffer).toBe(column.buffer);
  });
});

it('reaches another thread as the same memory', () => {
  const shared = sharedWorkload(built(allocateShared));
  // What postMessage does to a message.
  const received = structuredClone(shared);
  shared.submitMs[1] = 42;
  expect(received.submitMs[1]).toBe(42);
  expect(received.ids).toBeUndefined();
});
