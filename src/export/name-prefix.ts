/** Gives every resource of a configuration a new name, so that it can be made beside one that is live under the old names. */
import type { BatchConfig } from '../models/batch-config.ts';

/** References between the resources follow; references to resources outside the configuration stay. */
export function withNamePrefix(config: BatchConfig, prefix: string): BatchConfig {
  const environments = new Set(config.computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName));
  const policies = new Set((config.schedulingPolicies ?? []).map(({ name }) => name));
  return {
    ...config,
    computeEnvironments: config.computeEnvironments.map((environment) => ({
      ...environment,
      computeEnvironmentName: prefix + environment.computeEnvironmentName,
    })),
    jobQueues: config.jobQueues.map((queue) => ({
      ...queue,
      jobQueueName: prefix + queue.jobQueueName,
      ...(queue.schedulingPolicyArn !== undefined &&
        policies.has(queue.schedulingPolicyArn) && { schedulingPolicyArn: prefix + queue.schedulingPolicyArn }),
      computeEnvironmentOrder: queue.computeEnvironmentOrder.map(({ order, computeEnvironment }) => ({
        order,
        computeEnvironment: environments.has(computeEnvironment) ? prefix + computeEnvironment : computeEnvironment,
      })),
    })),
    ...(config.submission?.queueRoutes !== undefined && {
      submission: {
        ...config.submission,
        queueRoutes: config.submission.queueRoutes.map((route) => ({
          ...route,
          fromQueue: prefix + route.fromQueue,
          toQueue: prefix + route.toQueue,
        })),
      },
    }),
    ...(config.schedulingPolicies !== undefined && {
      schedulingPolicies: config.schedulingPolicies.map((policy) => ({ ...policy, name: prefix + policy.name })),
    }),
  };
}
