/** How much capacity a candidate may rent: a geometric grid around the peak the jobs ask for, and today's limit. */
import { peakOf, rentedVcpus } from './demand.ts';
import { type Landscape, replacedResources } from './landscape.ts';

const GRID = [0.25, 0.5, 1, 2];

/** Ascending whole vCPUs, multiples of 16, none below the largest job. */
export function maxVcpusGrid(landscape: Landscape): readonly number[] {
  const largestJob = landscape.shapes.reduce((largest, { vcpus }) => Math.max(largest, vcpus), 1);
  const peak = peakOf(rentedVcpus(landscape.demand, GENERAL_MEMORY_MIB_PER_VCPU));
  const grid = GRID.map((factor) => Math.ceil((factor * peak) / 16) * 16);
  const sorted = [...new Set([...grid, currentMaxVcpus(landscape)])].filter((value) => value >= largestJob);
  return (sorted.length > 0 ? sorted : [largestJob]).sort((left, right) => left - right);
}

/** 4 GiB a vCPU, the middle of what EC2 sells. */
const GENERAL_MEMORY_MIB_PER_VCPU = 4096;

/** The largest limit of the environments that are searched: one environment at least must hold the largest job. */
export function currentMaxVcpus(landscape: Landscape): number {
  return replacedResources(landscape).reduce((most, { maxvCpus }) => Math.max(most, maxvCpus), 1);
}

export function currentMinVcpus(landscape: Landscape): number {
  return replacedResources(landscape).reduce((most, { minvCpus }) => Math.max(most, minvCpus ?? 0), 0);
}
