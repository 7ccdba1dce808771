/** How much the search may simulate, in candidates and job starts: never in seconds, so that the same seed gives the same bytes. */

export interface SearchBudget {
  /** Generated candidates that are simulated, baselines not counted. */
  readonly candidates: number;
  /** Upper limit on the simulations of the search, confirmation not counted. */
  readonly simulations: number;
  /** Upper limit on job starts simulated by the search, confirmation not counted. */
  readonly jobStarts: number;
  /** Jobs of the sample on which the early rounds of a large workload run. */
  readonly sampleJobs: number;
  /** Fresh replications of each confirmed configuration; at least 2. */
  readonly confirmReplications: number;
}

/** Never fewer than this: with 20 replications a t-interval is 2.09 standard errors wide, close to its limit of 1.96. */
const LEAST_CONFIRM_REPLICATIONS = 20;

/**
 * At about 300,000 job starts a second and core, six million take some 20 s on one core: a week of a small group. A large
 * log gets ten passes over the whole of it, the rest happens on a sample.
 */
export function defaultBudget(jobCount: number, replications: number): SearchBudget {
  return {
    candidates: 120,
    simulations: 1200,
    jobStarts: Math.max(6_000_000, 10 * jobCount),
    sampleJobs: 10_000,
    confirmReplications: Math.max(LEAST_CONFIRM_REPLICATIONS, replications),
  };
}

/** What is left of a budget; spent by the race. */
export class Purse {
  #simulations = 0;
  #jobStarts = 0;
  readonly #budget: SearchBudget;

  constructor(budget: SearchBudget) {
    this.#budget = budget;
  }

  get simulations(): number {
    return this.#simulations;
  }

  /** How many simulations of `jobs` jobs each can still be paid for, at most `wanted`. */
  affordable(wanted: number, jobs: number): number {
    const bySimulations = this.#budget.simulations - this.#simulations;
    const byJobStarts = Math.floor((this.#budget.jobStarts - this.#jobStarts) / Math.max(1, jobs));
    return Math.max(0, Math.min(wanted, bySimulations, byJobStarts));
  }

  spend(simulations: number, jobs: number): void {
    this.#simulations += simulations;
    this.#jobStarts += simulations * jobs;
  }
}
