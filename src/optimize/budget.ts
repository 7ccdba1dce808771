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

/** Simulations of the whole workload after a race on a sample: some eleven entrants once, the best six twice more. */
export const WHOLE_WORKLOAD_SIMULATIONS = 24;

/**
 * At about 300,000 job starts a second and core, six million take some 20 s on one core: a week of a small group. A large
 * log gets two dozen passes over the whole of it on top, the rest happens on a sample.
 */
export function defaultBudget(jobCount: number, replications: number): SearchBudget {
  return {
    candidates: 120,
    simulations: 1200,
    jobStarts: 6_000_000 + WHOLE_WORKLOAD_SIMULATIONS * jobCount,
    sampleJobs: 10_000,
    confirmReplications: Math.max(LEAST_CONFIRM_REPLICATIONS, replications),
  };
}

/** What is left of a budget; spent by the race. */
export class Purse {
  #simulations = 0;
  #jobStarts = 0;
  #kept = { simulations: 0, jobStarts: 0 };
  readonly #budget: SearchBudget;

  constructor(budget: SearchBudget) {
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
