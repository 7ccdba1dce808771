/**
 * Counts the jobs of a queue by state. An array's children are not listed under the queue: the parent stands there as
 * PENDING with a summary of its children (API ListJobs, ArrayPropertiesSummary), which is counted in its place.
 */
import type { JobSummary } from '@aws-sdk/client-batch';
import { allPages } from './all-pages.ts';
import type { BatchReader } from './batch-api.ts';
import type { LiveJobCounts } from './live-account.ts';

/** The states of a job that is not over. */
export const ACTIVE_STATES = ['SUBMITTED', 'PENDING', 'RUNNABLE', 'STARTING', 'RUNNING'] as const;

export async function countJobs(reader: BatchReader, jobQueue: string, signal?: AbortSignal): Promise<LiveJobCounts> {
  const byState: Record<string, number> = Object.fromEntries(ACTIVE_STATES.map((state) => [state, 0]));
  for (const jobStatus of ACTIVE_STATES) {
    const pages = allPages((nextToken) => reader.read('ListJobs', { jobQueue, jobStatus, nextToken }, signal));
    for await (const page of pages) {
      for (const job of page.jobSummaryList ?? []) {
        for (const [state, count] of Object.entries(statesOf(job, jobStatus))) {
          if (state in byState) byState[state] += count;
        }
      }
    }
  }
  return { jobQueue, byState };
}

function statesOf({ arrayProperties }: JobSummary, listedAs: string): Readonly<Record<string, number>> {
  const children = arrayProperties?.index === undefined ? arrayProperties?.statusSummary : undefined;
  if (children !== undefined && Object.values(children).some((count) => count > 0)) return children;
  return { [listedAs]: arrayProperties?.index === undefined ? (arrayProperties?.size ?? 1) : 1 };
}
