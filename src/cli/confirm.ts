/** Asks on the terminal before anything is changed; without a terminal the answer must have been given with --yes. */
import { createInterface } from 'node:readline/promises';
import type { CliContext } from './context.ts';
import { usageFailure } from './failure.ts';

/** True only for the whole word. */
export async function isConfirmed(context: CliContext, question: string, isYes: boolean): Promise<boolean> {
  if (isYes) return true;
  const { stdin } = context;
  if (!('isTTY' in stdin) || stdin.isTTY !== true)
    throw usageFailure('there is no terminal to ask on', 'read the plan, then add --yes');
  context.writeError(`${question} Only "yes" goes on: `);
  const lines = createInterface({ input: stdin, signal: context.interruption } as never);
  try {
    // Ctrl-D closes the terminal without an answer, and a question would then wait for ever.
    const noAnswer = new Promise<string>((resolve) => lines.once('close', () => resolve('')));
    return (await Promise.race([lines.question(''), noAnswer])).trim() === 'yes';
  } catch {
    return false;
  } finally {
    lines.close();
  }
}
