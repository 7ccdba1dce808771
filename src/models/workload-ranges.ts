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
}

/** Undefined for a workload without jobs. */
export function rangesOf({ jobCount, runMs, classes }: Workload): WorkloadRanges | undefined {
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
  };
}

function rangeOf(values: readonly number[]): Range {
  return {
    least: values.reduce((least, value) => Math.min(least, value)),
    most: values.reduce((most, value) => Math.max(most, value)),
  };
}
