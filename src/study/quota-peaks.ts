/** What a configuration takes of the account's vCPU quotas at its peak, to be compared with them whether a scenario gives them or not. */
import { QUOTA_BUCKETS } from '../models/vcpu-quotas.ts';
import type { OutcomeSummary } from './replication.ts';
import { roundToThousandths } from './rounding.ts';

export interface QuotaPeak {
  /** Its field below `quotas` of the scenario, for example spot.standard. */
  readonly quota: string;
  /** Of AWS Service Quotas, service ec2; absent where no source of ours names it. */
  readonly quotaCode?: string;
  /** The most vCPUs at once in any replication. */
  readonly peakVcpus: number;
  /** The quota; absent where the scenario gives none. */
  readonly quotaVcpus?: number;
}

/** Those of which anything is used, On-Demand first. */
export function quotaPeaks(outcomes: readonly OutcomeSummary[]): readonly QuotaPeak[] {
  return QUOTA_BUCKETS.flatMap(({ field, code }, bucket): QuotaPeak[] => {
    const uses = outcomes.flatMap(({ instances }) => instances.quotaPeaks.filter((use) => use.bucket === bucket));
    if (uses.length === 0) return [];
    const [{ quotaVcpus }] = uses;
    const peakVcpus = uses.reduce((most, use) => Math.max(most, use.peakVcpus), 0);
    return [
      {
        quota: field,
        ...(code !== undefined && { quotaCode: code }),
        peakVcpus: roundToThousandths(peakVcpus),
        ...(quotaVcpus !== undefined && { quotaVcpus }),
      },
    ];
  });
}
