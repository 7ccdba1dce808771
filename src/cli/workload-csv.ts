/** A workload as the CSV that the generic importer reads back (docs/traces.md), and what of it a CSV cannot say. */

import { consumablesKey } from '../models/consumable-resources.ts';
import type { Problem } from '../models/problem.ts';
import { jobIdOf, type Workload } from '../models/workload.ts';
import { counted } from '../models/written-number.ts';
import { csvField } from '../report/csv-field.ts';
import { WorkloadCsvLines } from './workload-csv-lines.ts';

type Cell = string | number | undefined;

interface Column {
  readonly name: string;
  /** Name of the same column where the jobs have dates: its cells are then dates and not seconds. */
  readonly dateName?: string;
  readonly cellOf: (workload: Workload, job: number, lines: WorkloadCsvLines) => Cell;
  /** Left out where no job has one. */
  readonly isRare?: true;
}

export interface WorkloadCsv {
  /** In parts of a few thousand lines, since the whole may be longer than the longest string. */
  parts(): Generator<string>;
  readonly warnings: readonly Problem[];
}

const LINES_PER_PART = 4096;

export function workloadCsv(workload: Workload): WorkloadCsv {
  const lines = new WorkloadCsvLines(workload);
  return { parts: () => partsOf(workload, lines), warnings: [...warningsOf(lines), ...failureWarnings(workload)] };
}

const COLUMNS: readonly Column[] = [
  { name: 'job_id', cellOf: (workload, job, lines) => lines.arrayFrom(job)?.id ?? jobIdOf(workload, job) },
  { name: 'submit_s', dateName: 'submit', cellOf: (workload, job) => instantOf(workload, workload.submitMs[job]) },
  { name: 'run_s', cellOf: ({ runMs }, job) => runMs[job] / 1000 },
  { name: 'vcpus', cellOf: (workload, job) => classOf(workload, job).vcpus },
  { name: 'memory_mib', cellOf: (workload, job) => classOf(workload, job).memoryMiB },
  { name: 'gpus', cellOf: (workload, job) => classOf(workload, job).gpus },
  { name: 'queue', cellOf: (workload, job) => classOf(workload, job).queue },
  { name: 'job_definition', cellOf: (workload, job) => classOf(workload, job).jobDefinition },
  { name: 'attempts', cellOf: (workload, job) => classOf(workload, job).attempts },
  { name: 'timeout_s', cellOf: (workload, job) => seconds(classOf(workload, job).timeoutMs) },
  { name: 'user', cellOf: (workload, job) => classOf(workload, job).user },
  { name: 'peak_memory_mib', cellOf: ({ peakMemoryMiB }, job) => measured(peakMemoryMiB?.[job]) },
  { name: 'nodes', isRare: true, cellOf: (workload, job) => classOf(workload, job).nodes },
  { name: 'architecture', isRare: true, cellOf: (workload, job) => classOf(workload, job).architecture },
  { name: 'array_size', isRare: true, cellOf: (_, job, lines) => lines.arrayFrom(job)?.size },
  { name: 'depends_on', isRare: true, cellOf: (_, job, lines) => lines.dependsOn(job) },
  { name: 'share_identifier', isRare: true, cellOf: (workload, job) => classOf(workload, job).shareIdentifier },
  { name: 'scheduling_priority', isRare: true, cellOf: (workload, job) => classOf(workload, job).schedulingPriority },
  {
    name: 'cancel_s',
    dateName: 'cancelled_at',
    isRare: true,
    cellOf: (workload, job) => instantOf(workload, workload.cancelMs?.[job]),
  },
  {
    name: 'terminate_s',
    dateName: 'terminated_at',
    isRare: true,
    cellOf: (workload, job) => instantOf(workload, workload.terminateMs?.[job]),
  },
  {
    name: 'deadline_s',
    dateName: 'deadline',
    isRare: true,
    cellOf: (workload, job) => instantOf(workload, workload.deadlineMs?.[job]),
  },
  {
    name: 'consumable_resources',
    isRare: true,
    cellOf: (workload, job) => consumablesKey(classOf(workload, job).consumableResources),
  },
];

function* partsOf(workload: Workload, lines: WorkloadCsvLines): Generator<string> {
  const columns = COLUMNS.filter(({ isRare, cellOf }) => isRare !== true || hasAny(workload, lines, cellOf));
  const isDated = workload.originEpochMs !== undefined;
  let part = [columns.map(({ name, dateName }) => (isDated ? (dateName ?? name) : name)).join(',')];
  for (const job of firstJobs(workload, lines)) {
    part.push(columns.map(({ cellOf }) => csvField(cellOf(workload, job, lines))).join(','));
    if (part.length < LINES_PER_PART) continue;
    yield `${part.join('\n')}\n`;
    part = [];
  }
  if (part.length > 0) yield `${part.join('\n')}\n`;
}

/** The first job of every line. */
function* firstJobs(workload: Workload, lines: WorkloadCsvLines): Generator<number> {
  for (let job = 0; job < workload.jobCount; job += lines.arrayFrom(job)?.size ?? 1) yield job;
}

function hasAny(workload: Workload, lines: WorkloadCsvLines, cellOf: Column['cellOf']): boolean {
  for (const job of firstJobs(workload, lines)) if (cellOf(workload, job, lines) !== undefined) return true;
  return false;
}

const HINT = 'for the same jobs as here write a workload file: --to jobs.bww';

function warningsOf({ splitArrays, lostDependencies }: WorkloadCsvLines): readonly Problem[] {
  const warnings: Problem[] = [];
  if (splitArrays > 0) {
    const what = `${counted(splitArrays, 'array')} whose children are not alike`;
    warnings.push({ path: '', message: `${what}: written child by child, and read back as single jobs`, hint: HINT });
  }
  if (lostDependencies > 0) {
    const what = `left out ${counted(lostDependencies, 'dependency', 'dependencies')} that a CSV cannot say`;
    const why = 'ids with blanks, "|", ";" or "@", or too many for a line';
    warnings.push({ path: 'depends_on', message: `${what}: ${why}`, hint: HINT });
  }
  return warnings;
}

function failureWarnings({ ownFailures }: Workload): readonly Problem[] {
  if (ownFailures === undefined) return [];
  const message = `left out attempts that failed by themselves, of ${counted(ownFailures.jobs.length, 'job')}: those jobs succeed at once`;
  return [{ path: '', message, hint: HINT }];
}

function classOf({ classes, classIndex }: Workload, job: number): Workload['classes'][number] {
  return classes[classIndex[job]];
}

function seconds(ms: number | undefined): number | undefined {
  return ms === undefined ? undefined : ms / 1000;
}

/** Hours and weekdays move Spot prices and growth, so that dates stay dates. Infinity is never. */
function instantOf({ originEpochMs }: Workload, ms: number | undefined): Cell {
  if (ms === Number.POSITIVE_INFINITY) return undefined;
  return originEpochMs === undefined || ms === undefined ? seconds(ms) : new Date(originEpochMs + ms).toISOString();
}

function measured(peakMemoryMiB: number | undefined): number | undefined {
  return peakMemoryMiB === undefined || Number.isNaN(peakMemoryMiB) ? undefined : peakMemoryMiB;
}
