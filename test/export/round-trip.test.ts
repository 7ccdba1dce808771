/** What is exported is what is found again: the bodies of the aws-cli export, sent to an account and discovered, are the plan. */
import { describe, expect, it } from 'vitest';
import { discoveredConfig } from '../../src/aws/discovered-config.ts';
import { readLiveAccount } from '../../src/aws/read-account.ts';
import { exportAwsCli } from '../../src/export/aws-cli.ts';
import { nameInArn } from '../../src/models/batch-arns.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { MemoryAccount, type Operation } from '../support/account/memory-account.ts';
import { ALL_CONFIGS, FULL, MULTI_NODE, NETWORK } from './configs.ts';

const REGION = 'us-east-1';

describe('the aws-cli export of a plan', () => {
  it.each(ALL_CONFIGS)('for %s, sent to an account, is discovered as that plan', async (_name, config) => {
    const discovered = await discoveredAfter(config);
    expect(namesOf(discovered)).toEqual(namesOf(config));
    for (const planned of environmentsWithNetwork(config)) {
      expect(found(discovered.computeEnvironments, planned)).toMatchObject(withoutReported(planned));
    }
    for (const planned of config.jobQueues) {
      const { schedulingPolicyArn, computeEnvironmentOrder, ...rest } = planned;
      expect(found(discovered.jobQueues, planned)).toMatchObject({
        ...rest,
        ...(schedulingPolicyArn !== undefined && { schedulingPolicyArn: policyArn(nameInArn(schedulingPolicyArn)) }),
        computeEnvironmentOrder: computeEnvironmentOrder.map(({ order, computeEnvironment }) => ({
          order,
          computeEnvironment: nameInArn(computeEnvironment),
        })),
      });
    }
    for (const { fairsharePolicy = {}, ...rest } of config.schedulingPolicies ?? []) {
      // AWS and the scenario agree that an empty policy says nothing.
      const hasShares = Object.keys(fairsharePolicy).length > 0;
      expect(found(discovered.schedulingPolicies ?? [], rest)).toMatchObject({
        ...rest,
        ...(hasShares && { fairsharePolicy }),
      });
    }
  });

  it('carries the retry strategies of the definitions it registers', async () => {
    for (const [config, index] of [
      [FULL, 0],
      [MULTI_NODE, 0],
    ] as const) {
      const planned = config.jobDefinitions?.[index];
      const discovered = (await discoveredAfter(config)).jobDefinitions?.[0];
      expect(discovered?.retryStrategy?.attempts).toBe(planned?.retryStrategy?.attempts);
      expect(discovered?.nodeProperties).toEqual(planned?.nodeProperties);
      expect(discovered?.containerProperties).toEqual(planned?.containerProperties);
    }
  });
});

/** The account's own: a plan that creates its policy names it without one. */
function policyArn(name: string): string {
  return `arn:aws:batch:${REGION}:123456789012:scheduling-policy/${name}`;
}

/** Sends the files in their order, as apply.sh does: waits after each, adds the policy's ARN, disables at the end. */
async function discoveredAfter(config: BatchConfig): Promise<BatchConfig> {
  const account = new MemoryAccount({ region: REGION });
  const exported = exportAwsCli(config, NETWORK, { region: REGION });
  if (!exported.ok) throw new Error(JSON.stringify(exported.problems));
  const script = exported.value.find(({ path }) => path === 'apply.sh')?.content ?? '';
  const arns = new Map<string, string>();
  for (const { path, content } of exported.value) {
    const operation = operationOf(path);
    if (operation === undefined) continue;
    const policy = new RegExp(`'${path}' '(.+)'`).exec(script)?.[1];
    const extra = policy === undefined ? {} : { schedulingPolicyArn: arns.get(policy) };
    const body = { ...JSON.parse(content), ...extra };
    const answer = account.call(operation, body) as { readonly arn?: string; readonly name?: string };
    if (answer.arn !== undefined && answer.name !== undefined) arns.set(answer.name, answer.arn);
    account.finishTransitions();
  }
  for (const [, name] of script.matchAll(/^disable_compute_environment '(.+)'$/gm)) {
    account.call('UpdateComputeEnvironment', { computeEnvironment: name, state: 'DISABLED' });
    account.finishTransitions();
  }
  return discoveredConfig(await readLiveAccount(account, { region: REGION })).config;
}

const OPERATION: Readonly<Record<string, Operation>> = {
  'create-compute-environment': 'CreateComputeEnvironment',
  'create-scheduling-policy': 'CreateSchedulingPolicy',
  'create-job-queue': 'CreateJobQueue',
  'register-job-definition': 'RegisterJobDefinition',
};

function operationOf(path: string): Operation | undefined {
  const verb = Object.keys(OPERATION).find((each) => path.slice(3).startsWith(`${each}-`));
  return verb === undefined ? undefined : OPERATION[verb];
}

function namesOf({ computeEnvironments, jobQueues, schedulingPolicies = [] }: BatchConfig) {
  return {
    environments: computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName).sort(),
    queues: jobQueues.map(({ jobQueueName }) => jobQueueName).sort(),
    policies: schedulingPolicies.map(({ name }) => name).sort(),
  };
}

type Named = { readonly computeEnvironmentName?: string; readonly jobQueueName?: string; readonly name?: string };

function found<Item extends Named>(items: readonly Item[], wanted: Named): Item | undefined {
  const nameOf = (item: Named) => item.computeEnvironmentName ?? item.jobQueueName ?? item.name;
  return items.find((item) => nameOf(item) === nameOf(wanted));
}

/** The plan with the network settings the export was given, where it has none of its own. */
function environmentsWithNetwork(config: BatchConfig) {
  return config.computeEnvironments.map((environment) => {
    const { computeResources } = environment;
    if (computeResources === undefined) return environment;
    const { subnets = [], securityGroupIds = [], instanceRole = '' } = NETWORK;
    const isFargate = /^FARGATE/.test(computeResources.type);
    const given = {
      subnets,
      ...(computeResources.launchTemplate === undefined && { securityGroupIds }),
      ...(!isFargate && { instanceRole }),
    };
    return { ...environment, computeResources: { ...given, ...computeResources } };
  });
}

/** AWS Batch moves desiredvCpus itself, so nobody discovers it. */
function withoutReported<Environment extends BatchConfig['computeEnvironments'][number]>(environment: Environment) {
  const { desiredvCpus: _, ...computeResources } = environment.computeResources ?? {};
  return { ...environment, computeResources };
}
