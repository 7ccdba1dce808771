/** A workload as lines a reviewer can read, for the importer tests. */
import { jobIdOf } from '../../src/models/workload.ts';
import type { ImportedTrace } from '../../src/trace/index.ts';

export function dumped({ workload, format, rows, skipped, notes }: ImportedTrace): string {
  const lines = [`${format}: ${rows} rows -> ${workload.jobCount} jobs`];
  if (workload.originEpochMs !== undefined) lines.push(`ms 0 is ${new Date(workload.originEpochMs).toISOString()}`);
  for (let job = 0; job < workload.jobCount; job++) {
    const id = jobIdOf(workload, job);
    const peak = workload.peakMemoryMiB?.[job];
    const said = Object.entries(workload.classes[workload.classIndex[job]]).map(([key, value]) => `${key}=${value}`);
    const tail = peak === undefined || Number.isNaN(peak) ? '' : ` peak=${peak.toFixed(1)}`;
    lines.push(`${id} @${workload.submitMs[job]} run=${workload.runMs[job]} ${said.join(' ')}${tail}`);
  }
  for (const { id, firstJob, size } of workload.arrays) lines.push(`array ${id}: ${size} from row ${firstJob}`);
  const { dependent, prerequisite } = workload.dependencies;
  for (let edge = 0; edge < dependent.length; edge++) lines.push(`${dependent[edge]} waits for ${prerequisite[edge]}`);
  for (const { reason, count, firstLine } of skipped) lines.push(`skipped ${count}: ${reason} (line ${firstLine})`);
  for (const note of notes) lines.push(`note: ${note}`);
  return lines.join('\n');
}
