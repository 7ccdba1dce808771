/** How much capacity the jobs would hold if each started the moment it was submitted: the fluid demand over time. */
import type { Workload } from '../models/workload.ts';

/** Means over equal buckets. */
export interface DemandProfile {
  readonly bucketMs: number;
  readonly vcpus: Float64Array;
  readonly memoryMiB: Float64Array;
}

const BUCKET_MS = 15 * 60_000;
const MOST_BUCKETS = 4000;

export function demandProfile(workload: Workload): DemandProfile {
  let endMs = 0;
  for (let job = 0; job < workload.jobCount; job++)
    endMs = Math.max(endMs, workload.submitMs[job] + workload.runMs[job]);
  const bucketMs = BUCKET_MS * Math.max(1, Math.ceil(endMs / BUCKET_MS / MOST_BUCKETS));
  const buckets = Math.max(1, Math.ceil(endMs / bucketMs));
  const profile = { bucketMs, vcpus: new Float64Array(buckets), memoryMiB: new Float64Array(buckets) };
  for (let job = 0; job < workload.jobCount; job++) addJob(profile, workload, job);
  return profile;
}

function addJob({ bucketMs, vcpus, memoryMiB }: DemandProfile, workload: Workload, job: number): void {
  const shape = workload.classes[workload.classIndex[job]];
  const { nodes = 1 } = shape;
  const endMs = workload.submitMs[job] + workload.runMs[job];
  for (let fromMs = workload.submitMs[job]; fromMs < endMs; ) {
    const bucket = Math.floor(fromMs / bucketMs);
    const toMs = Math.min(endMs, (bucket + 1) * bucketMs);
    const share = (toMs - fromMs) / bucketMs;
    vcpus[bucket] += share * shape.vcpus * nodes;
    memoryMiB[bucket] += share * shape.memoryMiB * nodes;
    fromMs = toMs;
  }
}

/** vCPUs to rent in each bucket on machines with so much memory a vCPU. */
export function rentedVcpus(profile: DemandProfile, memoryMiBPerVcpu: number): Float64Array {
  return profile.vcpus.map((vcpus, bucket) => Math.max(vcpus, profile.memoryMiB[bucket] / memoryMiBPerVcpu));
}

export function peakOf(values: Float64Array): number {
  return values.reduce((peak, value) => Math.max(peak, value), 0);
}

/** 0 for an empty profile. */
export function meanOf(values: Float64Array): number {
  return values.length === 0 ? 0 : values.reduce((sum, value) => sum + value, 0) / values.length;
}
