import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { type AttemptRow, prepare, simulate } from '../../src/engine/index.ts';
import { INVARIANTS } from '../../src/engine/invariants.ts';
import { ShareUsage } from '../../src/engine/share-usage.ts';
import type { BatchConfig, SchedulingPolicy } from '../../src/models/batch-config.ts';
import { jobIdOf } from '../../src/models/workload.ts';
import type { NewJob } from '../../src/models/workload-builder.ts';
import { fixedMachine, labType, labWorld, workloadOf } from '../support/lab.ts';

const HOUR_MS = 3_600_000;

function fairQueue(vcpus: number, fairsharePolicy: NonNullable<SchedulingPolicy['fairsharePolicy']>): BatchConfig {
  const config = fixedMachine('lab.large', vcpus);
  return {
    ...config,
    jobQueues: config.jobQueues.map((queue) => ({ ...queue, schedulingPolicyArn: 'fair' })),
    schedulingPolicies: [{ name: 'fair', fairsharePolicy }],
  };
}

/** One-vCPU jobs of 60 s, `count` for each share, all submitted at once. */
function backlog(shares: readonly string[], count: number, extra: Partial<NewJob> = {}): NewJob[] {
  return shares.flatMap((shareIdentifier) =>
    Array.from({ length: count }, (_, index) => ({
      id: `${shareIdentifier}-${index}`,
      submitMs: 0,
      runMs: 60_000,
      vcpus: 1,
      memoryMiB: 1,
      shareIdentifier,
      ...extra,
    })),
  );
}

function replay(jobs: readonly NewJob[], config: BatchConfig, vcpus: number) {
  const workload = workloadOf(jobs);
  const rows: AttemptRow[] = [];
  const outcome = simulate(workload, config, labWorld([labType('lab.large', vcpus, 100_000)]), {
    assertInvariants: INVARIANTS,
    onAttempt: (row) => rows.push(row),
  });
  const shareOf = (row: AttemptRow) => workload.classes[workload.classIndex[row.job]].shareIdentifier ?? '';
  const vcpuMs = (share: string, untilMs: number) =>
    rows
      .filter((row) => shareOf(row) === share)
      .reduce((sum, row) => sum + Math.max(0, Math.min(row.endMs, untilMs) - row.startMs), 0);
  return { outcome, rows, shareOf, vcpuMs };
}

describe('more than 500 shares in a queue', () => {
  it('are replayed with a warning: AWS refuses the one too many', () => {
    const warningsFor = (count: number) => {
      const names = Array.from({ length: count }, (_, index) => `share${index}`);
      const world = labWorld([labType('lab.large', 4, 100_000)]);
      const setup = prepare(workloadOf(backlog(names, 1)), fairQueue(4, {}), world);
      return setup.ok ? setup.warnings.map(({ message }) => message) : setup.problems;
    };
    expect(warningsFor(500)).toEqual([]);
    expect(warningsFor(501)).toEqual([
      'jobs of the fair-share queue queue name 501 shares; AWS refuses jobs that would make more than 500 active at once, the replay does not',
    ]);
  });
});

describe('a fair-share queue', () => {
  it('gives weight factor 0.125 eight times the vCPU-seconds of weight 1 under saturation', () => {
    const policy = {
      shareDecaySeconds: 3600,
      shareDistribution: [
        { shareIdentifier: 'light', weightFactor: 0.125 },
        { shareIdentifier: 'heavy', weightFactor: 1 },
      ],
    };
    // 18 vCPUs for 10 h are 10,800 minutes of one-vCPU jobs: 16/18 of them for light, 2/18 for heavy; neither backlog runs dry.
    const { vcpuMs } = replay(backlog(['light', 'heavy'], 11_000), fairQueue(18, policy), 18);
    const ratio = vcpuMs('light', 10 * HOUR_MS) / vcpuMs('heavy', 10 * HOUR_MS);
    expect(ratio).toBeGreaterThan(7.8);
    expect(ratio).toBeLessThan(8.2);
  });

  it('splits evenly between shares that no entry names', () => {
    const { vcpuMs } = replay(backlog(['a', 'b', 'c'], 2000), fairQueue(9, { shareDecaySeconds: 1200 }), 9);
    // 9 vCPUs x 5 h = 45 h, 15 h each.
    for (const share of ['a', 'b', 'c']) expect(Math.abs(vcpuMs(share, 5 * HOUR_MS) / HOUR_MS - 15)).toBeLessThan(0.3);
  });

  it('leaves a quarter of maxvCpus to others when computeReservation is 50 and two shares are active', () => {
    // (50 / 100) ^ 2 = 25 %: 24 of 32 vCPUs may be used.
    const { rows } = replay(backlog(['a', 'b'], 200), fairQueue(32, { computeReservation: 50 }), 32);
    const atOnce = rows.filter((row) => row.startMs <= 30_000 && row.endMs > 30_000).length;
    expect(atOnce).toBe(24);
  });

  it('leaves exactly a tenth of 100 vCPUs when computeReservation is 90', () => {
    // 100 x (1 - 0.9) is a little less than 10 in floating point, and 9 vCPUs would never do.
    const { rows } = replay(backlog(['a'], 1, { vcpus: 10 }), fairQueue(100, { computeReservation: 90 }), 100);
    expect(rows.map((row) => row.startMs)).toEqual([0]);
    const two = replay(backlog(['a', 'b'], 50), fairQueue(100, { computeReservation: 80 }), 100);
    // (80 / 100) ^ 2 = 64 %.
    expect(two.rows.filter((row) => row.startMs < 60_000)).toHaveLength(36);
  });

  it('counts no DISABLED environment among the maximum of which computeReservation keeps a part', () => {
    // 50 % of the 32 vCPUs that are open; with the 32 of the DISABLED one there would be room for 32 at once, and nothing kept free.
    const config = fairQueue(32, { computeReservation: 50 });
    const [open] = config.computeEnvironments;
    const [queue] = config.jobQueues;
    if (open === undefined || queue === undefined) throw new Error('an environment and a queue');
    const closed = { ...open, computeEnvironmentName: 'closed', state: 'DISABLED' as const };
    const computeEnvironmentOrder = [
      ...queue.computeEnvironmentOrder,
      { order: 9, computeEnvironment: closed.computeEnvironmentName },
    ];
    const two = { ...config, computeEnvironments: [open, closed], jobQueues: [{ ...queue, computeEnvironmentOrder }] };
    const { rows } = replay(backlog(['a'], 100), two, 32);
    expect(rows.filter((row) => row.startMs < 60_000)).toHaveLength(16);
  });

  it('says of a job that the reservation never leaves room for that this is why', () => {
    const { outcome } = replay(backlog(['a'], 1, { vcpus: 4 }), fairQueue(100, { computeReservation: 98 }), 100);
    expect(outcome.neverRan.examples).toEqual([{ job: 0, reason: 'COMPUTE_RESERVATION' }]);
  });

  it('lets a share in that has used nothing before shares that have', () => {
    const early = backlog(['early'], 300);
    const late = backlog(['late'], 5).map((job) => ({ ...job, submitMs: 600_000 }));
    const { rows, shareOf } = replay([...early, ...late], fairQueue(4, {}), 4);
    // 4 vCPUs, 60 s jobs: at 600 s four places come free; all four go to the newcomer, the fifth a minute later.
    expect(rows.filter((row) => shareOf(row) === 'late').map((row) => row.startMs)).toEqual([
      600_000, 600_000, 600_000, 600_000, 660_000,
    ]);
  });

  describe('whose head does not fit', () => {
    const SECOND_MS = 1000;
    const big = { submitMs: 101 * SECOND_MS, runMs: 60_000, vcpus: 8, shareIdentifier: 'a' };
    /** b has all 8 vCPUs for 100 s; then a has 4 of them, and waits for all. */
    const before: readonly NewJob[] = [
      { submitMs: 0, runMs: 100 * SECOND_MS, vcpus: 8, shareIdentifier: 'b' },
      { submitMs: 100 * SECOND_MS, runMs: HOUR_MS, vcpus: 4, shareIdentifier: 'a' },
      big,
    ];

    it('tries the head of another share once decay alone has put that one first', () => {
      const jobs = [...before, { submitMs: 102 * SECOND_MS, runMs: 60_000, vcpus: 1, shareIdentifier: 'b' }];
      const { rows } = replay(jobs, fairQueue(8, {}), 8);
      // u seconds after 100 b has used 800 (1 - (u + 50) / 600) and a 4 u (1 - u / 1200) vCPU-s in the window of 600 s: equal where
      // u^2 - 1600 u + 220,000 = 0, at u = 151.9. Usage is read every 20 s from second 102 on: at 242 a is still first, at 262 b.
      expect(rows.find(({ job }) => job === 3)?.startMs).toBe(262 * SECOND_MS);
      // Nothing else happens before the hour is over.
      expect(rows.find(({ job }) => job === 2)?.startMs).toBe(100 * SECOND_MS + HOUR_MS);
    });

    it('ends the run when nobody has usage left that decays, though two shares wait', () => {
      const never = ['b', 'c'].map((shareIdentifier) => ({ ...big, vcpus: 4, shareIdentifier }));
      const first = { submitMs: 0, runMs: 100 * SECOND_MS, vcpus: 1, shareIdentifier: 'b' };
      // With two active shares 64 % of 8 vCPUs are kept free, which leaves 2 for jobs of 4.
      const { outcome } = replay([first, ...never], fairQueue(8, { computeReservation: 80 }), 8);
      expect(outcome.jobs).toMatchObject({ succeeded: 1, neverRan: 2 });
      // Usage of the bucket from 80 to 100 s counts up to 680 s; the reading at 101 + 29 x 20 s finds none. 681 s of $8 an hour.
      expect(outcome.ledger.totalMicroUsd).toBe(1_513_333);
    });
  });

  it('takes the highest scheduling priority within a share first, then first in, first out', () => {
    const jobs = [
      { id: 'low', schedulingPriority: 1 },
      { id: 'high', schedulingPriority: 9 },
      { id: 'middle', schedulingPriority: 5 },
      { id: 'high-too', schedulingPriority: 9 },
    ].map((job) => ({ ...job, submitMs: 0, runMs: 60_000, vcpus: 1, memoryMiB: 1, shareIdentifier: 'only' }));
    const workload = workloadOf(jobs);
    const order: string[] = [];
    simulate(workload, fairQueue(1, {}), labWorld([labType('lab.large', 1, 100)]), {
      onAttempt: (row) => order.push(jobIdOf(workload, row.job)),
    });
    expect(order).toEqual(['high', 'high-too', 'middle', 'low']);
  });

  it('has jobs released late where their submission puts them, as a FIFO queue does', () => {
    const late = { runMs: 60_000, vcpus: 1, memoryMiB: 1, shareIdentifier: 'only' };
    const workload = workloadOf([], (builder) => {
      builder.addJob({ ...late, id: 'first', submitMs: 0 });
      builder.addJob({ ...late, id: 'released', submitMs: 0 });
      builder.addJob({ ...late, id: 'after', submitMs: 30_000 });
      builder.addDependency('released', 'first');
    });
    const order: string[] = [];
    simulate(workload, fairQueue(1, {}), labWorld([labType('lab.large', 1, 100)]), {
      onAttempt: (row) => order.push(jobIdOf(workload, row.job)),
    });
    // RUNNABLE at 60 s only, but submitted before the one that has waited since 30 s.
    expect(order).toEqual(['first', 'released', 'after']);
  });

  it('is one too under a policy that says nothing: all shares weigh the same', () => {
    const config = fairQueue(1, {});
    const jobs = [...backlog(['a'], 20), ...backlog(['b'], 20)];
    const { vcpuMs } = replay(jobs, { ...config, schedulingPolicies: [{ name: 'fair' }] }, 1);
    // First in, first out would run a alone for the first 20 minutes.
    expect([vcpuMs('a', 20 * 60_000), vcpuMs('b', 20 * 60_000)]).toEqual([600_000, 600_000]);
  });

  it('counts a prefix rule once per active share of it', () => {
    // UserA* weighs 1, so with two such shares each weighs 2; other weighs 2: all three get the same.
    const policy = {
      shareDecaySeconds: 1200,
      shareDistribution: [
        { shareIdentifier: 'UserA*', weightFactor: 1 },
        { shareIdentifier: 'other', weightFactor: 2 },
      ],
    };
    const { vcpuMs } = replay(backlog(['UserA1', 'UserA2', 'other'], 1500), fairQueue(6, policy), 6);
    for (const share of ['UserA1', 'UserA2', 'other'])
      expect(Math.abs(vcpuMs(share, 4 * HOUR_MS) / HOUR_MS - 8)).toBeLessThan(0.3);
  });

  it('falls back to one share for jobs that name none, with a warning elsewhere, and still runs everything', () => {
    const { outcome } = replay(
      backlog(['a'], 20).map(({ shareIdentifier: _none, ...job }) => job),
      fairQueue(4, {}),
      4,
    );
    expect(outcome.jobs.succeeded).toBe(20);
  });
});

describe('the decayed usage of a share', () => {
  it('weighs a steady vCPU over the whole window by half', () => {
    const usage = new ShareUsage(600_000);
    usage.advance(0);
    usage.runningVcpus = 1;
    usage.advance(600_000);
    // The integral of a weight that falls from 1 to 0 over 600 s is 300 vCPU-s.
    expect(usage.decayed()).toBeCloseTo(300_000, -4);
  });

  it('forgets what lies a window back', () => {
    const usage = new ShareUsage(600_000);
    usage.runningVcpus = 4;
    usage.advance(60_000);
    usage.runningVcpus = 0;
    usage.advance(700_000);
    expect(usage.decayed()).toBe(0);
  });

  it('reads the same after one long step as after many short ones', () => {
    const [long, short] = [new ShareUsage(600_000), new ShareUsage(600_000)];
    long.runningVcpus = short.runningVcpus = 3;
    long.advance(3_000_000);
    for (let nowMs = 1000; nowMs <= 3_000_000; nowMs += 1000) short.advance(nowMs);
    expect(long.decayed()).toBeCloseTo(short.decayed(), -4);
  });

  it('is what a sum over the last 30 buckets gives, however usage rose, fell and paused', () => {
    const windowMs = 600_000;
    const bucketMs = windowMs / 30;
    const step = fc.record({
      elapsedMs: fc.oneof(fc.nat(5000), fc.nat(bucketMs * 3), fc.nat(windowMs)),
      vcpus: fc.nat(8),
    });
    fc.assert(
      fc.property(fc.array(step, { minLength: 1, maxLength: 60 }), (steps) => {
        const usage = new ShareUsage(windowMs);
        const booked = new Map<number, number>();
        let nowMs = 0;
        for (const { elapsedMs, vcpus } of steps) {
          for (let fromMs = nowMs; fromMs < nowMs + elapsedMs; ) {
            const bucket = Math.floor(fromMs / bucketMs);
            const untilMs = Math.min(nowMs + elapsedMs, (bucket + 1) * bucketMs);
            booked.set(bucket, (booked.get(bucket) ?? 0) + usage.runningVcpus * (untilMs - fromMs));
            fromMs = untilMs;
          }
          nowMs += elapsedMs;
          usage.advance(nowMs);
          usage.runningVcpus = vcpus;
        }
        // A bucket closes when its end is passed, not when it is reached.
        const current = Math.max(0, Math.ceil(nowMs / bucketMs) - 1);
        let expected = 0;
        for (let bucket = Math.max(0, current - 29); bucket <= current; bucket++) {
          const middleMs = (bucket * bucketMs + Math.min(nowMs, (bucket + 1) * bucketMs)) / 2;
          expected += (booked.get(bucket) ?? 0) * (1 - (nowMs - middleMs) / windowMs);
        }
        expect(Math.abs(usage.decayed() - expected)).toBeLessThanOrEqual(1e-9 * (1 + expected));
      }),
      { seed: 3, numRuns: 500 },
    );
  });
});
