/** Progress on standard error: a bar on a terminal once the work has taken half a second, nothing elsewhere. */
import { Presets, SingleBar } from 'cli-progress';
import type { CliContext } from './context.ts';

const PATIENCE_MS = 500;

export interface Progress {
  update(done: number, total: number, phase?: string): void;
  stop(): void;
}

export function createProgress(context: CliContext, isWanted: boolean): Progress {
  if (!isWanted || !context.isErrorTerminal || context.env.TERM === 'dumb') return { update: () => {}, stop: () => {} };
  const startedMs = Date.now();
  let bar: SingleBar | undefined;
  return {
    update(done, total, phase = 'simulations') {
      if (bar === undefined) {
        if (Date.now() - startedMs < PATIENCE_MS) return;
        bar = new SingleBar(
          {
            format: '{bar} {percentage}% | {value}/{total} {phase} | {eta_formatted} left',
            clearOnComplete: true,
            stream: process.stderr,
          },
          Presets.shades_classic,
        );
        bar.start(total, done, { phase });
        return;
      }
      bar.setTotal(total);
      bar.update(done, { phase });
    },
    stop() {
      bar?.stop();
    },
  };
}
