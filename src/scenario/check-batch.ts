/**
 * Holds a BatchConfig against the rules AWS Batch applies when it gets such requests, all at once. Structure (types of
 * fields) is the schema's business; whether an instance type exists is the catalogue's.
 */
import type { SpotModelName } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { COMPUTE_ENVIRONMENT_RULES, unusedEnvironments } from './compute-environment-rules.ts';
import { type Finding, problemAt } from './finding.ts';
import { jobDefinitionFindings, retryStrategyFindings } from './job-definition-rules.ts';
import { JOB_QUEUE_RULES, type QueueContext } from './job-queue-rules.ts';
import { nameFindings } from './name-rules.ts';
import { notSimulatedFindings } from './not-simulated.ts';
import { schedulingPolicyFindings } from './scheduling-policy-rules.ts';

/** Compute environments and job queues each, per Region, fixed (Batch user guide, service quotas). */
const QUOTA = 50;

/**
 * Findings with paths inside the configuration (`computeEnvironments[0]...`); empty when AWS would take it as it is. What is not
 * simulated hangs on the Spot model, where there is one.
 */
export function checkBatch(batch: BatchConfig, model?: SpotModelName): readonly Finding[] {
  return [
    ...sizeFindings(batch),
    ...duplicateAndFormatFindings(batch),
    ...batch.computeEnvironments.flatMap((environment, index) =>
      COMPUTE_ENVIRONMENT_RULES.flatMap((rule) => rule(environment, ['computeEnvironments', index])),
    ),
    ...unusedEnvironments(batch),
    ...queueFindings(batch),
    ...(batch.schedulingPolicies ?? []).flatMap((policy, index) =>
      schedulingPolicyFindings(policy, ['schedulingPolicies', index]),
    ),
    ...(batch.jobDefinitions ?? []).flatMap((definition, index) =>
      jobDefinitionFindings(definition, ['jobDefinitions', index]),
    ),
    ...retryStrategyFindings(batch.defaultRetryStrategy, ['defaultRetryStrategy']),
    ...notSimulatedFindings(batch, model),
  ];
}

function sizeFindings(batch: BatchConfig): Finding[] {
  const findings: Finding[] = [];
  for (const [key, list] of [
    ['computeEnvironments', batch.computeEnvironments],
    ['jobQueues', batch.jobQueues],
  ] as const) {
    if (list.length === 0)
      findings.push(problemAt([key], 'is empty', 'a job needs a queue, and a queue an environment'));
    if (list.length > QUOTA) findings.push(problemAt([key], `has ${list.length} entries, AWS Batch allows ${QUOTA}`));
  }
  return findings;
}

function duplicateAndFormatFindings(batch: BatchConfig): Finding[] {
  return [
    ...nameFindings(batch.computeEnvironments, 'computeEnvironments', 'computeEnvironmentName'),
    ...nameFindings(batch.jobQueues, 'jobQueues', 'jobQueueName'),
    ...nameFindings(batch.schedulingPolicies ?? [], 'schedulingPolicies', 'name'),
    ...nameFindings(batch.jobDefinitions ?? [], 'jobDefinitions', 'jobDefinitionName'),
    ...nameFindings(batch.consumableResources ?? [], 'consumableResources', 'consumableResourceName'),
  ];
}

function queueFindings(batch: BatchConfig): Finding[] {
  const environments = new Map(batch.computeEnvironments.map((each) => [each.computeEnvironmentName, each]));
  const policies = (batch.schedulingPolicies ?? []).map((policy) => policy.name);
  return batch.jobQueues.flatMap((queue, index) => {
    const context: QueueContext = { environments, policies, path: ['jobQueues', index] };
    return JOB_QUEUE_RULES.flatMap((rule) => rule(queue, context));
  });
}
