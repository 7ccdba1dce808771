/** A rollback leads to what the plan recorded, to the last setting, and says what it would take back of others. */
import { describe, expect, it } from 'vitest';
import { MemoryJournal } from '../../src/aws/journal.ts';
import { planRollback } from '../../src/aws/rollback.ts';
import type { BatchConfig, ComputeEnvironment, ComputeResource } from '../../src/models/batch-config.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, populate, queue } from '../support/account/requests.ts';
import { wish } from '../support/account/wish.ts';
import { type AccountPorts, applied, expectApplied, planned, portsOf, rolledBack } from '../support/account/world.ts';

/** One queue, `work`, that uses all of them. */
function configOf(...environments: readonly ComputeEnvironment[]): BatchConfig {
  return {
    computeEnvironments: environments,
    jobQueues: [
      {
        jobQueueName: 'work',
        priority: 1,
        computeEnvironmentOrder: environments.map(({ computeEnvironmentName: computeEnvironment }, index) => ({
          order: index + 1,
          computeEnvironment,
        })),
      },
    ],
  };
}

function resourcesOf(account: MemoryAccount, name: string) {
  return account.contents().environments.find((each) => each.computeEnvironmentName === name)?.computeResources;
}

describe('what the plan added within a field', () => {
  const OLD = { launchTemplate: { launchTemplateId: 'lt-1' }, ec2Configuration: [{ imageType: 'ECS_AL2023' }] };
  const IMAGE = { ec2Configuration: [{ imageType: 'ECS_AL2023', imageIdOverride: 'ami-9' }] };
  const EVERYTHING = { ...IMAGE, launchTemplate: { launchTemplateId: 'lt-1', version: '8' }, tags: { b: '2' } };

  async function appliedAccount(resources: Partial<ComputeResource>) {
    const account = new MemoryAccount();
    await populate(account, [environment('main', { ...OLD, tags: { a: '1' } })], [queue('work', 'main')]);
    const plan = await planned(portsOf(account), configOf(wish('main', resources)));
    const journal = new MemoryJournal();
    expect((await applied(portsOf(account), plan, journal)).kind).toBe('applied');
    return { account, plan, journal };
  }

  it('is gone after the rollback: a template version, an image, an instance tag', async () => {
    const { account, plan, journal } = await appliedAccount(EVERYTHING);
    expect((await rolledBack(portsOf(account), plan, journal)).kind).toBe('applied');
    account.finishTransitions();
    expect(resourcesOf(account, 'main')).toMatchObject({
      launchTemplate: { launchTemplateId: 'lt-1', version: '$Default' },
      tags: { a: '1' },
    });
    expect(resourcesOf(account, 'main')?.ec2Configuration).toEqual([{ imageType: 'ECS_AL2023' }]);
    expect(resourcesOf(account, 'main')?.tags).toEqual({ a: '1' });
    expect(await planRollback(plan, portsOf(account))).toMatchObject({ ok: true, value: { steps: [] } });
  });

  it('is not taken for gone when the request that removes it never arrived', async () => {
    const { account, plan, journal } = await appliedAccount(IMAGE);
    const writer: AccountPorts['writer'] = {
      write: async (operation, input) => {
        if (isFirst) {
          isFirst = false;
          throw Object.assign(new Error('socket hang up'), { code: 'ECONNRESET' });
        }
        return account.write(operation, input);
      },
    };
    let isFirst = true;
    expect((await rolledBack({ ...portsOf(account), writer }, plan, journal)).kind).toBe('applied');
    account.finishTransitions();
    expect(resourcesOf(account, 'main')?.ec2Configuration).toEqual([{ imageType: 'ECS_AL2023' }]);
  });

  it('is no difference where AWS alone has moved the status of an image', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('main', OLD)], [queue('work', 'main')]);
    const plan = await planned(portsOf(account), configOf(wish('main', { maxvCpus: 128 })));
    await expectApplied(portsOf(account), plan);
    account.releaseImages();
    const wayBack = await planRollback(plan, portsOf(account));
    expect(wayBack).toMatchObject({ ok: true });
    expect(wayBack.ok && wayBack.value.changes.map(({ path }) => path)).toEqual(['computeResources.maxvCpus']);
  });
});

describe('what others did since', () => {
  async function appliedAccount() {
    const account = new MemoryAccount();
    await populate(account, [environment('main'), environment('b')], [queue('work', 'main', 'b')]);
    const plan = await planned(portsOf(account), configOf(wish('main', { maxvCpus: 128 }), wish('b')));
    const journal = new MemoryJournal();
    expect((await applied(portsOf(account), plan, journal)).kind).toBe('applied');
    return { account, plan, journal };
  }

  it('stays where the plan changed something else, of the same environment too', async () => {
    const { account, plan, journal } = await appliedAccount();
    const [main, b] = account.contents().environments;
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'b', computeResources: { maxvCpus: 512 } });
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'main', computeResources: { minvCpus: 8 } });
    await account.write('UpdateJobQueue', { jobQueue: 'work', priority: 77 });
    for (const { computeEnvironmentArn: resourceArn } of [main, b])
      await account.write('TagResource', { resourceArn, tags: { costcentre: 'x' } });
    account.finishTransitions();
    const wayBack = await planRollback(plan, portsOf(account));
    expect(wayBack.ok && wayBack.value.changedByOthers).toBeUndefined();
    expect((await rolledBack(portsOf(account), plan, journal)).kind).toBe('applied');
    account.finishTransitions();
    const { environments, queues } = account.contents();
    expect(environments.map(({ tags }) => tags)).toEqual([{ costcentre: 'x' }, { costcentre: 'x' }]);
    expect(resourcesOf(account, 'main')).toMatchObject({ maxvCpus: 64, minvCpus: 8 });
    expect(resourcesOf(account, 'b')?.maxvCpus).toBe(512);
    expect(queues[0].priority).toBe(77);
  });

  it('is named where it is the very field the plan changed', async () => {
    const { account, plan } = await appliedAccount();
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'main', computeResources: { maxvCpus: 9 } });
    account.finishTransitions();
    const said = 'computeResources.maxvCpus of main has another value than the plan gave it';
    expect(await planRollback(plan, portsOf(account))).toMatchObject({
      value: { changedByOthers: [said], warnings: [`${said}: it would be taken back too`] },
    });
  });

  it('is named where it is a queue’s order, a tag, or an environment that is gone', async () => {
    const account = new MemoryAccount();
    const names = ['main', 'spare', 'extra'];
    await populate(
      account,
      names.map((name) => environment(name)),
      [queue('work', 'main', 'spare')],
    );
    const wanted = configOf(wish('spare'), { ...wish('main', { maxvCpus: 128 }), tags: { team: 'one' } });
    const plan = await planned(portsOf(account), wanted);
    await expectApplied(portsOf(account), plan);
    const before = await planRollback(plan, portsOf(account));
    expect(before).toMatchObject({ ok: true });
    expect(before.ok && before.value.changedByOthers).toBeUndefined();
    const resourceArn = account.contents().environments[0].computeEnvironmentArn;
    await account.write('TagResource', { resourceArn, tags: { team: 'two' } });
    const computeEnvironmentOrder = [{ order: 1, computeEnvironment: 'extra' }];
    await account.write('UpdateJobQueue', { jobQueue: 'work', computeEnvironmentOrder });
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'spare', state: 'DISABLED' });
    account.finishTransitions();
    await account.write('DeleteComputeEnvironment', { computeEnvironment: 'spare' });
    account.finishTransitions();
    const wayBack = await planRollback(plan, portsOf(account));
    expect(wayBack.ok && [...(wayBack.value.changedByOthers ?? [])].sort()).toEqual([
      'computeEnvironmentOrder of work has another value than the plan gave it',
      'spare is gone, and this plan did not delete it',
      'tags.team of main has another value than the plan gave it',
    ]);
  });
});

it('a rollback of a plan after a later plan names the environment of the later one that no queue uses then', async () => {
  const account = new MemoryAccount();
  await populate(account, [environment('main', { allocationStrategy: 'BEST_FIT' })], [queue('work', 'main')]);
  const first = await planned(portsOf(account), configOf(wish('main')));
  await expectApplied(portsOf(account), first);
  account.finishTransitions();
  const later = configOf(wish('main', { instanceTypes: ['c7i'] }));
  const second = await planned(portsOf(account), later, { prefersBlueGreen: true });
  await expectApplied(portsOf(account), second);
  account.finishTransitions();
  const green = second.steps[0].resource.name;
  const wayBack = await planRollback(first, portsOf(account));
  expect(wayBack).toMatchObject({ ok: true });
  expect(wayBack.ok && wayBack.value.warnings).toContain(
    `no queue uses ${green} any more; it stays, with minvCpus 0, until you delete it`,
  );
});
