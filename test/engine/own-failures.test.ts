import { describe, expect, it } from 'vitest';
import type { BatchConfig, EvaluateOnExit } from '../../src/models/batch-config.ts';
import type { OwnFailure, OwnFailureHistory } from '../../src/models/own-failures.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
/** $3.60 an hour is 0.1 cent a second: 1,000 micro-dollars. */
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const onDemand = labConfig({ instanceTypes: ['lab.4'], maxvCpus: 4 });

const failed = (...failures: OwnFailure[]): OwnFailureHistory => ({ failures, isForGood: false });
const failedForGood = (...failures: OwnFailure[]): OwnFailureHistory => ({ failures, isForGood: true });
const rows = ({ attempts }: ReturnType<typeof replay>) =>
  attempts.map(({ job, attempt, startMs, endMs, status }) => [job, attempt, startMs, endMs, status]);

function configWith(...evaluateOnExit: EvaluateOnExit[]): BatchConfig {
  return { ...onDemand, defaultRetryStrategy: { attempts: 3, evaluateOnExit } };
}

describe('an attempt that failed by itself in the history', () => {
  const once: NewJob = {
    submitMs: 0,
    runMs: 20 * MINUTE_MS,
    vcpus: 4,
    attempts: 2,
    ownFailures: failed({ runMs: 10 * MINUTE_MS, exitCode: 1 }),
  };

  it('fails again at its run time, is retried after the delay, and is paid for', () => {
    const world = labWorld([LAB_4], { assumptions: ideal({ retryDelaySeconds: 60, idleTimeoutSeconds: 300 }) });
    const result = replay(workloadOf([once]), onDemand, world);
    // 10 minutes, fails; a minute later, on the same instance, which waits 5, 20 minutes: ends at 10 + 1 + 20 = 31.
    expect(rows(result)).toEqual([
      [0, 1, 0, 10 * MINUTE_MS, 'FAILED'],
      [0, 2, 11 * MINUTE_MS, 31 * MINUTE_MS, 'SUCCEEDED'],
    ]);
    const { outcome } = result;
    expect(outcome.makespanMs).toBe(31 * MINUTE_MS);
    // One instance at 1,000 micro-dollars a second: 31 minutes and the 5 it idles at the end, 6 of them without a job.
    expect(outcome.ledger.totalMicroUsd).toBe(36 * 60 * 1000);
    expect(outcome.ledger.byKind).toMatchObject({ busy: 30 * 60 * 1000, idle: 6 * 60 * 1000, wasted: 0 });
    expect(outcome.jobs).toMatchObject({ succeeded: 1, failed: 0 });
    expect(outcome.attempts).toBe(2);
    // 4 vCPUs for 10 minutes, apart from what Spot wastes.
    expect(outcome.ownFailures).toEqual({ attempts: 1, vcpuMs: 4 * 10 * MINUTE_MS });
    expect(outcome.spot).toMatchObject({ lostAttempts: 0, wastedVcpuMs: 0 });
  });

  it('fails the job where attempts are used up, and the jobs behind it', () => {
    const workload = workloadOf(
      [
        { ...once, id: 'first', attempts: 1 },
        { id: 'second', submitMs: 0, runMs: MINUTE_MS, vcpus: 1 },
      ],
      (builder) => builder.addDependency('second', 'first'),
    );
    const result = replay(workload, onDemand, labWorld([LAB_4]));
    expect(rows(result)).toEqual([[0, 1, 0, 10 * MINUTE_MS, 'FAILED']]);
    expect(result.outcome.jobs).toMatchObject({ succeeded: 0, failed: 2 });
  });

  it('is judged by exit code, reason and status reason', () => {
    const job = (end: Omit<OwnFailure, 'runMs'>): NewJob => ({
      submitMs: 0,
      runMs: MINUTE_MS,
      vcpus: 4,
      ownFailures: failed({ runMs: MINUTE_MS, ...end }),
    });
    const triesOf = (end: Omit<OwnFailure, 'runMs'>, entry: EvaluateOnExit) =>
      replay(workloadOf([job(end)]), configWith(entry), labWorld([LAB_4])).attempts.length;
    expect(triesOf({ exitCode: 137 }, { onExitCode: '137', action: 'EXIT' })).toBe(1);
    expect(triesOf({ exitCode: 1 }, { onExitCode: '137', action: 'EXIT' })).toBe(2);
    expect(triesOf({}, { onExitCode: '1*', action: 'EXIT' })).toBe(2);
    expect(triesOf({ reason: 'OutOfMemoryError: killed' }, { onReason: 'OutOfMemoryError*', action: 'EXIT' })).toBe(1);
    expect(triesOf({ statusReason: 'Task failed to start' }, { onStatusReason: 'Task*', action: 'EXIT' })).toBe(1);
    // What AWS says where the history does not.
    expect(triesOf({ exitCode: 1 }, { onStatusReason: 'Essential container*', action: 'EXIT' })).toBe(1);
  });

  it('ends at its timeout when that comes first, and is not retried then', () => {
    const result = replay(
      workloadOf([{ ...once, attempts: 5, timeoutMs: 5 * MINUTE_MS }]),
      onDemand,
      labWorld([LAB_4]),
    );
    expect(rows(result)).toEqual([[0, 1, 0, 5 * MINUTE_MS, 'FAILED']]);
    expect(result.attempts[0]?.reason).toContain('timeout');
    expect(result.outcome.ownFailures).toEqual({ attempts: 0, vcpuMs: 0 });
  });

  it('happens on Fargate too, where every attempt is a task of its own', () => {
    const fargate = (['FARGATE', 'FARGATE_SPOT'] as const).map((launch) => ({
      launch,
      architecture: 'x86_64' as const,
      microUsdPerVcpuHour: 40_000,
      microUsdPerGibHour: 4000,
      source: 'test',
    }));
    const bare = labWorld([LAB_4]);
    const world = { ...bare, catalog: { ...bare.catalog, fargate } };
    const config = labConfig({ type: 'FARGATE', instanceTypes: [], maxvCpus: 16 });
    const result = replay(workloadOf([{ ...once, vcpus: 1, memoryMiB: 2048 }]), config, world);
    expect(rows(result).map(([, attempt, , , status]) => [attempt, status])).toEqual([
      [1, 'FAILED'],
      [2, 'SUCCEEDED'],
    ]);
    expect(result.outcome.instances.launched).toBe(2);
  });
});

describe('a job that failed for good in the history', () => {
  it('fails with its last failure at every attempt it is given', () => {
    const job: NewJob = {
      submitMs: 0,
      runMs: 3 * MINUTE_MS,
      vcpus: 4,
      attempts: 4,
      ownFailures: failedForGood({ runMs: MINUTE_MS, exitCode: 2 }, { runMs: 3 * MINUTE_MS, exitCode: 1 }),
    };
    const result = replay(workloadOf([job]), onDemand, labWorld([LAB_4]));
    // 1 + 3 + 3 + 3 minutes.
    expect(rows(result).map(([, attempt, , endMs, status]) => [attempt, endMs, status])).toEqual([
      [1, MINUTE_MS, 'FAILED'],
      [2, 4 * MINUTE_MS, 'FAILED'],
      [3, 7 * MINUTE_MS, 'FAILED'],
      [4, 10 * MINUTE_MS, 'FAILED'],
    ]);
    expect(result.outcome.jobs).toMatchObject({ succeeded: 0, failed: 1 });
    expect(result.outcome.ownFailures).toEqual({ attempts: 4, vcpuMs: 4 * 10 * MINUTE_MS });
  });
});

describe('own failures and lost instances', () => {
  const spot = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'], maxvCpus: 4 });
  /** The first instance of every pool lives half an hour, the others for ever. */
  const world = labWorld([LAB_4], {
    assumptions: ideal({ zones: 1 }),
    spotMarket: scriptedMarket({
      lifeMs: (_, ordinal) => (ordinal === 0 ? HOUR_MS / 2 : Number.POSITIVE_INFINITY),
    }),
  });

  it('a lost attempt uses up no failure, but counts as an attempt', () => {
    const job: NewJob = {
      submitMs: 0,
      runMs: HOUR_MS,
      vcpus: 4,
      attempts: 3,
      ownFailures: failed({ runMs: 40 * MINUTE_MS, exitCode: 1 }),
    };
    // Lost at 30 minutes; the failure at 30 + 40; the run from there for an hour.
    const result = replay(workloadOf([job]), spot, world);
    expect(rows(result)).toEqual([
      [0, 1, 0, 30 * MINUTE_MS, 'FAILED'],
      [0, 2, 30 * MINUTE_MS, 70 * MINUTE_MS, 'FAILED'],
      [0, 3, 70 * MINUTE_MS, 130 * MINUTE_MS, 'SUCCEEDED'],
    ]);
    expect(result.outcome.spot).toMatchObject({ lostAttempts: 1, wastedVcpuMs: 4 * 30 * MINUTE_MS });
    expect(result.outcome.ownFailures).toEqual({ attempts: 1, vcpuMs: 4 * 40 * MINUTE_MS });
    const { outcome } = replay(workloadOf([{ ...job, attempts: 2 }]), spot, world);
    expect(outcome.jobs).toMatchObject({ succeeded: 0, failed: 1 });
  });

  it('a job that failed starts again on the instance it was on, and is lost with it once', () => {
    // Job 1 keeps the instance from being idle, so that its list of started jobs is not begun anew.
    const result = replay(
      workloadOf([
        { submitMs: 0, runMs: HOUR_MS, vcpus: 2, attempts: 5, ownFailures: failed({ runMs: 10 * MINUTE_MS }) },
        { submitMs: 0, runMs: HOUR_MS, vcpus: 2, attempts: 5 },
      ]),
      spot,
      world,
    );
    expect(
      result.attempts
        .filter(({ endMs }) => endMs === 30 * MINUTE_MS)
        .map(({ job }) => job)
        .sort(),
    ).toEqual([0, 1]);
    expect(result.outcome).toMatchObject({ attempts: 5, spot: { lostAttempts: 2 }, jobs: { succeeded: 2 } });
  });

  it('an attempt that was going to fail leaves no checkpoint behind when it is lost', () => {
    const plain = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4, attempts: 3, ownFailures: failed({ runMs: 40 * MINUTE_MS }) },
    ]);
    const checkpoint = { intervalMs: 5 * MINUTE_MS, costMs: 0, restoreMs: 0 };
    const workload = { ...plain, classes: plain.classes.map((one) => ({ ...one, checkpoint })) };
    const result = replay(workload, spot, world);
    expect(rows(result).map(([, , , endMs]) => endMs)).toEqual([30 * MINUTE_MS, 70 * MINUTE_MS, 130 * MINUTE_MS]);
    expect(result.outcome.spot.wastedVcpuMs).toBe(4 * 30 * MINUTE_MS);
  });
});

it('leaves the outcome of a workload without failures as it was', () => {
  const result = replay(workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 1 }]), onDemand, labWorld([LAB_4]));
  expect(result.outcome).not.toHaveProperty('ownFailures');
});
