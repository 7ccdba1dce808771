/**
 * Merges job groups for the fluid programme: groups that the same options hold and that ask for the same mix of resources
 * are one group to it. Merging of nearly equal mixes makes the proposed prices slightly worse, never the proof wrong.
 */
import type { Eligibility } from './eligibility.ts';
import type { FloorGround } from './ground.ts';
import type { JobGroup } from './job-groups.ts';

export interface FluidGroup {
  /** Indices of the options that hold every job of it; never empty. */
  readonly eligible: readonly number[];
  readonly vcpuHours: number;
  readonly gibHours: number;
  readonly gpuHours: number;
  /** What all of it costs as Fargate tasks, micro-dollars; Infinity where some of it cannot be. */
  readonly taskMicroUsd: number;
  /** Indices of the job groups in it. */
  readonly members: readonly number[];
}

/** More entries than this make the programme slow; mixes are then rounded more coarsely. */
const MOST_ENTRIES = 20_000;
/** Steps of the memory-per-vCPU mix per doubling, finest first. */
const STEPS_PER_DOUBLING = [4096, 64, 16, 8, 4, 2, 1];
/** So many groups cannot all be kept apart: the finest steps are not even tried. */
const MANY_GROUPS = 5000;
const HOUR_MS = 3_600_000;
const MIB_PER_GIB = 1024;

type Merged = { -readonly [Key in keyof FluidGroup]: FluidGroup[Key] } & { readonly members: number[] };

interface Served {
  readonly index: number;
  readonly group: JobGroup;
  readonly taskMicroUsd: number;
  readonly eligible: readonly number[];
  /** Equal for equal `eligible`. */
  readonly holders: number;
}

/**
 * `kept` are the options of the programme, as indices into the eligibility's; `eligible` of the answer are places in `kept`.
 * Groups no kept option can hold, and groups without work, are left out.
 */
export function fluidGroups(
  { demand: { groups }, eligibility, taskRates }: Pick<FloorGround, 'demand' | 'eligibility' | 'taskRates'>,
  kept: readonly number[],
  mostEntries = MOST_ENTRIES,
): readonly FluidGroup[] {
  const served = servedGroups(groups, eligibility, taskRates, kept);
  let merged: readonly FluidGroup[] = [];
  const steps = served.length > MANY_GROUPS ? STEPS_PER_DOUBLING.slice(2) : STEPS_PER_DOUBLING;
  for (const step of steps) {
    const table = new Map<string, Merged>();
    for (const entry of served) addTo(table, entry, step);
    merged = [...table.values()];
    if (merged.reduce((sum, { eligible }) => sum + eligible.length, 0) <= mostEntries) break;
  }
  return merged;
}

function servedGroups(
  groups: readonly JobGroup[],
  { cells, cellOfGroup, options }: Eligibility,
  taskRates: Float64Array,
  kept: readonly number[],
): readonly Served[] {
  const place = new Int32Array(options.length).fill(-1);
  kept.forEach((option, index) => {
    place[option] = index;
  });
  const known = new Map<string, number>();
  const holdersOfCell = cells.map((cell) => {
    const eligible = cell.map((option) => place[option]).filter((index) => index >= 0);
    const key = eligible.join(',');
    const holders = known.get(key) ?? known.size;
    known.set(key, holders);
    return { eligible, holders };
  });
  return groups
    .map((group, index) => ({
      index,
      group,
      taskMicroUsd: (taskRates[index] * group.taskMs) / HOUR_MS,
      ...holdersOfCell[cellOfGroup[index]],
    }))
    .filter(({ group, eligible }) => group.heldMs > 0 && eligible.length > 0 && !group.needsWholeInstance);
}

function addTo(
  table: Map<string, Merged>,
  { index, group, taskMicroUsd, eligible, holders }: Served,
  steps: number,
): void {
  const mix = `${stepOf(group.memoryMiB / group.vcpus, steps)}/${stepOf(group.gpus / group.vcpus, steps)}/${holders}`;
  let merged = table.get(mix);
  if (merged === undefined) {
    merged = { eligible, vcpuHours: 0, gibHours: 0, gpuHours: 0, taskMicroUsd: 0, members: [] };
    table.set(mix, merged);
  }
  const hours = group.heldMs / HOUR_MS;
  merged.vcpuHours += hours * group.vcpus;
  merged.gibHours += (hours * group.memoryMiB) / MIB_PER_GIB;
  merged.gpuHours += hours * group.gpus;
  merged.taskMicroUsd += taskMicroUsd;
  merged.members.push(index);
}

/** The value itself when steps are finest, else the number of its step, equally spaced inside each doubling. */
function stepOf(value: number, stepsPerDoubling: number): number {
  if (value <= 0 || stepsPerDoubling === STEPS_PER_DOUBLING[0]) return value;
  let low = 1;
  let octave = 0;
  while (value >= 2 * low) {
    low *= 2;
    octave++;
  }
  while (value < low) {
    low /= 2;
    octave--;
  }
  return octave * stepsPerDoubling + Math.floor((value / low - 1) * stepsPerDoubling);
}
