/** The contract of `optimize --json`: what is recommended, the evidence on fresh seeds, and why the others lost. */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import type { SingleRuns } from '../study/single-runs.ts';
import type { PairedDifference } from '../study/statistics.ts';
import type { StressReport } from '../study/stress.ts';
import type { WaitsByQueue } from '../study/waits-by-queue.ts';
import type { FieldChange } from './changes.ts';
import type { LimitReading } from './feasibility.ts';
import type { Floor, FloorGap, PlanLimits } from './floor/index.ts';
import type { Holdout } from './holdout/holdout.ts';
import type { PriceOfNine } from './nines.ts';
import type { OverDays } from './over-days.ts';
import type { SensitivityReading } from './sensitivity.ts';
import type { TodayAdvice } from './today/today.ts';
import type { Tornado } from './tornado.ts';

/**
 * `change`: the recommended configuration keeps the limits and is cheaper than the current one, or keeps limits that the current
 * one breaks; it may be one of `changesToday` where the search found none. `keep`: nothing tried is distinguishably cheaper. `noneFeasible`: nothing tried keeps the limits; `recommended` is
 * then the current configuration and `closest` the candidate that misses them by least.
 */
export type Verdict = 'change' | 'keep' | 'noneFeasible';

/** Figures of one configuration: means over its replications, US dollars, seconds, shares; see SimulationResult. */
export interface EvaluatedConfiguration
  extends Pick<
    SimulationResult,
    | 'replications'
    | 'jobs'
    | 'deadlines'
    | 'ownFailures'
    | 'cost'
    | 'waitSeconds'
    | 'turnaroundSeconds'
    | 'boundedSlowdown'
    | 'makespanSeconds'
    | 'utilization'
    | 'spot'
    | 'instances'
  > {
  readonly name: string;
  readonly batch: BatchConfig;
  /** Not means: what `verify` holds one history against; absent below two replications. */
  readonly singleRuns?: SingleRuns;
  readonly limits: readonly LimitReading[];
}

export interface RunnerUp extends EvaluatedConfiguration {
  /** Its cost less the recommended one's over paired replications, US dollars; positive is dearer. */
  readonly extraUsd: PairedDifference;
  /** One sentence. */
  readonly lostBecause: string;
}

/** One non-dominated choice between cost, waiting and lost jobs. */
export interface ParetoPoint {
  readonly name: string;
  readonly batch: BatchConfig;
  readonly costUsd: number;
  /** Absent when unknown. */
  readonly p95WaitSeconds?: number;
  /** Of the submitted jobs, failed or never run, 0 to 1. */
  readonly lostShare: number;
  /** Fresh figures, or those of the search, which flatter the best. */
  readonly isConfirmed: boolean;
}

export interface SearchFacts {
  /** Configurations simulated. */
  readonly candidates: number;
  /** Configurations generated and estimated, simulated or not. */
  readonly screened: number;
  /** Simulations run, confirmation included. */
  readonly simulations: number;
  /** Jobs of the sample the early rounds ran on; absent when they ran on the whole workload. */
  readonly sampleJobs?: number;
  /** Present where the search was stopped before anything ran on all jobs: the figures are of so many of the jobs. */
  readonly part?: { readonly jobs: number; readonly ofJobs: number };
  /** Always null: time would break "same seed, same bytes"; the edge that holds the clock may fill it in. */
  readonly seconds: number | null;
  /** The search's own mean cost of the recommended configuration, over the jobs it saw, US dollars; null when it was not confirmed, or not tried by the search. */
  readonly searchMeanUsd: number | null;
  /** The winner of the search, which is recommended unless fresh replications speak against it; null when it was not confirmed. */
  readonly winner: string | null;
  /** What the search itself would have recommended, where a small change of today's configuration is far cheaper. */
  readonly outdone?: string;
  /** That mean less the fresh one over the same jobs, US dollars; null when it was not measured. */
  readonly selectionBiasUsd: number | null;
}

/** No run that keeps the limits costs less, on average over interruptions; runs that break them may. */
export interface FloorUnderLimits extends Floor {
  readonly limits: PlanLimits;
  /** As `gapPercent` of the recommendation; below 0 when the recommended plan breaks the limits in some runs and saves by it. */
  readonly gapPercent: number | null;
}

/** Anyone can check its certificate again with `verify`, without a solver. */
export interface RecommendedFloor extends Floor {
  /** Where the money above the floor went, in one replication of the recommended configuration. */
  readonly gap: FloorGap;
  /** Present where the limits of the objective prove more. */
  readonly underLimits?: FloorUnderLimits;
}

/** Each part is absent where it was not computed, or where the data say nothing; the notes say why. */
export interface Recommendation extends Omit<TodayAdvice, 'notes'> {
  readonly schemaVersion: 1;
  readonly scenario: string;
  readonly seed: number;
  /** Fresh replications of each confirmed configuration. */
  readonly replications: number;
  readonly confidence: number;
  readonly data: SimulationResult['data'];
  readonly verdict: Verdict;
  readonly objective: {
    readonly minimize: 'cost';
    readonly subjectTo: readonly string[];
    /** True when the scenario gave no limits and "not worse than today" was used. */
    readonly isDefault: boolean;
  };
  readonly current: EvaluatedConfiguration;
  readonly recommended: EvaluatedConfiguration;
  /** Present with the verdict noneFeasible. */
  readonly closest?: EvaluatedConfiguration;
  /** Current less recommended over paired replications, US dollars; positive is cheaper. */
  readonly savingUsd: PairedDifference;
  /** The same as a share of the current cost; absent when that is 0. */
  readonly savingShare?: PairedDifference;
  readonly changes: readonly FieldChange[];
  /** No plan that runs every job costs less, on average over interruptions; null when it was not computed. */
  readonly floor: RecommendedFloor | null;
  /**
   * How far the upper end of the recommended cost's interval lies above the floor, percent; null without a floor above 0, for a
   * configuration outside the floor's scope, and for one that costs less because jobs fail or never run in it.
   */
  readonly gapPercent: number | null;
  readonly pareto: readonly ParetoPoint[];
  /** What 0.9, 0.99 and 0.999 cost for each limit on a probability; absent without such limits. */
  readonly priceOfNines?: readonly PriceOfNine[];
  readonly runnersUp: readonly RunnerUp[];
  readonly search: SearchFacts;
  /** Of today and of what is recommended; absent with one queue, where nothing is to change, or where it would take long. */
  readonly waitsByQueue?: WaitsByQueue;
  /** What is recommended against every plain habit on days like those seen; absent when nothing was held out or the days are too few. */
  readonly overDays?: OverDays;
  /** The confirmed configurations on days the search never saw; null when nothing was held out, and the notes say why. */
  readonly holdout: Holdout | null;
  /** The saving under other readings of what AWS does not document; empty when nothing is to change. */
  readonly sensitivity: readonly SensitivityReading[];
  /** Every assumption that can matter at both ends of its range; absent when nothing is to change or it would take long. */
  readonly tornado?: Tornado;
  /** Current and recommended under the named storms; only with `optimize --stress`. */
  readonly stress?: StressReport;
  readonly assumptions: Assumptions;
  readonly notes: readonly string[];
  /** True when the figures come from fresh replications the search never used; false when it was stopped before. */
  readonly isConfirmed: boolean;
  /** True when the search was stopped early: the best so far. */
  readonly cancelled: boolean;
}
