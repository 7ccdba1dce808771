/**
 * The way back: account now x state recorded in a plan -> the plan that restores it. Deleted is only what the first plan
 * made and tagged; everything else it changed gets its old values again.
 */
import type { JobDefinition } from '@aws-sdk/client-batch';
import { fail, type Result, succeed } from '../../models/problem.ts';
import { CHANGE_PLAN_KIND, type ChangePlan } from '../change-plan.ts';
import type { JobsByEnvironment } from '../jobs-by-environment.ts';
import type { LiveAccount } from '../live-account.ts';
import { inScope, stateHash } from './account-scope.ts';
import { ChangeList } from './change-list.ts';
import { changedByOthers } from './changed-by-others.ts';
import { idleEnvironments } from './left-alone.ts';
import { matchEnvironments } from './matching.ts';
import { existing, planEverything } from './plan-changes.ts';
import type { PlanContext } from './plan-context.ts';
import { planId } from './plan-scope.ts';
import { restoreTarget } from './restore-target.ts';
import { TIMEOUT_SECONDS } from './step-list.ts';
import { PLAN_TAG } from './tags.ts';
import { touchedJobs } from './touched-jobs.ts';

export interface RestoreInputs {
  readonly plan: ChangePlan;
  /** The account now, in the plan's scope or wider, with nothing CREATING, UPDATING or DELETING. */
  readonly live: LiveAccount;
  /** ACTIVE revisions of the plan's job definitions with its tag. */
  readonly revisions: readonly JobDefinition[];
  /** Absent where they were not counted. */
  readonly jobs?: JobsByEnvironment;
}

export function planRestore({ plan, live: account, revisions, jobs }: RestoreInputs): Result<ChangePlan> {
  const live = existing(account);
  const isOurs = ({ tags }: { readonly tags?: Readonly<Record<string, string>> }) => tags?.[PLAN_TAG] === plan.id;
  const made = namesMade(plan);
  const { before } = plan;
  const wanted = restoreTarget(plan, live);
  const wasThere = new Set(before.computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName));
  const context: PlanContext = {
    live,
    wanted,
    fidelity: 'exact',
    network: {},
    matches: matchEnvironments(live.computeEnvironments, wanted.computeEnvironments, 'byName'),
    finalNames: new Map(),
    retiring: live.computeEnvironments.filter(
      (each) => isOurs(each) && made.has(each.computeEnvironmentName) && !wasThere.has(each.computeEnvironmentName),
    ),
    digest: plan.id,
    prefersBlueGreen: false,
  };
  const list = new ChangeList();
  planEverything(context, list);
  for (const queue of live.jobQueues) {
    const isRecorded = before.jobQueues.some(({ jobQueueName }) => jobQueueName === queue.jobQueueName);
    if (isOurs(queue) && made.has(queue.jobQueueName) && !isRecorded) removeQueue(list, queue);
  }
  for (const policy of live.schedulingPolicies) {
    const isRecorded = before.schedulingPolicies.some(({ name }) => name === policy.name);
    if (!isOurs(policy) || !made.has(policy.name) || isRecorded) continue;
    const resource = { kind: 'schedulingPolicy', name: policy.name } as const;
    list.changed(resource, '', { arn: policy.arn }, undefined);
    list.steps.add('delete-rest', remove(resource, 'DeleteSchedulingPolicy', { arn: policy.arn }));
  }
  for (const { jobDefinitionName = '', jobDefinitionArn, revision } of revisions) {
    const resource = { kind: 'jobDefinition', name: jobDefinitionName } as const;
    list.changed(resource, '', { revision }, undefined);
    list.steps.add('delete-rest', remove(resource, 'DeregisterJobDefinition', { jobDefinition: jobDefinitionArn }));
  }
  if (list.problems.length > 0) return fail(...list.problems);
  list.warnings.push(...idleEnvironments(context));
  const others = changedByOthers(plan, live, list.changes);
  const content = {
    schemaVersion: 1,
    kind: CHANGE_PLAN_KIND,
    region: plan.region,
    ...(live.accountId !== undefined && { accountId: live.accountId }),
    stateHash: stateHash(live, list.scope),
    before: inScope(live, list.scope),
    wanted,
    changes: list.changes,
    steps: list.steps.numbered(),
    touches: touchedJobs(list.changes, live.computeEnvironments, context.retiring, jobs),
    warnings: [...others.map((what) => `${what}: it would be taken back too`), ...list.warnings],
    ...(others.length > 0 && { changedByOthers: others }),
  } as const;
  return succeed({ ...content, id: planId(content) });
}

function namesMade({ steps }: ChangePlan): ReadonlySet<string> {
  return new Set(
    steps
      .filter((step) => step.action === 'write' && step.operation.startsWith('Create'))
      .map(({ resource }) => resource.name),
  );
}

function removeQueue(
  list: ChangeList,
  { jobQueueName: name, jobQueueArn, state }: LiveAccount['jobQueues'][number],
): void {
  const resource = { kind: 'jobQueue', name } as const;
  const jobQueue = jobQueueArn;
  const wait = { action: 'wait', resource, timeoutSeconds: TIMEOUT_SECONDS.change } as const;
  list.changed(resource, '', { state }, undefined);
  if (state !== 'DISABLED') {
    list.steps.add(
      'stop',
      {
        action: 'write',
        operation: 'UpdateJobQueue',
        resource,
        request: { jobQueue, state: 'DISABLED' },
        updateKind: 'in-place',
        why: `${name} takes no new jobs`,
      },
      { ...wait, until: 'valid', why: 'a queue takes one update at a time' },
    );
  }
  list.steps.add('drain', {
    ...wait,
    until: 'drained',
    timeoutSeconds: TIMEOUT_SECONDS.drain,
    why: `jobs in ${name} would be ended with it`,
  });
  list.steps.add('delete-queues', remove(resource, 'DeleteJobQueue', { jobQueue }), {
    ...wait,
    until: 'gone',
    why: 'its environments are free then',
  });
}

function remove(
  resource: ChangePlan['changes'][number]['resource'],
  operation: 'DeleteSchedulingPolicy' | 'DeregisterJobDefinition' | 'DeleteJobQueue',
  request: Readonly<Record<string, unknown>>,
) {
  const why = `${resource.name} was made by the plan that is taken back`;
  return { action: 'write', operation, resource, request, updateKind: 'in-place', why } as const;
}
