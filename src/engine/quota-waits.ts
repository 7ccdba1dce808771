/**
 * Who waits for a vCPU quota. EC2 refuses a launch beyond it, as one for which it has no capacity, and the allocation strategy
 * does the same (AWS Batch user guide, "Allocation strategies"). Our reading of what AWS does not document: the environment asks
 * again once vCPUs of the quota have been given back that would do, a minute after the refusal at the earliest; Fargate, which
 * keeps nothing between jobs, at once.
 */
import { retryHeads } from './dispatcher.ts';
import { NO_JOB } from './jobs.ts';
import { REFUSAL_RETRY_MS } from './refusals.ts';
import type { EnvironmentState, Run } from './run.ts';
import { requestScaleOut } from './scaler.ts';

/** Of the types just refused, those of which `instances` more are beyond their quota are not asked for until some of it is given back. */
export function noteOverQuota(
  run: Run,
  { setup, refusals }: EnvironmentState,
  types: readonly number[],
  instances: number,
): void {
  const { buckets } = setup.quota;
  for (const type of types)
    if (run.quotas.isBeyond(buckets[type], instances * setup.types[type].vcpus))
      refusals.holdForQuota(type, run.clock.nowMs + REFUSAL_RETRY_MS);
}

/** vCPUs of the quota have been given back: types that were refused for it, and for which it does now, may be asked for. */
export function offerQuota(run: Run, bucket: number): void {
  for (const environment of run.environments) {
    if (environment.refusals.heldForQuota === 0 || !releaseTypes(run, environment, bucket)) continue;
    if (environment.setup.taskSize !== undefined) retryHeads(run, environment);
    else wantAgain(run, environment);
  }
}

function releaseTypes(run: Run, { setup, refusals }: EnvironmentState, bucket: number): boolean {
  let isAny = false;
  setup.types.forEach((type, index) => {
    if (setup.quota.buckets[index] !== bucket || !refusals.isHeldForQuota(index)) return;
    if (run.quotas.isBeyond(bucket, type.vcpus)) return;
    isAny = true;
    refusals.releaseForQuota(index);
    if (setup.taskSize !== undefined) refusals.forget(index);
  });
  return isAny;
}

function wantAgain(run: Run, { queues }: EnvironmentState): void {
  for (const queue of queues)
    if (run.lines[queue].head !== NO_JOB) requestScaleOut(run, run.setup.queues[queue].component);
}
