/** Progress on standard error: a bar on a terminal once the work has taken half a second, nothing elsewhere. */
import type { SingleBar } from 'cli-progress';
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
  let isAskedFor = false;
  let isStopped = false;
  const show = async (done: number, total: number, phase: string) => {
    isAskedFor = true;
    const created = await newBar();
    if (isStopped) return;
    bar = created;
    bar.start(total, done, { phase });
  };
  return {
    update(done, total, phase = 'simulations') {
      if (bar !== undefined) {
        bar.setTotal(total);
        bar.update(done, { phase });
      } else if (!isAskedFor && Date.now() - startedMs >= PATIENCE_MS) void show(done, total, phase);
    },
    stop() {
      isStopped = true;
      bar?.stop();
    },
  };
}

/** Loaded when the first bar is shown, which most runs are too short for. */
async function newBar(): Promise<SingleBar> {
  const { Presets, SingleBar } = await import('cli-progress');
  return new SingleBar(
    {
      format: '{bar} {percentage}% | {value}/{total} {phase} | {eta_formatted} left',
      clearOnComplete: true,
      stream: process.stderr,
    },
    Presets.shades_classic,
  );
}
