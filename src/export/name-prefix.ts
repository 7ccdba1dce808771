/** Gives every resource of a configuration a new name, so that it can be made beside one that is live under the old names. */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, JobDefinition, JobQueue } from '../models/batch-config.ts';
import type { QueueRoute } from '../models/submission.ts';
import { whyNotRegistrable } from './requests.ts';

/**
 * References between the resources follow, by name or by ARN; references to resources outside the configuration stay. So does a
 * definition that cannot be registered from here: it stands for one of the user's own.
 */
export function withNamePrefix(config: BatchConfig, prefix: string): BatchConfig {
  if (prefix === '') return config;
  const { schedulingPolicies, jobDefinitions, consumableResources, submission } = config;
  const renaming = renamingOf(config, prefix);
  return {
    ...config,
    computeEnvironments: config.computeEnvironments.map((environment) => ({
      ...environment,
      computeEnvironmentName: prefix + environment.computeEnvironmentName,
    })),
    jobQueues: config.jobQueues.map((queue) => renamedQueue(queue, prefix, renaming)),
    ...(schedulingPolicies !== undefined && {
      schedulingPolicies: schedulingPolicies.map((policy) => ({ ...policy, name: prefix + policy.name })),
    }),
    ...(jobDefinitions !== undefined && {
      jobDefinitions: jobDefinitions.map((definition) => renamedDefinition(definition, renaming)),
    }),
    ...(consumableResources !== undefined && {
      consumableResources: consumableResources.map((resource) => ({
        ...resource,
        consumableResourceName: prefix + resource.consumableResourceName,
      })),
    }),
    ...(submission?.queueRoutes !== undefined && {
      submission: { ...submission, queueRoutes: submission.queueRoutes.map((route) => renamedRoute(route, renaming)) },
    }),
  };
}

/** The new name of what the configuration makes, for a name or an ARN; anything else as it is. */
type Rename = (reference: string) => string;

interface Renaming {
  readonly environment: Rename;
  readonly queue: Rename;
  readonly policy: Rename;
  readonly definition: Rename;
  readonly consumable: Rename;
}

function renamingOf(config: BatchConfig, prefix: string): Renaming {
  const { schedulingPolicies = [], jobDefinitions = [], consumableResources = [] } = config;
  const amongst = (names: readonly string[]): Rename => {
    const made = new Set(names);
    return (reference) => (made.has(nameInArn(reference)) ? prefix + nameInArn(reference) : reference);
  };
  const registered = jobDefinitions.filter((definition) => whyNotRegistrable(definition) === undefined);
  return {
    environment: amongst(config.computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName)),
    queue: amongst(config.jobQueues.map(({ jobQueueName }) => jobQueueName)),
    policy: amongst(schedulingPolicies.map(({ name }) => name)),
    definition: amongst(registered.map(({ jobDefinitionName }) => jobDefinitionName)),
    consumable: amongst(consumableResources.map(({ consumableResourceName }) => consumableResourceName)),
  };
}

function renamedQueue(queue: JobQueue, prefix: string, { environment, policy }: Renaming): JobQueue {
  return {
    ...queue,
    jobQueueName: prefix + queue.jobQueueName,
    ...(queue.schedulingPolicyArn !== undefined && { schedulingPolicyArn: policy(queue.schedulingPolicyArn) }),
    computeEnvironmentOrder: queue.computeEnvironmentOrder.map(({ order, computeEnvironment }) => ({
      order,
      computeEnvironment: environment(computeEnvironment),
    })),
  };
}

function renamedDefinition(definition: JobDefinition, { definition: rename, consumable }: Renaming): JobDefinition {
  const { consumableResourceProperties: wanted } = definition;
  const consumableResourceList = wanted?.consumableResourceList?.map(({ consumableResource, quantity }) => ({
    consumableResource: consumable(consumableResource),
    quantity,
  }));
  return {
    ...definition,
    jobDefinitionName: rename(definition.jobDefinitionName),
    ...(consumableResourceList !== undefined && { consumableResourceProperties: { consumableResourceList } }),
  };
}

function renamedRoute(route: QueueRoute, { queue, definition }: Renaming): QueueRoute {
  return {
    ...route,
    fromQueue: queue(route.fromQueue),
    toQueue: queue(route.toQueue),
    ...(route.jobDefinitions !== undefined && { jobDefinitions: route.jobDefinitions.map(definition) }),
  };
}
