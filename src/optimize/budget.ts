/** How much the search may simulate, in candidates and job starts: never in seconds, so that the same seed gives the same bytes. */

export interface SearchBudget {
  /** Generated candidates that are simulated, baselines not counted. */
  readonly candidates: number;
  /** Multiplies the replications of every round: a small workload is noisy and cheap to repeat. */
  readonly depth: number;
  /** Upper limit on the simulations of the search, confirmation not counted. */
  readonly simulations: number;
  /** Upper limit on job starts simulated by the search, confirmation not counted. */
  readonly jobStarts: number;
  /** Jobs of the sample on which the early rounds of a large workload run. */
  readonly sampleJobs: number;
  /** Fresh replications of each confirmed configuration; at least 2. */
  readonly confirmReplications: number;
  /** Job starts that the confirmation may take where a limit on a probability asks for more replications. */
  readonly confirmJobStarts: number;
}

/** With 20 replications a t-interval is 2.09 standard errors wide, close to its limit of 1.96. */
const ENOUGH_CONFIRM_REPLICATIONS = 20;
/** A workload so large averages most of its luck by itself; with five a t-interval is 2.78 standard errors wide. */
const LEAST_CONFIRM_REPLICATIONS = 5;
/** The current configuration, the winner, three runners-up and three habits. */
const CONFIRMED = 8;

/** Simulations of the whole workload after a race on a sample: some eleven entrants once, the best six twice more. */
const WHOLE_WORKLOAD_SIMULATIONS = 24;
const FEWEST_WHOLE_SIMULATIONS = 14;
const WHOLE_JOB_STARTS = 3_000_000;

/**
 * At about 300,000 job starts a second and core, six million take some 20 s on one core: a week of a small group. A large log gets
 * up to two dozen passes over the whole of it on top, the rest happens on a sample, and its confirmation gets by with fewer
 * replications: some 16 million job starts for 200,000 jobs, half a minute of two cores.
 */
export function defaultBudget(jobCount: number, replications: number): SearchBudget {
  const jobs = Math.max(1, jobCount);
  const isSmall = jobs <= SMALL_JOBS;
  const wanted = Math.max(ENOUGH_CONFIRM_REPLICATIONS, replications);
  const affordable = Math.max(LEAST_CONFIRM_REPLICATIONS, Math.floor(USUAL_CONFIRM_JOB_STARTS / CONFIRMED / jobs));
  return {
    candidates: isSmall ? 300 : 120,
    depth: isSmall ? 2 : 1,
    simulations: isSmall ? 3600 : 1300,
    jobStarts: SEARCH_JOB_STARTS + wholeWorkloadSimulations(jobs) * jobs,
    sampleJobs: 10_000,
    confirmReplications: Math.min(wanted, affordable),
    confirmJobStarts: MOST_CONFIRM_JOB_STARTS,
  };
}

const SMALL_JOBS = 1000;
const SEARCH_JOB_STARTS = 6_000_000;
/** On top where a burst is larger than the sample: it cannot be cut, so everything in the race costs all of its jobs. */
export const BURST_JOB_STARTS = 3_000_000;
const USUAL_CONFIRM_JOB_STARTS = 1_500_000;
const MOST_CONFIRM_JOB_STARTS = 6_000_000;

/** How many simulations of the whole workload may follow a race on a sample. */
export function wholeWorkloadSimulations(jobCount: number): number {
  const affordable = Math.floor(WHOLE_JOB_STARTS / Math.max(1, jobCount));
  return Math.max(FEWEST_WHOLE_SIMULATIONS, Math.min(WHOLE_WORKLOAD_SIMULATIONS, affordable));
}

/** What is left of a budget; spent by the race. */
export class Purse {
  #simulations = 0;
  #jobStarts = 0;
  #kept = { simulations: 0, jobStarts: 0 };
  readonly #budget: Pick<SearchBudget, 'simulations' | 'jobStarts'>;

  constructor(budget: Pick<SearchBudget, 'simulations' | 'jobStarts'>) {
    this.#budget = budget;
  }

  get simulations(): number {
    return this.#simulations;
  }

  /** Holds back simulations of `jobs` jobs each for later, at most half of the budget, until they are released. */
  keepBack(simulations: number, jobs: number): void {
    this.#kept = {
      simulations: Math.min(simulations, this.#budget.simulations / 2),
      jobStarts: Math.min(simulations * jobs, this.#budget.jobStarts / 2),
    };
  }

  release(): void {
    this.#kept = { simulations: 0, jobStarts: 0 };
  }

  /** How many simulations of `jobs` jobs each can still be paid for, at most `wanted`. */
  affordable(wanted: number, jobs: number): number {
    const bySimulations = Math.floor(this.#budget.simulations - this.#kept.simulations - this.#simulations);
    const left = this.#budget.jobStarts - this.#kept.jobStarts - this.#jobStarts;
    const byJobStarts = Math.floor(left / Math.max(1, jobs));
    return Math.max(0, Math.min(wanted, bySimulations, byJobStarts));
  }

  spend(simulations: number, jobs: number): void {
    this.#simulations += simulations;
    this.#jobStarts += simulations * jobs;
  }
}
