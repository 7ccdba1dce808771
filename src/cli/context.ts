/** What the command line needs from the process, handed in so that verbs can be run in a test without one. */
import { fstatSync } from 'node:fs';
import { cpus } from 'node:os';
import type { Clock } from '../aws/apply/clock.ts';
import { EXIT } from './exit-codes.ts';
import { printable } from './printable.ts';
import { outputWriter } from './standard-output.ts';

/** Its file descriptor. */
const STANDARD_ERROR = 2;

export interface CliContext {
  readonly cwd: string;
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdin: NodeJS.ReadableStream;
  /** Data only. */
  readonly writeOut: (text: string) => void;
  /** False once whoever read the data has left (`batchwright … | head`): what is written from then on goes nowhere. */
  readonly hasReader?: () => boolean;
  /** Everything else. */
  readonly writeError: (text: string) => void;
  readonly isErrorTerminal: boolean;
  readonly coreCount: number;
  /** Set by the first Ctrl-C: finish what is under way and print what there is. */
  readonly isInterrupted: () => boolean;
  /** Aborted by the same Ctrl-C, for what waits on the network. */
  readonly interruption: AbortSignal;
  /** For verbs that wait on AWS; the process's own when absent. */
  readonly clock?: Clock;
}

export function processContext(): CliContext {
  let hasReader = true;
  // No error of ours, and none of the verb's: its exit code may be a verdict, and its work may be half done.
  const loseReader = () => {
    hasReader = false;
  };
  const onOutputError = (error: NodeJS.ErrnoException) => (error.code === 'EPIPE' ? loseReader() : quitOutput(error));
  const writeOut = outputWriter(
    openedOnce(() => process.stdout, onOutputError),
    onOutputError,
  );
  // Nobody can be told that nobody can be told; what is under way goes on.
  let hasListener = true;
  const errors = openedOnce(
    () => process.stderr,
    () => {
      hasListener = false;
    },
  );
  let isInterrupted = false;
  let interruption: AbortController | undefined;
  process.on('SIGINT', () => {
    if (isInterrupted) quitAtOnce();
    isInterrupted = true;
    interruption?.abort();
    // Whoever waits for standard input stops waiting.
    process.stdin.destroy();
    // What there is to print, if anything, only the verb can say.
    errors().write('\nstopping (Ctrl-C again to quit at once)\n');
  });
  return {
    cwd: workingFolder(),
    env: process.env,
    // Node makes each of the three streams when it is first asked for, which takes milliseconds: not before it is used.
    get stdin() {
      return process.stdin;
    },
    writeOut: (text) => {
      if (hasReader) writeOut(printable(text));
    },
    hasReader: () => hasReader,
    writeError: (text) => {
      if (hasListener) errors().write(printable(text));
    },
    get isErrorTerminal() {
      return isCharacterDevice(STANDARD_ERROR) && errors().isTTY === true;
    },
    get coreCount() {
      return cpus().length;
    },
    isInterrupted: () => isInterrupted,
    get interruption() {
      interruption ??= new AbortController();
      if (isInterrupted) interruption.abort();
      return interruption.signal;
    },
  };
}

/** By the signal itself, 130 to a shell: `process.exit` waits for threads, and one may wait for a pipe that nobody writes to. */
function quitAtOnce(): void {
  process.removeAllListeners('SIGINT');
  process.kill(process.pid, 'SIGINT');
}

/** Somebody else may have removed it, as scripts do that clean up after themselves. */
function workingFolder(): string {
  try {
    return process.cwd();
  } catch {
    process.stderr.write('error: the folder this was started in is no longer there - change to another one\n');
    process.exit(EXIT.usage);
  }
}

/** What every terminal is. Whether it is one, Node can only tell once it has loaded its network sockets as well. */
function isCharacterDevice(file: number): boolean {
  return fstatSync(file).isCharacterDevice();
}

function openedOnce(
  open: () => NodeJS.WriteStream,
  onError: (error: NodeJS.ErrnoException) => void,
): () => NodeJS.WriteStream {
  let stream: NodeJS.WriteStream | undefined;
  return () => {
    stream ??= open().on('error', onError);
    return stream;
  };
}

/** A full disk behind `>`, most often. */
function quitOutput(error: NodeJS.ErrnoException): never {
  process.stderr.write(`error: cannot write the output: ${error.message}\n`);
  process.exit(EXIT.unexpected);
}
