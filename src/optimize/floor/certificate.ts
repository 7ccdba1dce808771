/** The certificate: everything needed to check a floor again with nothing but the trace, the prices and arithmetic. */
import type { Architecture } from '../../models/workload.ts';
import type { WorkloadDigest } from './digest.ts';
import { commitmentsText } from './discounts.ts';
import type { FloorInput } from './ground.ts';
import { type FloorScope, type SpotTreatment, spotTreatment } from './rent.ts';

/**
 * `fluid`: bound B1, proved by resource prices. `longest-job`: some instance must be rented as long as the longest job runs.
 * `configurations`: B3, proved by prices of whole jobs. `profile`: B4, resource prices and the rooms beside jobs that certainly
 * run. `windows`: B2, the same with prices by time.
 */
export const FLOOR_BOUNDS = ['fluid', 'longest-job', 'configurations', 'profile', 'windows'] as const;
export type FloorBound = (typeof FLOOR_BOUNDS)[number];

export interface CertificatePrices {
  readonly usdPerVcpuHour: number;
  readonly usdPerGibHour: number;
  readonly usdPerGpuHour: number;
}

/** The assumptions that the bound depends on; the rest can take any value. */
export interface CertificateAssumptions {
  readonly schedulableMemoryFraction: number;
  readonly startingSeconds: number;
  readonly rootVolumeGib: number;
  readonly publicIpv4PerInstance: number;
  readonly spotTreatment: SpotTreatment;
  /** Only where they matter: with Fargate in scope and for runs that keep limits. */
  readonly imagePullSeconds?: number;
  readonly submittedToRunnableSeconds?: number;
  /** The scenario's, in words; left out when there are none. */
  readonly commitments?: string;
}

/** What an hour of one job is worth whatever else runs, for `configurations`. */
export interface CertificateJobPrice {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly architecture?: Architecture;
  /** Jobs that can end on an instance reclaimed within its first hour are priced apart. */
  readonly fitsFreeHour: boolean;
  readonly usdPerHour: number;
}

/** Prices for a stretch of time, for `windows`; each begins where the one before ends, the last has no end. */
export interface CertificateWindow {
  /** Seconds since the start of the run. */
  readonly toSeconds: number | null;
  /** Paid for each rented vCPU-hour beyond the rent, because the limit on vCPUs is reached. */
  readonly scarcityUsdPerVcpuHour: number;
  readonly priceOfOption: Readonly<Record<string, number>>;
}

export interface FloorCertificate {
  readonly schemaVersion: 1;
  readonly kind: 'batchwright-floor';
  readonly bound: FloorBound;
  /** What the rest of the certificate proves: no plan inside `scope` that runs every job costs less. */
  readonly verifiedUsd: number;
  readonly region: string;
  readonly catalogDate: string;
  readonly scope: FloorScope;
  readonly assumptions: CertificateAssumptions;
  readonly workload: WorkloadDigest;
  /** Jobs that are not counted: no option holds them, or a prerequisite always times out. */
  readonly uncountedJobs: number;
  /** Distinct price vectors; empty for `longest-job`. */
  readonly prices: readonly CertificatePrices[];
  /**
   * By option (`m7i.large/EC2`, `m7i.large/SPOT`, `…/free-hour`): which vector holds there. In `configurations`, options left out
   * are those that no set of jobs fitting on them may outgrow at the job prices.
   */
  readonly priceOfOption: Readonly<Record<string, number>>;
  readonly jobPrices?: readonly CertificateJobPrice[];
  readonly windows?: readonly CertificateWindow[];
  readonly howToVerify: readonly string[];
}

export const HOW_TO_VERIFY: readonly string[] = [
  'batchwright verify CERTIFICATE.json --trace TRACE, or by hand:',
  'rent(option) = price of an hour + root volume + public address; usable memory = floor(nominal MiB x schedulableMemoryFraction).',
  'spotTreatment on-average: a Spot price counts with the least share of it that is paid on average (docs/floor.md).',
  'For every option: usable vCPU, GiB and GPU times its price vector must not exceed rent(option).',
  'For every job: hours held (startingSeconds + run time) x the least worth of what it asks for over the options that hold it.',
  'Each node of a multi-node parallel job is worth the cheapest On-Demand instance that holds it.',
  'The sum over the jobs, less half a micro-dollar a job for each rounded cost line, must reach verifiedUsd.',
  '/free-hour options stand for Spot instances that EC2 reclaims, unpaid, within their first hour: only shorter jobs end on them.',
  'Other bounds than fluid: docs/floor.md says what to check.',
];

export function certificateAssumptions(input: FloorInput): CertificateAssumptions {
  const { assumptions, scope, commitments = [] } = input;
  const { schedulableMemoryFraction, startingSeconds, rootVolumeGib, publicIpv4PerInstance } = assumptions;
  const hasTasks = scope.markets.includes('FARGATE') || scope.markets.includes('FARGATE_SPOT');
  return {
    schedulableMemoryFraction,
    startingSeconds,
    rootVolumeGib,
    publicIpv4PerInstance,
    spotTreatment: spotTreatment(assumptions, scope),
    ...((hasTasks || scope.limits !== undefined) && {
      imagePullSeconds: assumptions.imageCompressedMb / assumptions.imagePullMbPerSecond,
    }),
    ...(scope.limits !== undefined && { submittedToRunnableSeconds: assumptions.submittedToRunnableSeconds }),
    ...(commitments.length > 0 && { commitments: commitmentsText(commitments) }),
  };
}
