/** Which update AWS Batch needs to get from one configuration to another, as `plan` would choose it. */
import type { BatchConfig, ComputeEnvironment, ComputeResource } from '../../models/batch-config.ts';
import {
  fieldUpdate,
  mostDisruptive,
  typeUpdate,
  type UpdatableField,
  type UpdateKind,
  whyNoInfrastructureUpdate,
} from '../../models/update-kind.ts';

/** The most disruptive over all environments; `in-place` for what concerns queues and job definitions alone. */
export function updateNeeded(before: BatchConfig, after: BatchConfig): UpdateKind {
  const kinds = after.computeEnvironments.flatMap((wanted) => {
    const live = before.computeEnvironments.find(
      ({ computeEnvironmentName }) => computeEnvironmentName === wanted.computeEnvironmentName,
    );
    return live === undefined ? [] : [environmentUpdate(live, wanted)];
  });
  return mostDisruptive(kinds) ?? 'in-place';
}

function environmentUpdate(live: ComputeEnvironment, wanted: ComputeEnvironment): UpdateKind {
  const [left, right] = [live.computeResources, wanted.computeResources];
  if (left === undefined || right === undefined) return 'in-place';
  const kind = mostDisruptive(changedFields(left, right).map((field) => kindOf(field, left, right))) ?? 'in-place';
  if (kind !== 'infrastructure') return kind;
  return whyNoInfrastructureUpdate(live, wanted) === undefined ? kind : 'blue-green';
}

function changedFields(left: ComputeResource, right: ComputeResource): readonly (keyof ComputeResource)[] {
  const fields = [...new Set([...Object.keys(left), ...Object.keys(right)])] as (keyof ComputeResource)[];
  return fields.filter(
    (field) => field !== 'desiredvCpus' && JSON.stringify(left[field]) !== JSON.stringify(right[field]),
  );
}

function kindOf(field: keyof ComputeResource, left: ComputeResource, right: ComputeResource): UpdateKind {
  return field === 'type' ? typeUpdate(left, right) : fieldUpdate(field as UpdatableField, right);
}
