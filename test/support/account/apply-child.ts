/**
 * The real command line in a process of its own, with one thing exchanged: time passes on the server of the test, so that
 * hours of waiting take milliseconds. Arguments are those of batchwright; the SDK's own variables name the account.
 */
import { request } from 'node:http';
import { main } from '../../../src/cli/main.ts';

const server = process.env.AWS_ENDPOINT_URL ?? '';
let nowMs = 0;

/** By the plain module of Node, which the SDK loads anyway: its `fetch` takes half as long to load as all the rest. */
async function passing(ms: number): Promise<void> {
  const answer = await new Promise<string>((resolve, reject) => {
    const sent = request(`${server}/clock/advance`, { method: 'POST' }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        text += chunk;
      });
      response.on('end', () => resolve(text));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ ms }));
  });
  nowMs = (JSON.parse(answer) as { nowMs: number }).nowMs;
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
