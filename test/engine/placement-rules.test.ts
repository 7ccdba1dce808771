import { describe, expect, it } from 'vitest';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { fixedMachine, ideal, labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const MINUTE_MS = 60_000;
const HOUR_MS = 3_600_000;
const LAB_4 = labType('lab.4', 4, 1000, 3.6);

describe('memory', () => {
  const usable = { assumptions: ideal({ schedulableMemoryFraction: 0.965 }) };

  it('of 8,192 MiB never lands on an 8 GiB type: the operating system and the agent keep some', () => {
    const types = [labType('m4.large', 2, 8192, 0.1), labType('m4.xlarge', 4, 16384, 0.2)];
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: HOUR_MS, vcpus: 1, memoryMiB: 8192 }]),
      labConfig({ instanceTypes: ['m4.large', 'm4.xlarge'] }),
      labWorld(types, usable),
    );
    // floor(8,192 x 0.965) = 7,905 < 8,192 <= floor(16,384 x 0.965) = 15,810.
    expect(outcome.ledger.rows.map(({ instanceType }) => instanceType)).toEqual(['m4.xlarge']);
  });

  it('of exactly the schedulable 7,905 MiB still fits the 8 GiB type, one more does not', () => {
    const types = [labType('m4.large', 2, 8192, 0.1)];
    const config = labConfig({ instanceTypes: ['m4.large'] });
    const jobsOf = (memoryMiB: number) =>
      replay(workloadOf([{ submitMs: 0, runMs: 1000, memoryMiB }]), config, labWorld(types, usable)).outcome.jobs;
    expect(jobsOf(7905).succeeded).toBe(1);
    expect(jobsOf(7906).neverRan).toBe(1);
  });

  it('of 8,096 MiB waits for ever beside a 7,680 MiB c4.xlarge, and AWS says why', () => {
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: 1000, vcpus: 1, memoryMiB: 8096 }]),
      labConfig({ instanceTypes: ['c4.xlarge'] }),
      labWorld([labType('c4.xlarge', 4, 7680, 0.2)]),
    );
    expect(outcome.jobs).toEqual({ submitted: 1, succeeded: 0, failed: 0, cancelled: 0, neverRan: 1 });
    expect(outcome.neverRan.examples).toEqual([{ job: 0, reason: 'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT' }]);
    expect(outcome.instances.launched).toBe(0);
  });
});

describe('maxvCpus', () => {
  const eightJobs = workloadOf(
    Array.from({ length: 8 }, () => ({ submitMs: 0, runMs: 10 * MINUTE_MS, vcpus: 4, memoryMiB: 1000 })),
  );

  it('may be exceeded by one instance under every strategy but On-Demand BEST_FIT', () => {
    // Instances of 4 with maxvCpus 10: at 8 one more may still be launched (8 < 10), at 12 none.
    const peakOf = (allocationStrategy: 'BEST_FIT' | 'BEST_FIT_PROGRESSIVE' | 'BEST_FIT_PROGRESSIVE_ORDERED') =>
      replay(eightJobs, labConfig({ instanceTypes: ['lab.4'], maxvCpus: 10, allocationStrategy }), labWorld([LAB_4]))
        .outcome.instances.peakVcpus;
    expect(peakOf('BEST_FIT_PROGRESSIVE')).toBe(12);
    expect(peakOf('BEST_FIT_PROGRESSIVE_ORDERED')).toBe(12);
    expect(peakOf('BEST_FIT')).toBe(8);
  });

  it('may be exceeded by one instance under every Spot strategy, BEST_FIT included', () => {
    const strategies = [
      'BEST_FIT',
      'BEST_FIT_PROGRESSIVE',
      'SPOT_CAPACITY_OPTIMIZED',
      'SPOT_PRICE_CAPACITY_OPTIMIZED',
      'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
    ] as const;
    const peaks = strategies.map((allocationStrategy) => {
      const config = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'], maxvCpus: 10, allocationStrategy });
      return replay(eightJobs, config, labWorld([LAB_4])).outcome.instances.peakVcpus;
    });
    expect(peaks).toEqual([12, 12, 12, 12, 12]);
  });

  it('smaller than a job keeps it out, though one instance could hold it', () => {
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: 1000, vcpus: 4 }]),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 3 }),
      labWorld([LAB_4]),
    );
    expect(outcome.neverRan.examples).toEqual([
      { job: 0, reason: 'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE' },
    ]);
  });

  it('of 160 run the 6,000 eight-minute jobs of the AWS blog on 20 c5.2xlarge in 38 waves', () => {
    const jobs = Array.from({ length: 6000 }, () => ({ submitMs: 0, runMs: 8 * MINUTE_MS, vcpus: 1, memoryMiB: 1024 }));
    const { outcome } = replay(
      workloadOf(jobs),
      labConfig({ instanceTypes: ['c5.2xlarge'], maxvCpus: 160 }),
      labWorld([labType('c5.2xlarge', 8, 16384, 0.34)]),
    );
    // 6,000 / 160 = 37.5 waves x 8 min = the blog's 5 h 0 min of work per vCPU; the last half wave takes its whole 8 min
    // too, so the last job ends after 38 x 8 = 304 min.
    expect(outcome.instances).toMatchObject({ launched: 20, peakVcpus: 160 });
    expect(outcome.makespanMs).toBe(304 * MINUTE_MS);
    // Work: 6,000 x 8 min / 8 vCPUs = 100 instance-hours x $0.34 = $34.00 busy, exactly.
    expect(outcome.ledger.byKind.busy).toBe(34_000_000);
  });
});

describe('a FIFO queue', () => {
  /** A 4-vCPU machine: one vCPU busy for an hour, then a job of 4 vCPUs, then one of 1. */
  const jobs = workloadOf([
    { submitMs: 0, runMs: HOUR_MS, vcpus: 1 },
    { submitMs: 1000, runMs: HOUR_MS, vcpus: 4 },
    { submitMs: 2000, runMs: 60_000, vcpus: 1 },
  ]);

  it('is blocked by a head that does not fit', () => {
    const { startMs } = replay(jobs, fixedMachine('lab.4', 4), labWorld([LAB_4]));
    expect(startMs).toEqual([0, HOUR_MS, 2 * HOUR_MS]);
  });

  it('lets small jobs past a blocked head when backfill is on', () => {
    const world = labWorld([LAB_4], { assumptions: ideal({ backfill: true }) });
    const { startMs } = replay(jobs, fixedMachine('lab.4', 4), world);
    expect(startMs).toEqual([0, HOUR_MS, 2000]);
  });

  it('with an impossible head buys nothing for the jobs behind it, which can never start', () => {
    // While the first job runs, a job of 64 vCPUs blocks the queue: an instance for the third would be idle at once.
    const { outcome } = replay(
      workloadOf([
        { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
        { submitMs: 1000, runMs: 1000, vcpus: 64 },
        { submitMs: 1000, runMs: 1000, vcpus: 4 },
      ]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    expect(outcome.jobs).toEqual({ submitted: 3, succeeded: 1, failed: 0, cancelled: 0, neverRan: 2 });
    expect(outcome.instances.launched).toBe(1);
  });

  it('that waits for a full environment buys nothing for the jobs behind it, though another environment could grow for them', () => {
    // lab.4 is at maxvCpus until 1 h; the second job fits nothing else, the third would fit lab.1 but may not pass it.
    const workload = workloadOf([
      { submitMs: 0, runMs: HOUR_MS, vcpus: 4 },
      { submitMs: 1000, runMs: 1000, vcpus: 4 },
      { submitMs: 1000, runMs: 1000, vcpus: 1, memoryMiB: 1500 },
    ]);
    const config = labConfig({ instanceTypes: ['lab.4'], maxvCpus: 4 }, { instanceTypes: ['lab.1'] });
    const types = [LAB_4, labType('lab.1', 1, 2000, 1)];
    // Without idle time an instance for the third would be given back at once and bought again for ever.
    const strict = replay(workload, config, labWorld(types, { assumptions: ideal({ dispatchTickSeconds: 5 }) }));
    expect(strict.startMs).toEqual([0, HOUR_MS, HOUR_MS]);
    expect(strict.outcome.instances.launched).toBe(2);
    const backfill = labWorld(types, { assumptions: ideal({ dispatchTickSeconds: 5, backfill: true }) });
    expect(replay(workload, config, backfill).startMs).toEqual([0, HOUR_MS, 5000]);
  });

  it('with backfill goes on buying for the jobs behind a head that can never run', () => {
    const world = labWorld([LAB_4], {
      assumptions: ideal({ backfill: true, scaleOutDelayMedianSeconds: 30, scaleOutDelayP95Seconds: 30 }),
    });
    const { outcome, startMs } = replay(
      workloadOf([
        { submitMs: 0, runMs: 1000, vcpus: 64 },
        { submitMs: 0, runMs: 1000, vcpus: 4 },
      ]),
      labConfig({ instanceTypes: ['lab.4'] }),
      world,
    );
    expect(startMs).toEqual([Number.NaN, 30_000]);
    expect(outcome.jobs).toEqual({ submitted: 2, succeeded: 1, failed: 0, cancelled: 0, neverRan: 1 });
  });

  it('starts jobs in order of submission, ties in trace order', () => {
    const { attempts } = replay(
      workloadOf(Array.from({ length: 9 }, (_, job) => ({ submitMs: job < 5 ? 0 : 10, runMs: 1000 + job, vcpus: 4 }))),
      fixedMachine('lab.4', 4),
      labWorld([LAB_4]),
    );
    expect(attempts.map(({ job }) => job)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8]);
  });
});

describe('queues that share an environment', () => {
  const shared: BatchConfig = {
    ...fixedMachine('lab.4', 4),
    jobQueues: [
      { jobQueueName: 'low', priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce0' }] },
      { jobQueueName: 'high', priority: 10, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'ce0' }] },
    ],
  };
  const job = (queue: string, vcpus: number, submitMs = 0) => ({ submitMs, runMs: MINUTE_MS, vcpus, queue });

  it('are served by priority', () => {
    const { startMs } = replay(
      workloadOf([job('low', 4), job('low', 4), job('high', 4), job('high', 4)]),
      shared,
      labWorld([LAB_4], { assumptions: ideal({ dispatchTickSeconds: 1 }) }),
    );
    expect(startMs).toEqual([2 * MINUTE_MS, 3 * MINUTE_MS, 0, MINUTE_MS]);
  });

  it('do not let a blocked high-priority head stop the low queue: priority is no guarantee', () => {
    // 3 of 4 vCPUs busy for a minute; high wants 4, low wants 1 and takes what is free.
    const { startMs } = replay(
      workloadOf([job('high', 3), job('high', 4, 1000), job('low', 1, 2000)]),
      shared,
      labWorld([LAB_4]),
    );
    // high's second job waits for the low one too: 2 s + 60 s.
    expect(startMs).toEqual([0, 62_000, 2000]);
  });
});

describe('the order of environments', () => {
  it('fills the first to its maximum, then passes on to the second', () => {
    const { attempts } = replay(
      workloadOf(Array.from({ length: 3 }, () => ({ submitMs: 0, runMs: MINUTE_MS, vcpus: 4 }))),
      labConfig({ instanceTypes: ['lab.4'], maxvCpus: 4 }, { instanceTypes: ['lab.4'] }),
      labWorld([LAB_4]),
    );
    expect(attempts.map(({ environment, startMs }) => [environment, startMs])).toEqual([
      [0, 0],
      [1, 0],
      [1, 0],
    ]);
  });

  it('passes a job on at once when the first has no type that holds it', () => {
    const types = [LAB_4, labType('lab.8', 8, 1000, 7.2)];
    const { attempts } = replay(
      workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 8 }]),
      labConfig({ instanceTypes: ['lab.4'] }, { instanceTypes: ['lab.8'] }),
      labWorld(types),
    );
    expect(attempts).toMatchObject([{ environment: 1, startMs: 0 }]);
  });
});

describe('delays', () => {
  it('pull the image once per instance, for every job that waits for it', () => {
    // 300 MB at 10 MB/s = 30 s, then 2 s to start. The second job joins 10 s into the pull, the third finds it cached.
    const assumptions = ideal({ imageCompressedMb: 300, imagePullMbPerSecond: 10, startingSeconds: 2 });
    const { startMs, endMs } = replay(
      workloadOf([
        { submitMs: 0, runMs: 100_000, vcpus: 1 },
        { submitMs: 10_000, runMs: 100_000, vcpus: 1 },
        { submitMs: 50_000, runMs: 100_000, vcpus: 1 },
      ]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions }),
    );
    expect(startMs).toEqual([32_000, 32_000, 52_000]);
    expect(endMs).toEqual([132_000, 132_000, 152_000]);
  });

  it('dispatch on multiples of the scheduler tick', () => {
    const { startMs } = replay(
      workloadOf([
        { submitMs: 0, runMs: 7000, vcpus: 4 },
        { submitMs: 1, runMs: 1000, vcpus: 4 },
      ]),
      fixedMachine('lab.4', 4),
      labWorld([LAB_4], { assumptions: ideal({ dispatchTickSeconds: 5 }) }),
    );
    // The first at 0; the machine is free at 7 s, the next cycle is at 10 s.
    expect(startMs).toEqual([0, 10_000]);
  });

  it('add up: SUBMITTED to RUNNABLE, scale-out decision, pending, boot, start', () => {
    const assumptions = ideal({
      submittedToRunnableSeconds: 2,
      scaleOutDelayMedianSeconds: 40,
      scaleOutDelayP95Seconds: 40,
      launchPendingSeconds: 17,
      bootMedianSeconds: 45,
      bootP95Seconds: 45,
      startingSeconds: 3,
    });
    const { outcome, startMs, instances } = replay(
      workloadOf([{ submitMs: 0, runMs: MINUTE_MS, vcpus: 1 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([LAB_4], { assumptions }),
    );
    expect(instances).toMatchObject([{ launchMs: 42_000, runningMs: 59_000, readyMs: 104_000 }]);
    expect(startMs).toEqual([107_000]); // 2 + 40 + 17 + 45 + 3
    expect(outcome.waitMs?.max).toBe(105_000); // from RUNNABLE at 2 s
    expect(outcome.turnaroundMs?.max).toBe(167_000); // from the submission
  });
});

describe('where a job goes when several instances have room', () => {
  /** Two machines; the first job leaves 3 of 4 vCPUs free on one of them. */
  const machines = labConfig({ instanceTypes: ['lab.4'], minvCpus: 8, maxvCpus: 8 });
  const jobs = workloadOf([
    { submitMs: 0, runMs: HOUR_MS, vcpus: 1 },
    { submitMs: 1000, runMs: HOUR_MS, vcpus: 1 },
  ]);
  const instancesUsed = (packing: 'auto' | 'best-fit' | 'spread') => {
    const { attempts } = replay(jobs, machines, labWorld([LAB_4], { assumptions: ideal({ packing }) }));
    return new Set(attempts.map(({ instance }) => instance)).size;
  };

  it('packs, spreads, or packs because there is more room than demand', () => {
    expect(instancesUsed('best-fit')).toBe(1);
    expect(instancesUsed('spread')).toBe(2);
    expect(instancesUsed('auto')).toBe(1);
  });
});
