/** What AWS Batch would describe of the jobs of a simulated run, as far as histories are compared by it. */
import type { JobRecord } from '../../src/aws/job-record.ts';
import type { AttemptRow } from '../../src/engine/run.ts';

/** A record a job that has an attempt, the first submission at `sinceMs`. Attempts in the order they ended. */
export function historyOf(attempts: readonly AttemptRow[], sinceMs: number): readonly JobRecord[] {
  const byJob = new Map<number, AttemptRow[]>();
  for (const row of attempts) byJob.set(row.job, [...(byJob.get(row.job) ?? []), row]);
  const firstMs = Math.min(...attempts.map(({ submitMs }) => submitMs));
  return [...byJob].map(([job, rows]) => ({
    jobId: `job-${job}`,
    status: rows[rows.length - 1].status,
    createdAt: sinceMs + rows[0].submitMs - firstMs,
    startedAt: sinceMs + rows[0].startMs - firstMs,
    attempts: rows.map(({ startMs, reason }) => ({ startedAt: sinceMs + startMs - firstMs, statusReason: reason })),
  }));
}
