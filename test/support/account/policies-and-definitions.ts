/** Scheduling policies, job definitions and tags of the in-memory account. */
import type {
  CreateSchedulingPolicyCommandInput,
  DeleteSchedulingPolicyCommandInput,
  DeregisterJobDefinitionCommandInput,
  DescribeJobDefinitionsCommandInput,
  DescribeSchedulingPoliciesCommandInput,
  JobDefinition,
  ListSchedulingPoliciesCommandInput,
  RegisterJobDefinitionCommandInput,
  UpdateSchedulingPolicyCommandInput,
} from '@aws-sdk/client-batch';
import { clientException } from './failures.ts';
import { pageOf } from './paging.ts';
import { arnOf, nameOf, type State } from './state.ts';

export function createPolicy(state: State, input: CreateSchedulingPolicyCommandInput) {
  const name = input.name ?? '';
  const arn = arnOf(state, 'scheduling-policy', name);
  if (name === '') throw clientException('name is required');
  if (state.policies.has(arn)) throw clientException('Object already exists');
  state.policies.set(arn, {
    name,
    arn,
    tags: { ...input.tags },
    ...(input.fairsharePolicy !== undefined && { fairsharePolicy: input.fairsharePolicy }),
  });
  return { name, arn };
}

export function updatePolicy(state: State, input: UpdateSchedulingPolicyCommandInput) {
  const policy = state.policies.get(input.arn ?? '');
  if (policy === undefined) throw clientException(`Scheduling policy ${input.arn} does not exist`);
  if (input.fairsharePolicy !== undefined)
    state.policies.set(input.arn ?? '', { ...policy, fairsharePolicy: input.fairsharePolicy });
  return {};
}

export function deletePolicy(state: State, input: DeleteSchedulingPolicyCommandInput) {
  const arn = input.arn ?? '';
  if (!state.policies.has(arn)) throw clientException(`Scheduling policy ${arn} does not exist`);
  for (const { detail } of state.queues.values()) {
    if (detail.status !== 'DELETED' && detail.schedulingPolicyArn === arn)
      throw clientException(`Cannot delete, scheduling policy is in use by ${detail.jobQueueName}`);
  }
  state.policies.delete(arn);
  return {};
}

export function describePolicies(state: State, { arns = [] }: DescribeSchedulingPoliciesCommandInput) {
  const found = arns.flatMap((arn) => {
    const policy = state.policies.get(arn);
    return policy === undefined ? [] : [policy];
  });
  return { schedulingPolicies: structuredClone(found) };
}

export function listPolicies(state: State, input: ListSchedulingPoliciesCommandInput) {
  const all = [...state.policies.keys()].map((arn) => ({ arn }));
  const { items, nextToken } = pageOf(all, input, state.pageSize);
  return { schedulingPolicies: items, nextToken };
}

export function registerDefinition(state: State, input: RegisterJobDefinitionCommandInput) {
  const name = input.jobDefinitionName ?? '';
  if (name === '' || input.type === undefined) throw clientException('jobDefinitionName and type are required');
  checkProperties(input);
  const revision = 1 + Math.max(0, ...state.definitions.filter(named(name)).map((each) => each.revision ?? 0));
  const jobDefinitionArn = `${arnOf(state, 'job-definition', name)}:${revision}`;
  state.definitions.push({
    ...structuredClone(input),
    jobDefinitionName: name,
    type: input.type,
    jobDefinitionArn,
    revision,
    status: 'ACTIVE',
    containerOrchestrationType: 'ECS',
    tags: { ...input.tags },
  } as JobDefinition);
  return { jobDefinitionName: name, jobDefinitionArn, revision };
}

type Container = RegisterJobDefinitionCommandInput['containerProperties'];

/** API RegisterJobDefinition: a container in exactly one of three ways; multinode has them a node range. */
function checkProperties(input: RegisterJobDefinitionCommandInput): void {
  const { type, containerProperties, ecsProperties, eksProperties, nodeProperties } = input;
  if (type === 'container') {
    if (nodeProperties !== undefined) throw clientException('nodeProperties cannot be used with type container');
    checkOneKind({ containerProperties, ecsProperties, eksProperties });
    if (containerProperties !== undefined) checkContainer('containerProperties', containerProperties);
    return;
  }
  if (nodeProperties === undefined || containerProperties !== undefined)
    throw clientException('type multinode takes nodeProperties');
  for (const range of nodeProperties.nodeRangeProperties ?? []) {
    const { container, ecsProperties: ofRange, eksProperties: onKubernetes } = range;
    checkOneKind({ container, ecsProperties: ofRange, eksProperties: onKubernetes });
    if (container !== undefined) checkContainer('container', container);
  }
}

function checkOneKind(kinds: Readonly<Record<string, unknown>>): void {
  if (Object.values(kinds).filter((each) => each !== undefined).length !== 1)
    throw clientException(`exactly one of ${Object.keys(kinds).join(', ')} is required`);
}

function checkContainer(path: string, container: NonNullable<Container>): void {
  if (container.image === undefined) throw clientException(`${path}.image is required`);
  const types = container.resourceRequirements?.map(({ type }) => type) ?? [];
  if (!types.includes('VCPU') || !types.includes('MEMORY'))
    throw clientException('resourceRequirements must give VCPU and MEMORY');
}

function named(name: string): (definition: JobDefinition) => boolean {
  return (definition) => definition.jobDefinitionName === name;
}

/** AWS keeps a deregistered revision for 180 days as INACTIVE; its number is never used again. */
export function deregisterDefinition(state: State, input: DeregisterJobDefinitionCommandInput) {
  const wanted = nameOf(input.jobDefinition ?? '');
  const index = state.definitions.findIndex((each) => `${each.jobDefinitionName}:${each.revision}` === wanted);
  if (index < 0) throw clientException(`Job definition ${input.jobDefinition} does not exist`);
  state.definitions[index] = { ...state.definitions[index], status: 'INACTIVE' };
  return {};
}

export function describeDefinitions(state: State, input: DescribeJobDefinitionsCommandInput) {
  const wanted = input.jobDefinitions?.map(nameOf);
  const all = state.definitions.filter((each) => {
    if (wanted !== undefined && !wanted.includes(`${each.jobDefinitionName}:${each.revision}`)) return false;
    if (input.jobDefinitionName !== undefined && each.jobDefinitionName !== input.jobDefinitionName) return false;
    return input.status === undefined || each.status === input.status;
  });
  const { items, nextToken } = pageOf(all, input, state.pageSize);
  return { jobDefinitions: structuredClone(items), nextToken };
}

/** The tags of the resource an ARN names; throws when there is none. */
export function tagsOf(
  state: State,
  arn: string | undefined,
): { read(): Record<string, string>; write(tags: Record<string, string>): void } {
  const policy = state.policies.get(arn ?? '');
  if (policy !== undefined)
    return {
      read: () => policy.tags ?? {},
      write: (tags) => state.policies.set(policy.arn ?? '', { ...policy, tags }),
    };
  const index = state.definitions.findIndex((each) => each.jobDefinitionArn === arn);
  if (index >= 0) {
    return {
      read: () => state.definitions[index].tags ?? {},
      write: (tags) => {
        state.definitions[index] = { ...state.definitions[index], tags };
      },
    };
  }
  for (const held of [...state.environments.values(), ...state.queues.values()]) {
    const own = 'jobQueueArn' in held.detail ? held.detail.jobQueueArn : held.detail.computeEnvironmentArn;
    if (own !== arn || held.detail.status === 'DELETED') continue;
    return {
      read: () => held.detail.tags ?? {},
      write: (tags) => {
        held.detail.tags = tags;
      },
    };
  }
  throw clientException(`Resource ${arn} does not exist`);
}
