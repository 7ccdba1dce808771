/** The in-memory account keeps the rules of AWS Batch that plan and apply rely on; moto knows few of them. */
import type { UpdateComputeEnvironmentCommandInput } from '@aws-sdk/client-batch';
import { describe, expect, it } from 'vitest';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, fargate, populate, queue, smallDefinition } from '../support/account/requests.ts';

async function statusOf(account: MemoryAccount, name: string) {
  const { computeEnvironments } = await account.read('DescribeComputeEnvironments', { computeEnvironments: [name] });
  return computeEnvironments?.[0]?.status;
}

function update(account: MemoryAccount, input: UpdateComputeEnvironmentCommandInput) {
  return account.write('UpdateComputeEnvironment', input);
}

describe('a compute environment of the in-memory account', () => {
  it('is CREATING until its time has come, then VALID', async () => {
    const account = new MemoryAccount({ durations: { createEnvironmentMs: 1000 } });
    await account.write('CreateComputeEnvironment', environment('main'));
    expect(await statusOf(account, 'main')).toBe('CREATING');
    account.clock.advance(999);
    expect(await statusOf(account, 'main')).toBe('CREATING');
    account.clock.advance(1);
    expect(await statusOf(account, 'main')).toBe('VALID');
  });

  it('has a name of its own, fails as the SDK does', async () => {
    const account = new MemoryAccount();
    await account.write('CreateComputeEnvironment', environment('main'));
    await expect(account.write('CreateComputeEnvironment', environment('main'))).rejects.toMatchObject({
      name: 'ClientException',
      message: 'Object already exists',
      $metadata: { httpStatusCode: 400 },
    });
  });

  it.each([
    ['no subnets', environment('x', { subnets: [] }), 'subnets is required'],
    ['no instance types', environment('x', { instanceTypes: [] }), 'instanceTypes is required'],
    [
      'a Spot strategy on EC2',
      environment('x', { allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED' }),
      'cannot be used with EC2',
    ],
    [
      'BEST_FIT on SPOT without a fleet role',
      environment('x', { type: 'SPOT', allocationStrategy: 'BEST_FIT' }),
      'spotIamFleetRole',
    ],
    [
      'a scale-down delay of 5 minutes',
      environment('x', { scalingPolicy: { minScaleDownDelayMinutes: 5 } }),
      'between 20',
    ],
    ['minvCpus above maxvCpus', environment('x', { minvCpus: 65 }), 'minvCpus'],
    ['the state DISABLED', { ...environment('x'), state: 'DISABLED' as const }, 'ENABLED'],
  ])('is refused with %s', async (_what, input, message) => {
    await expect(new MemoryAccount().write('CreateComputeEnvironment', input)).rejects.toThrow(message);
  });

  it('merges an update: given fields replace, absent ones stay, an empty string removes', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('main', { imageId: 'ami-1', tags: { team: 'a' } })]);
    await update(account, { computeEnvironment: 'main', computeResources: { imageId: '', maxvCpus: 128 } });
    account.finishTransitions();
    const [{ computeResources }] = account.contents().environments;
    expect(computeResources).toMatchObject({ maxvCpus: 128, instanceTypes: ['c6i'], tags: { team: 'a' } });
    expect(computeResources).not.toHaveProperty('imageId');
  });

  it('takes a scaling update in seconds and an infrastructure update in many minutes', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('main')]);
    await update(account, { computeEnvironment: 'main', computeResources: { maxvCpus: 128 } });
    account.clock.advance(15_000);
    expect(await statusOf(account, 'main')).toBe('VALID');
    await update(account, { computeEnvironment: 'main', computeResources: { maxvCpus: 64, instanceTypes: ['m6i'] } });
    account.clock.advance(60_000);
    expect(await statusOf(account, 'main')).toBe('UPDATING');
    await expect(update(account, { computeEnvironment: 'main', state: 'DISABLED' })).rejects.toThrow('being modified');
  });

  it('with BEST_FIT takes scaling updates only, and none becomes BEST_FIT', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('old', { allocationStrategy: 'BEST_FIT' }), environment('new')]);
    await expect(
      update(account, { computeEnvironment: 'old', computeResources: { instanceTypes: ['m6i'] } }),
    ).rejects.toThrow('BEST_FIT cannot be updated');
    await update(account, { computeEnvironment: 'old', computeResources: { maxvCpus: 8 } });
    const toBestFit = {
      allocationStrategy: 'BEST_FIT',
    } as unknown as UpdateComputeEnvironmentCommandInput['computeResources'];
    await expect(update(account, { computeEnvironment: 'new', computeResources: toBestFit })).rejects.toThrow(
      'BEST_FIT',
    );
  });

  it('with a service role of its own takes scaling updates only', async () => {
    const account = new MemoryAccount();
    await populate(account, [{ ...environment('main'), serviceRole: 'arn:aws:iam::123456789012:role/mine' }]);
    await expect(
      update(account, { computeEnvironment: 'main', computeResources: { instanceTypes: ['m6i'] } }),
    ).rejects.toThrow('service-linked role');
    await update(account, { computeEnvironment: 'main', computeResources: { maxvCpus: 8 } });
  });

  it('ends jobs that outlive the 30 minutes of an infrastructure update', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('main')], [queue('work', 'main')]);
    account.startJob({ queue: 'work', runsForMs: 29 * 60_000 });
    const long = account.startJob({ queue: 'work', runsForMs: 31 * 60_000 });
    await update(account, { computeEnvironment: 'main', computeResources: { instanceTypes: ['m6i'] } });
    expect(account.killedJobs).toEqual([long]);
  });

  it('is deleted only when DISABLED and, some time after the queue let go, without a queue', async () => {
    const account = new MemoryAccount({ durations: { relationshipLingersMs: 45_000, changeQueueMs: 4_000 } });
    await populate(account, [environment('old'), environment('new')], [queue('work', 'old')]);
    const remove = () => account.write('DeleteComputeEnvironment', { computeEnvironment: 'old' });
    await expect(remove()).rejects.toThrow('Cannot delete, state must be DISABLED');
    await update(account, { computeEnvironment: 'old', state: 'DISABLED' });
    account.finishTransitions();
    await expect(remove()).rejects.toThrow('Cannot delete, found existing JobQueue relationship');
    await account.write('UpdateJobQueue', {
      jobQueue: 'work',
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'new' }],
    });
    account.clock.advance(44_000);
    await expect(remove()).rejects.toThrow('Cannot delete, found existing JobQueue relationship');
    account.clock.advance(1_000);
    await remove();
    expect(await statusOf(account, 'old')).toBe('DELETING');
    account.clock.advance(60_000);
    expect(await statusOf(account, 'old')).toBe('DELETED');
    account.clock.advance(60_000);
    expect(await statusOf(account, 'old')).toBeUndefined();
  });
});

describe('a job queue of the in-memory account', () => {
  it('takes one to three VALID environments of one kind', async () => {
    const account = new MemoryAccount();
    await populate(account, [...['a', 'b', 'c', 'd'].map((name) => environment(name)), fargate('f')]);
    const create = (...names: string[]) => account.write('CreateJobQueue', queue('work', ...names));
    await expect(create()).rejects.toThrow('computeEnvironmentOrder');
    await expect(create('a', 'b', 'c', 'd')).rejects.toThrow('at most 3');
    await expect(create('a', 'f')).rejects.toThrow('cannot be mixed');
    await account.write('CreateComputeEnvironment', environment('young'));
    await expect(create('young')).rejects.toThrow('young is not valid');
    await create('a', 'b', 'c');
  });

  it('cannot get a scheduling policy later, and keeps the one it has from being deleted', async () => {
    const account = new MemoryAccount();
    const { arn } = await account.write('CreateSchedulingPolicy', { name: 'fair' });
    await populate(
      account,
      [environment('main')],
      [queue('plain', 'main'), { ...queue('fair', 'main'), schedulingPolicyArn: arn }],
    );
    await expect(account.write('UpdateJobQueue', { jobQueue: 'plain', schedulingPolicyArn: arn })).rejects.toThrow(
      'cannot be added',
    );
    await expect(account.write('DeleteSchedulingPolicy', { arn })).rejects.toThrow('in use by fair');
  });

  it('sends jobs to the first environment that takes them', async () => {
    const account = new MemoryAccount();
    await populate(account, [environment('a'), environment('b')], [queue('work', 'a', 'b')]);
    expect(account.environmentForJobs('work')).toBe('a');
    await update(account, { computeEnvironment: 'a', state: 'DISABLED' });
    expect(account.environmentForJobs('work')).toBe('b');
  });
});

describe('the in-memory account', () => {
  it('answers in pages', async () => {
    const account = new MemoryAccount({ pageSize: 2 });
    await populate(
      account,
      ['a', 'b', 'c'].map((name) => environment(name)),
    );
    const first = await account.read('DescribeComputeEnvironments', {});
    expect(first.computeEnvironments).toHaveLength(2);
    const second = await account.read('DescribeComputeEnvironments', { nextToken: first.nextToken });
    expect(second.computeEnvironments?.map(({ computeEnvironmentName }) => computeEnvironmentName)).toEqual(['c']);
    expect(second.nextToken).toBeUndefined();
  });

  it('throttles with 429', async () => {
    const account = new MemoryAccount({ limits: { readsPerSecond: 2, writesPerSecond: 1 } });
    await account.read('DescribeJobQueues', {});
    await account.read('DescribeJobQueues', {});
    await expect(account.read('DescribeJobQueues', {})).rejects.toMatchObject({
      name: 'TooManyRequestsException',
      $metadata: { httpStatusCode: 429 },
    });
    account.clock.advance(1000);
    await account.read('DescribeJobQueues', {});
  });

  it('numbers revisions of job definitions and never uses a number twice', async () => {
    const account = new MemoryAccount();
    const register = () => account.write('RegisterJobDefinition', smallDefinition('align'));
    await register();
    expect((await register()).revision).toBe(2);
    await account.write('DeregisterJobDefinition', { jobDefinition: 'align:2' });
    expect((await register()).revision).toBe(3);
    const { jobDefinitions } = await account.read('DescribeJobDefinitions', { status: 'ACTIVE' });
    expect(jobDefinitions?.map(({ revision }) => revision)).toEqual([1, 3]);
  });

  it('takes the containers of a definition in exactly one way', async () => {
    const account = new MemoryAccount();
    const resourceRequirements = [
      { type: 'VCPU' as const, value: '1' },
      { type: 'MEMORY' as const, value: '512' },
    ];
    const container = { image: 'busybox', resourceRequirements };
    const ecsProperties = { taskProperties: [{ containers: [container] }] };
    const definition = { jobDefinitionName: 'align', type: 'container' as const };
    const both = account.write('RegisterJobDefinition', {
      ...definition,
      containerProperties: container,
      ecsProperties,
    });
    await expect(both).rejects.toThrow('exactly one of containerProperties, ecsProperties, eksProperties');
    await expect(account.write('RegisterJobDefinition', definition)).rejects.toThrow('exactly one of');
    const nodes = { targetNodes: '0:', container, ecsProperties };
    const multinode = account.write('RegisterJobDefinition', {
      jobDefinitionName: 'mpi',
      type: 'multinode',
      nodeProperties: { numNodes: 2, mainNode: 0, nodeRangeProperties: [nodes] },
    });
    await expect(multinode).rejects.toThrow('exactly one of container, ecsProperties, eksProperties');
  });

  it('allows 50 tags on a resource', async () => {
    const account = new MemoryAccount();
    const tags = Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`tag-${index}`, 'x']));
    const tooMany = account.write('CreateComputeEnvironment', { ...environment('main'), tags: { ...tags, more: 'x' } });
    await expect(tooMany).rejects.toThrow('at most 50 tags');
    const { computeEnvironmentArn: resourceArn } = await account.write('CreateComputeEnvironment', {
      ...environment('main'),
      tags,
    });
    await account.write('TagResource', { resourceArn, tags: { 'tag-1': 'y' } });
    await expect(account.write('TagResource', { resourceArn, tags: { more: 'x' } })).rejects.toThrow('at most 50 tags');
  });
});
