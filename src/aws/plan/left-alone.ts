/** What a plan does not do, said aloud: environments nobody uses any more, and parts of the wish that are not AWS's. */
import { submissionSentences } from '../../models/submission.ts';
import { nameInArn } from '../resource-names.ts';
import { orderedNames } from './matching.ts';
import type { PlanContext } from './plan-context.ts';

export function leftAlone({ live, wanted, finalNames, retiring }: PlanContext): readonly string[] {
  const changed = new Map(
    wanted.jobQueues.map((queue) => [
      queue.jobQueueName,
      orderedNames(queue.computeEnvironmentOrder).map((name) => finalNames.get(name) ?? name),
    ]),
  );
  const usedAfter = new Set(
    live.jobQueues.flatMap(
      (queue) =>
        changed.get(queue.jobQueueName) ??
        queue.computeEnvironmentOrder.map(({ computeEnvironment }) => nameInArn(computeEnvironment)),
    ),
  );
  const usedBefore = new Set(
    live.jobQueues.flatMap((queue) =>
      queue.computeEnvironmentOrder.map(({ computeEnvironment }) => nameInArn(computeEnvironment)),
    ),
  );
  const going = new Set(retiring.map(({ computeEnvironmentName }) => computeEnvironmentName));
  const idle = live.computeEnvironments.filter(
    ({ computeEnvironmentName: name }) => usedBefore.has(name) && !usedAfter.has(name) && !going.has(name),
  );
  return [
    ...idle.map(
      ({ computeEnvironmentName: name, computeResources }) =>
        `no queue uses ${name} any more; it stays, with minvCpus ${computeResources?.minvCpus ?? 0}, until you delete it`,
    ),
    ...(wanted.defaultRetryStrategy === undefined
      ? []
      : ['defaultRetryStrategy is not a setting of AWS Batch: put it into your job definitions']),
    ...submissionSentences(wanted.submission),
    ...((wanted.consumableResources ?? []).length === 0 ? [] : ['consumable resources are left to you']),
  ];
}
