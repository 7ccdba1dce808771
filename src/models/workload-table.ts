/**
 * A workload before the defaults: what a trace says and nothing more, so that one imported history serves scenarios with
 * different defaults. Decides what fills the gaps and says for how many jobs.
 */
import { completedClass, JobClassTable, type JobRequest, type RequestDefaults } from './job-class-table.ts';
import { definitionWarnings, withDefinition } from './job-definition-requests.ts';
import type { Problem } from './problem.ts';
import type { JobClass, Workload } from './workload.ts';

/** As Workload, with `classIndex` pointing into requests that may leave fields unsaid. */
export type WorkloadTable = Omit<Workload, 'classes'> & { readonly requests: readonly JobRequest[] };

/** What the defaults make of a table; `gaps` lists what stays unknown. */
export interface CompletedWorkload {
  /** Of no use while there are gaps. */
  readonly workload: Workload;
  readonly gaps: readonly Problem[];
  readonly warnings: readonly Problem[];
}

export function completedWorkload(table: WorkloadTable, defaults: RequestDefaults): CompletedWorkload {
  const { requests: said, ...columns } = table;
  const requests = said.map((request) => withDefinition(request, defaults.byJobDefinition));
  const counts = jobsPerRequest(table);
  const { classes, indexOfRequest } = completedClasses(requests, defaults);
  return {
    workload: { ...columns, classes, classIndex: renumbered(table.classIndex, indexOfRequest) },
    gaps: unfilledGaps(requests, counts, defaults),
    warnings: [
      ...definitionWarnings(said, requests, counts, table.jobCount),
      ...defaultWarnings(requests, counts, defaults, table.jobCount),
    ],
  };
}

function jobsPerRequest({ requests, classIndex }: WorkloadTable): Uint32Array {
  const counts = new Uint32Array(requests.length);
  for (let job = 0; job < classIndex.length; job++) counts[classIndex[job]]++;
  return counts;
}

/** The column itself when the numbers stay as they are. Shared memory where the column is in shared memory. */
function renumbered(classIndex: Uint32Array, indexOfRequest: readonly number[]): Uint32Array {
  if (indexOfRequest.every((index, request) => index === request)) return classIndex;
  const isShared = typeof SharedArrayBuffer !== 'undefined' && classIndex.buffer instanceof SharedArrayBuffer;
  const column = isShared
    ? new Uint32Array(new SharedArrayBuffer(classIndex.length * 4))
    : new Uint32Array(classIndex.length);
  for (let job = 0; job < column.length; job++) column[job] = indexOfRequest[classIndex[job]];
  return column;
}

/** Filling gaps can make two requests equal ("unsaid" and "2 vCPUs"), so the classes are gathered once more. */
function completedClasses(
  requests: readonly JobRequest[],
  defaults: RequestDefaults,
): { readonly classes: readonly JobClass[]; readonly indexOfRequest: readonly number[] } {
  const table = new JobClassTable();
  const classes: JobClass[] = [];
  const indexOfRequest = requests.map((request) => {
    const jobClass = completedClass(request, defaults);
    if (jobClass === undefined) return 0; // No job of this request is left: unfilledGaps has reported the others.
    const index = table.indexOf(jobClass);
    classes[index] = jobClass;
    return index;
  });
  return { classes, indexOfRequest };
}

const GAP_FIELDS = ['vcpus', 'memoryMiB'] as const;
const DEFAULTED_FIELDS = ['vcpus', 'memoryMiB', 'attempts'] as const;

function jobsWithout(field: keyof JobRequest, requests: readonly JobRequest[], counts: Uint32Array): number {
  let jobs = 0;
  for (const [index, request] of requests.entries()) if (request[field] === undefined) jobs += counts[index];
  return jobs;
}

function unfilledGaps(
  requests: readonly JobRequest[],
  counts: Uint32Array,
  defaults: RequestDefaults,
): readonly Problem[] {
  const problems: Problem[] = [];
  for (const field of GAP_FIELDS) {
    const jobs = defaults[field] === undefined ? jobsWithout(field, requests, counts) : 0;
    if (jobs === 0) continue;
    problems.push({
      path: `workload.defaults.${field}`,
      message: `${jobs} ${jobs === 1 ? 'job does' : 'jobs do'} not say ${field} and there is no default`,
      hint: `give workload.defaults.${field}`,
    });
  }
  return problems;
}

function defaultWarnings(
  requests: readonly JobRequest[],
  counts: Uint32Array,
  defaults: RequestDefaults,
  jobCount: number,
): readonly Problem[] {
  const warnings: Problem[] = [];
  for (const field of DEFAULTED_FIELDS) {
    const value = defaults[field];
    const jobs = value === undefined ? 0 : jobsWithout(field, requests, counts);
    if (jobs === 0) continue;
    const message = `${jobs} of ${jobCount} jobs do not say ${field}; the default ${value} is used`;
    warnings.push({ path: `workload.defaults.${field}`, message });
  }
  return warnings;
}
