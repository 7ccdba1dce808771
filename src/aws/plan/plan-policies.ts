/** The part of a plan that makes and changes scheduling policies. */
import type { LiveSchedulingPolicy } from '../live-account.ts';
import type { ChangeList } from './change-list.ts';
import type { PlanContext } from './plan-context.ts';
import { planTags } from './plan-tags.ts';
import { full, policyDifferences } from './policy-differences.ts';
import { ownTags } from './tags.ts';

export function planPolicies({ live, wanted, fidelity }: PlanContext, list: ChangeList): void {
  for (const policy of wanted.schedulingPolicies ?? []) {
    const { name, fairsharePolicy } = policy;
    const resource = { kind: 'schedulingPolicy', name } as const;
    const tags = ownTags(policy.tags);
    const known = live.schedulingPolicies.find((each) => each.name === name);
    list.relyOn('schedulingPolicy', name);
    const step = { action: 'write', resource, updateKind: 'in-place' } as const;
    if (known === undefined) {
      const request = {
        name,
        ...(fairsharePolicy !== undefined && { fairsharePolicy }),
        ...(Object.keys(tags).length > 0 && { tags }),
      };
      list.changed(resource, '', undefined, request);
      const why = `make the scheduling policy ${name}`;
      list.steps.add('policies', { ...step, operation: 'CreateSchedulingPolicy', request, why });
      continue;
    }
    planTags(list, resource, known.arn, known.tags, policy.tags, fidelity);
    const differences = policyDifferences(known.fairsharePolicy, fairsharePolicy);
    for (const { field, before, after } of differences)
      list.changed(resource, `fairsharePolicy.${field}`, before, after);
    if (differences.length === 0) continue;
    if (fidelity === 'named') list.warnings.push(...otherUsers({ live, wanted }, known));
    list.steps.add('policies', {
      ...step,
      operation: 'UpdateSchedulingPolicy',
      request: { arn: known.arn, fairsharePolicy: full(fairsharePolicy) },
      why: `change the scheduling policy ${name}`,
    });
  }
}

/** A policy is one for all of its queues, also for those the configuration says nothing about. */
function otherUsers(
  { live, wanted }: Pick<PlanContext, 'live' | 'wanted'>,
  { arn, name }: LiveSchedulingPolicy,
): readonly string[] {
  const named = new Set(wanted.jobQueues.map(({ jobQueueName }) => jobQueueName));
  const others = live.jobQueues
    .filter(({ jobQueueName, schedulingPolicyArn }) => schedulingPolicyArn === arn && !named.has(jobQueueName))
    .map(({ jobQueueName }) => jobQueueName);
  if (others.length === 0) return [];
  return [`${name} changes for ${others.join(', ')} too, which the configuration does not name`];
}
