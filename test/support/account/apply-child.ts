/**
 * The real command line in a process of its own, with one thing exchanged: time passes on the server of the test, so that
 * hours of waiting take milliseconds. Arguments are those of batchwright; the SDK's own variables name the account.
 */
import { main } from '../../../src/cli/main.ts';

const server = process.env.AWS_ENDPOINT_URL ?? '';
let nowMs = 0;

async function passing(ms: number): Promise<void> {
  const answer = await fetch(`${server}/clock/advance`, { method: 'POST', body: JSON.stringify({ ms }) });
  nowMs = ((await answer.json()) as { nowMs: number }).nowMs;
}

await passing(0);
process.exitCode = await main(process.argv.slice(2), {
  cwd: process.cwd(),
  env: process.env,
  stdin: process.stdin,
  writeOut: (text) => process.stdout.write(text),
  writeError: (text) => process.stderr.write(text),
  isErrorTerminal: false,
  coreCount: 1,
  isInterrupted: () => false,
  interruption: new AbortController().signal,
  clock: { nowMs: () => nowMs, sleep: passing },
});
