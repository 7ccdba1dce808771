import { describe, expect, it } from 'vitest';
import type { Assumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import type { SpotMarket } from '../../src/models/spot-market.ts';
import type { NewJob, WorkloadBuilder } from '../../src/models/workload-builder.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { scriptedMarket } from '../support/scripted-market.ts';

const HOUR_MS = 3_600_000;
/** The least there is: a share without jobs is active for ten minutes. */
const WINDOW_MS = 600_000;
const LAB_100 = labType('lab.100', 100, 100_000);

interface Case {
  readonly config?: BatchConfig;
  readonly assumptions?: Partial<Assumptions>;
  readonly spotMarket?: SpotMarket;
  readonly extra?: (builder: WorkloadBuilder) => void;
}

/** Its weight counts once per active share. */
const TEAM = { shareIdentifier: 'team*', weightFactor: 1 };

/** A machine of 100 vCPUs, half of them kept for other shares: 50 with one active share, 75 with two. */
function run(jobs: readonly NewJob[], { config, assumptions, spotMarket, extra }: Case = {}) {
  const machine = config ?? fixedMachine('lab.100', 100);
  const fair: BatchConfig = {
    ...machine,
    jobQueues: machine.jobQueues.map((queue) => ({ ...queue, schedulingPolicyArn: 'fair' })),
    schedulingPolicies: [{ name: 'fair', fairsharePolicy: { computeReservation: 50 } }],
  };
  const sorted = jobs.toSorted((left, right) => left.submitMs - right.submitMs);
  const world = labWorld([LAB_100], { assumptions: ideal(assumptions), ...(spotMarket && { spotMarket }) });
  const { attempts } = replay(workloadOf(sorted, extra), fair, world);
  /** One-vCPU jobs that run at that time. */
  return (atMs: number) => attempts.filter(({ startMs, endMs }) => startMs <= atMs && atMs < endMs).length;
}

/** 80 one-vCPU jobs of ten hours of share a. */
function many(submitMs: number): NewJob[] {
  return Array.from({ length: 80 }, (_, index) => ({
    id: `a${index}`,
    submitMs,
    runMs: 10 * HOUR_MS,
    vcpus: 1,
    shareIdentifier: 'a',
  }));
}

/** Of share b. */
function other(job: Partial<NewJob> & { readonly submitMs: number }): NewJob {
  return { id: 'b', runMs: 1000, vcpus: 1, shareIdentifier: 'b', ...job };
}

describe('a share is active', () => {
  it('while its only job waits for another', () => {
    const extra = (builder: WorkloadBuilder) => builder.addDependency('b', 'a0');
    expect(run([...many(0), other({ submitMs: 0 })], { extra })(0)).toBe(75);
    expect(run(many(0))(0)).toBe(50);
  });

  it('from SUBMITTED on, not only from RUNNABLE, and not before', () => {
    // A minute from SUBMITTED to RUNNABLE: those of a start at 60 s, that of b could at 120 s and at 120.001 s.
    const assumptions = { submittedToRunnableSeconds: 60 };
    expect(run([...many(0), other({ submitMs: 60_000 })], { assumptions })(60_000)).toBe(75);
    expect(run([...many(0), other({ submitMs: 60_001 })], { assumptions })(60_000)).toBe(50);
  });

  it('while its job waits for another attempt', () => {
    // The machine with the job of b is taken after a minute, and another one comes at once; b tries again in an hour.
    const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.100'], minvCpus: 100, maxvCpus: 100 });
    const spotMarket = scriptedMarket({ lifeMs: (_, ordinal) => (ordinal === 0 ? 60_000 : Number.POSITIVE_INFINITY) });
    const lost = other({ submitMs: 0, runMs: HOUR_MS, attempts: 2 });
    const assumptions = { retryDelaySeconds: 3600 };
    const late = 61_000 + WINDOW_MS;
    expect(run([lost, ...many(late)], { config, spotMarket, assumptions })(late)).toBe(75);
    expect(run([{ ...lost, attempts: 1 }, ...many(late)], { config, spotMarket, assumptions })(late)).toBe(50);
  });

  it('for the decay window after its last job has ended', () => {
    const ended = other({ submitMs: 0, runMs: 100_000 });
    expect(run([ended, ...many(100_000 + WINDOW_MS)])(100_000 + WINDOW_MS)).toBe(75);
    expect(run([ended, ...many(100_001 + WINDOW_MS)])(100_001 + WINDOW_MS)).toBe(50);
  });

  it('for the decay window after its last job was cancelled, without having run', () => {
    const tooLarge = other({ submitMs: 0, vcpus: 200, cancelMs: 100_000 });
    expect(run([tooLarge, ...many(100_000 + WINDOW_MS)])(100_000 + WINDOW_MS)).toBe(75);
    expect(run([tooLarge, ...many(100_001 + WINDOW_MS)])(100_001 + WINDOW_MS)).toBe(50);
  });

  it('for the decay window after its last job failed with the one it waited for', () => {
    // `first` is killed at its timeout, and with it fails the job of b.
    const first: NewJob = { id: 'first', submitMs: 0, runMs: HOUR_MS, timeoutMs: 100_000, shareIdentifier: 'a' };
    const extra = (builder: WorkloadBuilder) => builder.addDependency('b', 'first');
    const jobs = [first, other({ submitMs: 0 })];
    expect(run([...jobs, ...many(100_000 + WINDOW_MS)], { extra })(100_000 + WINDOW_MS)).toBe(75);
    expect(run([...jobs, ...many(100_001 + WINDOW_MS)], { extra })(100_001 + WINDOW_MS)).toBe(50);
  });

  it('never because of a job that failed before it was SUBMITTED', () => {
    const extra = (builder: WorkloadBuilder) => builder.addDependency('b', 'first');
    const first: NewJob = { id: 'first', submitMs: 0, runMs: HOUR_MS, timeoutMs: 100_000, shareIdentifier: 'a' };
    const unseen = other({ submitMs: 200_000 });
    expect(run([first, unseen, ...many(300_000)], { extra })(300_000)).toBe(50);
    // Another one of b that waits for one of a counts as if that had never been.
    const waits = (builder: WorkloadBuilder) => {
      extra(builder);
      builder.addDependency('seen', 'a0');
    };
    const seen = other({ submitMs: 300_000, id: 'seen' });
    expect(run([first, unseen, seen, ...many(300_000)], { extra: waits })(300_000)).toBe(75);
  });
});

describe('a share that becomes active', () => {
  it('may start at once what the reservation leaves it, also in a cycle within a second of the one before', () => {
    // 50 of a run; with b active 75 may, for the next two hours.
    const first = many(0).map((job) => ({ ...job, runMs: 2 * HOUR_MS }));
    const running = run([...first, other({ submitMs: 500, vcpus: 1, runMs: HOUR_MS })]);
    // b is ahead, for it has used nothing; 24 of a follow.
    expect([499, 500].map(running)).toEqual([50, 75]);
  });

  it('lets the blocked head of another share start, before it has a RUNNABLE job itself', () => {
    const extra = (builder: WorkloadBuilder) => builder.addDependency('b', 'a0');
    const pending = run([...many(0), other({ submitMs: 500 })], { extra });
    expect([499, 500].map(pending)).toEqual([50, 75]);
    // SUBMITTED at 80 s, RUNNABLE a minute later.
    const submitted = run([...many(0), other({ submitMs: 80_000 })], {
      assumptions: { submittedToRunnableSeconds: 60 },
    });
    expect([79_999, 80_000].map(submitted)).toEqual([50, 75]);
  });

  it('makes those of its prefix rule weigh more at once', () => {
    const machine = fixedMachine('lab.2', 2);
    const fair: BatchConfig = {
      ...machine,
      jobQueues: machine.jobQueues.map((queue) => ({ ...queue, schedulingPolicyArn: 'fair' })),
      schedulingPolicies: [
        {
          name: 'fair',
          fairsharePolicy: { shareDistribution: [TEAM, { shareIdentifier: 'x', weightFactor: 1.5 }] },
        },
      ],
    };
    const jobs = [
      { id: 'team1', shareIdentifier: 'team1', submitMs: 0, runMs: 400 },
      { id: 'x', shareIdentifier: 'x', submitMs: 0, runMs: 500 },
      { id: 'team1-next', shareIdentifier: 'team1', submitMs: 50, runMs: 1000 },
      { id: 'x-next', shareIdentifier: 'x', submitMs: 50, runMs: 1000 },
      { id: 'team2', shareIdentifier: 'team2', submitMs: 100, runMs: 1000 },
    ];
    const startsWith = (members: readonly NewJob[], extra: (builder: WorkloadBuilder) => void) =>
      replay(workloadOf(members, extra), fair, labWorld([labType('lab.2', 2, 1000)])).startMs.slice(2, 4);
    // A vCPU comes free at 400 ms. team1 has used 400 vCPU-ms x 1, with team2 (which waits for x-next) x 2 = 800; x 400 x 1.5 = 600.
    expect(startsWith(jobs.slice(0, 4), () => {})).toEqual([400, 500]);
    expect(startsWith(jobs, (builder) => builder.addDependency('team2', 'x-next'))).toEqual([500, 400]);
  });
});

describe('an attempt lost with its instance', () => {
  it('leaves its part of the reservation to the head at once, without a new instance', () => {
    // Two Spot instances of 50 vCPUs, of which half may be used: one job a time. The first is taken after a minute, and EC2 has none.
    const machine = labConfig({ type: 'SPOT', instanceTypes: ['lab.50'], minvCpus: 100, maxvCpus: 100 });
    const fair: BatchConfig = {
      ...machine,
      jobQueues: machine.jobQueues.map((queue) => ({ ...queue, schedulingPolicyArn: 'fair' })),
      schedulingPolicies: [{ name: 'fair', fairsharePolicy: { computeReservation: 50 } }],
    };
    const spotMarket = scriptedMarket({
      lifeMs: (_, ordinal) => (ordinal === 0 ? 60_000 : Number.POSITIVE_INFINITY),
      refuses: (_, atMs) => atMs > 0,
    });
    const jobs = [1, 2].map(() => ({ submitMs: 0, runMs: HOUR_MS, vcpus: 50, attempts: 1, shareIdentifier: 'a' }));
    const world = labWorld([labType('lab.50', 50, 50_000)], { spotMarket, assumptions: ideal({ zones: 1 }) });
    expect(replay(workloadOf(jobs), fair, world).startMs).toEqual([0, 60_000]);
  });
});
