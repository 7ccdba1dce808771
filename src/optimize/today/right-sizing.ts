/**
 * How much memory each kind of job should ask for, from the peaks that the trace has measured: a high quantile plus a margin, and no
 * cut below the largest peak. A job without a measured peak says nothing, and a kind with few of them gets no advice.
 */
import type { Setup } from '../../engine/setup.ts';
import { roundShare, roundToMicros } from '../../study/rounding.ts';
import { shareInterval } from '../../study/share-interval.ts';
import { packedSaving, packingsOf } from './packing.ts';
import { groupName, type RequestGroup } from './request-groups.ts';
import type { RightSizedRequest, RightSizing } from './today.ts';

/** Nearest rank; below 100 measured jobs that is the largest peak. */
export const PEAK_QUANTILE = 0.99;
/** Inputs grow; a page cache or a second thread may come on top of what was measured. */
export const PEAK_MARGIN = 0.2;
export const LEAST_SAMPLE = 10;
/** Requests are whole steps of this, MiB; AWS Batch takes no less than 4. */
const STEP_MIB = 16;
/** Closer to the present request than this is not worth a new revision. */
const WORTH_TELLING = 0.05;

export interface SizedGroup extends RightSizedRequest {
  readonly group: RequestGroup;
}

export interface Sized extends Omit<RightSizing, 'groups'> {
  readonly groups: readonly SizedGroup[];
}

/** Undefined when the trace has no measured peak at all. */
export function rightSizing(setup: Setup, groups: readonly RequestGroup[]): Sized | undefined {
  const measured = groups.filter(({ peaksMiB }) => peaksMiB.length > 0);
  if (measured.length === 0) return undefined;
  const enough = measured.filter(({ peaksMiB }) => peaksMiB.length >= LEAST_SAMPLE);
  return {
    groups: enough
      .map((group) => sizedGroup(setup, group))
      .filter(
        ({ request, recommendedMemoryMiB }) =>
          Math.abs(recommendedMemoryMiB - request.memoryMiB) >= request.memoryMiB * WORTH_TELLING,
      )
      .sort((left, right) => (right.estimatedSavingUsd ?? 0) - (left.estimatedSavingUsd ?? 0)),
    quantile: PEAK_QUANTILE,
    margin: PEAK_MARGIN,
    tooFewPeaks: measured.length - enough.length,
    leastSample: LEAST_SAMPLE,
  };
}

function sizedGroup(setup: Setup, group: RequestGroup): SizedGroup {
  const { peaksMiB, shape, queueIndex, jobs, jobHours } = group;
  const quantile = nearestRank(peaksMiB, PEAK_QUANTILE);
  const fromQuantile = inSteps(quantile * (1 + PEAK_MARGIN));
  // A cut below what a job was seen to need would end that job with OutOfMemory.
  const recommendedMemoryMiB =
    fromQuantile < shape.memoryMiB
      ? Math.min(shape.memoryMiB, Math.max(fromQuantile, inSteps(nearestRank(peaksMiB, 1))))
      : fromQuantile;
  const above = peaksMiB.filter((peak) => peak > recommendedMemoryMiB).length;
  const { share = 0, hi = 1 } = shareInterval(above, peaksMiB.length) ?? {};
  const saving = packedSaving(
    packingsOf(setup, queueIndex, shape, jobs),
    packingsOf(setup, queueIndex, { ...shape, memoryMiB: recommendedMemoryMiB }, jobs),
  );
  return {
    ...groupName(group),
    peakMiB: {
      median: Math.round(nearestRank(peaksMiB, 0.5)),
      quantile: Math.round(quantile),
      largest: Math.round(nearestRank(peaksMiB, 1)),
    },
    measured: peaksMiB.length,
    recommendedMemoryMiB,
    outOfMemory: { share: roundShare(share), hi: roundShare(hi) },
    ...(saving !== undefined && { estimatedSavingUsd: roundToMicros(jobHours * saving.usdPerJobHour) }),
    group,
  };
}

function inSteps(memoryMiB: number): number {
  return Math.max(STEP_MIB, Math.ceil(memoryMiB / STEP_MIB) * STEP_MIB);
}

/** Of an ascending list that is not empty. */
function nearestRank(sorted: readonly number[], quantile: number): number {
  return sorted[Math.max(0, Math.ceil(quantile * sorted.length) - 1)];
}
