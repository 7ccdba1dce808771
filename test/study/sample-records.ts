/** Hand-made outcomes with round numbers for tests of studies and reports; every figure can be added up by hand. */
import type { LedgerAmounts, LedgerRow, Outcome } from '../../src/engine/outcome.ts';
import { type Assumptions, presetAssumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { replicationSeed } from '../../src/models/random.ts';
import { quotaBucketOf } from '../../src/models/vcpu-quotas.ts';
import type { ReplicationRecord, StudyTask } from '../../src/study/replication.ts';
import { recordOf } from '../../src/study/run-task.ts';
import type { ResultRequest } from '../../src/study/simulation-result.ts';

export const NO_AMOUNTS: LedgerAmounts = { busy: 0, idle: 0, boot: 0, wasted: 0, ebs: 0, publicIpv4: 0 };

export const CONFIG: BatchConfig = {
  computeEnvironments: [
    {
      computeEnvironmentName: 'main',
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        allocationStrategy: 'BEST_FIT_PROGRESSIVE',
        minvCpus: 0,
        maxvCpus: 512,
        instanceTypes: ['optimal'],
      },
    },
  ],
  jobQueues: [
    { jobQueueName: 'jobs', priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'main' }] },
  ],
};

export const REQUEST: ResultRequest = {
  scenario: 'nightly-rnaseq',
  seed: 1,
  catalog: {
    date: '2026-07-01',
    region: 'us-east-1',
    provenance: [
      { figure: 'On-Demand prices', date: '2026-07-01', source: 'sample price list' },
      { figure: 'Spot prices', date: '2026-06-20', source: 'sample advisor', estimate: true },
    ],
  },
  assumptions: presetAssumptions('typical'),
};

export const CHANGED_ASSUMPTIONS: Assumptions = {
  ...presetAssumptions('typical'),
  idleTimeoutSeconds: 120,
  spot: { ...presetAssumptions('typical').spot, hazardScale: 2 },
};

export function ledgerRow(
  changes: Partial<Omit<LedgerRow, 'microUsd'>> & { microUsd?: Partial<LedgerAmounts> },
): LedgerRow {
  return {
    computeEnvironment: 'main',
    instanceType: 'c6i.4xlarge',
    market: 'EC2',
    billedMs: 36_000_000,
    freeMs: 0,
    microUsdPerHour: 680_000,
    source: 'sample prices, 2026-07-20',
    volumes: undefined,
    addresses: undefined,
    instances: 4,
    reclaimed: 0,
    ...changes,
    microUsd: { ...NO_AMOUNTS, ...changes.microUsd },
  };
}

/** An outcome whose ledger has these rows; waits of 60 s at the median, 10 minutes at the 95th percentile. */
export function outcome(rows: readonly LedgerRow[], changes: Partial<Outcome> = {}): Outcome {
  const byKind = { ...NO_AMOUNTS };
  for (const row of rows) {
    for (const kind of Object.keys(byKind) as (keyof LedgerAmounts)[])
      (byKind as Record<keyof LedgerAmounts, number>)[kind] += row.microUsd[kind] ?? 0;
  }
  const totalMicroUsd = Object.values(byKind).reduce((sum, amount) => sum + amount, 0);
  return {
    jobs: { submitted: 5000, succeeded: 5000, failed: 0, cancelled: 0, neverRan: 0 },
    neverRan: { jobs: 0, examples: [] },
    ledger: { totalMicroUsd, byKind, rows },
    attribution: {
      byJobDefinition: [{ jobDefinition: 'align', microUsd: byKind.busy + byKind.wasted }],
      unattributedMicroUsd: totalMicroUsd - byKind.busy - byKind.wasted,
    },
    waitMs: { count: 5000, mean: 120_000, p50: 60_000, p95: 600_000, p99: 900_000, max: 1_250_000 },
    turnaroundMs: { count: 5000, mean: 900_000, p50: 600_000, p95: 3_600_000, p99: 7_200_000, max: 14_400_000 },
    boundedSlowdownMean: 1.5,
    makespanMs: 8_040_000,
    utilization: { vcpu: 0.782, memory: 0.61 },
    spot: { interruptions: 0, lostAttempts: 0, wastedVcpuMs: 0, largestReclaimJobs: 0 },
    instances: {
      launched: 4,
      failedLaunches: 0,
      peakVcpus: 64,
      quotaPeaks: [{ bucket: quotaBucketOf('onDemand', 'standard'), peakVcpus: 64, quotaVcpus: undefined }],
    },
    attempts: 5000,
    timeline: { bucketMs: 60_000, runnableJobs: [0, 2.5], usedVcpus: [0, 32], totalVcpus: [16, 64] },
    events: 10_000,
    ...changes,
  };
}

export function task(replication: number, candidateIndex = 0, candidate = CONFIG): StudyTask {
  return { candidateIndex, candidate, replication, seed: replicationSeed(1, replication) };
}

/** Record number i holds outcome i as replication i. */
export function recordsOf(outcomes: readonly Outcome[], candidateIndex = 0): readonly ReplicationRecord[] {
  return outcomes.map((one, replication) => recordOf(task(replication, candidateIndex), one));
}

/** Three replications on two types, dearer and dearer: totals 100, 110 and 120 US dollars. */
export function onDemandOutcomes(): readonly Outcome[] {
  return [0, 10_000_000, 20_000_000].map((extra) =>
    outcome([
      ledgerRow({
        microUsd: { busy: 60_000_000 + extra, idle: 8_000_000, boot: 2_000_000, ebs: 900_000, publicIpv4: 100_000 },
      }),
      ledgerRow({
        instanceType: 'r6i.8xlarge',
        microUsdPerHour: 2_016_000,
        instances: 1,
        billedMs: 50_400_000,
        microUsd: { busy: 27_000_000, idle: 1_500_000, boot: 300_000, ebs: 180_000, publicIpv4: 20_000 },
      }),
    ]),
  );
}

/** The same luck on Spot: totals 40, 45 and 50 US dollars, some interruptions. */
export function spotOutcomes(): readonly Outcome[] {
  return [0, 5_000_000, 10_000_000].map((extra, replication) =>
    outcome(
      [
        ledgerRow({
          computeEnvironment: 'spot',
          market: 'SPOT',
          microUsdPerHour: 250_000,
          instances: 5,
          reclaimed: replication,
          microUsd: { busy: 35_000_000 + extra, idle: 3_000_000, boot: 1_000_000, wasted: 600_000, ebs: 400_000 },
        }),
      ],
      {
        waitMs: { count: 5000, mean: 150_000, p50: 75_000, p95: 720_000, p99: 1_000_000, max: 1_500_000 },
        makespanMs: 9_000_000,
        spot: {
          interruptions: replication,
          lostAttempts: 2 * replication,
          wastedVcpuMs: 7_200_000 * replication,
          largestReclaimJobs: replication,
        },
      },
    ),
  );
}
