/** Ends work that Ctrl-C has interrupted and that has no partial result. */
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { Failure } from './failure.ts';

/** Throws a Failure with the exit code of an interruption, which the process has told already. */
export function stopIfInterrupted(context: CliContext): void {
  if (context.isInterrupted()) throw new Failure(EXIT.interrupted, []);
}

/** The same between parts of work that holds the thread: a Ctrl-C meanwhile is only heard now. */
export async function hearInterruption(context: CliContext): Promise<void> {
  await breathe();
  stopIfInterrupted(context);
}

/** Lets the process hear its signals. After a file was read, the first turn belongs to the round that has looked for them already. */
export async function breathe(): Promise<void> {
  for (let turn = 0; turn < 2; turn++) await new Promise((resolve) => setImmediate(resolve));
}
