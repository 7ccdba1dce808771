/** The contract of "what to change today": small steps from the current configuration, and the requests worth another look. */
import type { UpdateKind } from '../../models/update-kind.ts';
import type { PairedDifference } from '../../study/statistics.ts';
import type { FieldChange } from '../changes.ts';
import type { LimitReading } from '../feasibility.ts';

/** One field of one resource. */
export interface SingleChange extends FieldChange {
  /** What AWS needs for this field on its own. */
  readonly updateKind: UpdateKind;
  /** What may go wrong, in words; empty when nothing is known to. */
  readonly risk: string;
}

/** Both sides over the same replications; absent when unknown. */
export interface BeforeAfter {
  readonly current?: number;
  readonly changed?: number;
}

/** The current configuration with one, two or three fields changed. */
export interface TodayPlan {
  readonly changes: readonly SingleChange[];
  /** What AWS needs for all of it together. */
  readonly updateKind: UpdateKind;
  /** Current less changed over paired fresh replications, US dollars; positive is cheaper. */
  readonly savingUsd: PairedDifference;
  /** The same as a share of the current cost; absent when that is 0. */
  readonly savingShare?: PairedDifference;
  /** What this plan saves more than the best with one change fewer, over the same pairs; absent for one change. */
  readonly addedUsd?: PairedDifference;
  readonly p95WaitSeconds: BeforeAfter;
  /** Failed or never run, mean jobs a replication. */
  readonly lostJobs: BeforeAfter;
  readonly limits: readonly LimitReading[];
}

/** Why nothing is told of so many changes. */
export interface PassedOver {
  readonly changes: number;
  readonly why: 'breaksLimits' | 'savesNoMore';
  /** The cheapest that saves more than fewer changes do, but breaks a limit; absent where all such broke one when first tried. */
  readonly best?: TodayPlan;
}

export interface ChangesToday {
  /** Best with one, with two, with three changes; shorter when one more saves nothing. */
  readonly plans: readonly TodayPlan[];
  /** Numbers of changes below the largest of `plans` that have none there; absent when there is none. */
  readonly passedOver?: readonly PassedOver[];
  /** The next best single changes, for whom the best does not suit. */
  readonly otherSingles: readonly TodayPlan[];
  /** Single changes simulated. */
  readonly tried: number;
  readonly simulations: number;
  /** Fresh replications of each plan. */
  readonly replications: number;
  readonly confidence: number;
}

/** What a group of equal requests asks for. */
export interface RequestFigures {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

/** Jobs that ask for the same in the same queue: of one job definition where the trace names them. */
export interface RequestGroupName {
  readonly jobDefinition?: string;
  readonly queue: string;
  readonly request: RequestFigures;
  readonly jobs: number;
  /** Run hours of all its jobs. */
  readonly jobHours: number;
}

/** How a group's jobs fill a type that the environment launches for them: of several that it may, the one with which least is saved. */
export interface Packing {
  readonly instanceType: string;
  readonly jobsPerInstance: number;
  /** The instance's price over the jobs it holds, US dollars. */
  readonly usdPerJobHour: number;
}

export interface Cliff extends RequestGroupName {
  readonly resource: 'memoryMiB' | 'vcpus';
  /** The smaller amount to ask for, in the unit of `resource`. */
  readonly ask: number;
  readonly before: Packing;
  readonly after: Packing;
  /** As if the group's jobs filled whole instances of their own: an estimate, others may share them. The least of the types that may be launched. */
  readonly estimatedSavingUsd: number;
  readonly estimatedSavingShare: number;
  /** Largest measured peak, where the trace has one; never above `ask`. */
  readonly largestPeakMiB?: number;
  /** For vCPUs: it pays while run times grow by less than this share; the estimate takes them as unchanged. */
  readonly breakEvenStretch?: number;
  /** The whole workload simulated with this request alone changed, US dollars; absent where it was not. */
  readonly simulatedSavingUsd?: PairedDifference;
}

export interface RightSizing {
  readonly groups: readonly RightSizedRequest[];
  /** All of `groups` with a smaller request, simulated together, US dollars; absent where it was not simulated. */
  readonly simulatedSavingUsd?: PairedDifference;
  /** Peaks per recommendation: the quantile, 0 to 1, and the margin on top of it as a share. */
  readonly quantile: number;
  readonly margin: number;
  /** Groups left out for having fewer measured peaks than `leastSample`. */
  readonly tooFewPeaks: number;
  readonly leastSample: number;
}

export interface RightSizedRequest extends RequestGroupName {
  readonly peakMiB: { readonly median: number; readonly quantile: number; readonly largest: number };
  /** Jobs with a measured peak. */
  readonly measured: number;
  readonly recommendedMemoryMiB: number;
  /** Jobs that needed more than the recommendation, as a share, with the upper end of its exact 95 % interval. */
  readonly outOfMemory: { readonly share: number; readonly hi: number };
  /** As for cliffs; absent when no allowed type holds the request, and when those that may be launched leave open whether it saves. */
  readonly estimatedSavingUsd?: number;
}

/** One level of commitment over the hours of the trace. */
export interface CoverageLevel {
  /** On-Demand use it covers each hour, US dollars at On-Demand prices. */
  readonly onDemandUsdPerHour: number;
  /** Of what is committed, the share that is used, over the hours of the trace. */
  readonly usedShare: number;
  /** It saves when the discount is larger than this, percent. */
  readonly breakEvenDiscountPercent: number;
}

export interface BestCommitment {
  /** What to commit to, US dollars an hour at the plan's rates. */
  readonly usdPerHour: number;
  readonly level: CoverageLevel;
  /** Share of the On-Demand spend it covers. */
  readonly coveredShare: number;
  /** Less than On-Demand alone, US dollars a year of 8,760 hours like those of the trace. */
  readonly savingUsdPerYear: number;
}

export interface Coverage {
  /** Clock hours of the run. */
  readonly hours: number;
  readonly onDemandUsd: number;
  readonly levels: readonly CoverageLevel[];
  /** Null when committing loses at this discount, when the discount is unknown, or when the run is shorter than a week. */
  readonly best: BestCommitment | null;
}

export interface SavingsPlanAdvice {
  /** Of a 1-year no-upfront Compute Savings Plan, as the scenario gives it; null when unknown. */
  readonly discountPercent: number | null;
  /** Absent where that configuration buys nothing On-Demand. */
  readonly current?: Coverage;
  readonly recommended?: Coverage;
}

export interface TodayAdvice {
  readonly changesToday?: ChangesToday;
  readonly cliffs?: readonly Cliff[];
  readonly rightSizing?: RightSizing;
  readonly savingsPlan?: SavingsPlanAdvice;
  /** Why a part is absent. */
  readonly notes: readonly string[];
}
