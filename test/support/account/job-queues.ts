/**
 * Job queues of the in-memory account. Rules: API CreateJobQueue, UpdateJobQueue, DeleteJobQueue; a detached environment
 * still counts as attached for a while, as users of the real service report.
 */
import type {
  ComputeEnvironmentOrder,
  CreateJobQueueCommandInput,
  DeleteJobQueueCommandInput,
  DescribeJobQueuesCommandInput,
  JobQueueDetail,
  UpdateJobQueueCommandInput,
} from '@aws-sdk/client-batch';
import { architectureOfName } from '../../../src/scenario/architecture-of-name.ts';
import { environmentNamed, isFargate } from './compute-environments.ts';
import { clientException } from './failures.ts';
import { pageOf } from './paging.ts';
import { arnOf, type Held, later, nameOf, type State } from './state.ts';

const NAME = /^[A-Za-z0-9][A-Za-z0-9_-]{0,127}$/;
export const QUEUE_HEALTHY = 'JobQueue Healthy';

export function createQueue(state: State, input: CreateJobQueueCommandInput) {
  const name = input.jobQueueName ?? '';
  if (!NAME.test(name)) throw clientException(`jobQueueName ${JSON.stringify(name)} is not valid`);
  if (state.queues.has(name)) throw clientException('Object already exists');
  if (input.priority === undefined) throw clientException('priority is required');
  const order = resolvedOrder(state, input.computeEnvironmentOrder);
  checkPolicy(state, input.schedulingPolicyArn);
  const detail: JobQueueDetail = {
    jobQueueName: name,
    jobQueueArn: arnOf(state, 'job-queue', name),
    state: input.state ?? 'ENABLED',
    status: 'CREATING',
    priority: input.priority,
    computeEnvironmentOrder: order,
    tags: { ...input.tags },
    ...(input.schedulingPolicyArn !== undefined && { schedulingPolicyArn: input.schedulingPolicyArn }),
    ...(input.jobStateTimeLimitActions !== undefined && { jobStateTimeLimitActions: input.jobStateTimeLimitActions }),
  };
  const held: Held<JobQueueDetail> = { detail: { ...detail, status: 'CREATING' }, pending: [] };
  state.queues.set(name, held);
  later(held, state.clock.nowMs() + state.durations.changeQueueMs, 'VALID', QUEUE_HEALTHY);
  return { jobQueueName: name, jobQueueArn: detail.jobQueueArn };
}

export function updateQueue(state: State, input: UpdateJobQueueCommandInput) {
  const held = queueNamed(state, input.jobQueue);
  const { detail } = held;
  if (detail.status !== 'VALID' && detail.status !== 'INVALID')
    throw clientException('Cannot update, resource is being modified');
  if (input.schedulingPolicyArn !== undefined) {
    if (detail.schedulingPolicyArn === undefined)
      throw clientException('A scheduling policy cannot be added to a job queue that was created without one');
    checkPolicy(state, input.schedulingPolicyArn);
  }
  const order =
    input.computeEnvironmentOrder === undefined ? undefined : resolvedOrder(state, input.computeEnvironmentOrder);
  if (order !== undefined) rememberDetached(state, detail, order);
  held.detail = {
    ...detail,
    status: 'UPDATING',
    ...(input.state !== undefined && { state: input.state }),
    ...(input.priority !== undefined && { priority: input.priority }),
    ...(input.schedulingPolicyArn !== undefined && { schedulingPolicyArn: input.schedulingPolicyArn }),
    ...(order !== undefined && { computeEnvironmentOrder: order }),
    ...(input.jobStateTimeLimitActions !== undefined && { jobStateTimeLimitActions: input.jobStateTimeLimitActions }),
  };
  later(held, state.clock.nowMs() + state.durations.changeQueueMs, 'VALID', QUEUE_HEALTHY);
  return { jobQueueName: detail.jobQueueName, jobQueueArn: detail.jobQueueArn };
}

function rememberDetached(state: State, detail: JobQueueDetail, order: readonly ComputeEnvironmentOrder[]): void {
  const kept = new Set(order.map((entry) => nameOf(entry.computeEnvironment ?? '')));
  for (const { computeEnvironment } of detail.computeEnvironmentOrder ?? []) {
    const name = nameOf(computeEnvironment ?? '');
    if (!kept.has(name)) linger(state, name, detail.jobQueueName ?? '');
  }
}

function linger(state: State, environment: string, queue: string): void {
  state.lingering.set(`${environment} ${queue}`, state.clock.nowMs() + state.durations.relationshipLingersMs);
}

/** One to three environments, all VALID, of one kind; Describe answers their ARNs. */
function resolvedOrder(
  state: State,
  order: readonly ComputeEnvironmentOrder[] | undefined,
): { order: number; computeEnvironment: string }[] {
  if (order === undefined || order.length === 0) throw clientException('computeEnvironmentOrder is required');
  if (order.length > 3) throw clientException('a job queue can have at most 3 compute environments');
  const environments = order.map(({ computeEnvironment }) => environmentNamed(state, computeEnvironment).detail);
  for (const { status, computeEnvironmentName } of environments) {
    if (status !== 'VALID' && status !== 'UPDATING')
      throw clientException(`Compute environment ${computeEnvironmentName} is not valid`);
  }
  if (new Set(environments.map(({ computeResources }) => isFargate(computeResources))).size > 1)
    throw clientException('EC2 and Fargate compute environments cannot be mixed in one job queue');
  const arms = environments.map(({ computeResources }) =>
    (computeResources?.instanceTypes ?? []).some((type) => architectureOfName(type) === 'arm64'),
  );
  if (new Set(arms).size > 1) throw clientException('architectures cannot be mixed in one job queue');
  if (new Set(environments.map(({ computeEnvironmentName }) => computeEnvironmentName)).size < order.length)
    throw clientException('a compute environment is named twice');
  if (new Set(order.map((entry) => entry.order)).size < order.length) throw clientException('an order is used twice');
  return order.map((entry, index) => ({
    order: entry.order ?? 0,
    computeEnvironment: environments[index].computeEnvironmentArn ?? '',
  }));
}

function checkPolicy(state: State, arn: string | undefined): void {
  if (arn !== undefined && !state.policies.has(arn)) throw clientException(`Scheduling policy ${arn} does not exist`);
}

export function queueNamed(state: State, nameOrArn: string | undefined): Held<JobQueueDetail> {
  const held = state.queues.get(nameOf(nameOrArn ?? ''));
  if (held === undefined || held.detail.status === 'DELETED')
    throw clientException(`Job queue ${nameOrArn} does not exist`);
  return held;
}

export function deleteQueue(state: State, input: DeleteJobQueueCommandInput) {
  const held = queueNamed(state, input.jobQueue);
  const { detail } = held;
  if (detail.status === 'DELETING') return {};
  if (detail.status !== 'VALID' && detail.status !== 'INVALID')
    throw clientException('Cannot delete, resource is being modified');
  if (detail.state !== 'DISABLED') throw clientException('Cannot delete, state must be DISABLED');
  held.detail = { ...detail, status: 'DELETING' };
  const gone = state.clock.nowMs() + state.durations.changeQueueMs;
  later(held, gone, 'DELETED');
  for (const { computeEnvironment } of detail.computeEnvironmentOrder ?? []) {
    const key = `${nameOf(computeEnvironment ?? '')} ${detail.jobQueueName}`;
    state.lingering.set(key, gone + state.durations.relationshipLingersMs);
  }
  return {};
}

export function describeQueues(state: State, input: DescribeJobQueuesCommandInput) {
  const wanted = input.jobQueues?.map(nameOf);
  const all = [...state.queues.values()]
    .map(({ detail }) => detail)
    .filter(({ jobQueueName }) => wanted === undefined || wanted.includes(jobQueueName ?? ''));
  const { items, nextToken } = pageOf(all, input, state.pageSize);
  return { jobQueues: structuredClone(items), nextToken };
}
