/**
 * What single replications had of the figures that one more run of the same world can be held against: a history, or its bill. An interval
 * of their mean will not do: it narrows with every replication, while runs go on to differ as much as they do.
 */
import { overRuns } from './over-runs.ts';
import type { ReplicationRecord } from './replication.ts';
import { roundToMicros, roundToThousandths } from './rounding.ts';

export interface RunRange {
  readonly least: number;
  /** Of the run in the middle, by nearest rank. */
  readonly median: number;
  readonly most: number;
}

export interface SingleRuns {
  readonly runs: number;
  /** Submitted in each of them. */
  readonly jobs: number;
  readonly costUsd: RunRange;
  /** From RUNNABLE to the first RUNNING; absent where a run does not know. */
  readonly waitSecondsP95?: RunRange;
  readonly failedJobs: RunRange;
  /** Attempts that ended because their instance did. */
  readonly lostAttempts: RunRange;
}

/** Undefined below two runs, which are no range. */
export function singleRuns(records: readonly ReplicationRecord[]): SingleRuns | undefined {
  if (records.length < 2) return undefined;
  const outcomes = records.map(({ outcome }) => outcome);
  const waits = records.flatMap(({ metrics: { waitSeconds } }) => waitSeconds?.p95 ?? []);
  return {
    runs: records.length,
    jobs: outcomes[0].jobs.submitted,
    costUsd: rangeOf(outcomes.map(({ ledger }) => roundToMicros(ledger.totalMicroUsd / 1_000_000))),
    ...(waits.length === records.length && { waitSecondsP95: rangeOf(waits.map(roundToThousandths)) }),
    failedJobs: rangeOf(outcomes.map(({ jobs }) => jobs.failed)),
    lostAttempts: rangeOf(outcomes.map(({ spot }) => spot.lostAttempts)),
  };
}

function rangeOf(values: readonly number[]): RunRange {
  const { median, worst } = overRuns(values);
  return { least: Math.min(...values), median, most: worst };
}

/**
 * The chance that one more run of the same world lies within the range of so many, at both sides or at one: of n + 1 runs alike each is the
 * lowest with a chance of 1 / (n + 1), and the highest. Holds for any distribution; runs that are equal only add to it (Hahn and Meeker,
 * Statistical Intervals). Of the many samples that might have been drawn: a range at hand may be luckier or less so.
 */
export function chanceWithin(runs: number, sides: 1 | 2): number {
  return (runs + 1 - sides) / (runs + 1);
}
