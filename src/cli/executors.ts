/** Chooses where a study runs: worker threads when the work is worth starting them, else the calling thread. */
import { type Assembled, worldBuilder, worldSources } from '../scenario/assemble.ts';
import { type Executor, inProcessExecutor, taskRunner } from '../study/index.ts';
import type { CliContext } from './context.ts';
import { createWorkerPool } from './worker-executor.ts';

/** Below this many job starts the threads cost more than they save. */
const WORTH_THREADS = 400_000;

export interface OpenExecutor {
  readonly executor: Executor;
  close(): Promise<void>;
}

/** `threads` undefined = as many as cores; results do not depend on it. */
export function openExecutor(
  context: CliContext,
  assembled: Assembled,
  simulations: number,
  threads: number | undefined,
): OpenExecutor {
  const { workload } = assembled;
  const sources = worldSources(assembled);
  const wanted = Math.min(threads ?? context.coreCount, simulations);
  if (wanted > 1 && workload.jobCount * simulations >= WORTH_THREADS) {
    const pool = createWorkerPool(workload, sources, wanted);
    if (pool !== undefined) return pool;
  }
  const breathe = () => new Promise<void>((resolve) => setImmediate(resolve));
  return { executor: inProcessExecutor(taskRunner(workload, worldBuilder(sources)), breathe), close: async () => {} };
}
