/**
 * What a rollback would take back of others: a field whose value is neither the recorded one nor the one the plan wrote. A
 * rollback of a plan that is half done, or half taken back, meets only these two.
 */

import type { ChangePlan } from '../change-plan.ts';
import type { LiveAccount } from '../live-account.ts';
import { environmentChange } from './environment-change.ts';
import { isSame } from './equality.ts';
import { matchEnvironments, orderedNames } from './matching.ts';
import { policyDifferences } from './policy-differences.ts';
import { queueDifferences } from './queue-differences.ts';
import { touchedPaths } from './restore-target.ts';
import { orderIn } from './written-order.ts';

type Resource = ChangePlan['changes'][number]['resource'];

/** `wayBack`: the changes a rollback would make. One sentence each. */
export function changedByOthers(
  plan: ChangePlan,
  live: LiveAccount,
  wayBack: ChangePlan['changes'],
): readonly string[] {
  return wayBack.flatMap(({ resource, path, before }) => {
    if (path === '')
      return before === undefined && !isDeletedBy(plan, resource)
        ? [`${resource.name} is gone, and this plan did not delete it`]
        : [];
    if (touchedPaths(plan, resource.kind, resource.name)?.has(path) !== true) return [];
    if (isAsWritten(plan, live, resource, path)) return [];
    return [`${path} of ${resource.name} has another value than the plan gave it`];
  });
}

function isDeletedBy(plan: ChangePlan, { kind, name }: Resource): boolean {
  return plan.steps.some(
    ({ resource, ...step }) =>
      step.action === 'write' && /^Delete/.test(step.operation) && resource.kind === kind && resource.name === name,
  );
}

function isAsWritten(plan: ChangePlan, live: LiveAccount, { kind, name }: Resource, path: string): boolean {
  if (path.startsWith('tags.')) return isTagAsWritten(plan, live, { kind, name }, path);
  switch (kind) {
    case 'computeEnvironment':
      return isDeletedBy(plan, { kind, name }) || !environmentPaths(plan, live, name).has(path);
    case 'jobQueue':
      return path === 'computeEnvironmentOrder'
        ? isOrderOurs(plan, live, name)
        : !queuePaths(plan, live, name).has(path);
    case 'schedulingPolicy':
      return !policyPaths(plan, live, name).has(path);
    case 'jobDefinition':
      return true;
    default:
      return kind satisfies never;
  }
}

function isTagAsWritten(plan: ChangePlan, live: LiveAccount, { kind, name }: Resource, path: string): boolean {
  const change = plan.changes.find(
    ({ resource, ...each }) => resource.kind === kind && resource.name === name && each.path === path,
  );
  const found =
    kind === 'computeEnvironment'
      ? live.computeEnvironments.find((each) => each.computeEnvironmentName === name)
      : kind === 'jobQueue'
        ? live.jobQueues.find((each) => each.jobQueueName === name)
        : live.schedulingPolicies.find((each) => each.name === name);
  return found?.tags?.[path.slice('tags.'.length)] === change?.after;
}

/** Where the environment still, or again, differs from what the plan wanted of it. */
function environmentPaths(plan: ChangePlan, live: LiveAccount, name: string): ReadonlySet<string> {
  const found = live.computeEnvironments.find((each) => each.computeEnvironmentName === name);
  const matches = matchEnvironments(plan.before.computeEnvironments, plan.wanted.computeEnvironments);
  const wanted = plan.wanted.computeEnvironments.find(
    (each) => matches.get(each.computeEnvironmentName)?.computeEnvironmentName === name,
  );
  if (found === undefined || wanted === undefined) return new Set();
  return new Set(environmentChange(found, wanted, 'named').differences.map(({ path }) => path));
}

function queuePaths(plan: ChangePlan, live: LiveAccount, name: string): ReadonlySet<string> {
  const found = live.jobQueues.find((each) => each.jobQueueName === name);
  const wanted = plan.wanted.jobQueues.find((each) => each.jobQueueName === name);
  if (found === undefined || wanted === undefined) return new Set();
  return new Set(queueDifferences(found, wanted, []).map(({ field }) => field));
}

function policyPaths(plan: ChangePlan, live: LiveAccount, name: string): ReadonlySet<string> {
  const found = live.schedulingPolicies.find((each) => each.name === name);
  const wanted = plan.wanted.schedulingPolicies?.find((each) => each.name === name);
  if (found === undefined || wanted === undefined) return new Set();
  const differences = policyDifferences(found.fairsharePolicy, wanted.fairsharePolicy);
  return new Set(differences.map(({ field }) => `fairsharePolicy.${field}`));
}

/** An order the plan gave the queue, or that a rollback did on its way: the recorded one with environments of the plan behind it. */
function isOrderOurs(plan: ChangePlan, live: LiveAccount, name: string): boolean {
  const isIt = ({ jobQueueName }: { readonly jobQueueName: string }) => jobQueueName === name;
  const found = orderedNames(live.jobQueues.find(isIt)?.computeEnvironmentOrder ?? []);
  const recorded = orderedNames(plan.before.jobQueues.find(isIt)?.computeEnvironmentOrder ?? []);
  const written = plan.steps
    .filter(({ resource }) => resource.kind === 'jobQueue' && resource.name === name)
    .map((step) => orderIn(step));
  const made = new Set(
    plan.steps.flatMap((step) =>
      step.action === 'write' && step.operation === 'CreateComputeEnvironment' ? [step.resource.name] : [],
    ),
  );
  const isOnTheWayBack =
    isSame(found.slice(0, recorded.length), recorded) && found.slice(recorded.length).every((each) => made.has(each));
  return isOnTheWayBack || written.some((order) => isSame(order, found));
}
