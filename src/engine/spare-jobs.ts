/**
 * Decides that the rows of the jobs of a run that has ended serve the next run of as many. The system hands out new memory page by
 * page, at the first touch: with ten million jobs that was a tenth to a fifth of the processor time, where to clear the rows takes a
 * hundredth of it.
 */
import { Jobs } from './jobs.ts';

/** Of this thread; the last run is kept anyway (compiled-code.ts), and these are its rows. */
let spare: Jobs | undefined;

/** All SUBMITTED, with nothing known of them. */
export function takeJobs(count: number): Jobs {
  const jobs = spare;
  spare = undefined;
  if (jobs?.count !== count) return new Jobs(count);
  jobs.clear();
  return jobs;
}

/** The run of these jobs has ended, and nobody will read or write them for it. */
export function giveBackJobs(jobs: Jobs): void {
  spare = jobs;
}
