/** Chooses where a study runs: worker threads when the work is worth starting them, else the calling thread. */
import type { Assumptions } from '../models/assumptions.ts';
import type { Workload } from '../models/workload.ts';
import { type Assembled, type WorldSources, worldBuilder, worldSources } from '../scenario/assemble.ts';
import { type Executor, inProcessExecutor, taskRunner } from '../study/index.ts';
import { compileAsUsual, compileForShortRuns, LONG_RUN_JOBS } from './compiler-settings.ts';
import type { CliContext } from './context.ts';
import { breathe } from './interruption.ts';
import { WorkerCrew } from './worker-executor.ts';

/** Below this many job starts the threads cost more than they save. */
const WORTH_THREADS = 400_000;

/** Opens executors for a scenario, its samples and its readings under other assumptions; each is opened once. */
export class ExecutorShelf {
  private readonly opened = new Map<Workload, { assumptions: Assumptions; executor: Executor }[]>();
  /** Started for the first study worth it, then kept for all. */
  private crew: WorkerCrew | undefined;

  constructor(
    private readonly context: CliContext,
    private readonly assembled: Assembled,
    /** Undefined = as many as cores; results do not depend on it. */
    private readonly threads: number | undefined,
  ) {}

  /** Says beforehand how much there is to do in all, so that parts too small for threads of their own find them there. */
  expect(jobStarts: number): void {
    if (jobStarts >= WORTH_THREADS) this.crew ??= WorkerCrew.hire();
  }

  /** `simulations` is how many runs to expect, for the choice between threads and none. */
  executorFor(workload: Workload, assumptions: Assumptions, simulations: number): Executor {
    const shelf = this.opened.get(workload) ?? [];
    this.opened.set(workload, shelf);
    const known = shelf.find((entry) => entry.assumptions === assumptions);
    if (known !== undefined) return known.executor;
    const executor = this.open(workload, assumptions, simulations);
    shelf.push({ assumptions, executor });
    return executor;
  }

  /** Runs a study of another scenario, of which nothing is kept: a sweep has hundreds, each with tables of its own. */
  async runApart<Ran>(
    assembled: Assembled,
    simulations: number,
    run: (executor: Executor) => Promise<Ran>,
  ): Promise<Ran> {
    const { workload } = assembled;
    this.expect(workload.jobCount * simulations);
    if (this.crew === undefined) return run(this.openHere(workload, worldSources(assembled), simulations));
    const executor = this.crew.executorFor(workload, worldSources(assembled), this.threadsFor(simulations));
    try {
      return await run(executor);
    } finally {
      executor.forget();
    }
  }

  async close(): Promise<void> {
    compileAsUsual();
    await this.crew?.close();
  }

  private open(workload: Workload, assumptions: Assumptions, simulations: number): Executor {
    // A part of the trace begins at an hour and a date of its own.
    const sources = { ...worldSources({ ...this.assembled, workload }), assumptions };
    // One thread too, so that a long run leaves this one free to hear Ctrl-C. Threads that are there and warm are worth any study.
    this.expect(workload.jobCount * simulations);
    if (this.crew !== undefined) return this.crew.executorFor(workload, sources, this.threadsFor(simulations));
    return this.openHere(workload, sources, simulations);
  }

  private threadsFor(simulations: number): number {
    return Math.min(this.threads ?? this.context.coreCount, simulations);
  }

  private openHere(workload: Workload, sources: WorldSources, simulations: number): Executor {
    if (workload.jobCount * simulations < LONG_RUN_JOBS) compileForShortRuns();
    return inProcessExecutor(taskRunner(workload, worldBuilder(sources), sources.watchedQueues), breathe);
  }
}
