/** What apply does with the answers of AWS that are neither yes nor no, and with an account that somebody else uses too. */
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, dirname, join } from 'node:path';
import { describe, expect, it, onTestFinished, vi } from 'vitest';
import { applyPlan } from '../../src/aws/apply.ts';
import { FileJournal, lockJournal, MemoryJournal } from '../../src/aws/journal.ts';
import { busyAccount, WANTED } from '../support/account/blue-green.ts';
import { BatchFailure, clientException } from '../support/account/failures.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, NETWORK, populate, queue } from '../support/account/requests.ts';
import { wish } from '../support/account/wish.ts';
import { applied, planned, portsOf, rolledBack } from '../support/account/world.ts';

const NEW = {
  computeEnvironments: [
    {
      computeEnvironmentName: 'fresh',
      type: 'MANAGED' as const,
      computeResources: {
        type: 'EC2' as const,
        allocationStrategy: 'BEST_FIT_PROGRESSIVE' as const,
        maxvCpus: 4,
        instanceTypes: ['c6i'],
      },
    },
  ],
  jobQueues: [
    { jobQueueName: 'work', priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'fresh' }] },
  ],
};

/** Applies a plan whose first call of this operation AWS refuses; for `UpdateComputeEnvironment` every one. */
async function refusedOnce(refused: 'UpdateComputeEnvironment' | 'UpdateJobQueue', message: string) {
  const account = new MemoryAccount();
  await populate(account, [environment('main')], [queue('work', 'main')]);
  const ports = portsOf(account);
  const [main] = NEW.computeEnvironments;
  const plan = await planned(ports, {
    computeEnvironments: [{ ...main, computeEnvironmentName: 'main' }],
    jobQueues: [
      { jobQueueName: 'work', priority: 9, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'main' }] },
    ],
  });
  let writes = 0;
  const writer: typeof ports.writer = {
    write: async (operation, input) => {
      if (operation === refused && (++writes === 1 || refused === 'UpdateComputeEnvironment'))
        throw clientException(message);
      return account.write(operation, input);
    },
  };
  const outcome = await applyPlan(plan, { ...ports, writer, journal: new MemoryJournal() });
  return { outcome, writes };
}

function file(): string {
  const folder = mkdtempSync(join(tmpdir(), 'batchwright-journal-'));
  onTestFinished(() => rmSync(folder, { recursive: true, force: true }));
  return join(folder, 'change.json.journal');
}

describe('apply', () => {
  it('never takes over a resource of the same name that it did not make', async () => {
    const account = new MemoryAccount();
    const ports = portsOf(account);
    const plan = await planned(ports, NEW, { network: NETWORK });
    const journal = new MemoryJournal();
    // Somebody else is quicker, after the plan was found fresh.
    const writer: typeof ports.writer = {
      write: async (operation, input) => {
        if (operation === 'CreateComputeEnvironment')
          await account.write('CreateComputeEnvironment', environment('fresh'));
        return account.write(operation, input);
      },
    };
    expect(await applyPlan(plan, { ...ports, writer, journal })).toMatchObject({
      kind: 'stopped',
      problem: { message: 'fresh exists already, and this plan did not make it' },
    });
    await rolledBack(ports, plan, journal);
    expect(account.contents().environments.map(({ computeEnvironmentName }) => computeEnvironmentName)).toEqual([
      'fresh',
    ]);
  });

  it('does not blame AWS when the disk of the journal is full', async () => {
    const ports = portsOf(new MemoryAccount());
    const plan = await planned(ports, NEW, { network: NETWORK });
    const journal = new MemoryJournal();
    journal.append = () => {
      throw Object.assign(new Error('ENOSPC: no space left on device, write'), { code: 'ENOSPC', syscall: 'write' });
    };
    expect(await applyPlan(plan, { ...ports, journal })).toMatchObject({
      kind: 'stopped',
      problem: { message: 'the journal cannot be written: ENOSPC: no space left on device, write' },
    });
  });

  it('waits out the relationship that lingers after a queue has let go, and gives up after five minutes', async () => {
    const quick = await busyAccount({ durations: { relationshipLingersMs: 240_000 } });
    expect((await applied(portsOf(quick), await planned(portsOf(quick), WANTED))).kind).toBe('applied');
    const slow = await busyAccount({ durations: { relationshipLingersMs: 600_000 } });
    const plan = await planned(portsOf(slow), WANTED);
    const journal = new MemoryJournal();
    expect(await applied(portsOf(slow), plan, journal)).toMatchObject({
      kind: 'stopped',
      problem: { message: expect.stringContaining('found existing JobQueue relationship') },
    });
    slow.clock.advance(600_000);
    expect((await applied(portsOf(slow), plan, journal)).kind).toBe('applied');
  });

  it('sends what AWS refuses for good once, and waits for an environment that a queue may not have yet', async () => {
    const { writes, outcome } = await refusedOnce(
      'UpdateComputeEnvironment',
      'The requested launch template is not valid',
    );
    expect(outcome).toMatchObject({ kind: 'stopped', problem: { message: expect.stringContaining('is not valid') } });
    expect(writes).toBe(1);
    const arn = 'arn:aws:batch:eu-west-1:123456789012:compute-environment/main';
    for (const message of [`[${arn}] are not valid.`, 'Compute environment main is not valid'])
      expect(await refusedOnce('UpdateJobQueue', message)).toMatchObject({ outcome: { kind: 'applied' }, writes: 2 });
  });

  it('stops when a new environment turns INVALID, before any queue knows it; rollback removes it', async () => {
    const account = await busyAccount();
    const ports = portsOf(account);
    const plan = await planned(ports, WANTED);
    const green = plan.steps[0].resource.name;
    account.doom(green, 'CLIENT_ERROR - not authorized to perform sts:AssumeRole');
    const journal = new MemoryJournal();
    expect(await applied(ports, plan, journal)).toMatchObject({
      kind: 'stopped',
      problem: { message: expect.stringContaining('became INVALID: CLIENT_ERROR') },
    });
    expect(account.environmentForJobs('work')).toBe('main');
    expect((await rolledBack(ports, plan, journal)).kind).toBe('applied');
    account.finishTransitions();
    expect(account.contents().environments.map(({ computeEnvironmentName }) => computeEnvironmentName)).not.toContain(
      green,
    );
  });

  it('disables an environment that is INVALID and stays so', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('sick')], [queue('work', 'sick')]);
    const reason = 'CLIENT_ERROR - no such role';
    account.doom('sick', reason);
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'sick', computeResources: { maxvCpus: 65 } });
    account.finishTransitions();
    const plan = await planned(portsOf(account), {
      computeEnvironments: [{ ...wish('sick', { maxvCpus: 65 }), state: 'DISABLED' }],
      jobQueues: [
        { jobQueueName: 'work', priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'sick' }] },
      ],
    });
    account.doom('sick', reason);
    expect(await applied(portsOf(account), plan)).toMatchObject({ kind: 'applied' });
    expect(account.contents().environments).toMatchObject([{ state: 'DISABLED', status: 'INVALID' }]);
  });

  it('says how to go on: with new credentials, and on the way back by another rollback', async () => {
    const account = await busyAccount();
    const ports = portsOf(account);
    const plan = await planned(ports, WANTED);
    const journal = new MemoryJournal();
    const expired: typeof ports.writer = {
      write: async () => {
        throw new BatchFailure('ExpiredTokenException', 403, 'The security token included in the request is expired');
      },
    };
    expect(await applied({ ...ports, writer: expired }, plan, journal)).toMatchObject({
      kind: 'stopped',
      problem: { hint: 'log in again and apply again to go on, or go back: batchwright rollback' },
    });
    expect(await applied(ports, plan, journal)).toMatchObject({ kind: 'applied' });
    const stopped = await rolledBack({ ...ports, writer: expired }, plan, journal);
    expect(stopped).toMatchObject({
      kind: 'stopped',
      problem: {
        message: expect.stringContaining('ExpiredTokenException'),
        hint: expect.stringMatching(/^mend the cause and run the rollback again/),
      },
    });
    expect(await rolledBack(ports, plan, journal)).toMatchObject({ kind: 'applied' });
  });

  it('waits for the last job on the old environment, children of arrays too, however long it runs', async () => {
    const account = await busyAccount();
    const ports = portsOf(account);
    account.startJob({ queue: 'work', runsForMs: 8 * 3_600_000 });
    const plan = await planned(ports, WANTED);
    const start = account.clock.nowMs();
    expect((await applied(ports, plan)).kind).toBe('applied');
    expect(account.clock.nowMs() - start).toBeGreaterThan(8 * 3_600_000);
    expect(account.killedJobs).toEqual([]);
  });

  it('waits for jobs on the old environment of queues that let go of it before, of the plan or not', async () => {
    const account = new MemoryAccount();
    await populate(
      account,
      [environment('main', { allocationStrategy: 'BEST_FIT' }), environment('elsewhere')],
      [queue('work', 'main'), queue('other', 'main')],
    );
    account.startJob({ queue: 'work', runsForMs: 3 * 3_600_000 });
    account.startJob({ queue: 'other', runsForMs: 5 * 3_600_000 });
    for (const jobQueue of ['work', 'other'])
      await account.write('UpdateJobQueue', {
        jobQueue,
        computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'elsewhere' }],
      });
    account.finishTransitions();
    const start = account.clock.nowMs();
    expect((await applied(portsOf(account), await planned(portsOf(account), WANTED))).kind).toBe('applied');
    expect(account.killedJobs).toEqual([]);
    expect(account.clock.nowMs() - start).toBeGreaterThan(4 * 3_600_000);
  });

  it('keeps to 5 reads and 1 change a second: a service that throttles above that never has to', async () => {
    const account = await busyAccount({ pageSize: 100 });
    const plan = await planned(portsOf(account), WANTED);
    account.clock.advance(1000);
    const start = account.log.length;
    expect((await applied(portsOf(account), plan)).kind).toBe('applied');
    const calls = account.log.slice(start);
    for (const [isWrite, most] of [
      [false, 5],
      [true, 1],
    ] as const) {
      const times = calls.filter((call) => call.isWrite === isWrite).map(({ atMs }) => atMs);
      for (const at of times) {
        expect(times.filter((other) => other > at - 1000 && other <= at).length).toBeLessThanOrEqual(most);
      }
    }
  });

  it('stops between two calls when it is interrupted, and goes on later', async () => {
    const account = await busyAccount();
    const ports = portsOf(account);
    const plan = await planned(ports, WANTED);
    const journal = new MemoryJournal();
    let looks = 0;
    const outcome = await applyPlan(plan, { ...ports, journal, isInterrupted: () => ++looks > 6 });
    expect(outcome.kind).toBe('interrupted');
    expect((await applied(ports, plan, journal)).kind).toBe('applied');
  });

  it('refuses another account’s credentials', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('main')], [queue('work', 'main')]);
    const wanted = {
      ...NEW,
      computeEnvironments: [{ ...NEW.computeEnvironments[0], computeEnvironmentName: 'main' }],
      jobQueues: [{ ...NEW.jobQueues[0], computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'main' }] }],
    };
    const plan = await planned(portsOf(account), wanted);
    const other = new MemoryAccount({ accountId: '999999999999' });
    await populate(other, [environment('main')], [queue('work', 'main')]);
    expect(await applied(portsOf(other), plan)).toMatchObject({
      kind: 'stale',
      problems: [{ message: 'the plan is for the account 123456789012, the credentials are for 999999999999' }],
    });
  });
});

describe('the journal', () => {
  const entry = { event: 'begin', plan: 'p', at: '2026-01-01T00:00:00.000Z' } as const;

  it('is read back, without a last line that a crash cut short', () => {
    const path = file();
    new FileJournal(path, 'p').append(entry);
    writeFileSync(path, `${readFileSync(path, 'utf8')}{"event":"inte`);
    const journal = new FileJournal(path, 'p');
    expect(journal.entries).toEqual([entry]);
    journal.append({ ...entry, event: 'end' });
    expect(new FileJournal(path, 'p').entries.map(({ event }) => event)).toEqual(['begin', 'end']);
  });

  it('of another plan, or a file that is none, is refused', () => {
    const path = file();
    new FileJournal(path, 'p').append(entry);
    expect(() => new FileJournal(path, 'q')).toThrow('journal of another plan');
    writeFileSync(path, 'hello\n');
    expect(() => new FileJournal(path, 'p')).toThrow('not a journal');
  });

  it('is locked by one process at a time; the lock of a dead process is taken over', () => {
    const path = file();
    writeFileSync(`${path}.lock`, String(process.ppid));
    expect(lockJournal(path)).toBeUndefined();
    writeFileSync(`${path}.lock`, '999999999');
    const unlock = lockJournal(path);
    expect(unlock).toBeDefined();
    unlock?.();
    expect(lockJournal(path)).toBeDefined();
  });

  it.runIf(process.platform === 'linux')(
    'is taken over from a process that was killed and not waited for',
    async () => {
      const path = file();
      // The shell becomes a program that never asks how its child ended.
      const parent = spawn('sh', ['-c', 'sleep 0 & echo $!; exec sleep 60'], { stdio: ['ignore', 'pipe', 'ignore'] });
      onTestFinished(() => void parent.kill());
      const [chunk] = (await once(parent.stdout, 'data')) as [Buffer];
      const pid = chunk.toString().trim();
      await vi.waitFor(() => expect(readFileSync(`/proc/${pid}/stat`, 'utf8')).toContain(') Z '), 5_000);
      writeFileSync(`${path}.lock`, pid);
      expect(lockJournal(path)).toBeDefined();
    },
  );

  it('is not taken over while another process takes it over: the two would lock each other out of their own lock', () => {
    const path = file();
    writeFileSync(`${path}.lock`, '999999999');
    writeFileSync(`${path}.lock.guard`, String(process.ppid));
    expect(lockJournal(path)).toBeUndefined();
    expect(readFileSync(`${path}.lock`, 'utf8')).toBe('999999999');
    writeFileSync(`${path}.lock.guard`, '999999999');
    expect(lockJournal(path)).toBeDefined();
    expect(readdirSync(dirname(path))).toEqual([basename(`${path}.lock`)]);
  });
});
