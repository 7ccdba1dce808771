/** vCPU quotas in words: what a configuration takes of each at its peak, and of how many. */
import { quotaName, withQuotaCode } from '../models/vcpu-quotas.ts';
import type { QuotaPeak } from '../study/quota-peaks.ts';
import { formatCount } from './format.ts';

/** For example "Spot Standard 640 of 1,024 (L-34B43A08)". */
export function quotaPeakText(peak: QuotaPeak): string {
  return withQuotaCode(`${quotaName(peak.quota)} ${peakOfQuota(peak)}`, peak.quotaCode);
}

/** "640 of 1,024", or "640" where the quota is unknown. */
export function peakOfQuota({ peakVcpus, quotaVcpus }: QuotaPeak): string {
  return quotaVcpus === undefined ? formatCount(peakVcpus) : `${formatCount(peakVcpus)} of ${formatCount(quotaVcpus)}`;
}
