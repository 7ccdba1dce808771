/** What the phases of one search share: what it may try, its limits, purse and tracks, and how far it is. */
import type { Workload } from '../models/workload.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import type { Executor } from '../study/executor.ts';
import { BURST_JOB_STARTS, defaultBudget, Purse, type SearchBudget } from './budget.ts';
import type { Choice } from './candidate.ts';
import { RUNNERS_UP } from './finalists.ts';
import { architecturesOf, type Landscape } from './landscape.ts';
import { limitsFor, limitsOnSample, type Objective } from './objective.ts';
import type { OptimizeRequest, SearchPhase } from './optimize-request.ts';
import { frontOf, TRACED_POINTS } from './pareto.ts';
import type { Entrant, Track } from './race.ts';
import type { RankedEntrant } from './ranking.ts';
import { sampleOf } from './sample.ts';

/** Replication numbers of the search, on the sample and on the whole, of the confirmation and of the days never meet. */
const FIRST_REPLICATION = { race: 1, whole: 100_000, confirm: 1_000_000, days: 9_000_000 } as const;

/** 140 x 2 + 47 x 2 + 16 x 6 of the race, three times 64 x 2 + 12 x 6 around the best, 7 x 12 at the end. */
const EXPECTED_SEARCH_SIMULATIONS = 1150;

export class SearchRun {
  readonly request: OptimizeRequest;
  readonly landscape: Landscape;
  /** One an architecture that may be tried. */
  readonly landscapes: readonly Landscape[];
  readonly budget: SearchBudget;
  readonly purse: Purse;
  /** What the search runs on; the confirmation runs on the request's workload. */
  readonly searched: Workload;
  /** What its early rounds run on: the same, or a sample of it. */
  readonly early: Workload;
  /** True where that is larger than a sample should be, for a burst cannot be cut. */
  readonly isUncut: boolean;
  readonly objective: Objective;
  readonly #executors = new Map<Workload, Executor>();
  #simulated = 0;
  #confirmations: number | undefined;
  #phase: SearchPhase = 'screen';

  constructor(request: OptimizeRequest, landscape: Landscape, objective: Objective) {
    this.request = request;
    this.landscape = landscape;
    this.landscapes = architecturesOf(landscape);
    this.objective = objective;
    this.searched = request.searchOn ?? request.workload;
    const usual = { ...defaultBudget(this.searched.jobCount, request.replications), ...request.budget };
    this.early = sampleOf(this.searched, usual.sampleJobs);
    this.isUncut = this.early.jobCount > usual.sampleJobs;
    const jobStarts = request.budget?.jobStarts ?? usual.jobStarts + (this.isUncut ? BURST_JOB_STARTS : 0);
    this.budget = { ...usual, jobStarts };
    this.purse = new Purse(this.budget);
  }

  get simulated(): number {
    return this.#simulated;
  }

  enterPhase(phase: SearchPhase): void {
    this.#phase = phase;
  }

  /** So many simulations the confirmation takes, for the progress. */
  expectConfirmations(simulations: number): void {
    this.#confirmations = simulations;
  }

  landscapeOf({ architecture }: Choice): Landscape {
    return this.landscapes.find((landscape) => landscape.architecture === architecture) ?? this.landscape;
  }

  limits(field: readonly Entrant[], isSampled: boolean): readonly Threshold[] {
    const current = field.find(({ candidate }) => candidate.origin === 'current');
    const limits = limitsFor(this.objective, current?.records.map(({ metrics }) => metrics) ?? []);
    return isSampled ? limitsOnSample(limits) : limits;
  }

  /** Who stays in the race whatever their rank: the front, when it is what the user asked for. */
  readonly alsoKept = (ranked: readonly RankedEntrant[]): readonly RankedEntrant[] =>
    this.request.tracesFront === true ? frontOf(ranked, TRACED_POINTS) : [];

  track(workload: Workload, block: keyof typeof FIRST_REPLICATION): Track {
    return {
      executor: this.#executorFor(workload),
      jobs: workload.jobCount,
      seed: this.request.seed,
      firstReplication: FIRST_REPLICATION[block],
      onSimulated: () => {
        this.#simulated++;
        this.request.onProgress?.(this.#simulated, this.#expected(), this.#phase);
      },
      isCancelled: this.isCancelled,
      byDay: block === 'days',
    };
  }

  readonly isCancelled = (): boolean => this.request.isCancelled?.() ?? false;

  /** One executor a workload: behind it may be worker threads that hold a copy of it. */
  #executorFor(workload: Workload): Executor {
    const known = this.#executors.get(workload);
    if (known !== undefined) return known;
    const executor = this.request.executorFor(workload);
    this.#executors.set(workload, executor);
    return executor;
  }

  /** Never below what is done. */
  #expected(): number {
    const confirm = this.#confirmations ?? (RUNNERS_UP + 2) * this.budget.confirmReplications;
    const { simulations, depth } = this.budget;
    const search = Math.min(simulations, EXPECTED_SEARCH_SIMULATIONS * depth);
    return Math.max(this.#simulated, search + confirm);
  }
}
