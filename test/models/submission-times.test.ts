import { describe, expect, it } from 'vitest';
import { submissionTimes } from '../../src/models/submission-times.ts';
import { workloadOf } from '../support/lab.ts';

const jobsAt = (...times: number[]) => workloadOf(times.map((submitMs) => ({ submitMs, runMs: 1000, vcpus: 1 })));
const pace = (submitCallsPerSecond: number, arrayFanOutSecondsPerThousand = 0) => ({
  submitCallsPerSecond,
  arrayFanOutSecondsPerThousand,
});

describe('SubmitJob calls', () => {
  it('beyond 50 in a second wait until the second is over', () => {
    const { lateMs, order } = submissionTimes(jobsAt(...new Array<number>(120).fill(0)), pace(50));
    // Calls 0-49 at once, 50-99 a second later, 100-119 two seconds later.
    expect([0, 49, 50, 99, 100, 119].map((job) => lateMs?.[job])).toEqual([0, 0, 1000, 1000, 2000, 2000]);
    expect(order).toBeUndefined();
  });

  it('count in any second, not by the clock', () => {
    // Two a second: the third at 900 ms waits until 1 s after the first at 500 ms, the fourth until 1 s after the second.
    const { lateMs } = submissionTimes(jobsAt(0, 500, 600, 900), pace(2));
    expect([...(lateMs ?? [])].map((late, job) => late + (job === 0 ? 0 : [0, 500, 600, 900][job]))).toEqual([
      0, 500, 1000, 1500,
    ]);
  });

  it('below the rate, or without one, are as punctual as the trace', () => {
    expect(submissionTimes(jobsAt(0, 100, 200), pace(50)).lateMs).toBeUndefined();
    expect(submissionTimes(jobsAt(...new Array<number>(120).fill(0)), pace(0)).lateMs).toBeUndefined();
  });

  it('are one for a whole array', () => {
    const arrays = workloadOf([], (builder) => {
      for (const id of ['a', 'b']) builder.addArray({ id, size: 200, submitMs: 0, runMs: 1000, vcpus: 1 });
    });
    // One call a second: all of the first array at once, all of the second after a second.
    const { lateMs } = submissionTimes(arrays, pace(1));
    expect([0, 199, 200, 399].map((job) => lateMs?.[job])).toEqual([0, 0, 1000, 1000]);
  });
});

describe('children of arrays', () => {
  const jobs = workloadOf([], (builder) => {
    builder.addArray({ id: 'a', size: 1000, submitMs: 0, runMs: 1000, vcpus: 1 });
    builder.addArray({ id: 'b', size: 10, submitMs: 0, runMs: 1000, vcpus: 1 });
    builder.addJob({ id: 'single', submitMs: 10, runMs: 1000, vcpus: 1 });
  });

  it('appear at 1,000 a second, one array after the other', () => {
    const { lateMs } = submissionTimes(jobs, pace(0, 1));
    expect([0, 1, 999, 1000, 1009].map((job) => lateMs?.[job])).toEqual([0, 1, 999, 1000, 1009]);
  });

  it('let single jobs submitted meanwhile pass', () => {
    const { order } = submissionTimes(jobs, pace(0, 1));
    // The single job, row 1,010, enters at 10 ms, right after child 10 of the first array.
    expect([...(order ?? [])].slice(9, 13)).toEqual([9, 10, 1010, 11]);
  });
});
