/** Which days of a trace the search may see and which are kept from it: about the first 70 %, in whole days, and the rest. */
import { DAY_MS, startOfDay, traceDays } from '../../models/trace-days.ts';
import type { Workload } from '../../models/workload.ts';
import { sliceWorkload } from '../../models/workload-window.ts';
import type { Threshold } from '../../scenario/threshold-parser.ts';
import { limitsOnSample } from '../objective.ts';

const TRAINING_SHARE = 0.7;
/** With fewer, a single day of training or of test would decide. */
const FEWEST_DAYS = 4;
/** Fewer jobs on one side say nothing about it. */
const FEWEST_JOBS = 20;

export interface Split {
  readonly training: Workload;
  readonly test: Workload;
  /** Where the held-out part begins, ms since the start of the run. */
  readonly boundaryMs: number;
  /** From the first submission to the boundary and from there to the last submission; days, with fractions. */
  readonly trainDays: number;
  readonly testDays: number;
}

/** The split, or the sentence that says why nothing is held out. */
export function splitDays(workload: Workload, limits: readonly Threshold[]): Split | string {
  const totals = limits.filter((limit) => !limitsOnSample([limit]).length);
  if (totals.length > 0) {
    return `nothing was held out: ${totals.map(({ text }) => text).join(', ')} can be judged on the whole trace only, so the search saw all of it`;
  }
  const days = traceDays(workload);
  if (days.count < FEWEST_DAYS) {
    return `nothing was held out: the trace touches ${days.count} ${days.count === 1 ? 'day' : 'days'}, and at least ${FEWEST_DAYS} are needed to choose on some and judge on others; only the luck of the figures is fresh, the jobs are those the search saw`;
  }
  const boundaryMs = startOfDay(days, trainingDays(days.count));
  const lastMs = workload.submitMs[workload.jobCount - 1];
  const training = sliceWorkload(workload, 0, boundaryMs);
  const test = sliceWorkload(workload, boundaryMs, lastMs + 1);
  if (Math.min(training.jobCount, test.jobCount) < FEWEST_JOBS) {
    return `nothing was held out: of the jobs ${training.jobCount} fall on the first ${trainingDays(days.count)} days and ${test.jobCount} on the rest, and fewer than ${FEWEST_JOBS} say nothing`;
  }
  return {
    training,
    test,
    boundaryMs,
    trainDays: boundaryMs / DAY_MS,
    testDays: (lastMs + 1 - boundaryMs) / DAY_MS,
  };
}

/** 4 -> 3, 5 -> 3, 7 -> 5, 10 -> 7: the nearest whole number to 70 %, halves down, so that the rest is never a single day of five. */
export function trainingDays(days: number): number {
  return Math.ceil(TRAINING_SHARE * days - 0.5);
}
