/**
 * Reads the recent jobs of some queues: ListJobs by state with all pages, the children of arrays, then DescribeJobs in
 * hundreds. AWS keeps the records of finished jobs for about seven days (Batch user guide, job states).
 */
import type { JobSummary } from '@aws-sdk/client-batch';
import { allPages } from './all-pages.ts';
import type { BatchReader } from './batch-api.ts';
import { ACTIVE_STATES } from './count-jobs.ts';
import { type JobRecord, jobRecordOf } from './job-record.ts';

export interface ReadJobsOptions {
  /** Names of the queues. */
  readonly queues: readonly string[];
  /** Finished jobs submitted before this are left out; epoch ms. Jobs that are not over are read whatever their age. */
  readonly sinceMs: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: (phase: string, done: number, total: number) => void;
}

export interface RecentJobs {
  /** By submission, then by id. */
  readonly records: readonly JobRecord[];
  /** Listed, but gone when they were to be described. */
  readonly vanished: number;
}

const FINISHED_STATES = ['SUCCEEDED', 'FAILED'] as const;
const STATES = [...ACTIVE_STATES, ...FINISHED_STATES] as const;
type JobState = (typeof STATES)[number];
/** API DescribeJobs: up to 100 jobs. */
const JOBS_A_CALL = 100;

/** Rejects with the reader's error. */
export async function readRecentJobs(reader: BatchReader, options: ReadJobsOptions): Promise<RecentJobs> {
  const ids = [...(await listedIds(reader, options))];
  const records: JobRecord[] = [];
  for (let start = 0; start < ids.length; start += JOBS_A_CALL) {
    options.onProgress?.('jobs described', start, ids.length);
    const jobs = ids.slice(start, start + JOBS_A_CALL);
    const answer = await reader.read('DescribeJobs', { jobs }, options.signal);
    records.push(...(answer.jobs ?? []).map(jobRecordOf));
  }
  records.sort((left, right) => left.createdAt - right.createdAt || (left.jobId < right.jobId ? -1 : 1));
  return { records, vanished: ids.length - records.length };
}

/** Each once: a job may move from one state to the next while its queue is read. */
async function listedIds(reader: BatchReader, options: ReadJobsOptions): Promise<ReadonlySet<string>> {
  const ids = new Set<string>();
  const parents = new Map<string, readonly JobState[]>();
  const lists = options.queues.flatMap((jobQueue) => STATES.map((jobStatus) => ({ jobQueue, jobStatus })));
  for (const [index, which] of lists.entries()) {
    options.onProgress?.('lists of jobs', index, lists.length);
    const isOver = isFinished(which.jobStatus);
    const jobs = await listed(reader, which, isOver ? options.sinceMs : 0, options.signal);
    for (const job of jobs) addJob(job, ids);
    // All children of a parent that is over are over too.
    for (const { jobId } of jobs.filter(isArrayParent))
      if (jobId !== undefined) parents.set(jobId, isOver ? FINISHED_STATES : STATES);
  }
  for (const [index, [arrayJobId, childStates]] of [...parents].entries()) {
    options.onProgress?.('arrays listed', index, parents.size);
    for (const jobStatus of childStates) {
      for (const child of await listed(reader, { arrayJobId, jobStatus }, 0, options.signal)) addJob(child, ids);
    }
  }
  return ids;
}

function addJob({ jobId }: JobSummary, ids: Set<string>): void {
  if (jobId !== undefined) ids.add(jobId);
}

function isFinished(state: JobState): boolean {
  return state === 'SUCCEEDED' || state === 'FAILED';
}

type Which = { readonly jobQueue: string } | { readonly arrayJobId: string };

/** ListJobs answers the newest first, so the first page with nothing new enough is the last one worth reading. */
async function listed(
  reader: BatchReader,
  which: Which & { readonly jobStatus: JobState },
  sinceMs: number,
  signal: AbortSignal | undefined,
): Promise<readonly JobSummary[]> {
  const found: JobSummary[] = [];
  for await (const page of allPages((nextToken) => reader.read('ListJobs', { ...which, nextToken }, signal))) {
    const summaries = page.jobSummaryList ?? [];
    const recent = summaries.filter(({ createdAt }) => createdAt === undefined || createdAt >= sinceMs);
    found.push(...recent);
    if (summaries.length > 0 && recent.length === 0) break;
  }
  return found;
}

function isArrayParent({ arrayProperties }: JobSummary): boolean {
  return arrayProperties?.size !== undefined && arrayProperties.index === undefined;
}
