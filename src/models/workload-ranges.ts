/** Between what the jobs of a workload lie: a wrong unit shows here before it shows in a bill. */
import type { Workload } from './workload.ts';

export interface Range {
  readonly least: number;
  readonly most: number;
}

export interface WorkloadRanges {
  /** Of an undisturbed attempt; the mean is over all jobs. */
  readonly runSeconds: Range & { readonly mean: number };
  /** Of one node, where a job has several. */
  readonly vcpus: Range;
  readonly memoryMiB: Range;
  /** Of the jobs that ask for GPUs, of one node; hours are of all nodes. Absent where none does. */
  readonly gpus?: Range & { readonly jobs: number; readonly hours: number };
  /** Of the multi-node parallel jobs; absent where there is none. */
  readonly nodes?: Range & { readonly jobs: number };
}

/** Undefined for a workload without jobs. */
export function rangesOf(workload: Workload): WorkloadRanges | undefined {
  const { jobCount, runMs, classes } = workload;
  if (jobCount === 0) return undefined;
  let least = Number.POSITIVE_INFINITY;
  let most = 0;
  let total = 0;
  for (let job = 0; job < jobCount; job++) {
    const ms = runMs[job];
    if (ms < least) least = ms;
    if (ms > most) most = ms;
    total += ms;
  }
  return {
    runSeconds: { least: least / 1000, most: most / 1000, mean: Math.round(total / jobCount) / 1000 },
    vcpus: rangeOf(classes.map(({ vcpus }) => vcpus)),
    memoryMiB: rangeOf(classes.map(({ memoryMiB }) => memoryMiB)),
    ...gpusOf(workload),
    ...nodesOf(workload),
  };
}

function gpusOf({ jobCount, runMs, classes, classIndex }: Workload): Pick<WorkloadRanges, 'gpus'> {
  const asking = classes.flatMap(({ gpus }) => (gpus > 0 ? [gpus] : []));
  if (asking.length === 0) return {};
  let jobs = 0;
  let gpuMs = 0;
  for (let job = 0; job < jobCount; job++) {
    const { gpus, nodes = 1 } = classes[classIndex[job]];
    if (gpus > 0) jobs++;
    gpuMs += runMs[job] * gpus * nodes;
  }
  return { gpus: { ...rangeOf(asking), jobs, hours: Math.round(gpuMs / 36_000) / 100 } };
}

function nodesOf({ jobCount, classes, classIndex }: Workload): Pick<WorkloadRanges, 'nodes'> {
  const several = classes.flatMap(({ nodes = 1 }) => (nodes > 1 ? [nodes] : []));
  if (several.length === 0) return {};
  let jobs = 0;
  for (let job = 0; job < jobCount; job++) if ((classes[classIndex[job]].nodes ?? 1) > 1) jobs++;
  return { nodes: { ...rangeOf(several), jobs } };
}

function rangeOf(values: readonly number[]): Range {
  return {
    least: values.reduce((least, value) => Math.min(least, value)),
    most: values.reduce((most, value) => Math.max(most, value)),
  };
}
