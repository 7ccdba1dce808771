/** The certificate: everything needed to check a floor again with nothing but the trace, the prices and arithmetic. */
import type { Assumptions } from '../../models/assumptions.ts';
import type { WorkloadDigest } from './digest.ts';
import type { FloorScope, SpotTreatment } from './rent.ts';

/** `fluid`: bound B1, proved by resource prices. `longest-job`: some instance must be rented as long as the longest job runs. */
export type FloorBound = 'fluid' | 'longest-job';

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
  /** By option (`m7i.large/EC2`, `m7i.large/SPOT`, `…/free-hour`): which vector holds there. */
  readonly priceOfOption: Readonly<Record<string, number>>;
  readonly howToVerify: readonly string[];
}

export const HOW_TO_VERIFY: readonly string[] = [
  'batchwright verify CERTIFICATE.json --trace TRACE, or by hand:',
  'rent(option) = price of an hour + root volume + public address; usable memory = floor(nominal MiB x schedulableMemoryFraction).',
  'spotTreatment on-average: a Spot price counts with the least share of it that is paid on average (docs/floor.md).',
  'For every option: usable vCPU, GiB and GPU times its price vector must not exceed rent(option).',
  'For every job: hours held (startingSeconds + run time) x the least worth of what it asks for over the options that hold it.',
  'The sum over the jobs, less half a micro-dollar a job for each rounded cost line, must reach verifiedUsd.',
  '/free-hour options stand for Spot instances that EC2 reclaims, unpaid, within their first hour: only shorter jobs end on them.',
];

export function certificateAssumptions(assumptions: Assumptions, treatment: SpotTreatment): CertificateAssumptions {
  const { schedulableMemoryFraction, startingSeconds, rootVolumeGib, publicIpv4PerInstance } = assumptions;
  return {
    schedulableMemoryFraction,
    startingSeconds,
    rootVolumeGib,
    publicIpv4PerInstance,
    spotTreatment: treatment,
  };
}
