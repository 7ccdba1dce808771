/** vCPU quotas in words: what a configuration takes of each at its peak, and of how many. */
import { QUOTA_BUCKETS } from '../models/vcpu-quotas.ts';
import type { QuotaPeak } from '../study/quota-peaks.ts';
import { formatCount } from './format.ts';

/** For example "Spot Standard 640 of 1,024 (L-34B43A08)". */
export function quotaPeakText(peak: QuotaPeak): string {
  const code = peak.quotaCode === undefined ? '' : ` (${peak.quotaCode})`;
  return `${quotaName(peak.quota)} ${peakOfQuota(peak)}${code}`;
}

export function quotaName(quota: string): string {
  return QUOTA_BUCKETS.find(({ field }) => field === quota)?.name ?? quota;
}

/** "640 of 1,024", or "640" where the quota is unknown. */
export function peakOfQuota({ peakVcpus, quotaVcpus }: QuotaPeak): string {
  return quotaVcpus === undefined ? formatCount(peakVcpus) : `${formatCount(peakVcpus)} of ${formatCount(quotaVcpus)}`;
}
