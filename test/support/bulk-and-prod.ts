/** Two queues that want the same machine: a long backlog, and a short job now and then. */
import type { Workload } from '../../src/models/workload.ts';
import { workloadOf } from './lab.ts';

const HOUR_MS = 3_600_000;
const machine = { vcpus: 2, memoryMiB: 2048 };

/** Bulk: 20 jobs of an hour at once. Prod: a job of a minute, 30 minutes after every full hour. */
export function bulkAndProd(): Workload {
  return workloadOf([
    ...Array.from({ length: 20 }, () => ({ ...machine, submitMs: 0, runMs: HOUR_MS, queue: 'bulk' })),
    ...Array.from({ length: 20 }, (_, hour) => ({
      ...machine,
      submitMs: (hour + 0.5) * HOUR_MS,
      runMs: 60_000,
      queue: 'prod',
    })),
  ]);
}
