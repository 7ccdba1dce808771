/** The reason for which jobs wait for a vCPU quota, or can never run: ours, for AWS Batch has no code for it. Names the field below `quotas`. */
import { QUOTA_BUCKETS, type QuotaBucket } from '../models/vcpu-quotas.ts';

const CODE = 'VCPU_QUOTA';
export type QuotaReason = `${typeof CODE}:${string}`;

export function quotaReason(bucket: number): QuotaReason {
  return `${CODE}:${QUOTA_BUCKETS[bucket].field}`;
}

export function isQuotaReason(reason: string): reason is QuotaReason {
  return reason.startsWith(`${CODE}:`);
}

export function quotaOfReason(reason: QuotaReason): QuotaBucket | undefined {
  return QUOTA_BUCKETS.find((_, bucket) => quotaReason(bucket) === reason);
}
