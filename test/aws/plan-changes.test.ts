/** The planner chooses the least disruptive way that AWS Batch allows, and says all that AWS would refuse. */
import type { RegisterJobDefinitionCommandInput } from '@aws-sdk/client-batch';
import { describe, expect, it } from 'vitest';
import { discoveredConfig } from '../../src/aws/discovered-config.ts';
import { madeTwice } from '../../src/aws/plan/made-twice.ts';
import type {
  BatchConfig,
  ComputeEnvironment,
  ComputeResource,
  ContainerProperties,
  JobDefinition,
} from '../../src/models/batch-config.ts';
import { MemoryAccount } from '../support/account/memory-account.ts';
import { environment, fargate, NETWORK, populate, queue } from '../support/account/requests.ts';
import { wish } from '../support/account/wish.ts';
import {
  expectApplied,
  planned,
  portsOf,
  problemsOf,
  readAll,
  rolledBack,
  stepLines,
} from '../support/account/world.ts';

function configOf(
  environments: readonly ComputeEnvironment[],
  changes: Partial<BatchConfig['jobQueues'][number]> = {},
): BatchConfig {
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
        ...changes,
      },
    ],
  };
}

async function accountWith(...environments: ReturnType<typeof environment>[]) {
  const account = new MemoryAccount();
  const names = environments.map(({ computeEnvironmentName }) => computeEnvironmentName ?? '');
  await populate(account, environments, [queue('work', ...names)]);
  return account;
}

async function kindsOf(account: MemoryAccount, resources: Partial<ComputeResource>) {
  const plan = await planned(portsOf(account), configOf([wish('main', resources)]));
  return plan.changes.map(({ path, sign, updateKind }) => `${sign} ${path} ${updateKind}`);
}

describe('a plan for an unchanged account', () => {
  it('has no changes, whatever the configuration leaves out', async () => {
    const account = await accountWith(environment('main'));
    const plan = await planned(portsOf(account), configOf([wish('main')]));
    expect(plan.changes).toEqual([]);
    expect(plan.steps).toEqual([]);
  });

  it('does not mind the order of instance types, except for strategies that read it', async () => {
    const account = await accountWith(environment('main', { instanceTypes: ['c6i', 'm6i'] }));
    expect(await kindsOf(account, { instanceTypes: ['m6i', 'c6i'] })).toEqual([]);
    const ordered = await accountWith(
      environment('main', { instanceTypes: ['c6i', 'm6i'], allocationStrategy: 'BEST_FIT_PROGRESSIVE_ORDERED' }),
    );
    expect(
      await kindsOf(ordered, {
        instanceTypes: ['m6i', 'c6i'],
        allocationStrategy: 'BEST_FIT_PROGRESSIVE_ORDERED',
      }),
    ).toEqual(['~ computeResources.instanceTypes infrastructure']);
  });

  it('is the same plan, byte for byte', async () => {
    const account = await accountWith(environment('main'));
    const wanted = configOf([wish('main', { maxvCpus: 128 })]);
    const [first, second] = [await planned(portsOf(account), wanted), await planned(portsOf(account), wanted)];
    expect(JSON.stringify(first)).toBe(JSON.stringify(second));
  });
});

describe('the kind of an update', () => {
  it('is scaling for vCPUs and the scale-down delay', async () => {
    const account = await accountWith(environment('main', { scalingPolicy: { minScaleDownDelayMinutes: 30 } }));
    expect(await kindsOf(account, { maxvCpus: 128, minvCpus: 4 })).toEqual([
      '~ computeResources.minvCpus scaling',
      '~ computeResources.maxvCpus scaling',
      '- computeResources.scalingPolicy.minScaleDownDelayMinutes scaling',
    ]);
  });

  it('is infrastructure for all of a call that also changes instance types', async () => {
    const account = await accountWith(environment('main'));
    const wanted = configOf([wish('main', { maxvCpus: 128, instanceTypes: ['c7i'] })]);
    const plan = await planned(portsOf(account), wanted);
    expect(plan.changes.map(({ updateKind }) => updateKind)).toEqual(['infrastructure', 'infrastructure']);
    expect(stepLines(plan)).toEqual(['UpdateComputeEnvironment main', 'wait valid main']);
    expect(plan.steps[0]).toMatchObject({
      request: {
        computeResources: { maxvCpus: 128, instanceTypes: ['c7i'] },
        updatePolicy: { terminateJobsOnUpdate: false, jobExecutionTimeoutMinutes: 30 },
      },
    });
    expect(plan.steps[1]).toMatchObject({ timeoutSeconds: 3600 });
  });

  it('is infrastructure from EC2 to SPOT and back', async () => {
    const account = await accountWith(environment('main'));
    expect(await kindsOf(account, { type: 'SPOT', allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED' })).toEqual([
      '~ computeResources.type infrastructure',
      '~ computeResources.allocationStrategy infrastructure',
    ]);
  });

  it.each([
    [
      'the live strategy is BEST_FIT',
      environment('main', { allocationStrategy: 'BEST_FIT' }),
      { instanceTypes: ['c7i'], allocationStrategy: 'BEST_FIT' as const },
    ],
    ['BEST_FIT is wanted', environment('main'), { allocationStrategy: 'BEST_FIT' as const }],
    [
      'it has a service role of its own',
      { ...environment('main'), serviceRole: 'arn:aws:iam::123456789012:role/mine' },
      { instanceTypes: ['c7i'] },
    ],
    [
      'it moves to Fargate',
      environment('main'),
      { type: 'FARGATE' as const, instanceTypes: undefined, allocationStrategy: undefined },
    ],
  ])('is blue/green when %s', async (_when, live, resources) => {
    const account = await accountWith(live);
    const { computeResources, ...rest } = wish('main');
    const asked = Object.fromEntries(
      Object.entries({ ...computeResources, ...resources }).filter(([, value]) => value !== undefined),
    );
    const plan = await planned(
      portsOf(account),
      configOf([{ ...rest, computeResources: asked as unknown as ComputeResource }]),
    );
    expect(
      new Set(
        plan.changes
          .filter(({ resource }) => resource.kind === 'computeEnvironment')
          .map(({ updateKind }) => updateKind),
      ),
    ).toEqual(new Set(['blue-green']));
    expect(plan.warnings.join()).toMatch(/main is replaced by main-bw-[0-9a-f]{6}/);
  });

  it('stays scaling for a BEST_FIT environment whose vCPUs alone change', async () => {
    const account = await accountWith(environment('main', { allocationStrategy: 'BEST_FIT' }));
    expect(await kindsOf(account, { maxvCpus: 128, allocationStrategy: 'BEST_FIT' })).toEqual([
      '~ computeResources.maxvCpus scaling',
    ]);
  });

  it('is scaling for the subnets of Fargate', async () => {
    const account = new MemoryAccount();
    await populate(account, [fargate('main')], [queue('work', 'main')]);
    const wanted = configOf([
      {
        computeEnvironmentName: 'main',
        type: 'MANAGED',
        computeResources: { type: 'FARGATE', maxvCpus: 16, subnets: ['subnet-9'] },
      },
    ]);
    const plan = await planned(portsOf(account), wanted);
    expect(plan.changes).toMatchObject([{ path: 'computeResources.subnets', updateKind: 'scaling' }]);
  });
});

describe('blue/green', () => {
  const BEST_FIT = { allocationStrategy: 'BEST_FIT', instanceTypes: ['c7i'] } as const;

  it('creates, attaches both, stops, drains, detaches and deletes, in this order', async () => {
    const account = await accountWith(environment('main', { allocationStrategy: 'BEST_FIT' }));
    const plan = await planned(portsOf(account), configOf([wish('main', BEST_FIT)]));
    const green = /main-bw-[0-9a-f]{6}/.exec(stepLines(plan).join())?.[0];
    expect(stepLines(plan)).toEqual([
      `CreateComputeEnvironment ${green}`,
      `wait valid ${green}`,
      'UpdateJobQueue work',
      'wait valid work',
      'UpdateComputeEnvironment main',
      'wait settled main',
      'wait drained main',
      'UpdateJobQueue work',
      'wait valid work',
      'DeleteComputeEnvironment main',
      'wait gone main',
    ]);
    expect(plan.steps[2]).toMatchObject({
      request: {
        computeEnvironmentOrder: [
          { order: 1, computeEnvironment: `{{arn:computeEnvironment:${green}}}` },
          { order: 2, computeEnvironment: expect.stringMatching(/compute-environment\/main$/) },
        ],
      },
    });
  });

  it('keeps the network, the roles, the tags and the image of the old one', async () => {
    const account = await accountWith({
      ...environment('main', { allocationStrategy: 'BEST_FIT', imageId: 'ami-1', ec2KeyPair: 'key' }),
      tags: { team: 'genomics' },
    });
    const plan = await planned(portsOf(account), configOf([wish('main', BEST_FIT)]));
    expect(plan.steps[0]).toMatchObject({
      request: {
        tags: { team: 'genomics', 'batchwright:name': 'main' },
        computeResources: {
          subnets: ['subnet-1', 'subnet-2'],
          securityGroupIds: ['sg-1'],
          instanceRole: expect.stringContaining('ecsInstanceRole'),
          imageId: 'ami-1',
          ec2KeyPair: 'key',
          instanceTypes: ['c7i'],
        },
      },
    });
  });

  it.each([
    ['begin alike beyond what a suffix leaves', `${'a'.repeat(120)}1`, `${'a'.repeat(120)}2`],
    ['differ in the suffix of an earlier replacement', 'main', 'main-bw-1a2b3c'],
  ])('gives environments names of their own where the old ones %s, and finds each again', async (_how, one, two) => {
    const account = await accountWith(
      environment(one, { allocationStrategy: 'BEST_FIT', maxvCpus: 10 }),
      environment(two, { allocationStrategy: 'BEST_FIT', maxvCpus: 20 }),
    );
    const wanted = configOf([wish(one, { maxvCpus: 10 }), wish(two, { maxvCpus: 20, instanceTypes: ['r6i'] })]);
    await expectApplied(portsOf(account), await planned(portsOf(account), wanted));
    const { environments } = account.contents();
    expect(environments.map(({ computeResources }) => computeResources?.maxvCpus).sort()).toEqual([10, 20]);
    const reversed = { ...wanted, computeEnvironments: wanted.computeEnvironments.toReversed() };
    for (const again of [wanted, reversed]) expect((await planned(portsOf(account), again)).steps).toEqual([]);
  });

  it('is refused where two would be made under one name', () => {
    const resource = { kind: 'computeEnvironment', name: 'main-bw-1a2b3c' } as const;
    const operation = 'CreateComputeEnvironment';
    const create = { action: 'write', operation, resource, request: {}, updateKind: 'blue-green', why: '' } as const;
    const steps = [
      { ...create, id: 'step-01' },
      { ...create, id: 'step-02' },
    ];
    expect(madeTwice(steps)).toMatchObject([{ message: 'two would be made under the name main-bw-1a2b3c' }]);
    expect(madeTwice(steps.slice(1))).toEqual([]);
  });

  it('swaps in one call where a queue has no room for a fourth environment', async () => {
    const account = await accountWith(
      environment('a', { allocationStrategy: 'BEST_FIT' }),
      environment('b'),
      environment('c'),
    );
    const plan = await planned(portsOf(account), configOf([wish('a', BEST_FIT), wish('b'), wish('c')]));
    expect(stepLines(plan).filter((line) => line === 'UpdateJobQueue work')).toHaveLength(1);
    expect(plan.warnings.join()).toContain('no room for a fourth');
  });

  it('is refused while a queue that the configuration does not name uses the environment', async () => {
    const account = await accountWith(environment('main', { allocationStrategy: 'BEST_FIT' }));
    await populate(account, [], [queue('other', 'main')]);
    const problems = await problemsOf(portsOf(account), configOf([wish('main', BEST_FIT)]));
    expect(problems.join()).toContain('the job queue other, which the configuration does not name, uses it too');
  });

  it('can be asked for where an infrastructure update would do', async () => {
    const account = await accountWith(environment('main'));
    const wanted = configOf([wish('main', { instanceTypes: ['c7i'] })]);
    const plan = await planned(portsOf(account), wanted, { prefersBlueGreen: true });
    expect(plan.changes[0]).toMatchObject({ updateKind: 'blue-green' });
    const scaling = configOf([wish('main', { maxvCpus: 2 })]);
    expect((await planned(portsOf(account), scaling, { prefersBlueGreen: true })).changes[0].updateKind).toBe(
      'scaling',
    );
  });
});

describe('what nested fields of an environment say beside the configuration', () => {
  const RICH = {
    launchTemplate: {
      launchTemplateId: 'lt-1',
      version: '7',
      userdataType: 'EKS_BOOTSTRAP_SH' as const,
      overrides: [{ launchTemplateId: 'lt-2', targetInstanceTypes: ['c6i.large'] }],
    },
    ec2Configuration: [{ imageType: 'ECS_AL2023', imageIdOverride: 'ami-1', imageKubernetesVersion: '1.30' }],
    tags: { a: '1', b: '2' },
    ofTomorrow: 'x',
  };
  const SAID = {
    launchTemplate: { launchTemplateId: 'lt-1' },
    ec2Configuration: [{ imageType: 'ECS_AL2023' }],
    tags: { a: '3' },
  };

  function richAccount(allocationStrategy: 'BEST_FIT' | 'BEST_FIT_PROGRESSIVE') {
    return accountWith(environment('main', { ...RICH, allocationStrategy }));
  }

  it.each([
    ['a configuration that discover wrote', undefined],
    ['one that names parts of them', SAID],
  ])('goes into a replacement with %s', async (_what, said) => {
    const account = await richAccount('BEST_FIT');
    const { config } = discoveredConfig(await readAll(portsOf(account)));
    const [main] = config.computeEnvironments;
    const discovered = main.computeResources as ComputeResource;
    const wanted = configOf([
      said === undefined
        ? { ...main, computeResources: { ...discovered, allocationStrategy: 'BEST_FIT_PROGRESSIVE' } }
        : wish('main', said),
    ]);
    const plan = await planned(portsOf(account), wanted);
    expect(plan.steps[0]).toMatchObject({ operation: 'CreateComputeEnvironment' });
    const tags = said === undefined ? RICH.tags : { a: '3', b: '2' };
    expect(plan.steps[0]).toHaveProperty('request.computeResources', expect.objectContaining({ ...RICH, tags }));
  });

  it('stays in an infrastructure update of one field beside it', async () => {
    const account = await richAccount('BEST_FIT_PROGRESSIVE');
    const wanted = wish('main', {
      ...SAID,
      launchTemplate: { launchTemplateId: 'lt-1', version: '9' },
      ec2Configuration: [{ imageType: 'ECS_AL2023', imageIdOverride: 'ami-2' }],
    });
    const plan = await planned(portsOf(account), configOf([wanted]));
    expect(plan.steps[0]).toHaveProperty('request.computeResources', {
      launchTemplate: { ...RICH.launchTemplate, version: '9' },
      ec2Configuration: [{ ...RICH.ec2Configuration[0], imageIdOverride: 'ami-2' }],
      tags: { a: '3', b: '2' },
    });
    expect(plan.changes.find(({ path }) => path.endsWith('launchTemplate'))).toMatchObject({
      before: RICH.launchTemplate,
      after: { ...RICH.launchTemplate, version: '9' },
    });
  });

  it.each([
    ['an infrastructure update', 'BEST_FIT_PROGRESSIVE', 'main'],
    ['a replacement', 'BEST_FIT', 'main-bw-'],
  ] as const)('is read again in %s, which a note says of a version that moves', async (_what, strategy, name) => {
    for (const version of ['$Latest', undefined, '7']) {
      const launchTemplate = { launchTemplateName: 'nodes', ...(version !== undefined && { version }) };
      const account = await accountWith(environment('main', { allocationStrategy: strategy, launchTemplate }));
      const plan = await planned(portsOf(account), configOf([wish('main', { instanceTypes: ['m6i'] })]));
      const notes = plan.warnings.filter((each) => each.includes('launch template'));
      const said = `launch template nodes is read again at version ${version ?? '$Default'}, so new instances get what`;
      expect(notes).toEqual(version === '7' ? [] : [expect.stringContaining(said)]);
      expect(notes.every((each) => each.startsWith(name))).toBe(true);
    }
  });

  it('goes with another launch template or image type, which the plan shows', async () => {
    const account = await richAccount('BEST_FIT_PROGRESSIVE');
    const other = { launchTemplate: { launchTemplateName: 'mine' }, ec2Configuration: [{ imageType: 'ECS_AL2' }] };
    const plan = await planned(portsOf(account), configOf([wish('main', other)]));
    expect(plan.steps[0]).toHaveProperty('request.computeResources', other);
    expect(plan.changes).toMatchObject([
      { before: RICH.ec2Configuration, after: other.ec2Configuration },
      { before: RICH.launchTemplate, after: other.launchTemplate },
    ]);
  });

  it('is told by name where a replacement cannot have it', async () => {
    const account = await richAccount('BEST_FIT_PROGRESSIVE');
    await account.write('UpdateComputeEnvironment', {
      computeEnvironment: 'main',
      updatePolicy: { terminateJobsOnUpdate: true, jobExecutionTimeoutMinutes: 5 },
    });
    account.finishTransitions();
    const computeResources = { type: 'FARGATE', maxvCpus: 16 } as const;
    const plan = await planned(portsOf(account), configOf([{ ...wish('main'), computeResources }]));
    expect(plan.warnings.join()).toMatch(
      /main-bw-[0-9a-f]{6} does not get updatePolicy, computeResources.ofTomorrow of main/,
    );
    expect(JSON.stringify(plan.steps)).not.toContain('ofTomorrow');
  });

  it('is refused where it would not fit the new instance types', async () => {
    const account = await richAccount('BEST_FIT_PROGRESSIVE');
    const problems = await problemsOf(portsOf(account), configOf([wish('main', { instanceTypes: ['c7i'] })]));
    expect(problems.join()).toContain('an override of the launch template of main is for c6i.large');
    expect(await problemsOf(portsOf(account), configOf([wish('main', { instanceTypes: ['optimal'] })]))).toEqual([]);
  });
});

describe('a new environment', () => {
  it('takes its network from the environments beside it, and says so', async () => {
    const account = await accountWith(environment('main'));
    const plan = await planned(portsOf(account), configOf([wish('main'), wish('spot')]));
    expect(plan.steps[0]).toMatchObject({
      operation: 'CreateComputeEnvironment',
      request: { computeResources: { subnets: ['subnet-1', 'subnet-2'], securityGroupIds: ['sg-1'] } },
    });
    expect(plan.warnings).toContain('subnets of spot taken from main');
  });

  it('is refused in an empty account until the user gives the network; every missing setting is told at once', async () => {
    const wanted = configOf([wish('main')]);
    const ports = portsOf(new MemoryAccount());
    const problems = await problemsOf(ports, wanted);
    expect(problems.map((problem) => problem.split(':')[0])).toEqual([
      'batch.computeEnvironments[0].computeResources.subnets',
      'batch.computeEnvironments[0].computeResources.securityGroupIds',
      'batch.computeEnvironments[0].computeResources.instanceRole',
    ]);
    const network = { subnets: ['subnet-7'], securityGroupIds: ['sg-7'], instanceRole: 'role' };
    const plan = await planned(ports, wanted, { network });
    expect(plan.steps[0]).toMatchObject({ request: { computeResources: network } });
  });

  it('is refused where the environments beside it disagree', async () => {
    const account = await accountWith(environment('a'), environment('b', { subnets: ['subnet-9'] }));
    const problems = await problemsOf(portsOf(account), configOf([wish('a'), wish('b'), wish('c')]));
    expect(problems).toHaveLength(1);
    expect(problems[0]).toContain(
      'the live environments a, b disagree about it - put it in the scenario or give --subnets',
    );
  });

  it('wanted DISABLED is created ENABLED and disabled once the queues know it', async () => {
    const account = await accountWith(environment('main'));
    const wanted = configOf([wish('main'), { ...wish('spare'), state: 'DISABLED' }]);
    expect(stepLines(await planned(portsOf(account), wanted))).toEqual([
      'CreateComputeEnvironment spare',
      'wait valid spare',
      'UpdateJobQueue work',
      'wait valid work',
      'UpdateComputeEnvironment spare',
      'wait valid spare',
    ]);
  });
});

describe('what AWS would refuse', () => {
  it('is a problem each, all at once', async () => {
    const account = await accountWith(environment('main'));
    const arn = 'arn:aws:batch:eu-west-1:123456789012:scheduling-policy/fair';
    const wanted: BatchConfig = {
      ...configOf([wish('main', { minvCpus: 100, scalingPolicy: { minScaleDownDelayMinutes: 5 } })], {
        schedulingPolicyArn: arn,
      }),
      schedulingPolicies: [{ name: 'fair' }],
    };
    const problems = await problemsOf(portsOf(account), wanted);
    expect(problems.join('\n')).toMatch(/minvCpus.*above maxvCpus/);
    expect(problems.join('\n')).toMatch(/must be 0 or 20 to 10080/);
    expect(problems.join('\n')).toMatch(/can never get one/);
  });

  it('includes taking a queue’s scheduling policy away', async () => {
    const account = new MemoryAccount();
    const { arn } = await account.write('CreateSchedulingPolicy', { name: 'fair' });
    await populate(account, [environment('main')], [{ ...queue('work', 'main'), schedulingPolicyArn: arn }]);
    expect((await problemsOf(portsOf(account), configOf([wish('main')]))).join()).toContain('not removed');
  });

  it('includes taking what is being deleted for what is wanted', async () => {
    const account = await accountWith(environment('main'));
    const ports = portsOf(account);
    await account.write('UpdateJobQueue', { jobQueue: 'work', state: 'DISABLED' });
    account.finishTransitions();
    await account.write('DeleteJobQueue', { jobQueue: 'work' });
    // Also where nothing else differs.
    for (const state of ['DISABLED', 'ENABLED'] as const)
      expect(await problemsOf(ports, configOf([wish('main')], { state }))).toEqual([
        expect.stringContaining('work is DELETING - wait until it is gone and plan again'),
      ]);
    account.finishTransitions();
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'main', state: 'DISABLED' });
    account.finishTransitions();
    await account.write('DeleteComputeEnvironment', { computeEnvironment: 'main' });
    expect(await problemsOf(ports, configOf([{ ...wish('main'), state: 'DISABLED' }]))).toContainEqual(
      expect.stringContaining('main is DELETING - wait until it is gone and plan again'),
    );
    account.finishTransitions();
    expect((await planned(ports, configOf([wish('main')]), { network: NETWORK })).steps[0]).toMatchObject({
      operation: 'CreateComputeEnvironment',
    });
  });

  it('includes changing what is being changed', async () => {
    const account = await accountWith(environment('main'));
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'main', computeResources: { maxvCpus: 8 } });
    const problems = await problemsOf(portsOf(account), configOf([wish('main', { maxvCpus: 16 })]));
    expect(problems.join()).toContain('main is UPDATING');
  });
});

describe('the 50 tags that AWS allows on a resource', () => {
  const tagged = (count: number) =>
    Object.fromEntries(Array.from({ length: count }, (_, index) => [`tag-${index}`, 'x']));
  const blueGreen = configOf([wish('main', { instanceTypes: ['c7i'] })]);

  it('have to hold the two of a replacement', async () => {
    const account = await accountWith({
      ...environment('main', { allocationStrategy: 'BEST_FIT' }),
      tags: tagged(49),
    });
    const problems = await problemsOf(portsOf(account), blueGreen);
    expect(problems.join()).toMatch(
      /main-bw-[0-9a-f]{6} would have 51 tags \(batchwright:name and batchwright:plan among them\), and AWS allows 50/,
    );
    const roomy = await accountWith({ ...environment('main', { allocationStrategy: 'BEST_FIT' }), tags: tagged(48) });
    await expectApplied(portsOf(roomy), await planned(portsOf(roomy), blueGreen));
  });

  it('have to hold what the configuration adds, and the one of a new revision', async () => {
    const account = await accountWith({ ...environment('main'), tags: { ...tagged(49), 'aws:owner': 'aws' } });
    const withTags = (tags: Readonly<Record<string, string>>) => configOf([{ ...wish('main'), tags }]);
    expect((await problemsOf(portsOf(account), withTags({ a: '1', b: '2' }))).join()).toContain(
      'main would have 51 tags',
    );
    await expectApplied(portsOf(account), await planned(portsOf(account), withTags({ a: '1', 'tag-1': 'y' })));
    const containerProperties = {
      image: 'busybox',
      resourceRequirements: [
        { type: 'VCPU', value: '1' },
        { type: 'MEMORY', value: '512' },
      ],
    } as const;
    const align = { jobDefinitionName: 'align', type: 'container', containerProperties } as const;
    await account.write('RegisterJobDefinition', { ...structuredClone(align), tags: tagged(50) } as never);
    const wanted = { ...configOf([wish('main')]), jobDefinitions: [{ ...align, retryStrategy: { attempts: 3 } }] };
    expect((await problemsOf(portsOf(account), wanted)).join()).toContain('align would have 51 tags');
  });
});

describe('what a plan leaves alone', () => {
  it('is every resource the configuration does not name', async () => {
    const account = await accountWith(environment('main'));
    await populate(account, [environment('private', { maxvCpus: 4 })], [queue('private', 'private')]);
    const plan = await planned(portsOf(account), configOf([wish('main', { maxvCpus: 128 })]));
    expect(JSON.stringify([plan.steps, plan.before])).not.toContain('private');
  });

  it('is an environment that loses its last queue, with a warning', async () => {
    const account = await accountWith(environment('main'), environment('dear', { minvCpus: 8 }));
    const plan = await planned(portsOf(account), configOf([wish('main')]));
    expect(stepLines(plan)).toEqual(['UpdateJobQueue work', 'wait valid work']);
    expect(plan.warnings).toEqual(['no queue uses dear any more; it stays, with minvCpus 8, until you delete it']);
  });
});

describe('a scheduling policy', () => {
  it('that other queues share changes for them too, and the plan says so', async () => {
    const account = new MemoryAccount();
    const { arn } = await account.write('CreateSchedulingPolicy', {
      name: 'fair',
      fairsharePolicy: { shareDecaySeconds: 600 },
    });
    const fair = (name: string, of: string) => ({ ...queue(name, of), schedulingPolicyArn: arn });
    await populate(account, [environment('main'), environment('b')], [fair('work', 'main'), fair('other', 'b')]);
    const wanted = (shareDecaySeconds: number): BatchConfig => ({
      ...configOf([wish('main')], { schedulingPolicyArn: 'fair' }),
      schedulingPolicies: [{ name: 'fair', fairsharePolicy: { shareDecaySeconds } }],
    });
    const plan = await planned(portsOf(account), wanted(1200));
    expect(plan.warnings).toEqual(['fair changes for other too, which the configuration does not name']);
    expect((await planned(portsOf(account), wanted(600))).warnings).toEqual([]);
  });
});

describe('an environment that no configuration can name', () => {
  it('stays in its queue, and is not told to have lost it', async () => {
    const account = await accountWith(environment('main'));
    await account.write('CreateComputeEnvironment', {
      computeEnvironmentName: 'own',
      type: 'UNMANAGED',
      serviceRole: 'arn:aws:iam::123456789012:role/mine',
    });
    account.finishTransitions();
    const { computeEnvironmentOrder } = queue('work', 'main', 'own');
    await account.write('UpdateJobQueue', { jobQueue: 'work', computeEnvironmentOrder });
    account.finishTransitions();
    const plan = await planned(portsOf(account), configOf([wish('main')]));
    expect(plan.steps).toEqual([]);
    expect(plan.warnings).toEqual(['own stays in work: the configuration cannot say anything about it']);
  });
});

describe('running jobs', () => {
  it.each([
    ['scaling', { maxvCpus: 8 }, 'they run on'],
    ['infrastructure', { instanceTypes: ['c7i'] }, 'ended'],
  ])('are counted and told what a %s update does to them', async (_kind, resources, consequence) => {
    const account = await accountWith(environment('main'));
    const plan = await planned(portsOf(account), configOf([wish('main', resources)]), {
      jobs: { running: new Map([['main', 3]]), unplaced: new Map() },
    });
    expect(plan.touches).toEqual([
      { computeEnvironment: 'main', running: 3, consequence: expect.stringContaining(consequence) },
    ]);
  });
});

describe('the update policy of an environment', () => {
  async function accountWithPolicy(terminateJobsOnUpdate: boolean, jobExecutionTimeoutMinutes: number) {
    const account = await accountWith(environment('main'));
    const updatePolicy = { terminateJobsOnUpdate, jobExecutionTimeoutMinutes };
    await account.write('UpdateComputeEnvironment', { computeEnvironment: 'main', updatePolicy });
    account.finishTransitions();
    return { account, updatePolicy };
  }
  const C7I = configOf([wish('main', { instanceTypes: ['c7i'] })]);
  const policyOfMain = (account: MemoryAccount) => account.contents().environments[0].updatePolicy;

  it('gives running jobs the time that the user gave them, where that is more', async () => {
    const { account, updatePolicy } = await accountWithPolicy(false, 600);
    account.startJob({ queue: 'work', runsForMs: 500 * 60_000 });
    const plan = await planned(portsOf(account), C7I, {
      jobs: { running: new Map([['main', 1]]), unplaced: new Map() },
    });
    expect(plan.changes.map(({ path }) => path)).toEqual(['computeResources.instanceTypes']);
    expect(plan.steps).toMatchObject([{ request: { updatePolicy } }, { timeoutSeconds: 3600 + 570 * 60 }]);
    expect(plan.touches).toMatchObject([{ consequence: expect.stringContaining('after 600 minutes') }]);
    await expectApplied(portsOf(account), plan);
    expect(account.killedJobs).toEqual([]);
  });

  it('that would end jobs sooner is changed in a line of the plan, and comes back with a rollback', async () => {
    const { account, updatePolicy } = await accountWithPolicy(true, 5);
    const before = account.contents();
    const plan = await planned(portsOf(account), C7I);
    const lines = plan.changes.map((change) => [change.path, change.before, change.after]);
    expect(lines.slice(1)).toEqual([
      ['updatePolicy.terminateJobsOnUpdate', true, false],
      ['updatePolicy.jobExecutionTimeoutMinutes', 5, 30],
    ]);
    await expectApplied(portsOf(account), plan);
    expect(policyOfMain(account)).toEqual({ terminateJobsOnUpdate: false, jobExecutionTimeoutMinutes: 30 });
    account.startJob({ queue: 'work', runsForMs: 20 * 60_000 });
    expect((await rolledBack(portsOf(account), plan)).kind).toBe('applied');
    expect(policyOfMain(account)).toEqual(updatePolicy);
    expect(account.killedJobs).toEqual([]);
    expect(account.contents()).toEqual(before);
  });
});

describe('a job definition', () => {
  const LIVE = {
    jobDefinitionName: 'align',
    type: 'container' as const,
    containerProperties: {
      image: 'busybox',
      jobRoleArn: 'arn:aws:iam::123456789012:role/job',
      environment: [{ name: 'A', value: '1' }],
      resourceRequirements: [
        { type: 'VCPU' as const, value: '1' },
        { type: 'MEMORY' as const, value: '512' },
      ],
    },
    retryStrategy: { attempts: 1 },
  };

  it('gets a new revision that keeps everything the configuration is silent about', async () => {
    const account = await accountWith(environment('main'));
    await account.write('RegisterJobDefinition', LIVE);
    const wanted = {
      ...configOf([wish('main')]),
      jobDefinitions: [{ jobDefinitionName: 'align', type: 'container' as const, retryStrategy: { attempts: 3 } }],
    };
    const plan = await planned(portsOf(account), wanted);
    expect(plan.changes).toMatchObject([
      { path: 'retryStrategy', sign: '~', before: { attempts: 1 }, after: { attempts: 3 } },
    ]);
    expect(plan.steps).toMatchObject([
      { operation: 'RegisterJobDefinition', request: { ...LIVE, retryStrategy: { attempts: 3 } } },
    ]);
    expect(plan.steps[0]).not.toHaveProperty('request.revision');
  });

  it('that only describes jobs is left to the user', async () => {
    const account = await accountWith(environment('main'));
    const wanted = {
      ...configOf([wish('main')]),
      jobDefinitions: [{ jobDefinitionName: 'x', type: 'container' as const }],
    };
    const plan = await planned(portsOf(account), wanted);
    expect(plan.steps).toEqual([]);
    expect(plan.warnings.join()).toContain('the job definition x is left to you');
  });

  const NODE = {
    ...LIVE.containerProperties,
    volumes: [{ name: 'scratch', host: { sourcePath: '/scratch' } }],
    ofTomorrow: 'x',
  };
  const MPI = {
    jobDefinitionName: 'mpi',
    type: 'multinode' as const,
    nodeProperties: {
      numNodes: 4,
      mainNode: 0,
      nodeRangeProperties: [
        { targetNodes: '0', container: NODE, instanceTypes: ['c6i.large'] },
        { targetNodes: '1:', container: { ...NODE, image: 'worker' }, consumableResourceProperties: {} },
      ],
    },
  };

  async function planOf(live: RegisterJobDefinitionCommandInput, wanted: JobDefinition) {
    const account = await accountWith(environment('main'));
    await account.write('RegisterJobDefinition', live);
    return { account, wanted: { ...configOf([wish('main')]), jobDefinitions: [wanted] } };
  }

  it('of several nodes keeps what each range says beside the configuration', async () => {
    const { account } = await planOf(MPI, MPI);
    const { config } = discoveredConfig(await readAll(portsOf(account)));
    const [discovered] = config.jobDefinitions ?? [];
    const retried = { ...discovered, retryStrategy: { attempts: 4 } };
    const plan = await planned(portsOf(account), { ...configOf([wish('main')]), jobDefinitions: [retried] });
    expect(plan.changes.map(({ path, sign }) => `${sign} ${path}`)).toEqual(['+ retryStrategy']);
    expect(plan.steps).toMatchObject([{ request: { nodeProperties: MPI.nodeProperties } }]);
    expect(plan.steps[0]).toHaveProperty('request.nodeProperties', MPI.nodeProperties);
  });

  it('of several nodes changes the fields of the range that is meant, however its nodes are written', async () => {
    const nodeRangeProperties = [{ targetNodes: ':0' }, { targetNodes: '1:3', container: { image: 'newer' } }];
    const { account, wanted } = await planOf(MPI, {
      ...MPI,
      nodeProperties: { numNodes: 4, mainNode: 0, nodeRangeProperties },
    });
    const plan = await planned(portsOf(account), wanted);
    expect(plan.changes).toMatchObject([
      { path: 'nodeProperties.nodeRangeProperties[1:3].container.image', before: 'worker', after: 'newer' },
    ]);
    const [first, second] = MPI.nodeProperties.nodeRangeProperties;
    expect(plan.steps[0]).toHaveProperty('request.nodeProperties.nodeRangeProperties', [
      { ...first, targetNodes: ':0' },
      { ...second, targetNodes: '1:3', container: { ...second.container, image: 'newer' } },
    ]);
    await expectApplied(portsOf(account), plan);
  });

  it('of several nodes says which ranges go, and needs an image for new ones', async () => {
    const [first] = MPI.nodeProperties.nodeRangeProperties;
    const split = (container: ContainerProperties) => ({
      ...MPI,
      nodeProperties: { ...MPI.nodeProperties, nodeRangeProperties: [first, { targetNodes: '1:2', container }] },
    });
    const { resourceRequirements } = LIVE.containerProperties;
    const { account, wanted } = await planOf(MPI, split({ image: 'worker', resourceRequirements }));
    const plan = await planned(portsOf(account), wanted);
    expect(plan.changes.map(({ path, sign }) => `${sign} ${path}`)).toEqual([
      '+ nodeProperties.nodeRangeProperties[1:2]',
      '- nodeProperties.nodeRangeProperties[1:]',
    ]);
    expect(plan.warnings.join()).toMatch(/the node range 1: of mpi goes, with its .*environment.*jobRoleArn.*volumes/);
    const problems = await problemsOf(portsOf(account), { ...wanted, jobDefinitions: [split({})] });
    expect(problems.join()).toContain('no live node range is 1:2, and a new one needs an image');
  });

  it('is refused where it would say its containers in two ways', async () => {
    const { resourceRequirements } = LIVE.containerProperties;
    const ecsProperties = { taskProperties: [{ containers: [{ image: 'x', resourceRequirements }] }] };
    const live = { jobDefinitionName: 'align', type: 'container', ecsProperties } as const;
    const retried = { jobDefinitionName: 'align', type: 'container', retryStrategy: { attempts: 3 } } as const;
    const { account, wanted } = await planOf(live, { ...retried, containerProperties: { resourceRequirements } });
    const problems = await problemsOf(portsOf(account), wanted);
    expect(problems.join()).toContain(
      'batch.jobDefinitions[0].containerProperties: the live definition has ecsProperties, and AWS Batch takes only one',
    );
    const plan = await planned(portsOf(account), { ...wanted, jobDefinitions: [retried] });
    expect(plan.steps[0]).toMatchObject({ request: { ecsProperties } });
    await expectApplied(portsOf(account), plan);
  });

  it('of one node does not become one of several', async () => {
    const { account, wanted } = await planOf(LIVE, { ...MPI, jobDefinitionName: 'align' });
    expect((await problemsOf(portsOf(account), wanted)).join()).toContain('the live definition is of type container');
  });
});
