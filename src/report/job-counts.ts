/** How many jobs were submitted and what became of them, in one line; cancelled jobs are FAILED ones to AWS, so they are both. */
import { formatCount } from './format.ts';

export interface JobCounts {
  readonly submitted: number;
  readonly succeeded: number;
  readonly failed: number;
  readonly cancelled: number;
  readonly neverRan: number;
}

/** What follows "jobs" or "submitted". */
export function jobCountsText({ succeeded, neverRan, ...jobs }: JobCounts): string {
  return `${formatCount(succeeded)} succeeded, ${failedText(jobs)}, ${formatCount(neverRan)} never ran`;
}

function failedText({ failed, cancelled }: Pick<JobCounts, 'failed' | 'cancelled'>): string {
  const some = cancelled > 0 ? ` (${formatCount(cancelled)} of them cancelled)` : '';
  return `${formatCount(failed)} failed${some}`;
}
