/** The resources of one CloudFormation stack, in AWS's field names, before CloudFormation or CDK writes them down. */
import { nameInArn } from '../models/batch-arns.ts';
import type { ConsumableResource, JobDefinition } from '../models/batch-config.ts';
import { LogicalIds } from './logical-ids.ts';
import type { Setting } from './network.ts';
import type { CreateComputeEnvironment, CreateJobQueue, CreateRequest } from './requests.ts';
import { ArnReference, ConsumableArn, ParameterReference, type StackValue, stackValue } from './stack-value.ts';
import { UPDATE_POLICY, updateBehaviour, whyReplaced } from './update-behaviour.ts';

export type StackResourceKind =
  | 'ComputeEnvironment'
  | 'SchedulingPolicy'
  | 'JobQueue'
  | 'ConsumableResource'
  | 'JobDefinition';

export interface StackResource {
  readonly logicalId: string;
  readonly kind: StackResourceKind;
  readonly name: string;
  readonly properties: { readonly [property: string]: StackValue };
  /** What a reader of the template should know before changing this resource. */
  readonly notes: readonly string[];
}

export interface Stack {
  /** Settings the template asks for, each once, in a fixed order. */
  readonly parameters: readonly Setting[];
  readonly resources: readonly StackResource[];
}

export function stackOf(requests: readonly CreateRequest[], consumables: readonly ConsumableResource[] = []): Stack {
  const ids = new LogicalIds();
  const licences = consumables.map((resource) => consumableOf(resource, ids));
  const idOf = new Map(requests.map((request) => [request, ids.next(request.name, KIND[request.operation])]));
  const resources = [...idOf].map(([request, logicalId]) => ({
    logicalId,
    name: request.name,
    kind: KIND[request.operation],
    ...contentOf(request, {
      environments: idsOf(idOf, 'CreateComputeEnvironment'),
      policies: idsOf(idOf, 'CreateSchedulingPolicy'),
      licences,
    }),
  }));
  return { parameters: parametersOf(requests), resources: [...licences, ...resources] };
}

/** Logical IDs of what the stack makes, by name. */
interface Made {
  readonly environments: ReadonlyMap<string, string>;
  readonly policies: ReadonlyMap<string, string>;
  readonly licences: readonly StackResource[];
}

type Content = Pick<StackResource, 'properties' | 'notes'>;

function contentOf(request: CreateRequest, made: Made): Content {
  switch (request.operation) {
    case 'CreateComputeEnvironment':
      return environmentOf(request);
    case 'CreateSchedulingPolicy':
      return policyOf(request.body);
    case 'CreateJobQueue':
      return queueOf(request, made);
    case 'RegisterJobDefinition':
      return definitionOf(request.body, made);
  }
}

function idsOf(
  idOf: ReadonlyMap<CreateRequest, string>,
  operation: CreateRequest['operation'],
): ReadonlyMap<string, string> {
  return new Map([...idOf].flatMap(([request, id]) => (request.operation === operation ? [[request.name, id]] : [])));
}

const KIND: Readonly<Record<CreateRequest['operation'], StackResourceKind>> = {
  CreateComputeEnvironment: 'ComputeEnvironment',
  CreateSchedulingPolicy: 'SchedulingPolicy',
  CreateJobQueue: 'JobQueue',
  RegisterJobDefinition: 'JobDefinition',
};

const QUEUE_NOTE =
  'A new JobQueueName makes a new queue and deletes this one. A queue without a scheduling policy never gets one later.';
const DEFINITION_NOTE = 'A change registers a new revision, with exactly the fields below.';
const DESIRED_NOTE =
  'AWS Batch moves DesiredvCpus itself, and refuses to lower it: take it out before you update the stack.';

function consumableOf(resource: ConsumableResource, ids: LogicalIds): StackResource {
  const { consumableResourceName: name } = resource;
  const properties = propertiesOf({ ...resource, resourceType: resource.resourceType ?? 'REPLENISHABLE' });
  const kind = 'ConsumableResource';
  return { logicalId: ids.next(name, kind), kind, name, properties, notes: [] };
}

/** Unnamed like the environments: nobody submits to a policy by its name. */
function policyOf(body: { readonly name: string }): Content {
  const { name: _, ...rest } = body;
  return { properties: propertiesOf(rest), notes: [] };
}

/** CloudFormation takes a consumable resource by its ARN only. */
function definitionOf(body: JobDefinition, { licences }: Made): Content {
  const { consumableResourceProperties: wanted, ...rest } = body;
  const consumableResourceList = wanted?.consumableResourceList?.map(({ consumableResource, quantity }) => {
    const made = licences.find(({ name }) => name === nameInArn(consumableResource));
    if (made !== undefined) return { consumableResource: new ArnReference(CONSUMABLE, made.logicalId), quantity };
    const isArn = consumableResource.startsWith('arn:');
    return { consumableResource: isArn ? consumableResource : new ConsumableArn(consumableResource), quantity };
  });
  const properties = {
    ...rest,
    ...(consumableResourceList !== undefined && { consumableResourceProperties: { consumableResourceList } }),
  };
  return { properties: propertiesOf(properties), notes: [DEFINITION_NOTE] };
}

const CONSUMABLE = 'ConsumableResource';

/** Unnamed on purpose: CloudFormation names it after the stack, so that a replacement can stand beside the old one. */
function environmentOf({ body, missing }: CreateComputeEnvironment): Content {
  const { computeEnvironmentName: _, computeResources, ...rest } = body;
  const [asked, askedResources] = [missing.filter(isServiceRole), missing.filter((setting) => !isServiceRole(setting))];
  const behaviour = updateBehaviour(body);
  const properties = {
    ...rest,
    ...references(asked),
    ...(computeResources !== undefined && { computeResources: { ...computeResources, ...references(askedResources) } }),
    ...(behaviour === 'in place' && { replaceComputeEnvironment: false, updatePolicy: UPDATE_POLICY }),
    ...(behaviour === 'replaced' && { replaceComputeEnvironment: true }),
  };
  return { properties: propertiesOf(properties), notes: environmentNotes(body) };
}

function environmentNotes(body: CreateComputeEnvironment['body']): readonly string[] {
  const behaviour = updateBehaviour(body);
  const desired = body.computeResources?.desiredvCpus === undefined ? [] : [DESIRED_NOTE];
  if (behaviour === 'in place') {
    return [
      'A change of instances is an infrastructure update in place: running jobs get JobExecutionTimeoutMinutes, then they are stopped, and only a retry strategy brings them back.',
      ...desired,
    ];
  }
  if (behaviour !== 'replaced') return desired;
  const note = `${whyReplaced(body)}: on a change of instances CloudFormation makes a new environment, moves the queues over and deletes this one with the jobs still in it.`;
  return [note, ...desired];
}

function queueOf({ body, schedulingPolicyName }: CreateJobQueue, { environments, policies }: Made): Content {
  const policy = schedulingPolicyName === undefined ? undefined : policies.get(schedulingPolicyName);
  const computeEnvironmentOrder = body.computeEnvironmentOrder.map(({ order, computeEnvironment }) => {
    const id = environments.get(nameInArn(computeEnvironment));
    return {
      order,
      computeEnvironment: id === undefined ? computeEnvironment : new ArnReference('ComputeEnvironment', id),
    };
  });
  const properties = {
    ...body,
    ...(policy !== undefined && { schedulingPolicyArn: new ArnReference('SchedulingPolicy', policy) }),
    computeEnvironmentOrder,
  };
  return { properties: propertiesOf(properties), notes: [QUEUE_NOTE] };
}

function references(settings: readonly Setting[]): { readonly [field: string]: ParameterReference } {
  return Object.fromEntries(settings.map(({ field }) => [field, new ParameterReference(field)]));
}

function isServiceRole({ field }: Setting): boolean {
  return field === 'serviceRole';
}

function propertiesOf(body: object): { readonly [property: string]: StackValue } {
  return Object.fromEntries(
    Object.entries(body).flatMap(([key, value]) => (value === undefined ? [] : [[key, stackValue(value)]])),
  );
}

/** In the order of the flags of the command line. */
export function parametersOf(requests: readonly CreateRequest[]): readonly Setting[] {
  const missing = requests.flatMap((request) =>
    request.operation === 'CreateComputeEnvironment' ? request.missing : [],
  );
  return PARAMETER_ORDER.flatMap((field) => missing.find((setting) => setting.field === field) ?? []);
}

const PARAMETER_ORDER = ['subnets', 'securityGroupIds', 'instanceRole', 'spotIamFleetRole', 'serviceRole'] as const;
