import { describe, expect, it } from 'vitest';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const JOBS = 60_000;
/** One every 90 ms, each for 5 to 15 minutes: about 6,700 run at once, more than are near the processor. */
const runMsOf = (job: number) => 5 * MINUTE_MS + ((job * 7919) % 600) * 1000;
const jobs = Array.from({ length: JOBS }, (_, job) => ({
  submitMs: job * 90,
  runMs: runMsOf(job),
  vcpus: 1,
  attempts: 10,
}));

describe('a run with more events under way than are near', () => {
  it('ends every attempt when it should, beside instances that EC2 takes and jobs that try again', () => {
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.1'], minvCpus: 8000, maxvCpus: 8000 });
    // Every tenth instance lives for 40 minutes.
    const spotMarket = scriptedMarket({
      lifeMs: (_, ordinal) => (ordinal % 10 === 0 ? 40 * MINUTE_MS : Number.POSITIVE_INFINITY),
    });
    const world = labWorld([labType('lab.1', 1, 1000)], { assumptions: ideal({ zones: 1 }), spotMarket });
    const { attempts, outcome } = replay(workloadOf(jobs), config, world);
    expect(outcome.jobs.succeeded).toBe(JOBS);
    expect(outcome.spot.lostAttempts).toBeGreaterThan(500);
    const succeeded = attempts.filter(({ status }) => status === 'SUCCEEDED');
    expect(new Set(succeeded.map(({ job }) => job)).size).toBe(JOBS);
    expect(succeeded.filter(({ job, startMs, endMs }) => endMs - startMs !== runMsOf(job))).toEqual([]);
    const lost = attempts.filter(({ status }) => status === 'FAILED');
    expect(lost.length).toBe(outcome.spot.lostAttempts);
    expect(lost.filter(({ job, startMs, endMs }) => endMs - startMs >= runMsOf(job))).toEqual([]);
  });
});
