/** Reads single resources while a plan is applied: by name, as AWS answers now. */
import type {
  ComputeEnvironmentDetail,
  JobDefinition,
  JobQueueDetail,
  SchedulingPolicyDetail,
} from '@aws-sdk/client-batch';
import { allPages } from './all-pages.ts';
import type { BatchReader } from './batch-api.ts';
import type { LiveJobQueue } from './live-account.ts';
import { jobQueueOf } from './live-resources.ts';
import { PLAN_TAG } from './plan/tags.ts';

export async function environmentNamed(
  reader: BatchReader,
  name: string,
): Promise<ComputeEnvironmentDetail | undefined> {
  const answer = await reader.read('DescribeComputeEnvironments', { computeEnvironments: [name] });
  return answer.computeEnvironments?.find((each) => each.computeEnvironmentName === name);
}

export async function queueNamed(reader: BatchReader, name: string): Promise<JobQueueDetail | undefined> {
  const answer = await reader.read('DescribeJobQueues', { jobQueues: [name] });
  return answer.jobQueues?.find((each) => each.jobQueueName === name);
}

/** Every queue that is not gone. */
export async function everyQueue(reader: BatchReader): Promise<readonly LiveJobQueue[]> {
  const found: LiveJobQueue[] = [];
  for await (const page of allPages((nextToken) => reader.read('DescribeJobQueues', { nextToken })))
    found.push(...(page.jobQueues ?? []).map(jobQueueOf).filter(({ status }) => status !== 'DELETED'));
  return found;
}

export async function policyNamed(reader: BatchReader, name: string): Promise<SchedulingPolicyDetail | undefined> {
  for await (const page of allPages((nextToken) => reader.read('ListSchedulingPolicies', { nextToken }))) {
    const arn = page.schedulingPolicies?.find((each) => each.arn?.endsWith(`/${name}`))?.arn;
    if (arn === undefined) continue;
    const { schedulingPolicies } = await reader.read('DescribeSchedulingPolicies', { arns: [arn] });
    return schedulingPolicies?.[0];
  }
  return undefined;
}

/** ACTIVE revisions of a definition that a plan registered, the lowest first. */
export async function revisionsOfPlan(
  reader: BatchReader,
  jobDefinitionName: string,
  plan: string,
): Promise<readonly JobDefinition[]> {
  const found: JobDefinition[] = [];
  const pages = allPages((nextToken) =>
    reader.read('DescribeJobDefinitions', { jobDefinitionName, status: 'ACTIVE', nextToken }),
  );
  for await (const page of pages)
    found.push(...(page.jobDefinitions ?? []).filter(({ tags }) => tags?.[PLAN_TAG] === plan));
  return found.sort((left, right) => (left.revision ?? 0) - (right.revision ?? 0));
}
