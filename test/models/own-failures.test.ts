import { describe, expect, it } from 'vitest';
import { failuresAt, type OwnFailureHistory, OwnFailureTable } from '../../src/models/own-failures.ts';
import { allocateBuffer } from '../../src/models/typed-columns.ts';
import { jobIdOf, type Workload } from '../../src/models/workload.ts';
import { withCopies } from '../../src/models/workload-copies.ts';
import { dropJobs } from '../../src/models/workload-window.ts';
import { scaleTrace } from '../../src/scenario/scale-trace.ts';
import { workloadOf } from '../support/lab.ts';

const job = { runMs: 100, vcpus: 1 };
const failed = (...runMs: number[]): OwnFailureHistory => ({
  failures: runMs.map((ms) => ({ runMs: ms, exitCode: 1 })),
  isForGood: false,
});

/** Run times of the failures by job id, sorted by it. */
function told(workload: Workload): readonly string[] {
  const { ownFailures } = workload;
  if (ownFailures === undefined) return [];
  return [...ownFailures.jobs]
    .map((row, place) => `${jobIdOf(workload, row)}: ${ownFailures.runMs.subarray(...failuresAt(ownFailures, place))}`)
    .sort();
}

describe('recorded failures', () => {
  const workload = workloadOf([
    { ...job, id: 'late', submitMs: 50, ownFailures: failed(10, 20) },
    { ...job, id: 'plain', submitMs: 40 },
    { ...job, id: 'early', submitMs: 0, ownFailures: failed(30) },
  ]);

  it('follow their jobs through the sort by submit time', () => {
    expect([...(workload.ownFailures?.jobs ?? [])]).toEqual([0, 2]);
    expect(told(workload)).toEqual(['early: 30', 'late: 10,20']);
  });

  it('follow them through cuts and copies, and are gone with the last of them', () => {
    expect(told(dropJobs(workload, [1, 0, 0]))).toEqual(['late: 10,20']);
    expect(dropJobs(workload, [1, 0, 1])).not.toHaveProperty('ownFailures');
    expect(told(withCopies(workload, [{ rows: [0], shiftMs: 45 }]))).toEqual([
      'early: 30',
      'early~1: 30',
      'late: 10,20',
    ]);
  });

  it('are stretched as run times are', () => {
    expect(told(scaleTrace(workload, { arrivals: 1, runtimes: 2 }))).toEqual(['early: 60', 'late: 20,40']);
  });

  it('share what they say of their end, and leave nothing where there are none', () => {
    expect(workload.ownFailures?.kinds).toEqual([{ exitCode: 1 }]);
    expect(workloadOf([{ ...job, submitMs: 0 }])).not.toHaveProperty('ownFailures');
  });

  it('refuse a run time that is none', () => {
    const table = new OwnFailureTable();
    expect(() => table.add(0, failed(-1))).toThrow(RangeError);
    expect(table.columns(undefined, allocateBuffer)).toEqual({});
  });
});
