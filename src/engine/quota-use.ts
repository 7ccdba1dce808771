/**
 * What a run has of the account's vCPU quotas: the instances of all environments count, pending ones too, until they end; so do
 * Fargate tasks (EC2 user guide, "On-Demand instance quotas" and "Spot instance limits").
 */
import { QUOTA_BUCKETS } from '../models/vcpu-quotas.ts';
import type { QuotaUsePeak } from './outcome.ts';

export class QuotaUse {
  private readonly used = new Float64Array(QUOTA_BUCKETS.length);
  /** By bucket: the most vCPUs at once. */
  readonly peaks = new Float64Array(QUOTA_BUCKETS.length);

  /** `limits`: by bucket, see quotaLimits; undefined when none is known. */
  constructor(readonly limits: Float64Array | undefined) {}

  /** A bucket below 0 is none. */
  take(bucket: number, vcpus: number): void {
    if (bucket < 0) return;
    const used = this.used[bucket] + vcpus;
    this.used[bucket] = used;
    if (used > this.peaks[bucket]) this.peaks[bucket] = used;
  }

  giveBack(bucket: number, vcpus: number): void {
    if (bucket >= 0) this.used[bucket] -= vcpus;
  }

  /** Whether EC2 refuses so many vCPUs more (VcpuLimitExceeded, MaxSpotInstanceCountExceeded). */
  isBeyond(bucket: number, vcpus: number): boolean {
    return this.limits !== undefined && bucket >= 0 && this.used[bucket] + vcpus > this.limits[bucket];
  }

  /** Of the quotas of which something was used. */
  peaksUsed(): readonly QuotaUsePeak[] {
    const { limits } = this;
    return [...this.peaks].flatMap((peakVcpus, bucket) => {
      if (peakVcpus === 0) return [];
      const limit = limits?.[bucket] ?? Number.POSITIVE_INFINITY;
      return [{ bucket, peakVcpus, quotaVcpus: limit < Number.POSITIVE_INFINITY ? limit : undefined }];
    });
  }

  /** Conserved: 0 when every instance has ended. */
  get usedVcpus(): number {
    return this.used.reduce((sum, vcpus) => sum + vcpus, 0);
  }
}
