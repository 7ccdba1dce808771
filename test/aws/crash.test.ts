/**
 * The real command, talking through the real SDK to the in-memory account behind HTTP, is killed with SIGKILL before and
 * after every AWS call of a blue/green plan; then the command is run again to finish, or to take the plan back. Every call
 * takes minutes, so outside CI a few are drawn (crash-points.test.ts has all, in one process); BATCHWRIGHT_ALL_KILL_POINTS=1
 * asks for all here too.
 */
import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { stableJson } from '../../src/aws/plan/stable-digest.ts';
import { busyAccount, essence, WANTED } from '../support/account/blue-green.ts';
import { sdkVariables } from '../support/account/fake-credentials.ts';
import { BrokenConnection, openHttpFront } from '../support/account/http-front.ts';
import { watch } from '../support/account/watch.ts';
import { planned, portsOf } from '../support/account/world.ts';
import { ROOT } from '../support/built.ts';

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
  const vite = join(ROOT, 'node_modules/vite/bin/vite.js');
  const flags = ['build', '--ssr', 'test/support/account/apply-child.ts', '--outDir', BUILT, '--logLevel', 'warn'];
  execFileSync(process.execPath, [vite, ...flags, '--config', 'vite.child.config.ts'], {
    cwd: ROOT,
    stdio: 'pipe',
    env: { ...process.env, NODE_ENV: '' },
  });
});

afterAll(() => rmSync(BUILT, { recursive: true, force: true }));

function start(words: readonly string[], cwd: string, url: string): ChildProcess {
  return spawn(process.execPath, [join(BUILT, 'apply-child.js'), ...words], {
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

function ended(child: ChildProcess): Promise<{ readonly code: number | null; readonly error: string }> {
  let error = '';
  child.stderr?.on('data', (chunk: Buffer) => {
    error += chunk.toString();
  });
  return new Promise((resolve) => child.on('close', (code) => resolve({ code, error })));
}

interface KillPoint {
  readonly at: number;
  readonly moment: 'before' | 'after';
}

type Recovery = 'apply' | 'rollback';

/** What went wrong; empty when all held. `calls`: how many AWS calls the first process made. */
async function story(kill: KillPoint | undefined, recovery: Recovery) {
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
    if (victim === undefined || number !== kill?.at) return pass();
    if (kill.moment === 'after') handled(pass);
    victim.kill('SIGKILL');
    victim = undefined;
    throw new BrokenConnection();
  });
  try {
    const child = start(['apply', 'change.json', '--yes', '--quiet'], folder, front.url);
    victim = child;
    const first = await ended(child);
    const made = calls;
    if (kill === undefined)
      return { faults: [...faults, ...(first.code === 0 ? [] : [first.error])], calls: made, account };
    if (child.signalCode !== 'SIGKILL')
      faults.push(`the process was not killed, it ended with ${first.code} after ${made} calls: ${first.error}`);
    victim = undefined;
    const second = await ended(start([recovery, 'change.json', '--yes', '--quiet'], folder, front.url));
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
    const whole = await story(undefined, 'apply');
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
      for (let point = points.shift(); point !== undefined; point = points.shift()) {
        const { kill, recovery } = point;
        const { faults, account } = await story(kill, recovery);
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
