/** Gives jobs without a deadline the one that the scenario states for all, counted from their submission. */
import type { Workload } from '../models/workload.ts';
import type { Scenario } from './schema.ts';

/** The workload itself when the scenario states none. A deadline of the trace is kept. */
export function withDeadlines(workload: Workload, { defaults: { deadlineSeconds } }: Scenario['workload']): Workload {
  if (deadlineSeconds === undefined || workload.jobCount === 0) return workload;
  const givenMs = Math.round(deadlineSeconds * 1000);
  const { deadlineMs } = workload;
  const dueMs = workload.submitMs.map((submitMs, job) => {
    const own = deadlineMs?.[job] ?? Number.POSITIVE_INFINITY;
    return own === Number.POSITIVE_INFINITY ? submitMs + givenMs : own;
  });
  return { ...workload, deadlineMs: dueMs };
}
