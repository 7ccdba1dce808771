/** No plan asks AWS Batch to put environments into a queue that it would not let stand there, not even for a moment. */
import { describe, expect, it } from 'vitest';
import type { BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, populate, queue } from '../support/account/requests.ts';
import { expectApplied, planned, portsOf, problemsOf, readAll, rolledBack } from '../support/account/world.ts';

const EC2 = { type: 'EC2', allocationStrategy: 'BEST_FIT_PROGRESSIVE', maxvCpus: 64, instanceTypes: ['c6i'] } as const;

function wanting(resources: Readonly<Record<string, ComputeResource>>): BatchConfig {
  const names = Object.keys(resources);
  return {
    computeEnvironments: names.map((computeEnvironmentName) => ({
      computeEnvironmentName,
      type: 'MANAGED',
      computeResources: resources[computeEnvironmentName],
    })),
    jobQueues: [
      {
        jobQueueName: 'work',
        priority: 1,
        computeEnvironmentOrder: names.map((computeEnvironment, index) => ({ order: index + 1, computeEnvironment })),
      },
    ],
  };
}

function orderOf(account: MemoryAccount): readonly string[] {
  const [first] = account.contents().queues;
  return (first.computeEnvironmentOrder ?? []).map(({ computeEnvironment = '' }) =>
    computeEnvironment.slice(computeEnvironment.lastIndexOf('/') + 1).replace(/-bw-.*/, '-bw'),
  );
}

describe('a replacement that cannot stand beside what it replaces', () => {
  it.each([
    ['EC2 becomes Fargate', environment('main'), { type: 'FARGATE', maxvCpus: 16 } as const],
    [
      'x86_64 becomes arm64',
      environment('main', { allocationStrategy: 'BEST_FIT' }),
      { ...EC2, instanceTypes: ['c7g'] },
    ],
  ])('is swapped in by one call and goes back by one: %s', async (_what, live, wanted) => {
    const account = new MemoryAccount();
    await populate(account, [live], [queue('work', 'main')]);
    const ports = portsOf(account);
    const plan = await planned(ports, wanting({ main: wanted }));
    await expectApplied(ports, plan);
    expect(orderOf(account)).toEqual(['main-bw']);
    expect(await rolledBack(ports, plan)).toMatchObject({ kind: 'applied' });
    expect(orderOf(account)).toEqual(['main']);
  });
});

describe('an environment that no configuration can name', () => {
  const own = {
    computeEnvironmentName: 'own',
    type: 'UNMANAGED' as const,
    serviceRole: 'arn:aws:iam::123456789012:role/batch',
  };

  it('stays in its queue, where it was', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('main'), own], [queue('work', 'own', 'main')]);
    const ports = portsOf(account);
    expect((await planned(ports, wanting({ main: EC2 }))).changes).toEqual([]);
    await populate(account, [environment('more')]);
    await expectApplied(ports, await planned(ports, wanting({ main: EC2, more: EC2 })));
    expect(orderOf(account)).toEqual(['own', 'main', 'more']);
  });

  it('takes its place among the three', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('main'), environment('b'), environment('c'), own], [queue('work', 'own')]);
    const problems = await problemsOf(portsOf(account), wanting({ main: EC2, b: EC2, c: EC2 }));
    expect(problems.join()).toContain('the queue would hold own, main, b, c, and AWS Batch allows 3');
  });
});

describe('an environment on EKS', () => {
  const eksConfiguration = { eksClusterArn: 'arn:aws:eks:eu-west-1:123456789012:cluster/c', kubernetesNamespace: 'n' };
  const pods = { ...environment('pods', { allocationStrategy: 'BEST_FIT' }), eksConfiguration };

  it('gets no company that runs no pods', async () => {
    const account = new MemoryAccount();
    await populate(account, [pods, environment('other')], [queue('work', 'pods')]);
    const bestFit = { ...EC2, allocationStrategy: 'BEST_FIT' } as const;
    for (const company of ['other', 'fresh']) {
      const problems = await problemsOf(portsOf(account), wanting({ pods: bestFit, [company]: EC2 }));
      expect(problems).toEqual([
        expect.stringContaining(`would hold pods, ${company}, of which pods is on EKS and the others are not`),
      ]);
    }
  });

  it('is replaced by another one on EKS', async () => {
    const account = new MemoryAccount();
    await populate(account, [pods], [queue('work', 'pods')]);
    const plan = await planned(portsOf(account), wanting({ pods: EC2 }));
    expect(plan.steps[0]).toMatchObject({ operation: 'CreateComputeEnvironment', request: { eksConfiguration } });
    await expectApplied(portsOf(account), plan);
    expect(orderOf(account)).toEqual(['pods-bw']);
  });
});

describe('an environment that is not VALID', () => {
  it('is not attached to a queue', async () => {
    const account = new MemoryAccount();
    account.doom('sick', 'CLIENT_ERROR - no such role');
    await populate(account, [environment('main'), environment('sick')], [queue('work', 'main')]);
    const problems = await problemsOf(portsOf(account), wanting({ main: EC2, sick: EC2 }));
    expect(problems).toEqual([expect.stringContaining('sick is INVALID, and a queue takes only environments')]);
  });
});

describe('the quota of fifty environments', () => {
  it('counts both halves of a replacement', async () => {
    const account = new MemoryAccount();
    const others = Array.from({ length: 49 }, (_, at) => environment(`other-${at}`));
    await populate(
      account,
      [environment('main', { allocationStrategy: 'BEST_FIT' }), ...others],
      [queue('work', 'main')],
    );
    const ports = portsOf(account);
    expect((await readAll(ports)).computeEnvironments).toHaveLength(50);
    expect(await problemsOf(ports, wanting({ main: EC2 }))).toEqual([
      expect.stringContaining('the account would hold 51 of them, AWS Batch allows 50'),
    ]);
  });
});
