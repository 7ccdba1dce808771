/** Which fields of a job queue differ, and what AWS Batch would refuse to change (API UpdateJobQueue). */
import { nameInArn } from '../../models/batch-arns.ts';
import type { JobQueue } from '../../models/batch-config.ts';
import type { Problem } from '../../models/problem.ts';
import type { LiveJobQueue } from '../live-account.ts';
import type { Fidelity } from './environment-fields.ts';
import { isSame } from './equality.ts';
import { orderedNames } from './matching.ts';

export interface QueueDifference {
  readonly field: 'state' | 'priority' | 'schedulingPolicyArn' | 'jobStateTimeLimitActions' | 'computeEnvironmentOrder';
  readonly before: unknown;
  readonly after: unknown;
}

/** `order` is the wanted order by the names the environments will have. */
export function queueDifferences(
  live: LiveJobQueue,
  wanted: JobQueue,
  order: readonly string[],
): readonly QueueDifference[] {
  const pairs: readonly QueueDifference[] = [
    { field: 'state', before: live.state ?? 'ENABLED', after: wanted.state ?? 'ENABLED' },
    { field: 'priority', before: live.priority, after: wanted.priority },
    {
      field: 'schedulingPolicyArn',
      before: policyName(live.schedulingPolicyArn),
      after: policyName(wanted.schedulingPolicyArn),
    },
    {
      field: 'jobStateTimeLimitActions',
      before: live.jobStateTimeLimitActions ?? [],
      after: wanted.jobStateTimeLimitActions ?? [],
    },
    { field: 'computeEnvironmentOrder', before: orderedNames(live.computeEnvironmentOrder), after: order },
  ];
  return pairs.filter(({ before, after }) => !isSame(before, after));
}

function policyName(arn: string | undefined): string | undefined {
  return arn === undefined ? undefined : nameInArn(arn);
}

/** API CreateJobQueue: a policy is attached at creation only; it can be replaced, never removed. */
export function queueProblems(
  live: LiveJobQueue,
  wanted: JobQueue,
  path: string,
  fidelity: Fidelity,
): readonly Problem[] {
  if (fidelity === 'exact') return [];
  const [has, wants] = [live.schedulingPolicyArn !== undefined, wanted.schedulingPolicyArn !== undefined];
  if (has === wants) return [];
  const message = wants
    ? 'a queue that was created without a scheduling policy can never get one'
    : `the live queue has the scheduling policy ${policyName(live.schedulingPolicyArn)}, and a policy can be replaced but not removed`;
  return [
    {
      path: `${path}.schedulingPolicyArn`,
      message,
      hint: wants ? 'give the queue another name, so that a new one is made' : 'name the policy, or another one',
    },
  ];
}
