import { describe, expect, it } from 'vitest';
import { BlastRadius } from '../../src/engine/blast-radius.ts';
import type { Assumptions } from '../../src/models/assumptions.ts';
import { createAdvisorMarket } from '../../src/models/spot/advisor.ts';
import type { Checkpoint, Workload } from '../../src/models/workload.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { estimateOf, zScore } from '../support/batch-means.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const spot = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'], maxvCpus: 4 });
/** Every 10 minutes for one minute; two minutes to restore. */
const CHECKPOINT = { intervalMs: 10 * MINUTE_MS, costMs: MINUTE_MS, restoreMs: 2 * MINUTE_MS };

function checkpointed(jobs: readonly NewJob[], checkpoint: Checkpoint = CHECKPOINT): Workload {
  const workload = workloadOf(jobs);
  return { ...workload, classes: workload.classes.map((jobClass) => ({ ...jobClass, checkpoint })) };
}

/** The first instance lives for `lifeMs`, the next ones for ever. */
function run(runMs: number, lifeMs: number, changes: Partial<Assumptions> = {}, job: Partial<NewJob> = {}) {
  const market = scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? lifeMs : Number.POSITIVE_INFINITY) });
  const workload = checkpointed([{ submitMs: 0, runMs, vcpus: 4, attempts: 3, ...job }]);
  return replay(
    workload,
    spot,
    labWorld([LAB_4], { assumptions: ideal({ zones: 1, ...changes }), spotMarket: market }),
  );
}

const endsOf = ({ attempts }: ReturnType<typeof run>) => attempts.map(({ endMs }) => endMs / MINUTE_MS);

describe('checkpoints', () => {
  it('lengthen the run by their cost, between intervals and not at the end', () => {
    // 30 min of work: checkpoints after 10 and 20 min, none at 30; 25 min: the same two.
    expect(endsOf(run(30 * MINUTE_MS, HOUR_MS))).toEqual([32]);
    expect(endsOf(run(25 * MINUTE_MS, HOUR_MS))).toEqual([27]);
    expect(endsOf(run(10 * MINUTE_MS, HOUR_MS))).toEqual([10]);
  });

  it('keep whole completed intervals of a lost attempt; the next one restores', () => {
    // Lost at 25 min: 10 + 1 + 10 + 1 are complete at 22. Restore 2, 10 min of work left: 25 + 12 = 37.
    const result = run(30 * MINUTE_MS, 25 * MINUTE_MS);
    expect(endsOf(result)).toEqual([25, 37]);
    // Of 25 min on 4 vCPUs the last 3 were in vain.
    expect(result.outcome.spot.wastedVcpuMs).toBe(4 * 3 * MINUTE_MS);
  });

  it('keep nothing of a checkpoint that was still being written, and restore nothing then', () => {
    // Lost at 10 min 59 s: the first checkpoint would have ended at 11.
    const result = run(30 * MINUTE_MS, 11 * MINUTE_MS - 1000);
    expect(endsOf(result)).toEqual([11 - 1 / 60, 11 - 1 / 60 + 32]);
    expect(result.outcome.spot.wastedVcpuMs).toBe(4 * (11 * MINUTE_MS - 1000));
  });

  it('add up over attempts', () => {
    const market = scriptedMarket({
      lifeMs: (_, ordinal) => (ordinal < 2 ? 15 * MINUTE_MS : Number.POSITIVE_INFINITY),
    });
    const world = labWorld([LAB_4], { assumptions: ideal({ zones: 1 }), spotMarket: market });
    const result = replay(checkpointed([{ submitMs: 0, runMs: 30 * MINUTE_MS, vcpus: 4, attempts: 3 }]), spot, world);
    // Lost at 15 (10 kept) and at 30 (2 restore, 11 of a cycle: 20 kept); 2 + 10 more: 42.
    expect(result.attempts.map(({ endMs }) => endMs / MINUTE_MS)).toEqual([15, 30, 42]);
  });

  it('are written once more at the notice when that is long enough', () => {
    const options = { model: 'none', noticeSeconds: 120, noNoticeShare: 0, checkpointOnNotice: true } as const;
    const withSpot = (changes: object) => ({ spot: { ...ideal().spot, ...options, ...changes } });
    // Notice at 23: 20 min kept by then plus 1 of work after the checkpoint at 22. 30 - 21 = 9, restore 2: 25 + 11 = 36.
    const saved = run(30 * MINUTE_MS, 25 * MINUTE_MS, withSpot({}));
    expect(endsOf(saved)).toEqual([25, 36]);
    // 21 min of work and three checkpoints of a minute are kept of 25: one minute is lost.
    expect(saved.outcome.spot.wastedVcpuMs).toBe(4 * MINUTE_MS);
    expect(endsOf(run(30 * MINUTE_MS, 25 * MINUTE_MS, withSpot({ noticeSeconds: 59 })))).toEqual([25, 37]);
    expect(endsOf(run(30 * MINUTE_MS, 25 * MINUTE_MS, withSpot({ noNoticeShare: 1 })))).toEqual([25, 37]);
  });

  it('count against the timeout of an attempt', () => {
    const late = run(30 * MINUTE_MS, HOUR_MS, {}, { timeoutMs: 31 * MINUTE_MS });
    expect(late.outcome.jobs.failed).toBe(1);
    expect(run(30 * MINUTE_MS, HOUR_MS, {}, { timeoutMs: 32 * MINUTE_MS }).outcome.jobs.succeeded).toBe(1);
  });

  it('never make a job wait for more than it would without them when they are free and instances are lost', () => {
    const free = { intervalMs: MINUTE_MS, costMs: 0, restoreMs: 0 };
    for (const lifeMinutes of [1, 7, 20, 29]) {
      const market = scriptedMarket({
        lifeMs: (_, ordinal) => (ordinal === 0 ? lifeMinutes * MINUTE_MS : Number.POSITIVE_INFINITY),
      });
      const world = labWorld([LAB_4], { assumptions: ideal({ zones: 1 }), spotMarket: market });
      const jobs = [{ submitMs: 0, runMs: 30 * MINUTE_MS, vcpus: 4, attempts: 3 }];
      expect(replay(checkpointed(jobs, free), spot, world).outcome.makespanMs).toBe(30 * MINUTE_MS);
      expect(replay(workloadOf(jobs), spot, world).outcome.makespanMs).toBe((30 + lifeMinutes) * MINUTE_MS);
    }
  });
});

describe('checkpoints under a constant hazard', { timeout: 60_000 }, () => {
  /**
   * A segment of length s that is repeated until it survives, R to restore before each further try: M e^(R/M) (e^(s/M) - 1)
   * (Daly 2006). Here nothing is restored before the first checkpoint and none is written after the last interval, so:
   * first segment with R = 0, the last without delta.
   */
  it('take the time of the closed form', () => {
    const [M, tau, delta, R] = [2, 0.5, 0.05, 0.1];
    const segment = (hours: number, restore: number) => M * Math.exp(restore / M) * (Math.exp(hours / M) - 1);
    // 4 h of work in 8 intervals.
    const golden = segment(tau + delta, 0) + 6 * segment(tau + delta, R) + segment(tau, R);
    const jobCount = 4000;
    const assumptions = ideal({ spotFirstHourFree: 0 });
    const stormy = { ...assumptions.spot, model: 'advisor' as const, hazardPerHour: 1 / M };
    const jobs = Array.from({ length: jobCount }, () => ({ submitMs: 0, runMs: 4 * HOUR_MS, vcpus: 1, attempts: 250 }));
    const hoursMs = { intervalMs: tau * HOUR_MS, costMs: delta * HOUR_MS, restoreMs: R * HOUR_MS };
    const { attempts } = replay(
      checkpointed(jobs, hoursMs),
      labConfig({ type: 'SPOT', instanceTypes: ['lab.1'] }),
      labWorld([labType('lab.1', 1, 100)], {
        assumptions: { ...assumptions, spot: stormy },
        spotMarket: createAdvisorMarket(stormy, 11),
      }),
    );
    const hours = new Array<number>(jobCount).fill(0);
    for (const { job, startMs, endMs } of attempts) hours[job] = (hours[job] ?? 0) + (endMs - startMs) / HOUR_MS;
    const estimate = estimateOf(hours);
    // One correction to Daly: a failure during the restore itself repeats the restore, as his e^(R/M) says.
    expect(
      Math.abs(zScore(estimate, golden)),
      `${estimate.mean} +- ${estimate.standardError}, golden ${golden}`,
    ).toBeLessThan(3.5);
  });
});

describe('the largest reclaim', () => {
  it('counts attempts of one family within three minutes of the first', () => {
    const radius = new BlastRadius();
    radius.add('m5', 0, 4);
    radius.add('m5', 180_000, 5);
    radius.add('c5', 180_000, 6);
    expect(radius.largest).toBe(9);
    radius.add('m5', 180_001, 7);
    expect(radius.largest).toBe(9);
    radius.add('m5', 200_000, 3);
    expect(radius.largest).toBe(10);
  });

  it('is told with the outcome', () => {
    const market = scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? HOUR_MS : Number.POSITIVE_INFINITY) });
    const jobs = Array.from({ length: 4 }, () => ({ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 1, attempts: 2 }));
    const world = labWorld([LAB_4], { assumptions: ideal({ zones: 1 }), spotMarket: market });
    expect(replay(workloadOf(jobs), spot, world).outcome.spot.largestReclaimJobs).toBe(4);
  });
});
