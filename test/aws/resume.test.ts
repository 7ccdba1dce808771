/** Going on with a plan, or back, is as careful as beginning: the right account, and nothing that others changed meanwhile. */
import { describe, expect, it } from 'vitest';
import type { ApplyEvent } from '../../src/aws/apply/outcome.ts';
import { probe } from '../../src/aws/apply/probe.ts';
import { applyPlan } from '../../src/aws/apply.ts';
import { MemoryJournal } from '../../src/aws/journal.ts';
import { planRollback } from '../../src/aws/rollback.ts';
import { nameInArn } from '../../src/models/batch-arns.ts';
import { busyAccount, WANTED } from '../support/account/blue-green.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, NETWORK, populate, queue, smallDefinition } from '../support/account/requests.ts';
import { applied, planned, portsOf } from '../support/account/world.ts';

const FRESH = {
  computeEnvironments: WANTED.computeEnvironments.map((each) => ({ ...each, computeEnvironmentName: 'fresh' })),
  jobQueues: [
    { jobQueueName: 'work', priority: 3, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'fresh' }] },
  ],
};

/** Stops after so many writes. */
async function halfApplied(account: MemoryAccount, writes: number, wanted = WANTED) {
  const ports = portsOf(account);
  const plan = await planned(ports, wanted, { network: NETWORK });
  const journal = new MemoryJournal();
  const isInterrupted = () => account.writes().length - already >= writes;
  const already = account.writes().length;
  expect((await applyPlan(plan, { ...ports, journal, isInterrupted })).kind).toBe('interrupted');
  return { ports, plan, journal };
}

async function strangersAccount() {
  const account = new MemoryAccount({ accountId: '999999999999' });
  await populate(account, [environment('theirs')], [queue('their-queue', 'theirs')]);
  const already = account.writes().length;
  return { account, writes: () => account.writes().length - already };
}

const WRONG = { message: expect.stringMatching(/^the plan is for the account 123456789012, the credentials are for /) };

describe('credentials of another account', () => {
  it('do not go on with a plan that was begun elsewhere', async () => {
    const { plan, journal } = await halfApplied(await busyAccount(), 1);
    const stranger = await strangersAccount();
    expect(await applied(portsOf(stranger.account), plan, journal)).toMatchObject({ kind: 'stale', problems: [WRONG] });
    expect(stranger.writes()).toBe(0);
  });

  it('nor with one that was begun in an empty account: what it made says which', async () => {
    const { plan, journal } = await halfApplied(new MemoryAccount(), 1, FRESH);
    expect(plan.accountId).toBeUndefined();
    const stranger = await strangersAccount();
    expect(await applied(portsOf(stranger.account), plan, journal)).toMatchObject({ kind: 'stale', problems: [WRONG] });
    expect(await applied(portsOf(new MemoryAccount()), plan, journal)).toMatchObject({
      kind: 'stale',
      problems: [WRONG],
    });
    expect(stranger.writes()).toBe(0);
  });

  it('do not begin one either, empty or not, though it makes only new resources', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('main')], [queue('other', 'main')]);
    const plan = await planned(portsOf(account), FRESH, { network: NETWORK });
    for (const empty of [new MemoryAccount({ accountId: '999999999999' }), (await strangersAccount()).account]) {
      const already = empty.writes().length;
      expect(await applied(portsOf(empty), plan)).toMatchObject({ kind: 'stale', problems: [WRONG] });
      expect(empty.writes()).toHaveLength(already);
    }
  });

  it('nor one that was made in an empty account, where there is something now', async () => {
    const plan = await planned(portsOf(new MemoryAccount()), FRESH, { network: NETWORK });
    const { account, writes } = await strangersAccount();
    expect(await applied(portsOf(account), plan)).toMatchObject({
      kind: 'stale',
      problems: [
        { message: expect.stringContaining('an account without anything of AWS Batch, and 999999999999 has') },
      ],
    });
    expect(writes()).toBe(0);
  });

  it('are told by job definitions, where an account has nothing else', async () => {
    const account = new MemoryAccount();
    await account.write('RegisterJobDefinition', smallDefinition('align'));
    const plan = await planned(portsOf(account), FRESH, { network: NETWORK });
    expect(plan.accountId).toBe('123456789012');
    expect((await applied(portsOf(account), plan)).kind).toBe('applied');
  });

  it('do not take it back either: everything recorded would be made there', async () => {
    const { plan } = await halfApplied(await busyAccount(), 1);
    for (const account of [(await strangersAccount()).account, new MemoryAccount()]) {
      expect(await planRollback(plan, portsOf(account))).toMatchObject({ ok: false, problems: [WRONG] });
    }
  });
});

describe('a plan that is gone on with', () => {
  it('does not overwrite what somebody changed before its step had begun', async () => {
    const account = await busyAccount();
    const { ports, plan, journal } = await halfApplied(account, 1);
    account.finishTransitions();
    await account.write('UpdateJobQueue', { jobQueue: 'work', priority: 77 });
    account.finishTransitions();
    const already = account.writes().length;
    expect(await applied(ports, plan, journal)).toMatchObject({
      kind: 'stale',
      problems: [{ message: 'the job queue work has changed since the plan was made' }],
    });
    expect(account.writes()).toHaveLength(already);
  });
});

describe('a new image that AWS releases', () => {
  it('is no change of the account: the plan is applied', async () => {
    const account = await busyAccount();
    const plan = await planned(portsOf(account), WANTED);
    account.releaseImages();
    expect((await applied(portsOf(account), plan)).kind).toBe('applied');
  });

  it('nor of a plan of an earlier version, which digested its status', async () => {
    const account = await busyAccount();
    const plan = { ...(await planned(portsOf(account), WANTED)), stateHash: '0'.repeat(64) };
    account.releaseImages();
    expect((await applied(portsOf(account), plan)).kind).toBe('applied');
  });
});

describe('a queue outside the plan that has come to use an environment which is to go', () => {
  const USED = 'the job queue late uses the compute environment main now, which the plan deletes';

  it('stops the plan before anything is done', async () => {
    const account = await busyAccount();
    const ports = portsOf(account);
    const plan = await planned(ports, WANTED);
    await populate(account, [], [queue('late', 'main')]);
    expect(await applied(ports, plan)).toMatchObject({ kind: 'stale', problems: [{ message: USED }] });
  });

  it('stops it also half-way', async () => {
    const account = await busyAccount();
    const { ports, plan, journal } = await halfApplied(account, 2);
    account.finishTransitions();
    await populate(account, [], [queue('late', 'main')]);
    expect(await applied(ports, plan, journal)).toMatchObject({ kind: 'stale', problems: [{ message: USED }] });
  });
});

it('an update of the update policy alone counts as done only when the environment has that policy', async () => {
  const account = new MemoryAccount();
  await populate(account, [environment('main')]);
  const updatePolicy = { terminateJobsOnUpdate: true, jobExecutionTimeoutMinutes: 5 };
  const request = { computeEnvironment: 'main', updatePolicy };
  const step = {
    id: 'step-01',
    action: 'write',
    operation: 'UpdateComputeEnvironment',
    resource: { kind: 'computeEnvironment', name: 'main' },
    request,
    updateKind: 'in-place',
    why: '',
  } as const;
  expect(await probe(account, step, request)).toEqual({ state: 'not-done' });
  await account.write('UpdateComputeEnvironment', request);
  account.finishTransitions();
  expect(await probe(account, step, request)).toEqual({ state: 'done' });
});

describe('while a plan is carried out', () => {
  /** Somebody else writes once, when a step of this kind is told. */
  async function appliedBeside(
    account: MemoryAccount,
    isMoment: (event: ApplyEvent) => boolean,
    meanwhile: () => Promise<unknown>,
  ) {
    const ports = portsOf(account);
    const plan = await planned(ports, WANTED);
    const journal = new MemoryJournal();
    let isOver = false;
    const reader: typeof ports.reader = {
      read: async (operation, input) => {
        if (isDue && !isOver) {
          isOver = true;
          await meanwhile();
          account.finishTransitions();
        }
        return account.read(operation, input);
      },
    };
    let isDue = false;
    const onEvent = (event: ApplyEvent) => {
      isDue ||= isMoment(event);
    };
    const outcome = await applyPlan(plan, { ...ports, reader, journal, onEvent });
    return { ports, plan, journal, outcome };
  }

  const whileDraining = ({ step, state }: ApplyEvent) =>
    step.action === 'wait' && step.until === 'drained' && state === 'waiting';
  const namesIn = (account: MemoryAccount, name: string) =>
    account
      .contents()
      .queues.find(({ jobQueueName }) => jobQueueName === name)
      ?.computeEnvironmentOrder?.map(({ computeEnvironment }) => nameInArn(computeEnvironment ?? ''));

  it('an environment that others gave its queue during the drain is not detached with the old one', async () => {
    const account = await busyAccount();
    await populate(account, [environment('extra')]);
    account.startJob({ queue: 'work', runsForMs: 12 * 3_600_000 });
    const { plan, ports, journal, outcome } = await appliedBeside(account, whileDraining, () => {
      const [work] = account.contents().queues;
      const computeEnvironmentOrder = [
        ...(work.computeEnvironmentOrder ?? []),
        { order: 9, computeEnvironment: 'extra' },
      ];
      return account.write('UpdateJobQueue', { jobQueue: 'work', computeEnvironmentOrder });
    });
    const green = plan.steps[0].resource.name;
    const message = `the job queue work has the compute environments ${green}, main, extra now, and the plan left it with ${green}, main`;
    expect(outcome).toMatchObject({ kind: 'stopped', problem: { message } });
    expect(namesIn(account, 'work')).toEqual([green, 'main', 'extra']);
    const computeEnvironmentOrder = [green, 'main'].map((name, order) => ({ order, computeEnvironment: name }));
    await account.write('UpdateJobQueue', { jobQueue: 'work', computeEnvironmentOrder });
    account.finishTransitions();
    expect((await applied(ports, plan, journal)).kind).toBe('applied');
  });

  it('an environment that another queue has come to use is not disabled', async () => {
    const account = await busyAccount();
    const { outcome } = await appliedBeside(
      account,
      ({ step }) => step.action === 'write' && step.operation === 'CreateComputeEnvironment',
      () => account.write('CreateJobQueue', queue('late', 'main')),
    );
    const message = 'the job queue late uses the compute environment main now, which the plan deletes';
    expect(outcome).toMatchObject({ kind: 'stopped', problem: { message } });
    expect(account.environmentForJobs('late')).toBe('main');
  });
});
