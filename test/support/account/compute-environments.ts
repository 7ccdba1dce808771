/**
 * Compute environments of the in-memory account: what Create, Update and Delete accept, and what they do. Rules: API
 * CreateComputeEnvironment, UpdateComputeEnvironment, ComputeResourceUpdate, DeleteComputeEnvironment, and the user
 * guide's pages on updates.
 */
import type {
  ComputeEnvironmentDetail,
  ComputeResource,
  CreateComputeEnvironmentCommandInput,
  DeleteComputeEnvironmentCommandInput,
  DescribeComputeEnvironmentsCommandInput,
  UpdateComputeEnvironmentCommandInput,
} from '@aws-sdk/client-batch';
import { clientException } from './failures.ts';
import { pageOf } from './paging.ts';
import { arnOf, type Held, later, nameOf, type State } from './state.ts';

type Environment = Held<ComputeEnvironmentDetail>;

export const HEALTHY = 'ComputeEnvironment Healthy';
const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
const SERVICE_LINKED = 'aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch';
const QUOTA = 50;

/** Fields of an update that leave the instances alone (user guide, "Scaling updates"). */
const SCALING_FIELDS = new Set(['minvCpus', 'maxvCpus', 'desiredvCpus', 'scalingPolicy']);
const FARGATE_SCALING_FIELDS = new Set(['maxvCpus', 'subnets', 'securityGroupIds']);
/** API ComputeResourceUpdate: what can be changed at all. */
const UPDATABLE_FIELDS = new Set([
  ...SCALING_FIELDS,
  'subnets',
  'securityGroupIds',
  'allocationStrategy',
  'instanceTypes',
  'ec2KeyPair',
  'instanceRole',
  'tags',
  'placementGroup',
  'bidPercentage',
  'launchTemplate',
  'ec2Configuration',
  'updateToLatestImageVersion',
  'type',
  'imageId',
]);
const NOT_FOR_FARGATE = [
  'allocationStrategy',
  'bidPercentage',
  'desiredvCpus',
  'minvCpus',
  'imageId',
  'instanceTypes',
  'ec2Configuration',
  'ec2KeyPair',
  'instanceRole',
  'launchTemplate',
  'placementGroup',
  'spotIamFleetRole',
  'tags',
  'scalingPolicy',
] as const;

export function isFargate(resources: { type?: string | undefined } | undefined): boolean {
  return resources?.type === 'FARGATE' || resources?.type === 'FARGATE_SPOT';
}

export function createEnvironment(state: State, input: CreateComputeEnvironmentCommandInput) {
  const name = input.computeEnvironmentName ?? '';
  if (!NAME.test(name)) throw clientException(`computeEnvironmentName ${JSON.stringify(name)} is not valid`);
  if (state.environments.has(name)) throw clientException('Object already exists');
  if (state.environments.size >= QUOTA) throw clientException(`Number of compute environments cannot exceed ${QUOTA}`);
  if (input.type !== 'MANAGED' && input.type !== 'UNMANAGED')
    throw clientException('type must be MANAGED or UNMANAGED');
  if (input.state !== undefined && input.state !== 'ENABLED')
    throw clientException('A compute environment must be created in the ENABLED state');
  if (input.type === 'MANAGED') checkResources(input.computeResources, input.eksConfiguration !== undefined);
  if (input.type === 'UNMANAGED' && input.serviceRole === undefined)
    throw clientException('serviceRole is required for UNMANAGED compute environments');
  const detail: ComputeEnvironmentDetail = {
    computeEnvironmentName: name,
    computeEnvironmentArn: arnOf(state, 'compute-environment', name),
    ecsClusterArn: `arn:aws:ecs:${state.region}:${state.accountId}:cluster/${clusterOf(name, ++state.counter)}`,
    tags: { ...input.tags },
    type: input.type,
    state: 'ENABLED',
    serviceRole: input.serviceRole ?? `arn:aws:iam::${state.accountId}:role/${SERVICE_LINKED}`,
    containerOrchestrationType: input.eksConfiguration === undefined ? 'ECS' : 'EKS',
    uuid: `00000000-0000-4000-8000-${String(state.counter).padStart(12, '0')}`,
    ...(input.eksConfiguration !== undefined && { eksConfiguration: input.eksConfiguration }),
    ...(input.unmanagedvCpus !== undefined && { unmanagedvCpus: input.unmanagedvCpus }),
    ...(input.computeResources !== undefined && { computeResources: described(input.computeResources) }),
  };
  const held: Environment = { detail: { ...detail, status: 'CREATING' }, pending: [] };
  state.environments.set(name, held);
  becomeValid(state, name, held, state.durations.createEnvironmentMs);
  return { computeEnvironmentName: name, computeEnvironmentArn: detail.computeEnvironmentArn };
}

function clusterOf(name: string, counter: number): string {
  return `${name}_Batch_${String(counter).padStart(8, '0')}`;
}

/** Describe answers the defaults AWS filled in. */
function described(resources: ComputeResource): ComputeResource {
  if (isFargate(resources)) return { ...resources };
  return {
    ...resources,
    allocationStrategy: resources.allocationStrategy ?? 'BEST_FIT',
    minvCpus: resources.minvCpus ?? 0,
    desiredvCpus: resources.desiredvCpus ?? resources.minvCpus ?? 0,
    ec2Configuration: resources.ec2Configuration ?? [{ imageType: 'ECS_AL2023' }],
  };
}

function checkResources(resources: ComputeResource | undefined, isEks: boolean): void {
  if (resources === undefined) throw clientException('computeResources is required for MANAGED compute environments');
  if (resources.maxvCpus === undefined) throw clientException('computeResources.maxvCpus is required');
  if ((resources.subnets?.length ?? 0) === 0) throw clientException('computeResources.subnets is required');
  if ((resources.securityGroupIds?.length ?? 0) === 0 && resources.launchTemplate === undefined)
    throw clientException('computeResources.securityGroupIds is required');
  checkValues(resources);
  if (isFargate(resources)) return;
  if ((resources.instanceTypes?.length ?? 0) === 0) throw clientException('computeResources.instanceTypes is required');
  if (resources.instanceRole === undefined) throw clientException('computeResources.instanceRole is required');
  if (isEks && resources.allocationStrategy === undefined)
    throw clientException('allocationStrategy is required for EKS');
  if (
    resources.type === 'SPOT' &&
    (resources.allocationStrategy ?? 'BEST_FIT') === 'BEST_FIT' &&
    resources.spotIamFleetRole === undefined
  )
    throw clientException('spotIamFleetRole is required for SPOT compute environments with BEST_FIT');
}

/** Rules about values, the same for a new environment and for one with an update merged in. */
function checkValues(resources: ComputeResource): void {
  const { type, minvCpus = 0, maxvCpus = 0, desiredvCpus, allocationStrategy: strategy, scalingPolicy } = resources;
  if (isFargate(resources)) {
    const forbidden = NOT_FOR_FARGATE.filter((field) => resources[field] !== undefined);
    if (forbidden.length > 0) throw clientException(`${forbidden.join(', ')} cannot be used with ${type}`);
    return;
  }
  if (minvCpus > maxvCpus) throw clientException('minvCpus cannot be greater than maxvCpus');
  if (desiredvCpus !== undefined && desiredvCpus < minvCpus)
    throw clientException('desiredvCpus must be between minvCpus and maxvCpus');
  if (type === 'EC2' && strategy?.startsWith('SPOT_')) throw clientException(`${strategy} cannot be used with EC2`);
  if (type === 'SPOT' && strategy === 'BEST_FIT_PROGRESSIVE_ORDERED')
    throw clientException(`${strategy} cannot be used with SPOT`);
  const delay = scalingPolicy?.minScaleDownDelayMinutes ?? 0;
  if (delay !== 0 && (delay < 20 || delay > 10_080))
    throw clientException('minScaleDownDelayMinutes must be between 20 and 10080');
  const template = resources.launchTemplate;
  if (template?.launchTemplateId !== undefined && template.launchTemplateName !== undefined)
    throw clientException('specify either launchTemplateId or launchTemplateName');
}

function becomeValid(state: State, name: string, held: Environment, afterMs: number): void {
  const reason = state.doomed.get(name);
  const at = state.clock.nowMs() + afterMs;
  if (reason === undefined) later(held, at, 'VALID', HEALTHY);
  else later(held, at, 'INVALID', reason);
}

export function environmentNamed(state: State, nameOrArn: string | undefined): Environment {
  const held = state.environments.get(nameOf(nameOrArn ?? ''));
  if (held === undefined || held.detail.status === 'DELETED')
    throw clientException(`Compute environment ${nameOrArn} does not exist`);
  return held;
}

export function updateEnvironment(state: State, input: UpdateComputeEnvironmentCommandInput) {
  const held = environmentNamed(state, input.computeEnvironment);
  const { detail } = held;
  const name = detail.computeEnvironmentName ?? '';
  if (detail.status !== 'VALID' && detail.status !== 'INVALID')
    throw clientException('Cannot update, resource is being modified');
  const changed = Object.keys(input.computeResources ?? {});
  const isInfrastructure = isInfrastructureUpdate(detail, changed);
  if (isInfrastructure) refuseInfrastructure(detail, input);
  if (input.serviceRole !== undefined && isServiceLinked(input.serviceRole) !== isServiceLinked(detail.serviceRole))
    throw clientException('Cannot change between the service-linked role and another service role');
  const resources = merged(detail.computeResources, input.computeResources);
  if (resources !== undefined) checkValues(resources);
  held.detail = {
    ...detail,
    status: 'UPDATING',
    statusReason: undefined,
    ...(input.state !== undefined && { state: input.state }),
    ...(input.serviceRole !== undefined && { serviceRole: input.serviceRole }),
    ...(input.unmanagedvCpus !== undefined && { unmanagedvCpus: input.unmanagedvCpus }),
    ...(input.updatePolicy !== undefined && { updatePolicy: input.updatePolicy }),
    ...(resources !== undefined && { computeResources: resources }),
  };
  if (isInfrastructure) endJobsOf(state, name, input.updatePolicy);
  const { infrastructureUpdateMs, scalingUpdateMs } = state.durations;
  becomeValid(state, name, held, isInfrastructure ? infrastructureUpdateMs : scalingUpdateMs);
  return { computeEnvironmentName: name, computeEnvironmentArn: detail.computeEnvironmentArn };
}

export function isServiceLinked(role: string | undefined): boolean {
  return role === undefined || role === 'AWSServiceRoleForBatch' || role.endsWith(SERVICE_LINKED);
}

function isInfrastructureUpdate(detail: ComputeEnvironmentDetail, changed: readonly string[]): boolean {
  if (detail.type === 'UNMANAGED') {
    if (changed.length > 0) throw clientException('computeResources cannot be updated for UNMANAGED environments');
    return false;
  }
  const unknown = changed.filter((field) => !UPDATABLE_FIELDS.has(field));
  if (unknown.length > 0) throw clientException(`${unknown.join(', ')} cannot be updated`);
  if (isFargate(detail.computeResources)) {
    const refused = changed.filter((field) => !FARGATE_SCALING_FIELDS.has(field));
    if (refused.length > 0) throw clientException(`${refused.join(', ')} cannot be updated for Fargate`);
    return false;
  }
  return changed.some((field) => !SCALING_FIELDS.has(field));
}

function refuseInfrastructure(
  detail: ComputeEnvironmentDetail,
  { computeResources }: UpdateComputeEnvironmentCommandInput,
) {
  if (!isServiceLinked(detail.serviceRole))
    throw clientException('Infrastructure updates require the service-linked role AWSServiceRoleForBatch');
  if ((detail.computeResources?.allocationStrategy ?? 'BEST_FIT') === 'BEST_FIT')
    throw clientException('Compute environments with allocation strategy BEST_FIT cannot be updated');
  const strategy: string | undefined = computeResources?.allocationStrategy;
  if (strategy === 'BEST_FIT') throw clientException('allocationStrategy cannot be updated to BEST_FIT');
  const { type } = computeResources ?? {};
  if (type !== undefined && type !== 'EC2' && type !== 'SPOT')
    throw clientException(`type cannot be updated to ${type}`);
}

/** ComputeResourceUpdate: given fields replace, absent ones stay, an empty string or list removes. */
function merged(
  current: ComputeResource | undefined,
  update: UpdateComputeEnvironmentCommandInput['computeResources'],
): ComputeResource | undefined {
  if (current === undefined || update === undefined) return current;
  const fields: Record<string, unknown> = { ...current };
  for (const [field, value] of Object.entries(update)) {
    if (field === 'updateToLatestImageVersion' || value === undefined) continue;
    if (isRemoval(field, value)) delete fields[field];
    else fields[field] = field === 'launchTemplate' ? withoutEmptyOverrides(value) : value;
  }
  const next = fields as unknown as ComputeResource;
  // Batch moves its own dial to stay within the new bounds.
  const desired = Math.max(next.desiredvCpus ?? 0, next.minvCpus ?? 0);
  return isFargate(next) ? next : { ...next, desiredvCpus: desired };
}

/** API LaunchTemplateSpecification: an empty list removes the overrides. */
function withoutEmptyOverrides(template: object): object {
  const { overrides, ...rest } = template as { overrides?: readonly unknown[] };
  return overrides === undefined || overrides.length === 0 ? rest : template;
}

function isRemoval(field: string, value: unknown): boolean {
  if (value === '' || (Array.isArray(value) && value.length === 0)) return true;
  if (typeof value !== 'object' || value === null) return false;
  if (field === 'launchTemplate') {
    const { launchTemplateId, launchTemplateName } = value as ComputeResource['launchTemplate'] & object;
    return launchTemplateId === '' || launchTemplateName === '';
  }
  return field === 'scalingPolicy' && (value as { minScaleDownDelayMinutes?: number }).minScaleDownDelayMinutes === 0;
}

/** API UpdatePolicy: running jobs get the timeout (30 minutes by default), or nothing at all. */
function endJobsOf(
  state: State,
  environment: string,
  policy: UpdateComputeEnvironmentCommandInput['updatePolicy'],
): void {
  const graceMs = policy?.terminateJobsOnUpdate === true ? 0 : (policy?.jobExecutionTimeoutMinutes ?? 30) * 60_000;
  const limit = state.clock.nowMs() + graceMs;
  for (const [id, job] of state.jobs) {
    if (job.environment !== environment || job.endsAtMs <= limit) continue;
    state.jobs.set(id, { ...job, endsAtMs: limit });
    state.killedJobs.push(id);
  }
}

export function deleteEnvironment(state: State, input: DeleteComputeEnvironmentCommandInput) {
  const held = environmentNamed(state, input.computeEnvironment);
  const { detail } = held;
  const name = detail.computeEnvironmentName ?? '';
  if (detail.status === 'DELETING') return {};
  if (detail.status === 'CREATING' || detail.status === 'UPDATING')
    throw clientException('Cannot delete, resource is being modified');
  if (detail.state !== 'DISABLED') throw clientException('Cannot delete, state must be DISABLED');
  if (hasQueue(state, name)) throw clientException('Cannot delete, found existing JobQueue relationship');
  held.detail = { ...detail, status: 'DELETING' };
  for (const [id, job] of state.jobs) {
    if (job.environment !== name) continue;
    state.jobs.delete(id);
    state.killedJobs.push(id);
  }
  later(held, state.clock.nowMs() + state.durations.deleteEnvironmentMs, 'DELETED');
  return {};
}

function hasQueue(state: State, environment: string): boolean {
  for (const { detail } of state.queues.values()) {
    if (detail.status === 'DELETED') continue;
    if (detail.computeEnvironmentOrder?.some((entry) => nameOf(entry.computeEnvironment ?? '') === environment))
      return true;
  }
  const now = state.clock.nowMs();
  return [...state.lingering].some(([key, until]) => key.startsWith(`${environment} `) && until > now);
}

export function describeEnvironments(state: State, input: DescribeComputeEnvironmentsCommandInput) {
  const wanted = input.computeEnvironments?.map(nameOf);
  if ((wanted?.length ?? 0) > 100) throw clientException('at most 100 compute environments a call');
  const all = [...state.environments.values()]
    .map(({ detail }) => detail)
    .filter(({ computeEnvironmentName }) => wanted === undefined || wanted.includes(computeEnvironmentName ?? ''));
  const { items, nextToken } = pageOf(all, input, state.pageSize);
  return { computeEnvironments: structuredClone(items), nextToken };
}
