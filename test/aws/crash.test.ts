/**
 * The built command, talking through the real SDK to the in-memory account behind HTTP, is killed with SIGKILL before and
 * after every AWS call of a blue/green plan; then the command is run again, in another process, to finish or to take the plan
 * back. Each victim is a process of its own; those that come after the victims run one command after the other, because most
 * of a command is starting it. Every call takes minutes all the same, so outside CI a few are drawn (crash-points.test.ts has
 * all, in one process); BATCHWRIGHT_ALL_KILL_POINTS=1 asks for all here too.
 */
import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, inject, it, onTestFinished } from 'vitest';
import { stableJson } from '../../src/aws/plan/stable-digest.ts';
import { busyAccount, essence, WANTED } from '../support/account/blue-green.ts';
import { sdkVariables } from '../support/account/fake-credentials.ts';
import { BrokenConnection, openHttpFront } from '../support/account/http-front.ts';
import { watch } from '../support/account/watch.ts';
import { planned, portsOf } from '../support/account/world.ts';
import { ROOT } from '../support/built.ts';

/** A copy of the built command: the bytecode that is kept here is of the calls of this test. */
const BUILT = join(ROOT, `dist/apply-child-${process.pid}`);
/** Two processes at a time: the machine has other work. */
const AT_ONCE = 2;
const WANTS_ALL = process.env.CI !== undefined || process.env.BATCHWRIGHT_ALL_KILL_POINTS !== undefined;
const SAMPLE = 6;

/** Everything takes a moment only, so that a wait is a call or two: the number of calls is what takes real time here. */
const QUICK = {
  createEnvironmentMs: 1,
  scalingUpdateMs: 1,
  deleteEnvironmentMs: 1,
  changeQueueMs: 1,
  relationshipLingersMs: 6_000,
  deletedIsShownMs: 1,
};

beforeAll(() => {
  const failure = inject('buildFailure');
  if (failure !== '') throw new Error(`the command line cannot be built: ${failure}`);
  cpSync(join(ROOT, 'dist/node'), BUILT, { recursive: true });
});

afterAll(() => rmSync(BUILT, { recursive: true, force: true }));

/** Machine code that V8 optimizes is worth its time in longer processes than these; the bytecode depends on the flag. */
const NODE_FLAGS = ['--no-opt'];
const CHILD = [join(ROOT, 'test/support/account/apply-child.cjs'), join(BUILT, 'cli.cjs')];

interface Command {
  readonly words: readonly string[];
  readonly cwd: string;
  /** Of the account. */
  readonly url: string;
}

interface Ended {
  readonly code: number | null;
  readonly error: string;
}

function start(mode: 'keep' | 'once', { words, cwd, url }: Command): ChildProcess {
  return spawn(process.execPath, [...NODE_FLAGS, ...CHILD, mode, ...words], {
    cwd,
    env: { ...process.env, ...sdkVariables(url) },
    stdio: ['ignore', 'ignore', 'pipe'],
  });
}

/** A call that AWS refuses is a call all the same. */
function handled(pass: () => object): void {
  try {
    pass();
  } catch {
    // Nobody is left to hear the answer.
  }
}

function ended(child: ChildProcess): Promise<Ended> {
  let error = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, error })));
}

interface Successor {
  readonly run: (command: Command) => Promise<Ended>;
  readonly stop: () => void;
}

/** A process that runs one command after the other, none of which it has seen the victim of. */
function startSuccessor(): Successor {
  const child = spawn(process.execPath, [...CHILD, 'each'], { stdio: ['ignore', 'ignore', 'pipe', 'ipc'] });
  const ending = ended(child);
  return {
    run: ({ words, cwd, url }) => {
      const answer = new Promise<Ended>((resolve) => child.once('message', (told) => resolve(told as Ended)));
      child.send({ words, cwd, env: sdkVariables(url) });
      return Promise.race([answer, ending]);
    },
    stop: () => child.kill(),
  };
}

interface KillPoint {
  readonly at: number;
  readonly moment: 'before' | 'after';
}

type Verb = 'apply' | 'rollback';

interface Interruption {
  readonly kill: KillPoint;
  readonly recovery: Verb;
  readonly successor: Successor;
}

/** What went wrong; empty when all held. `calls`: how many AWS calls the first process made. */
async function story(interruption?: Interruption) {
  const account = await busyAccount({ durations: QUICK, pageSize: 100 });
  const ports = portsOf(account);
  const plan = await planned(ports, WANTED);
  const before = essence(account);
  const names = new Set(plan.steps.map(({ resource }) => resource.name));
  const { faults } = watch(account, 'work', (name) => names.has(name.replace(/:\d+$/, '')));
  const folder = mkdtempSync(join(tmpdir(), 'batchwright-crash-'));
  writeFileSync(join(folder, 'change.json'), JSON.stringify(plan));
  let calls = 0;
  let victim: ChildProcess | undefined;
  const front = await openHttpFront(account, (_request, pass) => {
    const number = calls++;
    if (victim === undefined || number !== interruption?.kill.at) return pass();
    if (interruption.kill.moment === 'after') handled(pass);
    victim.kill('SIGKILL');
    victim = undefined;
    throw new BrokenConnection();
  });
  try {
    const command = (verb: Verb): Command => ({
      words: [verb, 'change.json', '--yes', '--quiet'],
      cwd: folder,
      url: front.url,
    });
    const child = start(interruption === undefined ? 'keep' : 'once', command('apply'));
    victim = child;
    const first = await ended(child);
    const made = calls;
    if (interruption === undefined)
      return { faults: [...faults, ...(first.code === 0 ? [] : [first.error])], calls: made, account };
    if (child.signalCode !== 'SIGKILL')
      faults.push(`the process was not killed, it ended with ${first.code} after ${made} calls: ${first.error}`);
    victim = undefined;
    const { recovery, successor } = interruption;
    const second = await successor.run(command(recovery));
    if (second.code !== 0) faults.push(`${recovery} ended with ${second.code}: ${second.error}`);
    account.finishTransitions();
    if (recovery === 'rollback') {
      if (stableJson(essence(account)) !== stableJson(before)) faults.push('not restored');
    } else if ((await planned(ports, WANTED)).changes.length > 0) faults.push('not finished');
    return { faults, calls: made, account };
  } finally {
    await front.close();
    rmSync(folder, { recursive: true, force: true });
  }
}

describe('a process that is killed while it applies a plan', () => {
  it('loses nothing, whichever call it was at', { timeout: 1_500_000 }, async () => {
    const whole = await story();
    expect(whole.faults).toEqual([]);
    const goal = stableJson(essence(whole.account));
    const all = Array.from(
      { length: whole.calls },
      (_, at) =>
        [
          { kill: { at, moment: 'before' }, recovery: at % 2 === 0 ? 'apply' : 'rollback' },
          { kill: { at, moment: 'after' }, recovery: at % 2 === 0 ? 'rollback' : 'apply' },
        ] as const,
    ).flat();
    const stride = WANTS_ALL ? 1 : Math.ceil(all.length / SAMPLE);
    const points = all.filter((_, index) => index % stride === stride - 1);
    const count = points.length;
    const found: string[] = [];
    const work = async () => {
      const successor = startSuccessor();
      onTestFinished(successor.stop);
      for (let point = points.shift(); point !== undefined; point = points.shift()) {
        const { kill, recovery } = point;
        const { faults, account } = await story({ kill, recovery, successor });
        const where = `killed ${kill.moment} call ${kill.at}, then ${recovery}`;
        found.push(...faults.map((fault) => `${where}: ${fault}`));
        if (recovery === 'apply' && stableJson(essence(account)) !== goal) found.push(`${where}: another account`);
      }
    };
    await Promise.all(Array.from({ length: AT_ONCE }, work));
    expect(found).toEqual([]);
    console.log(`${count} of ${all.length} kill points held`);
  });
});
