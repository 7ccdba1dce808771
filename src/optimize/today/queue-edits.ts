/** Edits of a job queue: another environment first. */
import type { Landscape } from '../landscape.ts';
import type { Edit } from './edits.ts';

export function queueEdits({ current, queues, space }: Landscape): readonly Edit[] {
  if (space.environmentOrders !== undefined) return [];
  return current.jobQueues
    .filter(({ jobQueueName }) => queues.includes(jobQueueName))
    .flatMap(({ jobQueueName, computeEnvironmentOrder }) => {
      const names = [...computeEnvironmentOrder]
        .sort((left, right) => left.order - right.order)
        .map(({ computeEnvironment }) => computeEnvironment);
      return names.slice(1).map((name) => ordering(jobQueueName, [name, ...names.filter((other) => other !== name)]));
    });
}

function ordering(queueName: string, names: readonly string[]): Edit {
  return {
    path: `jobQueues[${queueName}].computeEnvironmentOrder`,
    apply: (config) => ({
      ...config,
      jobQueues: config.jobQueues.map((queue) =>
        queue.jobQueueName === queueName
          ? {
              ...queue,
              computeEnvironmentOrder: names.map((computeEnvironment, order) => ({
                order: order + 1,
                computeEnvironment,
              })),
            }
          : queue,
      ),
    }),
  };
}
