/** What the command line needs from the process, handed in so that verbs can be run in a test without one. */
import { cpus } from 'node:os';

export interface CliContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream;
  /** Data only. */
  readonly writeOut: (text: string) => void;
  /** Everything else. */
  readonly writeError: (text: string) => void;
  readonly isErrorTerminal: boolean;
  readonly coreCount: number;
  /** Set by the first Ctrl-C: finish what is under way and print what there is. */
  readonly isInterrupted: () => boolean;
}

export function processContext(): CliContext {
  let isInterrupted = false;
  process.on('SIGINT', () => {
    if (isInterrupted) process.exit(130);
    isInterrupted = true;
    process.stderr.write('\nstopping - printing what there is so far (Ctrl-C again to quit at once)\n');
  });
  // A reader that went away (`batchwright … | head`) is no error of ours.
  process.stdout.on('error', (error: NodeJS.ErrnoException) => {
    if (error.code === 'EPIPE') process.exit(0);
    throw error;
  });
  return {
    cwd: process.cwd(),
    env: process.env,
    stdin: process.stdin,
    writeOut: (text) => process.stdout.write(text),
    writeError: (text) => process.stderr.write(text),
    isErrorTerminal: process.stderr.isTTY === true,
    coreCount: cpus().length,
    isInterrupted: () => isInterrupted,
  };
}
