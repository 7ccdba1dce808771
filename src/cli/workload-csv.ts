/** A workload as the CSV that the generic importer reads back (docs/traces.md). */
import { jobIdOf, type Workload } from '../models/workload.ts';

const HEADER =
  'job_id,submit_s,run_s,vcpus,memory_mib,gpus,queue,job_definition,attempts,timeout_s,user,peak_memory_mib';

export function workloadCsv(workload: Workload): string {
  const lines = [HEADER];
  for (let job = 0; job < workload.jobCount; job++) {
    const jobClass = workload.classes[workload.classIndex[job]];
    const peak = workload.peakMemoryMiB?.[job];
    lines.push(
      [
        jobIdOf(workload, job),
        workload.submitMs[job] / 1000,
        workload.runMs[job] / 1000,
        jobClass.vcpus,
        jobClass.memoryMiB,
        jobClass.gpus,
        jobClass.queue,
        jobClass.jobDefinition,
        jobClass.attempts,
        jobClass.timeoutMs === undefined ? undefined : jobClass.timeoutMs / 1000,
        jobClass.user,
        peak === undefined || Number.isNaN(peak) ? undefined : peak,
      ]
        .map(field)
        .join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

function field(value: string | number | undefined): string {
  if (value === undefined) return '';
  const text = String(value);
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
}
