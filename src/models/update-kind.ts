/**
 * Which of AWS Batch's update mechanisms a change of a compute environment needs. Source: Batch user guide, "Scaling
 * updates", "Infrastructure updates", "Blue/green updates"; API ComputeResourceUpdate.
 */
import type { ComputeEnvironment, ComputeResource } from './batch-config.ts';

/**
 * `scaling`: minutes, instances stay. `infrastructure`: instances are replaced while the environment stays. `blue-green`: a new
 * environment takes the old one's place. `in-place`: state, role, tags, and everything that is not a compute environment.
 */
export type UpdateKind = 'scaling' | 'infrastructure' | 'blue-green' | 'in-place';

/** `type` has a rule of its own; desiredvCpus is AWS's own dial. */
export type UpdatableField = Exclude<keyof ComputeResource, 'type' | 'desiredvCpus'>;

const FIELD_UPDATES: Readonly<Record<UpdatableField, UpdateKind>> = {
  allocationStrategy: 'infrastructure',
  minvCpus: 'scaling',
  maxvCpus: 'scaling',
  instanceTypes: 'infrastructure',
  bidPercentage: 'infrastructure',
  scalingPolicy: 'scaling',
  imageId: 'infrastructure',
  ec2Configuration: 'infrastructure',
  launchTemplate: 'infrastructure',
  ec2KeyPair: 'infrastructure',
  instanceRole: 'infrastructure',
  placementGroup: 'infrastructure',
  subnets: 'infrastructure',
  securityGroupIds: 'infrastructure',
  tags: 'infrastructure',
  // Not a member of ComputeResourceUpdate.
  spotIamFleetRole: 'blue-green',
};

const RANK: Readonly<Record<UpdateKind, number>> = { 'in-place': 0, scaling: 1, infrastructure: 2, 'blue-green': 3 };

/** Of one field on its own; all that Fargate takes are scaling updates. */
export function fieldUpdate(field: UpdatableField, wanted: ComputeResource): UpdateKind {
  return isFargate(wanted) ? 'scaling' : FIELD_UPDATES[field];
}

/** EC2 and SPOT turn into each other by an infrastructure update; Fargate turns into nothing. */
export function typeUpdate(live: ComputeResource, wanted: ComputeResource): UpdateKind {
  return isFargate(live) || isFargate(wanted) ? 'blue-green' : 'infrastructure';
}

/** One call that mixes kinds is of the most disruptive; undefined without any. */
export function mostDisruptive(kinds: readonly UpdateKind[]): UpdateKind | undefined {
  return kinds.reduce<UpdateKind | undefined>(
    (most, kind) => (most === undefined || RANK[kind] > RANK[most] ? kind : most),
    undefined,
  );
}

/** Why an infrastructure update is refused, so that only blue/green is left; undefined when AWS takes it. */
export function whyNoInfrastructureUpdate(live: ComputeEnvironment, wanted: ComputeEnvironment): string | undefined {
  if (!isServiceLinked(live.serviceRole))
    return 'infrastructure updates need the service-linked role, and the environment has a role of its own';
  if (isBestFit(live)) return 'environments with BEST_FIT take no infrastructure updates';
  return isBestFit(wanted) ? 'no update can choose BEST_FIT' : undefined;
}

/** BEST_FIT is what leaving the strategy out means. */
function isBestFit({ computeResources }: ComputeEnvironment): boolean {
  return (computeResources?.allocationStrategy ?? 'BEST_FIT') === 'BEST_FIT';
}

export function isFargate(resources: { readonly type?: string } | undefined): boolean {
  return resources?.type === 'FARGATE' || resources?.type === 'FARGATE_SPOT';
}

/** Left out means the service-linked role (API CreateComputeEnvironment). */
export function isServiceLinked(role: string | undefined): boolean {
  return role === undefined || /(^|\/)AWSServiceRoleForBatch$/.test(role);
}
