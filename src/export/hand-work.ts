/** What a plan counts on that a template cannot make: each as one warning that says what to do. */
import type { BatchConfig } from '../models/batch-config.ts';
import type { Problem } from '../models/problem.ts';
import { submissionSentences } from '../models/submission.ts';
import { whyNotRegistrable } from './requests.ts';

/** For templates that make no consumable resources, `consumableHandWork` comes on top. */
export function handWork(config: BatchConfig): readonly Problem[] {
  return [
    ...disabledEnvironments(config),
    ...unregisteredDefinitions(config),
    ...defaultRetry(config),
    ...submissionHandWork(config),
  ];
}

/** AWS creates compute environments only in the ENABLED state (API CreateComputeEnvironment). */
function disabledEnvironments({ computeEnvironments }: BatchConfig): readonly Problem[] {
  return computeEnvironments.flatMap(({ computeEnvironmentName, state }, index) => {
    if (state !== 'DISABLED') return [];
    return [
      {
        path: `batch.computeEnvironments[${index}].state`,
        message: `"${computeEnvironmentName}" is written as ENABLED: AWS Batch creates no disabled environment`,
        hint: 'once it exists, change its state to DISABLED',
      },
    ];
  });
}

function unregisteredDefinitions({ jobDefinitions = [] }: BatchConfig): readonly Problem[] {
  return jobDefinitions.flatMap((definition, index) => {
    const reason = whyNotRegistrable(definition);
    if (reason === undefined) return [];
    const { jobDefinitionName, retryStrategy, timeout, schedulingPriority, consumableResourceProperties } = definition;
    const assumed = JSON.stringify({ retryStrategy, timeout, schedulingPriority, consumableResourceProperties });
    return [
      {
        path: `batch.jobDefinitions[${index}]`,
        message: `"${jobDefinitionName}" is not registered: ${reason}`,
        ...(assumed !== '{}' && { hint: `the plan counts on these fields in your own definition: ${assumed}` }),
      },
    ];
  });
}

export function consumableHandWork({ consumableResources = [] }: BatchConfig): readonly Problem[] {
  return consumableResources.map((resource, index) => ({
    path: `batch.consumableResources[${index}]`,
    message: `"${resource.consumableResourceName}" is not created`,
    hint: `aws batch create-consumable-resource --cli-input-json takes it as it is: ${JSON.stringify(resource)}`,
  }));
}

function defaultRetry({ defaultRetryStrategy }: BatchConfig): readonly Problem[] {
  if (defaultRetryStrategy === undefined) return [];
  return [
    {
      path: 'batch.defaultRetryStrategy',
      message: 'the plan counts on this retryStrategy in every job definition that it does not list, or in SubmitJob',
      hint: JSON.stringify(defaultRetryStrategy),
    },
  ];
}

/** AWS Batch never moves a job between queues. */
export function submissionHandWork({ submission }: BatchConfig): readonly Problem[] {
  return submissionSentences(submission).map((message) => ({
    path: 'batch.submission',
    message: `the plan counts on how jobs are submitted: ${message}`,
  }));
}
