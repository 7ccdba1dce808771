/** How much capacity a candidate may rent: a geometric grid around the peak the jobs ask for, and today's limit. */
import { meanOf, peakOf, rentedVcpus } from './demand.ts';
import { type Landscape, replacedResources } from './landscape.ts';
import { quotaBoundOf, quotaBounds } from './quota-cap.ts';

const GRID = [0.25, 0.5, 1, 2];
/** Shares of the mean demand that On-Demand may carry under Spot. */
const BASES = [0.25, 0.5];

/**
 * Ascending whole vCPUs, multiples of 16 or what a quota allows at most, none below the largest job; the user's own list where
 * there is one.
 */
export function maxVcpusGrid(landscape: Landscape): readonly number[] {
  const largestJob = largestJobVcpus(landscape);
  const { maxvCpus: listed } = landscape.space;
  if (listed !== undefined) return [...new Set(listed)].sort((left, right) => left - right);
  const grid = gridAroundPeak(landscape);
  const today = currentMaxVcpus(landscape);
  const wanted = [...grid, ...between(today, Math.min(...grid)), today];
  const reachable = quotaBounds(landscape).flatMap((bound) => wanted.map((value) => Math.min(value, bound)));
  const sorted = [...new Set(reachable)].filter((value) => value >= largestJob);
  return (sorted.length > 0 ? sorted : [largestJob]).sort((left, right) => left - right);
}

/** Whether the least of the grid around the peak is so far above today's limit that the grid has steps between them. */
export function isBurstFor(landscape: Landscape): boolean {
  return between(currentMaxVcpus(landscape), Math.min(...gridAroundPeak(landscape))).length > 0;
}

function gridAroundPeak({ demand }: Landscape): readonly number[] {
  const peak = peakOf(rentedVcpus(demand, GENERAL_MEMORY_MIB_PER_VCPU));
  return GRID.map((factor) => Math.ceil((factor * peak) / 16) * 16);
}

/**
 * Halves of `most` down to twice `least`. The peak of thousands of jobs submitted at once is what they would hold if all of them
 * started at once, which may be a hundred times what serves them in time; the moves are too short to cross such a gap.
 */
function between(least: number, most: number): readonly number[] {
  const half = Math.ceil(most / 2 / 16) * 16;
  return half < 2 * least || half >= most ? [] : [...between(least, half), half];
}

/** maxvCpus of a base of On-Demand: shares of the mean demand, no more than the quotas allow `families`, or the user's values. */
export function baseVcpusGrid(landscape: Landscape, families: readonly string[]): readonly number[] {
  const { maxvCpus: listed } = landscape.space;
  if (listed !== undefined) return [...new Set(listed)].sort((left, right) => left - right);
  const bound = quotaBoundOf(landscape, { families, markets: ['EC2'] });
  const bases = BASES.map((share) => Math.min(shareOfMeanVcpus(landscape, share), bound));
  return [...new Set(bases)].filter((vcpus) => vcpus > 0);
}

/** Of the mean demand, a multiple of 16 vCPUs, at least 16. */
export function shareOfMeanVcpus(landscape: Landscape, share: number): number {
  const mean = meanOf(rentedVcpus(landscape.demand, GENERAL_MEMORY_MIB_PER_VCPU));
  return Math.max(16, Math.ceil((share * mean) / 16) * 16);
}

/**
 * What minvCpus may be raised to from `now`: nothing where the run lasts less than a day, for it pays for them from the first job to
 * the last alone, which of one evening's burst would look free beside the boots it saves.
 */
export function raisedMinima(landscape: Landscape, now: number): readonly number[] {
  const { bucketMs, vcpus } = landscape.demand;
  if (vcpus.length * bucketMs < DAY_MS) return [];
  return [now === 0 ? shareOfMeanVcpus(landscape, 0.25) : Math.round((now * 1.5) / 4) * 4];
}

const DAY_MS = 86_400_000;

export function largestJobVcpus(landscape: Landscape): number {
  return landscape.shapes.reduce((largest, { jobVcpus }) => Math.max(largest, jobVcpus), 1);
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
