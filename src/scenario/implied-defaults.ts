/**
 * What a field means that is not written down and that the schema leaves open, because AWS or the simulation fills it in: for those
 * who must name the value. Fields whose default the schema itself knows are not here.
 */
import type { FieldPath } from './source-map.ts';

/** By path, an entry of a list as `[]`. */
const IMPLIED: ReadonlyMap<string, unknown> = new Map<string, unknown>([
  ['workload.growth', 1],
  ['catalog.tables', 'embedded'],
  ['catalog.discounts.[].market', 'on-demand'],
  ['batch.computeEnvironments.[].state', 'ENABLED'],
  ['batch.computeEnvironments.[].computeResources.allocationStrategy', 'BEST_FIT'],
  ['batch.computeEnvironments.[].computeResources.minvCpus', 0],
  ['batch.computeEnvironments.[].computeResources.bidPercentage', 100],
  ['batch.computeEnvironments.[].computeResources.scalingPolicy.minScaleDownDelayMinutes', 0],
  ['batch.jobQueues.[].state', 'ENABLED'],
  ['batch.schedulingPolicies.[].fairsharePolicy.shareDecaySeconds', 0],
  ['batch.schedulingPolicies.[].fairsharePolicy.computeReservation', 0],
  ['batch.schedulingPolicies.[].fairsharePolicy.shareDistribution.[].weightFactor', 1],
  ['batch.consumableResources.[].resourceType', 'REPLENISHABLE'],
]);

/** Undefined where leaving the field out means that there is nothing of the kind. */
export function impliedDefault(path: FieldPath): unknown {
  return IMPLIED.get(path.map((part) => (typeof part === 'number' ? '[]' : part)).join('.'));
}
