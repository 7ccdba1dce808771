/** The ids of all jobs of a workload as text, whatever they are kept as. */
import { jobIdOf, type Workload } from '../../src/models/workload.ts';

export function idsOf(workload: Workload): string[] {
  return Array.from({ length: workload.jobCount }, (_, job) => jobIdOf(workload, job));
}
