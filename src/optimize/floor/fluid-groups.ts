/**
 * Merges job groups for the fluid programme: groups that the same options hold and that ask for the same mix of resources
 * are one group to it. Merging of nearly equal mixes makes the proposed prices slightly worse, never the proof wrong.
 */
import type { JobGroup } from './job-groups.ts';
import { isEligible, type RentOption } from './rent.ts';

export interface FluidGroup {
  /** Indices of the options that hold every job of it; never empty. */
  readonly eligible: readonly number[];
  readonly vcpuHours: number;
  readonly gibHours: number;
  readonly gpuHours: number;
}

/** More entries than this make the programme slow; mixes are then rounded more coarsely. */
const MOST_ENTRIES = 40_000;
/** Steps of the memory-per-vCPU mix per doubling, finest first. */
const STEPS_PER_DOUBLING = [4096, 64, 16, 8, 4, 2, 1];
const HOUR_MS = 3_600_000;
const MIB_PER_GIB = 1024;

type Writable<Type> = { -readonly [Key in keyof Type]: Type[Key] };

/** Groups no option can hold, and groups without work, are left out. */
export function fluidGroups(groups: readonly JobGroup[], options: readonly RentOption[]): readonly FluidGroup[] {
  const served = groups
    .filter(({ heldMs }) => heldMs > 0)
    .map((group) => ({ group, eligible: eligibleOptions(group, options) }))
    .filter(({ eligible }) => eligible.length > 0)
    .map((entry) => ({ ...entry, options: entry.eligible.join(',') }));
  let merged: readonly FluidGroup[] = [];
  for (const steps of STEPS_PER_DOUBLING) {
    const table = new Map<string, Writable<FluidGroup>>();
    for (const entry of served) addTo(table, entry, steps);
    merged = [...table.values()];
    if (merged.reduce((sum, { eligible }) => sum + eligible.length, 0) <= MOST_ENTRIES) break;
  }
  return merged;
}

function eligibleOptions(group: JobGroup, options: readonly RentOption[]): readonly number[] {
  return options.flatMap((option, index) => (isEligible(option, group) ? [index] : []));
}

function addTo(
  table: Map<string, Writable<FluidGroup>>,
  { group, eligible, options }: { group: JobGroup; eligible: readonly number[]; options: string },
  steps: number,
): void {
  const mix = `${stepOf(group.memoryMiB / group.vcpus, steps)}/${stepOf(group.gpus / group.vcpus, steps)}/${options}`;
  let merged = table.get(mix);
  if (merged === undefined) {
    merged = { eligible, vcpuHours: 0, gibHours: 0, gpuHours: 0 };
    table.set(mix, merged);
  }
  const hours = group.heldMs / HOUR_MS;
  merged.vcpuHours += hours * group.vcpus;
  merged.gibHours += (hours * group.memoryMiB) / MIB_PER_GIB;
  merged.gpuHours += hours * group.gpus;
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
