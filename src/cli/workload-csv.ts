/** A workload as the CSV that the generic importer reads back (docs/traces.md). */

import { consumablesKey } from '../models/consumable-resources.ts';
import { jobIdOf, type Workload } from '../models/workload.ts';
import { csvField } from '../report/csv-field.ts';

const HEADER =
  'job_id,submit_s,run_s,vcpus,memory_mib,gpus,queue,job_definition,attempts,timeout_s,user,peak_memory_mib';
/** Only where some job has them. */
const RARE_COLUMNS: readonly { readonly name: string; readonly cellOf: (workload: Workload, job: number) => Cell }[] = [
  { name: 'nodes', cellOf: ({ classes, classIndex }, job) => classes[classIndex[job]].nodes },
  { name: 'architecture', cellOf: ({ classes, classIndex }, job) => classes[classIndex[job]].architecture },
  { name: 'cancel_s', cellOf: ({ cancelMs }, job) => secondsOrNever(cancelMs?.[job]) },
  { name: 'terminate_s', cellOf: ({ terminateMs }, job) => secondsOrNever(terminateMs?.[job]) },
  { name: 'deadline_s', cellOf: ({ deadlineMs }, job) => secondsOrNever(deadlineMs?.[job]) },
  {
    name: 'consumable_resources',
    cellOf: ({ classes, classIndex }, job) => consumablesKey(classes[classIndex[job]].consumableResources),
  },
];

const LINES_PER_PART = 4096;

type Cell = string | number | undefined;

/** In parts of a few thousand lines, since the whole may be longer than the longest string. */
export function* workloadCsv(workload: Workload): Generator<string> {
  const rare = RARE_COLUMNS.filter(({ cellOf }) => hasAny(workload, cellOf));
  let lines = [[HEADER, ...rare.map(({ name }) => name)].join(',')];
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
        ...rare.map(({ cellOf }) => cellOf(workload, job)),
      ]
        .map(csvField)
        .join(','),
    );
    if (lines.length < LINES_PER_PART) continue;
    yield `${lines.join('\n')}\n`;
    lines = [];
  }
  if (lines.length > 0) yield `${lines.join('\n')}\n`;
}

function hasAny(workload: Workload, cellOf: (workload: Workload, job: number) => Cell): boolean {
  for (let job = 0; job < workload.jobCount; job++) if (cellOf(workload, job) !== undefined) return true;
  return false;
}

function secondsOrNever(ms: number | undefined): number | undefined {
  return ms === undefined || ms === Number.POSITIVE_INFINITY ? undefined : ms / 1000;
}
