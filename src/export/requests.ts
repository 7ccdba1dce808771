/** Turns a BatchConfig into the ordered Create* and Register* requests that would build it; formats only print them. */
import { nameInArn } from '../models/batch-arns.ts';
import type {
  BatchConfig,
  ComputeEnvironment,
  ConsumableResource,
  ContainerProperties,
  JobDefinition,
  JobQueue,
  SchedulingPolicy,
} from '../models/batch-config.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import type { ExportOptions, NetworkSettings } from './exporter.ts';
import { fillNetwork, missingProblems, type Setting } from './network.ts';

type Tags = Readonly<Record<string, string>>;

export interface CreateComputeEnvironment {
  readonly operation: 'CreateComputeEnvironment';
  readonly name: string;
  readonly body: ComputeEnvironment;
  /** AWS creates environments only in the ENABLED state; true when it must be disabled at the very end. */
  readonly disableAfterwards: boolean;
  /** What the body still lacks: never any in what `createRequests` gives. */
  readonly missing: readonly Setting[];
}

export interface CreateSchedulingPolicy {
  readonly operation: 'CreateSchedulingPolicy';
  readonly name: string;
  readonly body: SchedulingPolicy;
}

export interface CreateJobQueue {
  readonly operation: 'CreateJobQueue';
  readonly name: string;
  readonly body: JobQueue;
  /** Name of the policy created by this same plan, whose ARN is known only then; the body leaves it out. */
  readonly schedulingPolicyName?: string;
}

export interface RegisterJobDefinition {
  readonly operation: 'RegisterJobDefinition';
  readonly name: string;
  readonly body: JobDefinition & { readonly tags?: Tags };
}

/** Only some formats make these: `consumableRequests`. */
export interface CreateConsumableResource {
  readonly operation: 'CreateConsumableResource';
  readonly name: string;
  readonly body: ConsumableResource;
}

export type CreateRequest = CreateComputeEnvironment | CreateSchedulingPolicy | CreateJobQueue | RegisterJobDefinition;

/** The requests in an order AWS accepts: environments, policies, queues, definitions. All problems at once. */
export function createRequests(
  config: BatchConfig,
  network: NetworkSettings,
  options: ExportOptions,
): Result<readonly CreateRequest[]> {
  const requests = templateRequests(config, network, options);
  const missing = config.computeEnvironments.flatMap((environment, index) =>
    missingProblems(fillNetwork(environment, network).missing, `batch.computeEnvironments[${index}]`),
  );
  if (missing.length === 0) return requests;
  return fail(...missing, ...(requests.ok ? [] : requests.problems));
}

/** The same, but a missing network setting is left missing: templates ask for it with a parameter. */
export function templateRequests(
  config: BatchConfig,
  network: NetworkSettings,
  options: ExportOptions,
): Result<readonly CreateRequest[]> {
  const problems: Problem[] = [];
  const requests: readonly CreateRequest[] = [
    ...config.computeEnvironments.map((environment) => environmentRequest(environment, network, options)),
    ...(config.schedulingPolicies ?? []).map((policy) => policyRequest(policy, options)),
    ...config.jobQueues.map((queue, index) => queueRequest(queue, index, config, options, problems)),
    ...(config.jobDefinitions ?? [])
      .filter((definition) => whyNotRegistrable(definition) === undefined)
      .map((definition) => definitionRequest(definition, options)),
  ];
  problems.push(...requests.flatMap(nameProblems));
  return problems.length > 0 ? fail(...problems) : succeed(requests, outsideEnvironments(config));
}

/** Before the definitions that ask for them. */
export function consumableRequests(
  { consumableResources = [] }: BatchConfig,
  options: ExportOptions,
): Result<readonly CreateConsumableResource[]> {
  const requests = consumableResources.map(
    (resource): CreateConsumableResource => ({
      operation: 'CreateConsumableResource',
      name: resource.consumableResourceName,
      body: withPlanTag(resource, options),
    }),
  );
  const problems = requests.flatMap(nameProblems);
  return problems.length > 0 ? fail(...problems) : succeed(requests);
}

/**
 * Why a definition can only be described, not registered: the scenario does not hold what RegisterJobDefinition requires
 * (image, VCPU and MEMORY; executionRoleArn on Fargate). Undefined when it can.
 */
export function whyNotRegistrable(definition: JobDefinition): string | undefined {
  const nodes = definition.nodeProperties?.nodeRangeProperties;
  if (definition.type === 'multinode' && nodes === undefined) return 'the scenario gives no nodeProperties';
  const containers = nodes?.map(({ container }) => container) ?? [definition.containerProperties];
  const reason = containers.map(whyNotRunnable).find((each) => each !== undefined);
  if (reason !== undefined) return reason;
  if (definition.platformCapabilities?.includes('FARGATE')) return 'a Fargate definition needs an executionRoleArn';
  return undefined;
}

function whyNotRunnable(container: ContainerProperties | undefined): string | undefined {
  if (container?.image === undefined) return 'the scenario gives no image for its containers';
  const types = new Set(container.resourceRequirements?.map((requirement) => requirement.type));
  if (!types.has('VCPU') || !types.has('MEMORY')) return 'the scenario gives no VCPU and MEMORY resourceRequirements';
  return undefined;
}

function environmentRequest(
  environment: ComputeEnvironment,
  network: NetworkSettings,
  options: ExportOptions,
): CreateComputeEnvironment {
  const { environment: filled, missing } = fillNetwork(environment, network);
  const disableAfterwards = environment.state === 'DISABLED';
  const body = disableAfterwards ? { ...filled, state: 'ENABLED' as const } : filled;
  return {
    operation: 'CreateComputeEnvironment',
    name: environment.computeEnvironmentName,
    body: withPlanTag(body, options),
    disableAfterwards,
    missing,
  };
}

function policyRequest(policy: SchedulingPolicy, options: ExportOptions): CreateSchedulingPolicy {
  return { operation: 'CreateSchedulingPolicy', name: policy.name, body: withPlanTag(policy, options) };
}

function queueRequest(
  queue: JobQueue,
  index: number,
  config: BatchConfig,
  options: ExportOptions,
  problems: Problem[],
): CreateJobQueue {
  const request = { operation: 'CreateJobQueue', name: queue.jobQueueName } as const;
  const { schedulingPolicyArn, ...rest } = withPlanTag(queue, options);
  if (schedulingPolicyArn === undefined) return { ...request, body: rest };
  // arn:aws:batch:<region>:<account>:scheduling-policy/<name>, or just the name of a policy of this plan.
  const policyName = nameInArn(schedulingPolicyArn);
  if (config.schedulingPolicies?.some((policy) => policy.name === policyName)) {
    return { ...request, body: rest, schedulingPolicyName: policyName };
  }
  if (!schedulingPolicyArn.startsWith('arn:')) {
    problems.push({
      path: `batch.jobQueues[${index}].schedulingPolicyArn`,
      message: `"${schedulingPolicyArn}" is neither an ARN nor the name of a scheduling policy of this scenario`,
      hint: 'give the full ARN of an existing policy, or list the policy under batch.schedulingPolicies',
    });
  }
  return { ...request, body: { ...rest, schedulingPolicyArn } };
}

function definitionRequest(definition: JobDefinition, options: ExportOptions): RegisterJobDefinition {
  const body: RegisterJobDefinition['body'] = definition;
  return {
    operation: 'RegisterJobDefinition',
    name: definition.jobDefinitionName,
    body: withPlanTag(body, options),
  };
}

function withPlanTag<Body extends { readonly tags?: Tags }>(body: Body, options: ExportOptions): Body {
  if (options.planTag === undefined) return body;
  return { ...body, tags: { ...body.tags, 'batchwright:plan': options.planTag } };
}

/** Names become file names and shell words; AWS allows 1 to 128 letters, digits, hyphens and underscores. */
function nameProblems(request: CreateRequest | CreateConsumableResource): readonly Problem[] {
  if (/^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/.test(request.name)) return [];
  return [
    {
      path: `batch.${SECTION[request.operation]}`,
      message: `AWS Batch does not accept the name ${JSON.stringify(request.name)}`,
      hint: 'use 1 to 128 letters, digits, hyphens and underscores, starting with a letter or digit',
    },
  ];
}

const SECTION: Readonly<Record<(CreateRequest | CreateConsumableResource)['operation'], keyof BatchConfig>> = {
  CreateComputeEnvironment: 'computeEnvironments',
  CreateSchedulingPolicy: 'schedulingPolicies',
  CreateJobQueue: 'jobQueues',
  RegisterJobDefinition: 'jobDefinitions',
  CreateConsumableResource: 'consumableResources',
};

/** Queues may name environments this plan does not create; they must exist already. */
function outsideEnvironments(config: BatchConfig): readonly Problem[] {
  const created = new Set(config.computeEnvironments.map((environment) => environment.computeEnvironmentName));
  return config.jobQueues.flatMap((queue, queueIndex) =>
    queue.computeEnvironmentOrder.flatMap((entry, index) => {
      if (created.has(nameInArn(entry.computeEnvironment))) return [];
      return [
        {
          path: `batch.jobQueues[${queueIndex}].computeEnvironmentOrder[${index}]`,
          message: `"${entry.computeEnvironment}" is not created by this plan, so it must exist already`,
        },
      ];
    }),
  );
}
