/**
 * Requests that lie just above a size: with a little less memory, or a vCPU less, the job fits a cheaper type or one more of it
 * fits an instance. Memory is what AWS Batch leaves to jobs, not the nominal size.
 */
import type { Setup } from '../../engine/setup.ts';
import { roundShare, roundToMicros } from '../../study/rounding.ts';
import { openEnvironments, type PackedSaving, packedSaving, packingsOf } from './packing.ts';
import { groupName, type RequestGroup } from './request-groups.ts';
import type { Cliff, Packing } from './today.ts';

export interface GroupCliff extends Cliff {
  readonly group: RequestGroup;
}

/** A larger cut is a change of the job, not of its request. */
const LARGEST_CUT = 0.25;
const LEAST_SAVING = 0.05;
/** Of the largest saving within reach; the smallest cut that reaches it is advised. */
const NEARLY_ALL = 0.9;

/** Largest estimated saving first. */
export function findCliffs(setup: Setup, groups: readonly RequestGroup[]): readonly GroupCliff[] {
  return groups
    .flatMap((group) => [memoryCliff(setup, group), vcpuCliff(setup, group)])
    .filter((cliff) => cliff !== undefined)
    .sort((left, right) => right.estimatedSavingUsd - left.estimatedSavingUsd);
}

function memoryCliff(setup: Setup, group: RequestGroup): GroupCliff | undefined {
  const { shape, queueIndex, peaksMiB } = group;
  const largestPeakMiB = peaksMiB.at(-1);
  const amounts = openEnvironments(setup, queueIndex)
    .flatMap(({ types }) => types)
    .flatMap((type) => sharesOf(type.memoryMiB, Math.floor(type.vcpus / shape.vcpus)));
  // Less than a job was seen to need would end it with OutOfMemory.
  const enough = amounts.filter((amount) => amount >= (largestPeakMiB ?? 0));
  return bestCut(setup, group, 'memoryMiB', enough, largestPeakMiB === undefined ? {} : { largestPeakMiB });
}

function vcpuCliff(setup: Setup, group: RequestGroup): GroupCliff | undefined {
  const amounts = openEnvironments(setup, group.queueIndex)
    .flatMap(({ types }) => types)
    .flatMap(({ vcpus, memoryMiB }) => sharesOf(vcpus, Math.floor(memoryMiB / group.shape.memoryMiB)));
  const cliff = bestCut(setup, group, 'vcpus', amounts);
  if (cliff === undefined) return undefined;
  return { ...cliff, breakEvenStretch: roundShare(1 / (1 - cliff.estimatedSavingShare) - 1) };
}

/** What each of 1, 2, ... jobs may have of the amount, at most `most` of them. */
function sharesOf(amount: number, most: number): readonly number[] {
  return Array.from({ length: Math.max(0, most) }, (_, index) => Math.floor(amount / (index + 1)));
}

function bestCut(
  setup: Setup,
  group: RequestGroup,
  resource: Cliff['resource'],
  amounts: readonly number[],
  extra: Pick<Cliff, 'largestPeakMiB'> = {},
): GroupCliff | undefined {
  const { shape, queueIndex, jobs, jobHours } = group;
  const asked = shape[resource];
  const before = packingsOf(setup, queueIndex, shape, jobs);
  if (before.length === 0) return undefined;
  const cuts = [...new Set(amounts)]
    .filter((amount) => amount < asked && amount >= asked * (1 - LARGEST_CUT) && amount >= 1)
    .sort((left, right) => right - left)
    .flatMap((ask): { ask: number; saving: PackedSaving; share: number }[] => {
      const saving = packedSaving(before, packingsOf(setup, queueIndex, { ...shape, [resource]: ask }, jobs));
      const share = saving === undefined ? 0 : saving.usdPerJobHour / saving.before.usdPerJobHour;
      return saving === undefined || share < LEAST_SAVING ? [] : [{ ask, saving, share }];
    });
  const most = cuts.reduce((largest, { share }) => Math.max(largest, share), 0);
  const cut = cuts.find(({ share }) => share >= most * NEARLY_ALL);
  if (cut === undefined) return undefined;
  return {
    ...groupName(group),
    resource,
    ask: cut.ask,
    before: rounded(cut.saving.before),
    after: rounded(cut.saving.after),
    estimatedSavingUsd: roundToMicros(jobHours * cut.saving.usdPerJobHour),
    estimatedSavingShare: roundShare(cut.share),
    ...extra,
    group,
  };
}

function rounded(packing: Packing): Packing {
  return { ...packing, usdPerJobHour: roundToMicros(packing.usdPerJobHour) };
}
