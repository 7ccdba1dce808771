import { describe, expect, it } from 'vitest';
import { simulate } from '../../src/engine/simulate.ts';
import type { BatchConfig, JobStateTimeLimitAction } from '../../src/models/batch-config.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const NO_CAPACITY = 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY';
const TOO_LARGE = 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT';
const ABOVE_MAXIMUM = 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE';

function limited(config: BatchConfig, ...limits: [reason: string, maxTimeSeconds: number][]): BatchConfig {
  const jobStateTimeLimitActions = limits.map(([reason, maxTimeSeconds]): JobStateTimeLimitAction => {
    return { reason, maxTimeSeconds, state: 'RUNNABLE', action: 'CANCEL' };
  });
  return { ...config, jobQueues: config.jobQueues.map((queue) => ({ ...queue, jobStateTimeLimitActions })) };
}

describe('a time limit action', () => {
  it('cancels a head that fits no instance after its time, and the queue goes on', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: 1, memoryMiB: 2000 },
      { submitMs: 0, runMs: 1, memoryMiB: 2000 },
      { submitMs: 0, runMs: MINUTE_MS },
    ]);
    const config = limited(fixedMachine('lab.4', 4), [TOO_LARGE, 600]);
    const { outcome, startMs } = replay(workload, config, labWorld([LAB_4]));
    // Only the head counts: the second begins its ten minutes when the first is gone.
    expect(startMs[2]).toBe(20 * MINUTE_MS);
    expect(outcome.jobs).toEqual({ submitted: 3, succeeded: 1, failed: 2, cancelled: 2, neverRan: 0 });
  });

  it('leaves alone a head that waits for another reason', () => {
    const workload = workloadOf([{ submitMs: 0, runMs: 1, memoryMiB: 2000 }]);
    const config = limited(fixedMachine('lab.4', 4), [NO_CAPACITY, 600], [ABOVE_MAXIMUM, 600]);
    expect(replay(workload, config, labWorld([LAB_4])).outcome.jobs.neverRan).toBe(1);
  });

  it('leaves alone a head that waits for running jobs to end', () => {
    const workload = workloadOf([
      { submitMs: 0, runMs: 60 * MINUTE_MS, vcpus: 4 },
      { submitMs: 0, runMs: 1, vcpus: 4 },
    ]);
    const config = limited(fixedMachine('lab.4', 4), [NO_CAPACITY, 600], [TOO_LARGE, 600], [ABOVE_MAXIMUM, 600]);
    expect(replay(workload, config, labWorld([LAB_4])).startMs[1]).toBe(60 * MINUTE_MS);
  });

  it('says so in AWS words', () => {
    const workload = workloadOf([{ submitMs: 0, runMs: 1, vcpus: 8 }]);
    const ends: unknown[] = [];
    simulate(workload, limited(fixedMachine('lab.4', 4), [ABOVE_MAXIMUM, 700]), labWorld([LAB_4]), {
      onState: (_job, state, atMs, reason) => {
        if (state === 'FAILED') ends.push([atMs, reason]);
      },
    });
    expect(ends).toEqual([[700_000, `Canceled by JobStateTimeLimit action due to reason: ${ABOVE_MAXIMUM}`]]);
  });

  it('counts refusals by EC2 as one wait, from the first to the last', () => {
    const market = scriptedMarket({ refuses: () => true });
    const config = limited(labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }), [NO_CAPACITY, 600]);
    const failedMs: number[] = [];
    const world = labWorld([LAB_4], { spotMarket: market });
    simulate(workloadOf([{ submitMs: 0, runMs: 1 }]), config, world, {
      onState: (_job, state, atMs) => {
        if (state === 'FAILED') failedMs.push(atMs);
      },
    });
    // Refused at 0, 60, 120, ... s; the queue says so from the first time on.
    expect(failedMs).toEqual([600_000]);
  });

  it('leaves alone a head that EC2 refuses in one environment while another is full: jobs will end there', () => {
    const config = limited(
      labConfig({ type: 'EC2', instanceTypes: ['lab.4'], maxvCpus: 4 }, { type: 'SPOT', instanceTypes: ['lab.4'] }),
      [NO_CAPACITY, 600],
    );
    const workload = workloadOf([
      { submitMs: 0, runMs: 60 * MINUTE_MS, vcpus: 4 },
      { submitMs: 0, runMs: 1, vcpus: 4 },
    ]);
    const world = labWorld([LAB_4], { spotMarket: scriptedMarket({ refuses: () => true }) });
    const { outcome, startMs } = replay(workload, config, world);
    expect(startMs[1]).toBe(60 * MINUTE_MS);
    expect(outcome.jobs.cancelled).toBe(0);
  });

  it('starts to count again when an instance came in between', () => {
    // Refused until 5 min and from 7 min on; the one instance that comes is lost at once and its job goes to the front.
    const market = scriptedMarket({
      refuses: (_pool, atMs) => atMs < 5 * MINUTE_MS || atMs >= 7 * MINUTE_MS,
      lifeMs: () => 1000,
    });
    const config = limited(labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] }), [NO_CAPACITY, 600]);
    const world = labWorld([LAB_4], {
      spotMarket: market,
      assumptions: ideal({ zones: 1, scaleOutDelayMedianSeconds: 90, scaleOutDelayP95Seconds: 90 }),
    });
    const states: string[] = [];
    simulate(workloadOf([{ submitMs: 0, runMs: 10_000, attempts: 10 }]), config, world, {
      onState: (_job, state, atMs) => states.push(`${state}@${atMs / 1000}`),
    });
    // Asked every 90 s: refused from 90 s on, served at 360 s, lost at 361 s, refused from 451 s on.
    expect(states.slice(-2)).toEqual(['RUNNABLE@361', 'FAILED@1051']);
  });
});
