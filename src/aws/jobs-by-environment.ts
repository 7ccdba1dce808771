/**
 * How many jobs run on each compute environment now, for the person who approves what becomes of them. Jobs whose place AWS does
 * not say (on EKS it never does) are told with every environment they may be on.
 */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchReader } from './batch-api.ts';
import type { LiveAccount, LiveJobQueue } from './live-account.ts';
import { clusterName, placedJobs } from './running-jobs.ts';

export interface JobsByEnvironment {
  /** Jobs STARTING or RUNNING by environment name. */
  readonly running: ReadonlyMap<string, number>;
  /** Those of its queues whose place AWS does not say; environments without any are absent. */
  readonly unplaced: ReadonlyMap<string, number>;
}

export interface Named {
  readonly computeEnvironments: ReadonlySet<string>;
  readonly jobQueues: ReadonlySet<string>;
}

/** Of the named queues and environments, and of all that share an environment with them. Rejects with the reader's error. */
export async function jobsByEnvironment(
  reader: BatchReader,
  live: LiveAccount,
  named: Named,
  signal?: AbortSignal,
): Promise<JobsByEnvironment> {
  const byCluster = new Map<string, number>();
  const unplaced = new Map<string, number>();
  for (const queue of queuesAround(live, named)) {
    const placed = await placedJobs(reader, [queue.jobQueueName], signal);
    for (const [cluster, jobs] of placed.byCluster) byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + jobs);
    if (placed.unknown === 0) continue;
    for (const name of environmentsOf(queue)) unplaced.set(name, (unplaced.get(name) ?? 0) + placed.unknown);
  }
  const running = live.computeEnvironments.map(
    ({ computeEnvironmentName, unmodelled }) =>
      [computeEnvironmentName, byCluster.get(clusterName(unmodelled) ?? '') ?? 0] as const,
  );
  return { running: new Map(running), unplaced };
}

function queuesAround({ jobQueues }: LiveAccount, named: Named): readonly LiveJobQueue[] {
  const ofNamed = jobQueues.filter(({ jobQueueName }) => named.jobQueues.has(jobQueueName));
  const shared = new Set([...named.computeEnvironments, ...ofNamed.flatMap(environmentsOf)]);
  return jobQueues.filter((queue) => ofNamed.includes(queue) || environmentsOf(queue).some((name) => shared.has(name)));
}

function environmentsOf({ computeEnvironmentOrder }: LiveJobQueue): readonly string[] {
  return computeEnvironmentOrder.map(({ computeEnvironment }) => nameInArn(computeEnvironment));
}
