/** Runs a study's tasks one after the other on the calling thread. */
import type { Executor, RunTask } from './executor.ts';

/**
 * `breathe` is awaited between tasks so that the caller's event loop can draw progress and notice a cancellation; below the
 * edges there are no timers, so the edge hands in its own. Without it the loop gives way to microtasks only.
 */
export function inProcessExecutor(runTask: RunTask, breathe: () => Promise<void> = async () => {}): Executor {
  return {
    async run(tasks, onResult, isCancelled) {
      for (const task of tasks) {
        if (isCancelled()) return;
        onResult(runTask(task));
        await breathe();
      }
    },
  };
}
