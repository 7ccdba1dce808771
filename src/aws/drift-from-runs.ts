/**
 * Holds one history against the single runs of a plan. A history is one more run, so the question is whether it lies where runs do, not
 * whether it has their mean: of skewed runs hardly one does. docs/validation.md has how often it is right.
 */
import { roundShare, roundToThousandths } from '../study/rounding.ts';
import { chanceWithin } from '../study/single-runs.ts';
import type { PromisedRange, PromisedRuns } from './change-plan.ts';

export interface DriftFromRuns {
  readonly runs: number;
  /** Submitted in each run. */
  readonly jobs?: number;
  readonly waitSecondsP95?: DriftFromRange;
  readonly failedJobs?: DriftFromRange;
  readonly lostAttempts?: DriftFromRange;
}

export interface DriftFromRange extends PromisedRange {
  /** As the runs count: waits from RUNNABLE on, which records do not have, by the assumption of the plan; jobs and attempts of as many jobs as a run has, where more have ended. */
  readonly observed: number;
  /** That another run of the same world lies within, at least. */
  readonly chance: number;
  /** Absent where so few jobs cannot tell. */
  readonly isWithin?: boolean;
}

/** The 95th percentile of waits from submission on, seconds, with its 95 % interval; a side that so few waits do not have is absent. */
export interface ObservedWait {
  readonly observed: number;
  readonly lo: number | undefined;
  readonly hi: number | undefined;
  readonly count: number;
}

export interface ObservedEndings {
  readonly ended: number;
  readonly failed: number;
  readonly lostAttempts: number;
}

/** The engine's percentiles are within this share (engine/duration-histogram.ts). */
const PERCENTILES_WITHIN = 0.001;

export function driftFromRuns(
  promised: PromisedRuns,
  wait: ObservedWait | undefined,
  { ended, failed, lostAttempts }: ObservedEndings,
): DriftFromRuns {
  const { runs, jobs, waitSecondsP95: waits } = promised;
  const counted = (range: PromisedRange | undefined, count: number) =>
    range === undefined || jobs === undefined || ended === 0 ? undefined : ofCount(range, count, ended, { runs, jobs });
  const [lostJobs, attempts] = [counted(promised.failedJobs, failed), counted(promised.lostAttempts, lostAttempts)];
  return {
    runs,
    ...(jobs !== undefined && { jobs }),
    ...(waits !== undefined && wait !== undefined && { waitSecondsP95: ofWait(waits, wait, promised) }),
    ...(lostJobs !== undefined && { failedJobs: lostJobs }),
    ...(attempts !== undefined && { lostAttempts: attempts }),
  };
}

/** As many waits as each run has, or more, vary no more than the runs do; fewer lie outside only where their whole interval does. */
function ofWait(range: PromisedRange, wait: ObservedWait, promised: PromisedRuns): DriftFromRange {
  const late = promised.submittedToRunnableSeconds ?? 0;
  const observed = roundToThousandths(Math.max(0, wait.observed - late));
  const isBelow = (seconds: number): boolean => seconds < (range.least ?? 0) * (1 - PERCENTILES_WITHIN);
  const isAbove = (seconds: number): boolean => seconds > range.most * (1 + PERCENTILES_WITHIN);
  const isWithin = !isBelow(observed) && !isAbove(observed);
  const isFewer = promised.jobs === undefined || wait.count < promised.jobs;
  const isWhollyOutside =
    (wait.hi !== undefined && isBelow(wait.hi - late)) || (wait.lo !== undefined && isAbove(wait.lo - late));
  const isTold = isWithin || !isFewer || isWhollyOutside;
  return { ...range, observed, chance: chanceOf(range, promised.runs), ...(isTold && { isWithin }) };
}

/** Fewer jobs than a run has cannot tell, unless they have more of it all the same: attempts are lost together, so no law scales them up. */
function ofCount(
  range: PromisedRange,
  count: number,
  ended: number,
  { runs, jobs }: { readonly runs: number; readonly jobs: number },
): DriftFromRange {
  const isFewer = ended < jobs;
  const observed = isFewer ? count : roundToThousandths((count * jobs) / ended);
  const isWithin = observed <= range.most && observed >= (range.least ?? 0);
  const isTold = !isFewer || observed > range.most;
  return { ...range, observed, chance: chanceOf(range, runs), ...(isTold && { isWithin }) };
}

function chanceOf({ least }: PromisedRange, runs: number): number {
  return roundShare(chanceWithin(runs, least === undefined ? 1 : 2));
}
