/**
 * Which options hold which job groups, worked out once for groups that no option tells apart: those between the same steps of
 * vCPUs, memory and GPUs on offer. A hundred thousand different requests fall into a few hundred such cells.
 */
import type { JobGroup } from './job-groups.ts';
import { isEligible, type RentOption } from './rent.ts';

export interface Eligibility {
  /** Options that hold some group, in the order given. */
  readonly options: readonly RentOption[];
  /** For each cell the indices of the options that hold its groups; may be empty. */
  readonly cells: readonly (readonly number[])[];
  /** The cell of each group. */
  readonly cellOfGroup: Int32Array;
}

export function eligibilityOf(groups: readonly JobGroup[], offered: readonly RentOption[]): Eligibility {
  const steps = {
    vcpus: stepsOf(offered.map(({ vcpus }) => vcpus)),
    memoryMiB: stepsOf(offered.map(({ memoryMiB }) => memoryMiB)),
    gpus: stepsOf(offered.map(({ gpus }) => gpus)),
  };
  const known = new Map<string, number>();
  const holders: number[][] = [];
  const cellOfGroup = Int32Array.from(groups, (group) => {
    const { vcpus, memoryMiB, gpus, architecture, fitsFreeHour, needsWholeInstance } = group;
    const place = `${stepAbove(steps.vcpus, vcpus)}/${stepAbove(steps.memoryMiB, memoryMiB)}/${stepAbove(steps.gpus, gpus)}`;
    const key = `${place}/${architecture ?? ''}/${fitsFreeHour}/${needsWholeInstance}`;
    const cell = known.get(key) ?? holders.push(holdersOf(group, offered)) - 1;
    known.set(key, cell);
    return cell;
  });
  return withoutIdleOptions(offered, holders, cellOfGroup);
}

function holdersOf(group: JobGroup, offered: readonly RentOption[]): number[] {
  const holders: number[] = [];
  for (let index = 0; index < offered.length; index++) if (isEligible(offered[index], group)) holders.push(index);
  return holders;
}

function withoutIdleOptions(
  offered: readonly RentOption[],
  holders: readonly (readonly number[])[],
  cellOfGroup: Int32Array,
): Eligibility {
  const isUsed = new Uint8Array(offered.length);
  for (const cell of holders) for (const index of cell) isUsed[index] = 1;
  const newIndex = new Int32Array(offered.length);
  const options: RentOption[] = [];
  offered.forEach((option, index) => {
    if (isUsed[index] === 1) newIndex[index] = options.push(option) - 1;
  });
  return { options, cells: holders.map((cell) => cell.map((index) => newIndex[index])), cellOfGroup };
}

function stepsOf(values: readonly number[]): readonly number[] {
  return [...new Set(values)].sort((left, right) => left - right);
}

/** Number of the smallest step that is at least `wanted`. */
function stepAbove(steps: readonly number[], wanted: number): number {
  let low = 0;
  let high = steps.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (steps[middle] < wanted) low = middle + 1;
    else high = middle;
  }
  return low;
}
