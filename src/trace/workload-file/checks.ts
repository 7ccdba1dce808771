/**
 * Checks what the columns of a workload file say, since whoever can write a file can also write its checksum: nothing in it
 * may lead the engine outside a column or into a circle. Gives what is wrong in words, or undefined.
 */
import { findDependencyCycle } from '../../models/dependency-cycle.ts';
import type { OwnFailures } from '../../models/own-failures.ts';
import { jobIdOf } from '../../models/workload.ts';
import type { WorkloadTable } from '../../models/workload-table.ts';
import { LONGEST_RUN_MS, LONGEST_SPAN_MS } from '../import-session.ts';

export function wrongContent(table: WorkloadTable): string | undefined {
  return (
    wrongTimes(table) ??
    wrongClasses(table) ??
    wrongIds(table) ??
    wrongArrays(table) ??
    wrongFailures(table) ??
    wrongDependencies(table)
  );
}

function wrongTimes(table: WorkloadTable): string | undefined {
  const { jobCount, submitMs, runMs, cancelMs, terminateMs, deadlineMs, peakMemoryMiB } = table;
  let earlierMs = 0;
  for (let job = 0; job < jobCount; job++) {
    const atMs = submitMs[job];
    const lastsMs = runMs[job];
    if (!(atMs >= earlierMs && atMs <= 2 * LONGEST_SPAN_MS)) return `the submit time of row ${job} is out of order`;
    if (!(lastsMs >= 0 && lastsMs <= LONGEST_RUN_MS)) return `the run time of row ${job} is impossible`;
    // Everything counts in whole milliseconds.
    if (Math.floor(atMs) !== atMs || Math.floor(lastsMs) !== lastsMs) return `a time of row ${job} is not whole`;
    earlierMs = atMs;
  }
  const later = [
    ['stopped', cancelMs],
    ['stopped', terminateMs],
    ['due', deadlineMs],
  ] as const;
  for (const [what, column] of later) {
    if (column === undefined) continue;
    for (let job = 0; job < jobCount; job++)
      if (!(column[job] >= submitMs[job])) return `row ${job} is ${what} before it is submitted`;
  }
  if (peakMemoryMiB?.some((peak) => peak < 0) === true) return 'a measured memory is below 0';
  return undefined;
}

function wrongClasses({ jobCount, classIndex, requests }: WorkloadTable): string | undefined {
  for (let job = 0; job < jobCount; job++)
    if (classIndex[job] >= requests.length) return `row ${job} names a class that is not there`;
  return undefined;
}

function wrongIds({ ids }: WorkloadTable): string | undefined {
  if (ids === undefined || !('ends' in ids)) return undefined;
  const { bytes, ends } = ids;
  let start = 0;
  for (const end of ends) {
    if (end < start || end > bytes.length) return 'the ids overlap';
    start = end;
  }
  return undefined;
}

function wrongArrays({ jobCount, submitMs, arrays }: WorkloadTable): string | undefined {
  let next = 0;
  for (const { id, firstJob, size } of arrays) {
    if (firstJob < next || firstJob + size > jobCount) return `array "${id}" lies outside its rows`;
    next = firstJob + size;
    if (submitMs[firstJob] !== submitMs[next - 1]) return `array "${id}" is not submitted at once`;
  }
  return undefined;
}

function wrongFailures({ jobCount, ownFailures }: WorkloadTable): string | undefined {
  return ownFailures === undefined ? undefined : (wrongFailedJobs(ownFailures, jobCount) ?? wrongEnds(ownFailures));
}

function wrongFailedJobs({ jobs, ends, isForGood, runMs }: OwnFailures, jobCount: number): string | undefined {
  let row = -1;
  let end = 0;
  for (let place = 0; place < jobs.length; place++) {
    if (jobs[place] <= row || jobs[place] >= jobCount) return 'the jobs that failed are out of order';
    if (ends[place] <= end) return 'the failures of the jobs overlap';
    if (isForGood[place] > 1) return 'a job fails for good or not';
    row = jobs[place];
    end = ends[place];
  }
  return end === 0 || end !== runMs.length ? 'there are failures of no job' : undefined;
}

function wrongEnds({ runMs, kind, kinds }: OwnFailures): string | undefined {
  for (let failure = 0; failure < runMs.length; failure++) {
    if (kind[failure] >= kinds.length) return `failure ${failure} names a kind that is not there`;
    const lastsMs = runMs[failure];
    const isPossible = lastsMs >= 0 && lastsMs <= LONGEST_RUN_MS && Math.floor(lastsMs) === lastsMs;
    if (!isPossible) return `the run time of failure ${failure} is impossible`;
  }
  return undefined;
}

function wrongDependencies(table: WorkloadTable): string | undefined {
  const { jobCount, arrays, dependencies } = table;
  const { dependent, prerequisite } = dependencies;
  const entityCount = jobCount + arrays.length;
  for (let edge = 0; edge < dependent.length; edge++)
    if (dependent[edge] >= entityCount || prerequisite[edge] >= entityCount) return 'a dependency names no job';
  if (dependent.length === 0) return undefined;
  const placed = arrays.map((array) => ({ ...array, declaredSize: array.size }));
  const entities = { jobCount, arrays: placed, idOfJob: (job: number) => jobIdOf({ ...table, classes: [] }, job) };
  const cycle = findDependencyCycle(dependencies, entities);
  return cycle === undefined ? undefined : `jobs wait for each other in a circle: ${cycle.join(' -> ')}`;
}
