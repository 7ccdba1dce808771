/** AWS allows so many tags on a resource, and refuses the request that would pass it (API TagResource). */
import type { Problem } from '../../models/problem.ts';
import type { PlanStep, WriteStep } from '../change-plan.ts';
import type { LiveAccount } from '../live-account.ts';
import { isRecord } from './equality.ts';
import { PLAN_TAG } from './tags.ts';

/** AWS's own do not count. */
const MOST_TAGS = 50;

export function tagProblems(live: LiveAccount, steps: readonly PlanStep[]): readonly Problem[] {
  return steps.flatMap((step) => {
    const keys = step.action === 'write' ? tagsAfter(live, step) : [];
    const count = new Set(keys.filter((key) => !key.startsWith('aws:'))).size;
    if (count <= MOST_TAGS) return [];
    const ours = keys.filter((key) => key.startsWith('batchwright:'));
    const of = ours.length === 0 ? '' : ` (${ours.join(' and ')} among them)`;
    const message = `${step.resource.name} would have ${count} tags${of}, and AWS allows ${MOST_TAGS}`;
    return [{ path: 'batch', message, hint: `take ${count - MOST_TAGS} away and plan again` }];
  });
}

/** Keys of all tags of the resource once the step is done; none where it writes no tags. */
function tagsAfter(live: LiveAccount, { operation, request }: WriteStep): readonly string[] {
  const written = isRecord(request.tags) ? Object.keys(request.tags) : [];
  // Apply adds the plan's own (src/aws/apply.ts).
  if (/^(Create|Register)/.test(operation)) return [...new Set([...written, PLAN_TAG])];
  if (operation !== 'TagResource') return [];
  const known = [
    ...live.computeEnvironments.map(({ computeEnvironmentArn: arn, tags }) => ({ arn, tags })),
    ...live.jobQueues.map(({ jobQueueArn: arn, tags }) => ({ arn, tags })),
    ...live.schedulingPolicies,
  ].find(({ arn }) => arn === request.resourceArn);
  return [...new Set([...Object.keys(known?.tags ?? {}), ...written])];
}
