/** Links a job into a line of waiting jobs in front of another one. */
import type { Jobs } from './jobs.ts';

/** `line`: what holds the head of the line that `after` waits in. */
export function linkBefore(jobs: Jobs, line: { head: number }, job: number, after: number): void {
  jobs.setNext(job, after);
  if (after === line.head) line.head = job;
  else {
    const before = jobs.beforeOf(after);
    jobs.setBefore(job, before);
    jobs.setNext(before, job);
  }
  jobs.setBefore(after, job);
}
