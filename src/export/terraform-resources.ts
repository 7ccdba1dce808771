/** Each request as a block of Terraform, with what a reader should know before changing it. */
import { nameInArn } from '../models/batch-arns.ts';
import type { ComputeEnvironment, ComputeResource, JobQueue, SchedulingPolicy } from '../models/batch-config.ts';
import { type HclBlock, HclExpression, type HclValue, hclValue } from './hcl.ts';
import type { CreateComputeEnvironment, CreateJobQueue, CreateRequest, RegisterJobDefinition } from './requests.ts';
import * as names from './terraform-arguments.ts';
import type { TerraformRoles } from './terraform-roles.ts';
import { UPDATE_POLICY, updateBehaviour, whyReplaced } from './update-behaviour.ts';

/** What the plan makes, so that references become references. */
export interface TerraformContext {
  readonly environments: ReadonlySet<string>;
  readonly roles: TerraformRoles;
}

export function resourceBlock(request: CreateRequest, context: TerraformContext): HclBlock {
  switch (request.operation) {
    case 'CreateComputeEnvironment':
      return environmentBlock(request, context);
    case 'CreateSchedulingPolicy':
      return policyBlock(request.body);
    case 'CreateJobQueue':
      return queueBlock(request, context);
    case 'RegisterJobDefinition':
      return definitionBlock(request);
  }
}

/** Terraform's names start with a letter or an underscore; AWS's may start with a digit. */
export function label(name: string): string {
  return /^\d/.test(name) ? `_${name}` : name;
}

/** The provider adds 26 characters, and AWS allows 128. */
const LONGEST_PREFIX = 102;

function environmentBlock({ body, missing }: CreateComputeEnvironment, { roles }: TerraformContext): HclBlock {
  const { computeEnvironmentName, computeResources, ...rest } = body;
  const asked = (field: string) => missing.some((setting) => setting.field === field);
  const serviceRole = asked('serviceRole')
    ? roles.variable('serviceRole')
    : roles.reference('serviceRole', body.serviceRole);
  const prefix = `${computeEnvironmentName.slice(0, LONGEST_PREFIX - 1)}-`;
  return {
    type: 'resource',
    labels: ['aws_batch_compute_environment', label(computeEnvironmentName)],
    notes: environmentNotes(body),
    attributes: { name_prefix: prefix, ...names.argumentsOf({ ...rest, serviceRole }, names.ENVIRONMENT_ATTRIBUTES) },
    blocks: [
      ...(computeResources === undefined ? [] : [computeResourcesBlock(computeResources, asked, roles)]),
      ...(updateBehaviour(body) === 'in place' ? [UPDATE_POLICY_BLOCK] : []),
      lifecycle(body),
    ],
  };
}

function environmentNotes(body: ComputeEnvironment): readonly string[] {
  const behaviour = updateBehaviour(body);
  const { allocationStrategy, scalingPolicy, desiredvCpus } = body.computeResources ?? {};
  return [
    ...(behaviour === 'replaced'
      ? [`${whyReplaced(body)}: the provider makes a new one, moves the queues, deletes this one.`]
      : []),
    ...(behaviour === 'in place' && !UPDATED_BY_PROVIDER.has(allocationStrategy)
      ? ['AWS could update its instances in place, but the provider replaces an environment of this strategy.']
      : []),
    ...(ORDERED.has(allocationStrategy)
      ? ['The provider keeps instance_type as a set: the order is lost on the way.']
      : []),
    ...(scalingPolicy === undefined
      ? []
      : [`Planned, but without an argument: scalingPolicy ${JSON.stringify(scalingPolicy)}`]),
    ...(desiredvCpus === undefined ? [] : ['desired_vcpus counts at creation only; AWS Batch moves it from then on.']),
  ];
}

/** The strategies the provider takes for updatable (its isUpdatableAllocationStrategy). */
const UPDATED_BY_PROVIDER: ReadonlySet<string | undefined> = new Set([
  'BEST_FIT_PROGRESSIVE',
  'SPOT_CAPACITY_OPTIMIZED',
]);
/** Here the order of the instance types means something. */
export const ORDERED: ReadonlySet<string | undefined> = new Set([
  'BEST_FIT_PROGRESSIVE_ORDERED',
  'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
]);

function computeResourcesBlock(
  resources: ComputeResource,
  asked: (field: string) => boolean,
  roles: TerraformRoles,
): HclBlock {
  const { launchTemplate, ec2Configuration = [], ...rest } = resources;
  const settings: { readonly [field: string]: HclValue | undefined } = {
    subnets: asked('subnets') ? new HclExpression('var.subnets') : resources.subnets,
    securityGroupIds: asked('securityGroupIds')
      ? new HclExpression('var.security_group_ids')
      : resources.securityGroupIds,
    instanceRole: asked('instanceRole')
      ? roles.variable('instanceRole')
      : roles.reference('instanceRole', resources.instanceRole),
    spotIamFleetRole: asked('spotIamFleetRole')
      ? roles.variable('spotIamFleetRole')
      : roles.reference('spotIamFleetRole', resources.spotIamFleetRole),
  };
  return {
    type: 'compute_resources',
    attributes: names.argumentsOf<HclValue>({ ...plain(rest), ...settings }, names.COMPUTE_RESOURCE_ATTRIBUTES),
    blocks: [
      ...ec2Configuration.map((entry) =>
        attributesBlock('ec2_configuration', entry, names.EC2_CONFIGURATION_ATTRIBUTES),
      ),
      ...(launchTemplate === undefined
        ? []
        : [attributesBlock('launch_template', launchTemplate, names.LAUNCH_TEMPLATE_ATTRIBUTES)]),
    ],
  };
}

const UPDATE_POLICY_BLOCK: HclBlock = {
  type: 'update_policy',
  attributes: {
    terminate_jobs_on_update: UPDATE_POLICY.terminateJobsOnUpdate,
    job_execution_timeout_minutes: UPDATE_POLICY.jobExecutionTimeoutMinutes,
  },
};

/** A queue must never point at nothing: the new environment first, then the queue, then the old one goes. */
function lifecycle({ computeResources }: ComputeEnvironment): HclBlock {
  const { type } = computeResources ?? {};
  const isFleet = type === 'EC2' || type === 'SPOT';
  return {
    type: 'lifecycle',
    attributes: {
      create_before_destroy: true,
      ...(isFleet && { ignore_changes: new HclExpression('[compute_resources[0].desired_vcpus]') }),
    },
  };
}

function queueBlock({ body, schedulingPolicyName }: CreateJobQueue, { environments }: TerraformContext): HclBlock {
  const { computeEnvironmentOrder, jobStateTimeLimitActions = [], ...rest } = body;
  const schedulingPolicyArn =
    schedulingPolicyName === undefined
      ? body.schedulingPolicyArn
      : new HclExpression(`aws_batch_scheduling_policy.${label(schedulingPolicyName)}.arn`);
  const queue: Partial<JobQueue> = { ...rest, state: body.state ?? 'ENABLED' };
  return {
    type: 'resource',
    labels: ['aws_batch_job_queue', label(body.jobQueueName)],
    notes: [
      'A new name makes a new queue and deletes this one; scheduling_policy_arn can be changed, never taken away.',
    ],
    attributes: names.argumentsOf<HclValue>({ ...plain(queue), schedulingPolicyArn }, names.QUEUE_ATTRIBUTES),
    blocks: [
      ...computeEnvironmentOrder.map(({ order, computeEnvironment }) => ({
        type: 'compute_environment_order',
        attributes: { order, compute_environment: environmentArn(computeEnvironment, environments) },
      })),
      ...jobStateTimeLimitActions.map((action) =>
        attributesBlock('job_state_time_limit_action', action, names.TIME_LIMIT_ATTRIBUTES),
      ),
    ],
  };
}

function environmentArn(reference: string, made: ReadonlySet<string>): HclValue {
  const name = nameInArn(reference);
  return made.has(name) ? new HclExpression(`aws_batch_compute_environment.${label(name)}.arn`) : reference;
}

function policyBlock(policy: SchedulingPolicy): HclBlock {
  const { fairsharePolicy } = policy;
  return {
    type: 'resource',
    labels: ['aws_batch_scheduling_policy', label(policy.name)],
    attributes: names.argumentsOf<HclValue>(plain(policy), names.POLICY_ATTRIBUTES),
    blocks: fairsharePolicy === undefined ? [] : [fairShareBlock(fairsharePolicy)],
  };
}

/** Left out, the provider would send a weight of 0, which AWS refuses; AWS's own default is 1. */
function fairShareBlock(policy: NonNullable<SchedulingPolicy['fairsharePolicy']>): HclBlock {
  return {
    type: 'fair_share_policy',
    attributes: names.argumentsOf<HclValue>(plain(policy), names.FAIR_SHARE_ATTRIBUTES),
    blocks: (policy.shareDistribution ?? []).map(({ shareIdentifier, weightFactor = 1 }) =>
      attributesBlock('share_distribution', { shareIdentifier, weightFactor }, names.SHARE_ATTRIBUTES),
    ),
  };
}

function definitionBlock({ body }: RegisterJobDefinition): HclBlock {
  const { retryStrategy, timeout, ...rest } = body;
  const documents = Object.entries(names.argumentsOf<HclValue>(plain(rest), names.DEFINITION_DOCUMENTS)).flatMap(
    ([argument, document]) => (document === undefined ? [] : [[argument, jsonEncoded(document)] as const]),
  );
  return {
    type: 'resource',
    labels: ['aws_batch_job_definition', label(body.jobDefinitionName)],
    notes: [
      'A change registers a new revision; the provider deregisters the one before unless deregister_on_new_revision is false.',
    ],
    attributes: {
      ...names.argumentsOf<HclValue>(plain(rest), names.DEFINITION_ATTRIBUTES),
      ...Object.fromEntries(documents),
    },
    blocks: [
      ...(retryStrategy === undefined ? [] : [retryBlock(retryStrategy)]),
      ...(timeout === undefined
        ? []
        : [attributesBlock('timeout', timeout, { attemptDurationSeconds: 'attempt_duration_seconds' })]),
    ],
  };
}

function retryBlock({
  attempts,
  evaluateOnExit = [],
}: NonNullable<RegisterJobDefinition['body']['retryStrategy']>): HclBlock {
  return {
    type: 'retry_strategy',
    attributes: { attempts },
    blocks: evaluateOnExit.map((rule) => attributesBlock('evaluate_on_exit', rule, names.EVALUATE_ON_EXIT_ATTRIBUTES)),
  };
}

function attributesBlock(type: string, fields: object, table: Readonly<Record<string, string>>): HclBlock {
  return { type, attributes: names.argumentsOf<HclValue>(plain(fields), table) };
}

/** The code of the call alone: hclValue writes the document. */
function jsonEncoded(document: HclValue): HclExpression {
  return new HclExpression(`jsonencode(${hclValue(document)})`);
}

/** Request bodies hold nothing but JSON. */
function plain(fields: object): Readonly<Record<string, HclValue | undefined>> {
  return fields as Readonly<Record<string, HclValue | undefined>>;
}
