/**
 * How a changed compute environment reaches AWS: by an infrastructure update in place, or by a new environment that takes
 * the old one's place (Batch user guide, "Updating compute environments").
 */
import type { ComputeEnvironment } from '../models/batch-config.ts';
import { isServiceLinked } from '../models/update-kind.ts';

export type UpdateBehaviour = 'in place' | 'replaced' | 'fargate' | 'unmanaged';

/** AWS's own default, and the default of UpdatePolicy: running jobs get half an hour, then they are stopped. */
export const UPDATE_POLICY = { terminateJobsOnUpdate: false, jobExecutionTimeoutMinutes: 30 } as const;

export function updateBehaviour({ type, computeResources, serviceRole }: ComputeEnvironment): UpdateBehaviour {
  if (type === 'UNMANAGED' || computeResources === undefined) return 'unmanaged';
  if (computeResources.type === 'FARGATE' || computeResources.type === 'FARGATE_SPOT') return 'fargate';
  const isBestFit = (computeResources.allocationStrategy ?? 'BEST_FIT') === 'BEST_FIT';
  return isBestFit || !isServiceLinked(serviceRole) ? 'replaced' : 'in place';
}

/** Why `updateBehaviour` says "replaced", as a sentence. */
export function whyReplaced({ computeResources }: ComputeEnvironment): string {
  if ((computeResources?.allocationStrategy ?? 'BEST_FIT') === 'BEST_FIT') {
    return 'AWS Batch cannot update the instances of a BEST_FIT environment in place';
  }
  return 'AWS Batch updates instances in place only under its service-linked role, and this environment has a role of its own';
}
