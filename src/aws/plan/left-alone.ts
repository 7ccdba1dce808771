/** What a plan does not do, said aloud: environments nobody uses any more, and parts of the wish that are not AWS's. */
import { submissionSentences } from '../../models/submission.ts';
import type { LiveComputeEnvironment, LiveJobQueue } from '../live-account.ts';
import { orderedNames } from './matching.ts';
import type { PlanContext } from './plan-context.ts';
import { notModelled } from './queue-order.ts';

/** Live environments that lose their last queue and stay. */
export function detached(context: PlanContext): readonly LiveComputeEnvironment[] {
  const { live, wanted, finalNames, retiring } = context;
  const attached = ({ computeEnvironmentOrder }: LiveJobQueue) => orderedNames(computeEnvironmentOrder);
  const attachedAfter = (queue: LiveJobQueue) => {
    const wish = wanted.jobQueues.find(({ jobQueueName }) => jobQueueName === queue.jobQueueName);
    if (wish === undefined) return attached(queue);
    const names = orderedNames(wish.computeEnvironmentOrder).map((name) => finalNames.get(name) ?? name);
    return [...names, ...notModelled(context, queue, wish)];
  };
  const usedBefore = new Set(live.jobQueues.flatMap(attached));
  const usedAfter = new Set(live.jobQueues.flatMap(attachedAfter));
  return live.computeEnvironments.filter(
    (each) =>
      usedBefore.has(each.computeEnvironmentName) &&
      !usedAfter.has(each.computeEnvironmentName) &&
      !retiring.includes(each),
  );
}

/** Nothing takes them away, and minvCpus of theirs go on costing. */
export function idleEnvironments(context: PlanContext): readonly string[] {
  return detached(context).map(
    ({ computeEnvironmentName: name, computeResources }) =>
      `no queue uses ${name} any more; it stays, with minvCpus ${computeResources?.minvCpus ?? 0}, until you delete it`,
  );
}

export function leftAlone(context: PlanContext): readonly string[] {
  const { wanted } = context;
  return [
    ...idleEnvironments(context),
    ...(wanted.defaultRetryStrategy === undefined
      ? []
      : ['defaultRetryStrategy is not a setting of AWS Batch: put it into your job definitions']),
    ...submissionSentences(wanted.submission),
    ...((wanted.consumableResources ?? []).length === 0 ? [] : ['consumable resources are left to you']),
  ];
}
