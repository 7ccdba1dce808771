/** The contract of `holdout` in a recommendation: what the confirmed configurations cost on days that the search never saw. */
import type { MeanInterval, PairedDifference } from '../../study/statistics.ts';
import type { LimitReading } from '../feasibility.ts';
import type { ExpectedCost } from './expected.ts';

/**
 * `cheaper`, `dearer`: the paired interval of the saving on the held-out days lies on one side of 0. `notDistinguishable`: it covers
 * 0. `breaksLimits`: the recommended configuration breaks a limit there. `unchanged`: nothing was to change.
 */
export type HoldoutVerdict = 'cheaper' | 'dearer' | 'notDistinguishable' | 'breaksLimits' | 'unchanged';

/** One configuration on one part of the trace. US dollars; the intervals are over replications of the same days: luck alone. */
export interface PartFigures {
  readonly costUsd: MeanInterval;
  readonly usdPerDay: number;
  /** Per 1,000 vCPU-hours submitted: days differ in how much is submitted far more than in what a vCPU-hour costs. */
  readonly usdPer1000VcpuHours: number;
}

export interface HeldOutSide {
  readonly name: string;
  readonly heldOut: PartFigures;
  /** Given for the current and the recommended configuration. */
  readonly training?: PartFigures;
  /** Absent when no job started. */
  readonly p95WaitSeconds?: number;
  /** Failed or never run, mean over replications. */
  readonly lostJobs: number;
  readonly limits: readonly LimitReading[];
}

export interface HeldOutRunnerUp extends HeldOutSide {
  /** Its held-out cost less the recommended one's over paired replications. */
  readonly extraUsd: PairedDifference;
}

/** What the training days said about the held-out ones, and whether it came true. */
export interface ExpectationKept extends ExpectedCost {
  readonly holdsUsdPerDay: boolean;
  readonly holdsUsdPer1000VcpuHours: boolean;
}

export interface Holdout {
  /** Days from the first submission to the boundary and from there to the last one. */
  readonly trainDays: number;
  readonly testDays: number;
  readonly trainJobs: number;
  readonly testJobs: number;
  readonly trainVcpuHours: number;
  readonly testVcpuHours: number;
  /** Start of the held-out part, ISO 8601 in UTC; absent for traces without dates. */
  readonly boundary?: string;
  /** Fresh replications of each configuration on each part. */
  readonly replications: number;
  readonly current: HeldOutSide;
  readonly recommended: HeldOutSide;
  readonly runnersUp: readonly HeldOutRunnerUp[];
  /** Of the recommended configuration. */
  readonly trainingCostUsd: number;
  readonly heldOutCostUsd: number;
  /** How much dearer a submitted vCPU-hour was on the held-out days; null when nothing was submitted on one side. */
  readonly degradationPercent: number | null;
  /** Current less recommended on the held-out days. */
  readonly savingUsd: PairedDifference;
  readonly savingShare?: PairedDifference;
  /** Proven for the held-out jobs alone; null when it was not computed. */
  readonly floorUsd: number | null;
  /** Upper end of the held-out cost above that floor; null where the recommendation's own gap is, and below the floor. */
  readonly gapPercent: number | null;
  /** What cutting the trace in two costs the recommended configuration: both parts less the whole, percent of the whole. */
  readonly seamPercent: number;
  /** Of the recommended configuration; absent when the training days are too few. */
  readonly expected?: ExpectationKept;
  /** Under `workload.growth`: some of the held-out jobs are copies of jobs that the search saw, and the other way round. */
  readonly holdsCopies?: true;
  /** A week like those of the whole trace, on the recommended configuration; absent when the days are too few. */
  readonly comingWeek?: ExpectedCost;
  readonly verdict: HoldoutVerdict;
}
