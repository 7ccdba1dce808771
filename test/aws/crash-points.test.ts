/**
 * Dies before and after every single AWS call of a blue/green plan, in this process and in virtual time; afterwards `apply`
 * finishes, or `rollback` restores. crash.test.ts does the same with real processes and SIGKILL.
 */
import { describe, expect, it } from 'vitest';
import type { ChangePlan } from '../../src/aws/change-plan.ts';
import { MemoryJournal } from '../../src/aws/journal.ts';
import { planRollback } from '../../src/aws/rollback.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { busyAccount, essence, WANTED } from '../support/account/blue-green.ts';
import { Crash, crashing } from '../support/account/crashing.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, populate, queue } from '../support/account/requests.ts';
import { watch } from '../support/account/watch.ts';
import { type AccountPorts, applied, planned, portsOf, rolledBack } from '../support/account/world.ts';

interface Story {
  readonly account: () => Promise<MemoryAccount>;
  readonly wanted: BatchConfig;
}

const CASES: Readonly<Record<string, Story>> = {
  'a blue/green replacement with running jobs': { account: () => busyAccount(), wanted: WANTED },
  'a swap in a queue that has three environments': {
    account: async () => {
      const account = new MemoryAccount();
      const old = environment('main', { allocationStrategy: 'BEST_FIT' });
      await populate(account, [old, environment('b'), environment('c')], [queue('work', 'main', 'b', 'c')]);
      account.startJob({ queue: 'work', runsForMs: 60_000 });
      return account;
    },
    wanted: {
      ...WANTED,
      computeEnvironments: [...WANTED.computeEnvironments, plain('b'), plain('c')],
      jobQueues: [
        {
          jobQueueName: 'work',
          priority: 1,
          computeEnvironmentOrder: ['main', 'b', 'c'].map((computeEnvironment, index) => ({
            order: index + 1,
            computeEnvironment,
          })),
        },
      ],
      jobDefinitions: [],
    },
  },
  'new resources and an infrastructure update': {
    account: async () => {
      const account = new MemoryAccount();
      await populate(account, [environment('main')], [queue('work', 'main')]);
      return account;
    },
    wanted: {
      ...WANTED,
      computeEnvironments: [...WANTED.computeEnvironments, plain('spare')],
      jobQueues: [
        ...WANTED.jobQueues,
        {
          jobQueueName: 'extra',
          priority: 1,
          schedulingPolicyArn: 'fair',
          computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'spare' }],
        },
      ],
      schedulingPolicies: [{ name: 'fair', fairsharePolicy: { computeReservation: 10 } }],
      jobDefinitions: [],
    },
  },
};

function plain(name: string) {
  return {
    computeEnvironmentName: name,
    type: 'MANAGED' as const,
    computeResources: {
      type: 'EC2' as const,
      allocationStrategy: 'BEST_FIT_PROGRESSIVE' as const,
      maxvCpus: 64,
      instanceTypes: ['c6i'],
    },
  };
}

/** Names the plan makes or removes. */
function namesIn(plan: ChangePlan): ReadonlySet<string> {
  return new Set(plan.steps.map(({ resource }) => resource.name));
}

interface Crashed {
  readonly account: MemoryAccount;
  readonly ports: AccountPorts;
  readonly plan: ChangePlan;
  readonly journal: MemoryJournal;
  readonly faults: readonly string[];
  readonly before: unknown;
  readonly writesBefore: number;
  readonly died: boolean;
}

async function crash(story: Story, at: number, moment: 'before' | 'after'): Promise<Crashed> {
  const account = await story.account();
  const ports = portsOf(account);
  const plan = await planned(ports, story.wanted);
  const before = essence(account);
  const made = namesIn(plan);
  const writesBefore = account.writes().length;
  const { faults } = watch(account, 'work', (name) => made.has(name.replace(/:\d+$/, '')));
  const journal = new MemoryJournal();
  const { reader, writer, died } = crashing(account, at, moment);
  await applied({ ...ports, reader, writer }, plan, journal).catch((error: unknown) => {
    if (!(error instanceof Crash)) throw error;
  });
  return { account, ports, plan, journal, faults, before, writesBefore, died: died() };
}

/** What the way back takes for the doing of others: nothing, wherever a crash left the account. */
async function othersIn(ports: AccountPorts, plan: ChangePlan): Promise<readonly string[]> {
  const wayBack = await planRollback(plan, ports);
  return wayBack.ok ? (wayBack.value.changedByOthers ?? []) : ['no way back'];
}

/** What an undisturbed run does. */
async function undisturbed(story: Story) {
  const account = await story.account();
  const plan = await planned(portsOf(account), story.wanted);
  const [calls, writes] = [account.log.length, account.writes().length];
  expect((await applied(portsOf(account), plan)).kind).toBe('applied');
  return { calls: account.log.length - calls, writes: account.writes().length - writes };
}

async function goalOf(story: Story): Promise<unknown> {
  const account = await story.account();
  await applied(portsOf(account), await planned(portsOf(account), story.wanted));
  account.finishTransitions();
  return essence(account);
}

describe.each(Object.entries(CASES))('%s', (_name, story) => {
  it.each(['before', 'after'] as const)(
    'is finished by apply after a crash %s any call',
    { timeout: 120_000 },
    async (moment) => {
      const [{ calls, writes: needed }, goal] = [await undisturbed(story), await goalOf(story)];
      for (let at = 0; at < calls; at++) {
        const { account, ports, plan, journal, faults, writesBefore, died } = await crash(story, at, moment);
        expect(died, `call ${at}`).toBe(true);
        expect(await applied(ports, plan, journal), `call ${at}`).toMatchObject({ kind: 'applied' });
        expect(faults, `call ${at}`).toEqual([]);
        account.finishTransitions();
        expect(essence(account), `call ${at}`).toEqual(goal);
        const writes = account.writes().length;
        // Nothing was sent a second time, not even what AWS would have taken twice.
        expect(writes - writesBefore, `call ${at}`).toBe(needed);
        expect((await applied(ports, plan, journal)).kind).toBe('already-applied');
        expect((await planned(ports, story.wanted)).changes, `call ${at}`).toEqual([]);
        expect(account.writes()).toHaveLength(writes);
      }
    },
  );

  it.each(['before', 'after'] as const)(
    'is restored by rollback after a crash %s any call',
    { timeout: 120_000 },
    async (moment) => {
      const { calls } = await undisturbed(story);
      for (let at = 0; at < calls; at++) {
        const { account, ports, plan, journal, faults, before } = await crash(story, at, moment);
        expect(await othersIn(ports, plan), `call ${at}`).toEqual([]);
        expect((await rolledBack(ports, plan, journal)).kind, `call ${at}`).toBe('applied');
        expect(faults, `call ${at}`).toEqual([]);
        account.finishTransitions();
        expect(essence(account), `call ${at}`).toEqual(before);
        expect((await applied(ports, plan, journal)).kind).toBe('taken-back');
      }
    },
  );
});

describe('a rollback that dies itself', () => {
  it.each(['before', 'after'] as const)(
    '%s any call is run again, and restores',
    { timeout: 120_000 },
    async (moment) => {
      const story = CASES['a blue/green replacement with running jobs'];
      let isOver = false;
      for (let at = 0; !isOver; at++) {
        const account = await story.account();
        const ports = portsOf(account);
        const plan = await planned(ports, story.wanted);
        const before = essence(account);
        const journal = new MemoryJournal();
        expect((await applied(ports, plan, journal)).kind).toBe('applied');
        account.startJob({ queue: 'work', runsForMs: 60_000 });
        const made = namesIn(plan);
        const { faults } = watch(account, 'work', (name) => made.has(name.replace(/:\d+$/, '')));
        const { reader, writer, died } = crashing(account, at, moment);
        await rolledBack({ ...ports, reader, writer }, plan, journal).catch((error: unknown) => {
          if (!(error instanceof Crash)) throw error;
        });
        isOver = !died();
        expect(await othersIn(ports, plan), `call ${at}`).toEqual([]);
        if (died()) expect((await rolledBack(ports, plan, journal)).kind, `call ${at}`).toBe('applied');
        expect(faults, `call ${at}`).toEqual([]);
        account.finishTransitions();
        expect(essence(account), `call ${at}`).toEqual(before);
      }
    },
  );
});
