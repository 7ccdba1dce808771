/**
 * Which compute environments jobs run on now. Batch does not say it outright: the ARN of a job's task or container
 * instance holds the name of the ECS cluster, and every environment has a cluster of its own.
 */
import type { JobDetail, JobSummary } from '@aws-sdk/client-batch';
import { nameInArn } from '../models/batch-arns.ts';
import { allPages } from './all-pages.ts';
import type { BatchReader, BatchReadOperations } from './batch-api.ts';
import { ACTIVE_STATES } from './count-jobs.ts';

/** Jobs that occupy instances. A job is STARTING once it has been given a place. */
const PLACED_STATES = ['STARTING', 'RUNNING'] as const;
/** API DescribeJobs. */
const JOBS_A_CALL = 100;

export interface PlacedJobs {
  /** Cluster name -> jobs. */
  readonly byCluster: ReadonlyMap<string, number>;
  /** Jobs whose place AWS did not say (yet): they may be anywhere. */
  readonly unknown: number;
}

/** Of these queues, children of arrays and nodes of multi-node jobs included. */
export async function placedJobs(
  reader: BatchReader,
  jobQueues: readonly string[],
  signal?: AbortSignal,
): Promise<PlacedJobs> {
  const ids: string[] = [];
  for (const jobQueue of jobQueues) ids.push(...(await placedIds(reader, jobQueue, signal)));
  const byCluster = new Map<string, number>();
  let unknown = 0;
  for (let start = 0; start < ids.length; start += JOBS_A_CALL) {
    const { jobs = [] } = await reader.read('DescribeJobs', { jobs: ids.slice(start, start + JOBS_A_CALL) }, signal);
    for (const job of jobs) {
      if (!PLACED_STATES.some((state) => state === job.status)) continue;
      const cluster = clusterOf(job);
      if (cluster === undefined) unknown++;
      else byCluster.set(cluster, (byCluster.get(cluster) ?? 0) + 1);
    }
  }
  return { byCluster, unknown };
}

async function placedIds(reader: BatchReader, jobQueue: string, signal?: AbortSignal): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const jobStatus of PLACED_STATES) {
    for (const job of await summaries(reader, { jobQueue, jobStatus }, signal)) {
      const jobId = job.jobId ?? '';
      if (job.nodeProperties?.numNodes === undefined) ids.push(jobId);
      else ids.push(...(await childIds(reader, { multiNodeJobId: jobId }, signal)));
    }
  }
  // An array's parent is PENDING while its children run; only they are listed as running, and only under the parent.
  for (const job of await summaries(reader, { jobQueue, jobStatus: 'PENDING' }, signal)) {
    if (job.arrayProperties?.size === undefined || job.arrayProperties.index !== undefined) continue;
    ids.push(...(await childIds(reader, { arrayJobId: job.jobId ?? '' }, signal)));
  }
  return ids;
}

async function childIds(
  reader: BatchReader,
  parent: { readonly arrayJobId: string } | { readonly multiNodeJobId: string },
  signal?: AbortSignal,
): Promise<readonly string[]> {
  const ids: string[] = [];
  for (const jobStatus of PLACED_STATES) {
    for (const { jobId } of await summaries(reader, { ...parent, jobStatus }, signal)) ids.push(jobId ?? '');
  }
  return ids;
}

type ListInput = BatchReadOperations['ListJobs']['input'];

async function summaries(reader: BatchReader, input: ListInput, signal?: AbortSignal): Promise<readonly JobSummary[]> {
  const found: JobSummary[] = [];
  const pages = allPages((nextToken) => reader.read('ListJobs', { ...input, nextToken }, signal));
  for await (const page of pages) found.push(...(page.jobSummaryList ?? []));
  return found;
}

/** `arn:aws:ecs:<region>:<account>:task/<cluster>/<id>`, and the same for a container instance. */
function clusterOf({ container, ecsProperties }: JobDetail): string | undefined {
  const arns = [
    container?.taskArn,
    container?.containerInstanceArn,
    ...(ecsProperties?.taskProperties ?? []).flatMap((task) => [task.taskArn, task.containerInstanceArn]),
  ];
  return arns
    .map((arn) => /:(?:task|container-instance)\/([^/]+)\/[^/]+$/.exec(arn ?? '')?.[1])
    .find((cluster) => cluster !== undefined);
}

/** Jobs of a queue that are not over yet, arrays as one each. */
export async function activeJobs(reader: BatchReader, jobQueue: string, signal?: AbortSignal): Promise<number> {
  let count = 0;
  for (const jobStatus of ACTIVE_STATES) count += (await summaries(reader, { jobQueue, jobStatus }, signal)).length;
  return count;
}

/** The name of an environment's ECS cluster, from what Describe answered beyond our types. */
export function clusterName(unmodelled: Readonly<Record<string, unknown>> | undefined): string | undefined {
  const arn = unmodelled?.ecsClusterArn;
  return typeof arn === 'string' ? nameInArn(arn) : undefined;
}
