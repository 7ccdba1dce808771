/**
 * What jobs ask for beyond anything AWS Batch takes: a wrong unit or a slip, which would end in figures without end and in
 * workload files that cannot be read back. Once for all formats, over the few classes; a CSV tells most of it with the line.
 */
import type { JobRequest } from '../models/job-class-table.ts';
import type { Problem } from '../models/problem.ts';
import { jobIdOf } from '../models/workload.ts';
import type { WorkloadTable } from '../models/workload-table.ts';
import { MOST_ATTEMPTS, MOST_MEMORY_MIB, MOST_UNITS } from './request-limits.ts';

type Figure = 'vcpus' | 'memoryMiB' | 'gpus' | 'nodes' | 'attempts' | 'timeoutMs';

interface Limit {
  readonly most: number;
  readonly said: (value: number) => string;
}

/** API JobTimeout: the seconds are a 32-bit integer. */
const LONGEST_TIMEOUT_MS = (2 ** 31 - 1) * 1000;

const LIMITS: Readonly<Record<Figure, Limit>> = {
  vcpus: { most: MOST_UNITS, said: (value) => `${value} vCPUs, more than 10 million` },
  memoryMiB: { most: MOST_MEMORY_MIB, said: (value) => `${value} MiB of memory, more than 1 PiB` },
  gpus: { most: MOST_UNITS, said: (value) => `${value} GPUs, more than 10 million` },
  nodes: { most: MOST_UNITS, said: (value) => `${value} nodes, more than 10 million` },
  attempts: { most: MOST_ATTEMPTS, said: (value) => `${value} attempts, more than 10` },
  timeoutMs: { most: LONGEST_TIMEOUT_MS, said: (value) => `a timeout of ${value / 1000} s, more than 2147483647` },
};

/** The first job of each kind of slip, by figure. */
export function impossibleRequests(table: WorkloadTable): readonly Problem[] {
  return Object.entries(LIMITS).flatMap(([figure, { most, said }]) => {
    const index = table.requests.findIndex((request) => isBeyond(request[figure as Figure], most));
    if (index < 0) return [];
    const value = Number(table.requests[index][figure as Figure]);
    const asks = value < 0 ? `${value} as ${figure}, below 0` : said(value);
    return [
      { path: '', message: `${firstJobOf(table, index)} asks for ${asks}`, hint: 'check the value and its unit' },
    ];
  });
}

function isBeyond(value: JobRequest[Figure], most: number): boolean {
  return value !== undefined && !(value >= 0 && value <= most);
}

function firstJobOf(table: WorkloadTable, request: number): string {
  return `job ${jobIdOf({ ...table, classes: [] }, table.classIndex.indexOf(request))}`;
}
