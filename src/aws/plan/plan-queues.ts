/**
 * The part of a plan that makes and changes job queues. While an old environment runs its last jobs a queue keeps it beside
 * the new one where AWS lets it (queue-order.ts); elsewhere the old one is swapped out in the same call.
 */
import { nameInArn } from '../../models/batch-arns.ts';
import type { JobQueue } from '../../models/batch-config.ts';
import type { LiveJobQueue } from '../live-account.ts';
import type { ChangeList } from './change-list.ts';
import { isSame } from './equality.ts';
import { goingAway } from './going-away.ts';
import { orderedNames } from './matching.ts';
import { madeArn, type PlanContext } from './plan-context.ts';
import { planTags } from './plan-tags.ts';
import { queueDifferences, queueProblems } from './queue-differences.ts';
import { finalOrder, notModelled, orderMeanwhile, orderProblems, whyNotBoth, withKept } from './queue-order.ts';
import { TIMEOUT_SECONDS } from './step-list.ts';
import { ownTags } from './tags.ts';

export function planQueues(context: PlanContext, list: ChangeList): void {
  context.wanted.jobQueues.forEach((wanted, index) => {
    const live = context.live.jobQueues.find(({ jobQueueName }) => jobQueueName === wanted.jobQueueName);
    const path = `batch.jobQueues[${index}]`;
    list.relyOn('jobQueue', wanted.jobQueueName);
    if (live === undefined) planNew(context, list, wanted, path);
    else planExisting(context, list, live, wanted, path);
  });
}

function requestOrder({ live }: PlanContext, names: readonly string[]) {
  return names.map((name, index) => {
    const known = live.computeEnvironments.find(({ computeEnvironmentName }) => computeEnvironmentName === name);
    return {
      order: index + 1,
      computeEnvironment: known?.computeEnvironmentArn ?? madeArn('computeEnvironment', name),
    };
  });
}

function policyArn({ live }: PlanContext, arnOrName: string): string {
  const name = nameInArn(arnOrName);
  const known = live.schedulingPolicies.find((policy) => policy.name === name);
  return known?.arn ?? madeArn('schedulingPolicy', name);
}

function planNew(context: PlanContext, list: ChangeList, wanted: JobQueue, path: string): void {
  const { jobQueueName: name, schedulingPolicyArn, jobStateTimeLimitActions } = wanted;
  const resource = { kind: 'jobQueue', name } as const;
  const tags = ownTags(wanted.tags);
  list.problems.push(...orderProblems(context, list, undefined, finalOrder(context, wanted), path));
  list.changed(resource, '', undefined, withoutReported(wanted));
  const extra = (wanted as Partial<LiveJobQueue>).unmodelled?.jobQueueType;
  list.steps.add(
    'queues',
    {
      action: 'write',
      operation: 'CreateJobQueue',
      resource,
      request: {
        jobQueueName: name,
        state: wanted.state ?? 'ENABLED',
        priority: wanted.priority,
        computeEnvironmentOrder: requestOrder(context, finalOrder(context, wanted)),
        ...(schedulingPolicyArn !== undefined && { schedulingPolicyArn: policyArn(context, schedulingPolicyArn) }),
        ...(jobStateTimeLimitActions !== undefined && { jobStateTimeLimitActions }),
        ...(extra !== undefined && { jobQueueType: extra }),
        ...(Object.keys(tags).length > 0 && { tags }),
      },
      updateKind: 'in-place',
      why: `make the job queue ${name}`,
    },
    waitValid(name),
  );
}

/** Of a recorded queue, what AWS reports: a new one gets its own. */
function withoutReported(wanted: JobQueue): object {
  const { jobQueueArn: _, status: __, statusReason: ___, unmodelled: ____, ...queue } = wanted as Partial<LiveJobQueue>;
  return queue;
}

function waitValid(name: string) {
  return {
    action: 'wait',
    until: 'valid',
    timeoutSeconds: TIMEOUT_SECONDS.change,
    resource: { kind: 'jobQueue', name },
    why: 'a queue takes one update at a time',
  } as const;
}

function planExisting(
  context: PlanContext,
  list: ChangeList,
  live: LiveJobQueue,
  wanted: JobQueue,
  path: string,
): void {
  const { fidelity } = context;
  const resource = { kind: 'jobQueue', name: live.jobQueueName } as const;
  if (live.status === 'DELETING') {
    list.problems.push(goingAway(live.jobQueueName, path));
    return;
  }
  list.problems.push(...queueProblems(live, wanted, path, fidelity));
  planTags(list, resource, live.jobQueueArn, live.tags, wanted.tags, fidelity);
  const kept = notModelled(context, live, wanted);
  const order = withKept(finalOrder(context, wanted), orderedNames(live.computeEnvironmentOrder), kept);
  for (const name of kept)
    list.warnings.push(`${name} stays in ${live.jobQueueName}: the configuration cannot say anything about it`);
  list.problems.push(...orderProblems(context, list, live, order, path));
  const differences = queueDifferences(live, wanted, order);
  if (differences.length === 0) return;
  if (live.status !== 'VALID' && live.status !== 'INVALID') {
    const message = `${live.jobQueueName} is ${live.status}, and AWS refuses changes meanwhile`;
    list.problems.push({ path, message, hint: 'wait until it is VALID and plan again' });
    return;
  }
  for (const { field, before, after } of differences) list.changed(resource, field, before, after);
  const attached = orderedNames(live.computeEnvironmentOrder);
  const first = orderMeanwhile(context, attached, order);
  const fields = Object.fromEntries(
    differences.flatMap(({ field, after }): readonly (readonly [string, unknown])[] => {
      if (field === 'computeEnvironmentOrder') {
        return isSame(first, attached) ? [] : [[field, requestOrder(context, first)]];
      }
      if (field === 'schedulingPolicyArn')
        return after === undefined ? [] : [[field, policyArn(context, after as string)]];
      return [[field, after]];
    }),
  );
  if (Object.keys(fields).length > 0) addUpdate(list, 'queues', live, fields, `change the job queue ${resource.name}`);
  if (isSame(first, order)) {
    const swapped = context.retiring.filter(
      ({ computeEnvironmentName: name }) => attached.includes(name) && !first.includes(name),
    );
    if (swapped.length > 0)
      list.warnings.push(`${resource.name} has ${whyNotBoth(order)}, so the old one is swapped out in one call`);
    return;
  }
  const last = { computeEnvironmentOrder: requestOrder(context, order) };
  addUpdate(list, 'detach', live, last, `${resource.name} lets go of what was replaced`);
}

function addUpdate(
  list: ChangeList,
  phase: 'queues' | 'detach',
  live: LiveJobQueue,
  fields: Readonly<Record<string, unknown>>,
  why: string,
): void {
  const name = live.jobQueueName;
  list.steps.add(
    phase,
    {
      action: 'write',
      operation: 'UpdateJobQueue',
      resource: { kind: 'jobQueue', name },
      request: { jobQueue: live.jobQueueArn, ...fields },
      updateKind: 'in-place',
      why,
    },
    waitValid(name),
  );
}
