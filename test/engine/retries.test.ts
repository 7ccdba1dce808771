import { describe, expect, it } from 'vitest';
import { type AttemptEnd, isRetried } from '../../src/engine/retries.ts';
import type { BatchConfig, RetryStrategy } from '../../src/models/batch-config.ts';
import { ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const HOUR_MS = 3_600_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const HOST_LOST: AttemptEnd = { statusReason: 'Host EC2 (instance) terminated.', reason: '', exitCode: undefined };

describe('evaluateOnExit', () => {
  const retried = (strategy: RetryStrategy, end: AttemptEnd = HOST_LOST): boolean =>
    isRetried(strategy, strategy.attempts ?? 1, 1, end);

  it('lets the first matching entry decide', () => {
    const retry = { onStatusReason: 'Host EC2*', action: 'RETRY' };
    const exit = { onReason: '*', action: 'EXIT' };
    expect(retried({ attempts: 3, evaluateOnExit: [retry, exit] })).toBe(true);
    expect(retried({ attempts: 3, evaluateOnExit: [exit, retry] })).toBe(false);
  });

  it('retries when no entry matches', () => {
    expect(retried({ attempts: 3, evaluateOnExit: [{ onExitCode: '137', action: 'EXIT' }] })).toBe(true);
  });

  it('retries without any entry, until attempts are used up', () => {
    const tries = [1, 2, 3].map((made) => isRetried({ attempts: 3 }, 3, made, HOST_LOST));
    expect(tries).toEqual([true, true, false]);
  });

  it('wants every condition of an entry to hold', () => {
    const both = { onStatusReason: 'Host EC2*', onExitCode: '1', action: 'EXIT' };
    expect(retried({ attempts: 3, evaluateOnExit: [both] })).toBe(true);
    expect(retried({ attempts: 3, evaluateOnExit: [both] }, { ...HOST_LOST, exitCode: 1 })).toBe(false);
  });

  it('takes a trailing * as any ending and everything else literally, actions in any case', () => {
    const exitOn = (onStatusReason: string) =>
      retried({ attempts: 3, evaluateOnExit: [{ onStatusReason, action: 'exit' }] });
    expect(exitOn('Host EC2*')).toBe(false);
    expect(exitOn('Host EC2')).toBe(true);
    expect(exitOn('Host EC2 (instance) terminated.')).toBe(false);
    expect(exitOn('*')).toBe(false);
    expect(exitOn('host ec2*')).toBe(true);
  });
});

/** One Spot environment; every pool's first `doomed` instances live an hour, the next ones for ever. */
const spot = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'], maxvCpus: 4 });
const stormy = (doomed: number, changes: Parameters<typeof ideal>[0] = {}) =>
  labWorld([LAB_4], {
    assumptions: ideal({ zones: 1, ...changes }),
    spotMarket: scriptedMarket({
      lifeMs: (_, ordinal) => (ordinal < doomed ? HOUR_MS : Number.POSITIVE_INFINITY),
    }),
  });

describe('a job whose instance is taken', () => {
  it('starts again from the beginning while attempts remain', () => {
    const { outcome, attempts } = replay(
      workloadOf([{ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, attempts: 3 }]),
      spot,
      stormy(2),
    );
    // Lost at 1 h and 2 h, done at 2 + 2 = 4 h.
    expect(attempts.map(({ attempt, startMs, endMs, status }) => [attempt, startMs, endMs, status])).toEqual([
      [1, 0, HOUR_MS, 'FAILED'],
      [2, HOUR_MS, 2 * HOUR_MS, 'FAILED'],
      [3, 2 * HOUR_MS, 4 * HOUR_MS, 'SUCCEEDED'],
    ]);
    expect(outcome.spot).toEqual({
      interruptions: 2,
      lostAttempts: 2,
      wastedVcpuMs: 8 * HOUR_MS,
      largestReclaimJobs: 1,
    });
    expect(outcome.attempts).toBe(3);
    expect(outcome.waitMs).toMatchObject({ count: 1, max: 0 });
  });

  it('fails when its attempts are used up: attempts count all tries, not extra ones', () => {
    const { outcome, attempts } = replay(
      workloadOf([{ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, attempts: 2 }]),
      spot,
      stormy(5),
    );
    expect(attempts).toHaveLength(2);
    expect(outcome.jobs).toEqual({ submitted: 1, succeeded: 0, failed: 1, cancelled: 0, neverRan: 0 });
  });

  it('goes to the front of its queue', () => {
    // Jobs 1 and 2 wait since the start; job 0, lost at 1 h, still goes first.
    const job = { submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, attempts: 2 };
    const { attempts } = replay(workloadOf([job, job, job]), spot, stormy(1));
    expect(attempts.map((row) => row.job)).toEqual([0, 0, 1, 2]);
  });

  it('keeps its place among the others lost with it', () => {
    const job = { submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 2, attempts: 2 };
    const { attempts } = replay(workloadOf([job, job, job]), spot, stormy(1));
    // 0 and 1 share the doomed instance and start again together; 2 waits for both.
    const second = attempts.filter(({ startMs }) => startMs >= HOUR_MS).map((row) => [row.job, row.startMs]);
    expect(second).toEqual([
      [0, HOUR_MS],
      [1, HOUR_MS],
      [2, 3 * HOUR_MS],
    ]);
  });

  it('comes back after the retry delay', () => {
    const { attempts } = replay(
      workloadOf([{ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, attempts: 2 }]),
      spot,
      stormy(1, { retryDelaySeconds: 5 }),
    );
    expect(attempts[1]?.startMs).toBe(HOUR_MS + 5000);
  });

  it('follows the retry strategy of its definition, of the configuration, or its own attempts', () => {
    const config: BatchConfig = {
      ...spot,
      jobDefinitions: [{ jobDefinitionName: 'three', type: 'container', retryStrategy: { attempts: 3 } }],
      defaultRetryStrategy: { attempts: 2 },
    };
    const triesOf = (job: { jobDefinition?: string; attempts?: number }) =>
      replay(workloadOf([{ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, ...job }]), config, stormy(9)).attempts.length;
    expect(triesOf({ jobDefinition: 'three' })).toBe(3);
    expect(triesOf({ jobDefinition: 'not listed' })).toBe(2);
    expect(triesOf({})).toBe(2);
    expect(triesOf({ jobDefinition: 'three', attempts: 4 })).toBe(4);
  });

  it('is not retried when an entry says EXIT', () => {
    const config: BatchConfig = {
      ...spot,
      defaultRetryStrategy: { attempts: 5, evaluateOnExit: [{ onStatusReason: 'Host EC2*', action: 'EXIT' }] },
    };
    const { outcome } = replay(workloadOf([{ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4 }]), config, stormy(9));
    expect(outcome).toMatchObject({ attempts: 1, jobs: { failed: 1 } });
  });
});

describe('a timeout', () => {
  it('ends the attempt and is never retried', () => {
    const { outcome, attempts } = replay(
      workloadOf([{ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, attempts: 10, timeoutMs: HOUR_MS }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    expect(attempts).toMatchObject([{ startMs: 0, endMs: HOUR_MS, status: 'FAILED' }]);
    expect(attempts[0]?.reason).toContain('timeout');
    expect(outcome.jobs).toEqual({ submitted: 1, succeeded: 0, failed: 1, cancelled: 0, neverRan: 0 });
  });

  it('sends SIGTERM, and SIGKILL killDelaySeconds later: the attempt holds its place until then', () => {
    const world = labWorld([LAB_4], { assumptions: ideal({ killDelaySeconds: 30 }) });
    const { attempts, outcome } = replay(
      workloadOf([
        { submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, timeoutMs: HOUR_MS },
        // Would have ended 10 s after its timeout: no SIGKILL needed, but it is too late all the same.
        { submitMs: 0, runMs: HOUR_MS + 10_000, vcpus: 4, timeoutMs: HOUR_MS },
        { submitMs: 0, runMs: HOUR_MS, vcpus: 4, timeoutMs: HOUR_MS },
      ]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 4 }),
      world,
    );
    expect(attempts.map(({ startMs, endMs, status }) => [startMs, endMs, status])).toEqual([
      [0, HOUR_MS + 30_000, 'FAILED'],
      [HOUR_MS + 30_000, 2 * HOUR_MS + 40_000, 'FAILED'],
      [2 * HOUR_MS + 40_000, 3 * HOUR_MS + 40_000, 'SUCCEEDED'],
    ]);
    expect(outcome.jobs).toEqual({ submitted: 3, succeeded: 1, failed: 2, cancelled: 0, neverRan: 0 });
  });

  it('is not retried either when EC2 takes the instance between SIGTERM and SIGKILL', () => {
    // The first instance lives an hour; SIGTERM comes 10 s before.
    const job = { submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, attempts: 10, timeoutMs: HOUR_MS - 10_000 };
    const { attempts, outcome } = replay(workloadOf([job]), spot, stormy(1, { killDelaySeconds: 30 }));
    expect(attempts).toMatchObject([{ startMs: 0, endMs: HOUR_MS, status: 'FAILED' }]);
    expect(outcome.jobs).toMatchObject({ failed: 1, cancelled: 0 });
  });

  it('counts from RUNNING and anew for every attempt', () => {
    // 10 s to start; lost at 1 h; second attempt runs its 70 minutes from its own start.
    const { attempts } = replay(
      workloadOf([{ submitMs: 0, runMs: 2 * HOUR_MS, vcpus: 4, attempts: 2, timeoutMs: 4_200_000 }]),
      spot,
      stormy(1, { startingSeconds: 10 }),
    );
    expect(attempts.map(({ startMs, endMs }) => [startMs, endMs])).toEqual([
      [10_000, HOUR_MS],
      [HOUR_MS + 10_000, HOUR_MS + 10_000 + 4_200_000],
    ]);
  });

  it('as long as the job does not end it', () => {
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 4, timeoutMs: HOUR_MS }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    expect(outcome.jobs.succeeded).toBe(1);
  });
});
