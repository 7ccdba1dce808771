/** Which compute environments belong to which queues. */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, ComputeEnvironment } from '../models/batch-config.ts';

/** Those that at least one of the queues uses, in the order of the configuration. */
export function environmentsOfQueues(
  { jobQueues, computeEnvironments }: BatchConfig,
  isMeant: (queue: string) => boolean,
): readonly ComputeEnvironment[] {
  const used = new Set(
    jobQueues
      .filter(({ jobQueueName }) => isMeant(jobQueueName))
      .flatMap((queue) => queue.computeEnvironmentOrder.map((entry) => nameInArn(entry.computeEnvironment))),
  );
  return computeEnvironments.filter(({ computeEnvironmentName }) => used.has(computeEnvironmentName));
}
