/** The peak memory of one row in a process of its own, workload and its making included. */
import { simulate } from '../../src/engine/simulate.ts';
import type { BenchRow } from './bench-case.ts';

export interface MeasuredMemory {
  readonly label: string;
  readonly peakBytes: number;
  /** Peak above what the process held before the workload was made, by job. */
  readonly bytesPerJob: number;
}

export async function measureMemory(row: BenchRow): Promise<MeasuredMemory> {
  const before = process.memoryUsage().rss;
  const { workload, config, world } = await row.build();
  simulate(workload, config, world());
  const peakBytes = process.resourceUsage().maxRSS * 1024;
  return { label: row.label, peakBytes, bytesPerJob: (peakBytes - before) / workload.jobCount };
}
