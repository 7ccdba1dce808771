/** The clock for verbs that wait on AWS: the process's own, unless a test hands another in; a wait ends early on Ctrl-C. */
import type { Clock } from '../aws/apply/clock.ts';
import type { CliContext } from './context.ts';

export function clockOf(context: CliContext): Clock {
  return context.clock ?? { nowMs: () => Date.now(), sleep: (ms) => sleepUntil(ms, context.interruption) };
}

function sleepUntil(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const end = () => {
      clearTimeout(timer);
      signal.removeEventListener('abort', end);
      resolve();
    };
    const timer = setTimeout(end, ms);
    signal.addEventListener('abort', end, { once: true });
  });
}
