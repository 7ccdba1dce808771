/** Runs the named storms of `--stress` with progress and threads, for simulate and optimize alike. */
import { runStress, type StressReport, type StressRequest } from '../study/stress.ts';
import type { CliContext } from './context.ts';
import { ExecutorShelf } from './executors.ts';
import type { Loaded } from './load.ts';
import { createProgress } from './progress.ts';
import type { OutputFlags } from './verbs/flags.ts';

/** Undefined when interrupted before fair weather was known. */
export async function stressLoaded(
  context: CliContext,
  { assembled }: Loaded,
  sides: StressRequest['sides'],
  flags: OutputFlags,
): Promise<StressReport | undefined> {
  const shelf = new ExecutorShelf(context, assembled, flags.workers);
  const progress = createProgress(context, flags.progress !== false);
  try {
    return await runStress({
      assembled,
      sides,
      executorFor: (workload, assumptions) => shelf.executorFor(workload, assumptions, 5 * sides.length),
      onProgress: (done, total) => progress.update(done, total, 'stress'),
      isCancelled: context.isInterrupted,
    });
  } finally {
    progress.stop();
    await shelf.close();
  }
}
