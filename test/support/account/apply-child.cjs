/**
 * The built command line in a process of its own, with one thing exchanged: time passes on the server of the test, so that
 * hours of waiting take milliseconds. First argument: its entry; then `keep` (runs the words that follow, and keeps the
 * bytecode for those after it), `once` (runs the words that follow) or `each` (runs every command that it is told). The SDK's
 * own variables name the account. Plain JavaScript, because Node itself starts it, hundreds of times.
 */
const { request } = require('node:http');
const { Program } = require('../../../bin/program.cjs');

/** By the plain module of Node, which the SDK loads anyway: its `fetch` takes half as long to load as all the rest. */
function advanced(server, ms) {
  return new Promise((resolve, reject) => {
    const sent = request(`${server}/clock/advance`, { method: 'POST' }, (response) => {
      let text = '';
      response.setEncoding('utf8');
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve(JSON.parse(text).nowMs));
      response.on('error', reject);
    });
    sent.on('error', reject);
    sent.end(JSON.stringify({ ms }));
  });
}

const [entry, mode, ...given] = process.argv.slice(2);
const program = new Program();
const { main } = program.load(entry);

async function run(words, cwd, writeError) {
  const server = process.env.AWS_ENDPOINT_URL;
  let nowMs = await advanced(server, 0);
  const sleep = async (ms) => {
    nowMs = await advanced(server, ms);
  };
  return main(words, {
    cwd,
    env: process.env,
    stdin: process.stdin,
    writeOut: (text) => process.stdout.write(text),
    writeError,
    isErrorTerminal: false,
    coreCount: 1,
    isInterrupted: () => false,
    interruption: new AbortController().signal,
    clock: { nowMs: () => nowMs, sleep },
  });
}

if (mode === 'each') {
  process.on('message', async ({ words, cwd, env }) => {
    Object.assign(process.env, env);
    let error = '';
    const code = await run(words, cwd, (text) => {
      error += text;
    });
    process.send({ code, error });
  });
} else {
  run(given, process.cwd(), (text) => process.stderr.write(text)).then((code) => {
    process.exitCode = code;
    if (mode === 'keep') program.keepBytecode();
  });
}
