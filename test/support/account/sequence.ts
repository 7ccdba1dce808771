/**
 * The story every account must tell the same way, in memory or behind moto: discover, plan, apply, no changes, change,
 * plan, apply, roll back, roll back everything. It keeps to what moto knows; the environments have a service role of their
 * own, so that a change of instance types is blue/green.
 */
import { expect } from 'vitest';
import type { ChangePlan } from '../../../src/aws/change-plan.ts';
import type { NetworkSettings } from '../../../src/aws/plan/network-sources.ts';
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import { type AccountPorts, applied, expectApplied, planned, readAll, rolledBack, stepLines } from './world.ts';

/** Settings that exist in the account the story is told in. */
export interface SequenceNetwork extends NetworkSettings {
  readonly subnets: readonly string[];
  readonly securityGroupIds: readonly string[];
  readonly instanceRole: string;
  readonly serviceRole: string;
}

const DEFINITION = {
  jobDefinitionName: 'seq-align',
  type: 'container',
  containerProperties: {
    image: 'busybox',
    command: ['true'],
    resourceRequirements: [
      { type: 'VCPU', value: '1' },
      { type: 'MEMORY', value: '512' },
    ],
  },
  retryStrategy: { attempts: 1 },
} as const;

/** What is made first. */
export const FIRST: BatchConfig = {
  computeEnvironments: [
    {
      computeEnvironmentName: 'seq-main',
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        allocationStrategy: 'BEST_FIT_PROGRESSIVE',
        minvCpus: 0,
        maxvCpus: 64,
        instanceTypes: ['m5.large'],
      },
    },
    {
      computeEnvironmentName: 'seq-extra',
      type: 'MANAGED',
      computeResources: {
        type: 'SPOT',
        allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED',
        minvCpus: 0,
        maxvCpus: 32,
        instanceTypes: ['c5.large'],
      },
    },
  ],
  jobQueues: [
    {
      jobQueueName: 'seq-work',
      priority: 1,
      schedulingPolicyArn: 'seq-fair',
      computeEnvironmentOrder: [
        { order: 1, computeEnvironment: 'seq-main' },
        { order: 2, computeEnvironment: 'seq-extra' },
      ],
    },
  ],
  schedulingPolicies: [
    { name: 'seq-fair', fairsharePolicy: { shareDistribution: [{ shareIdentifier: 'a', weightFactor: 1 }] } },
  ],
  jobDefinitions: [DEFINITION],
};

/** What it becomes: other instance types, another order and priority, more retries. */
export const SECOND: BatchConfig = {
  ...FIRST,
  computeEnvironments: FIRST.computeEnvironments.map((each) =>
    each.computeEnvironmentName === 'seq-main' && each.computeResources !== undefined
      ? { ...each, computeResources: { ...each.computeResources, instanceTypes: ['m5.large', 'c5.large'] } }
      : each,
  ),
  jobQueues: FIRST.jobQueues.map((each) => ({ ...each, priority: 7 })),
  jobDefinitions: [{ ...DEFINITION, retryStrategy: { attempts: 3 } }],
};

export interface SequenceReport {
  /** The steps of every plan, generated names without their digits. */
  readonly steps: Readonly<Record<'first' | 'second', readonly string[]>>;
  /** Names, states and the like after every stage. */
  readonly accounts: readonly unknown[];
}

/** Throws, as a failed expectation, where the story goes wrong; what it returns must be the same for every account. */
export async function runSequence(ports: AccountPorts, network: SequenceNetwork): Promise<SequenceReport> {
  const accounts: unknown[] = [await summary(ports)];
  const first = await planned(ports, FIRST, { network });
  await expectApplied(ports, first);
  accounts.push(await summary(ports));
  expect((await planned(ports, FIRST, { network })).changes).toEqual([]);

  const second = await planned(ports, SECOND, { network });
  expect(await applied(ports, first)).toMatchObject({ kind: 'stale' });
  await expectApplied(ports, second);
  accounts.push(await summary(ports));
  expect((await planned(ports, SECOND, { network })).changes).toEqual([]);

  expect((await rolledBack(ports, second)).kind).toBe('applied');
  expect((await planned(ports, FIRST, { network })).changes).toEqual([]);
  accounts.push(await summary(ports));
  expect(accounts[3]).toEqual(accounts[1]);

  expect((await rolledBack(ports, first)).kind).toBe('applied');
  accounts.push(await summary(ports));
  expect(accounts[4]).toEqual(accounts[0]);
  return { steps: { first: lines(first), second: lines(second) }, accounts };
}

function lines(plan: ChangePlan): readonly string[] {
  return stepLines(plan).map(withoutDigits);
}

function withoutDigits(text: string): string {
  return text.replace(/-bw-[0-9a-f]{6}/g, '-bw-*');
}

/** What both kinds of account say of our resources, in the same words. */
async function summary(ports: AccountPorts): Promise<unknown> {
  const live = await readAll(ports);
  const isOurs = (name: string) => name.startsWith('seq-');
  return {
    environments: live.computeEnvironments
      .filter(({ computeEnvironmentName, status }) => isOurs(computeEnvironmentName) && status !== 'DELETED')
      .map(({ computeEnvironmentName, state, computeResources }) => ({
        name: withoutDigits(computeEnvironmentName),
        state,
        instanceTypes: computeResources?.instanceTypes,
        maxvCpus: computeResources?.maxvCpus,
      })),
    queues: live.jobQueues
      .filter(({ jobQueueName, status }) => isOurs(jobQueueName) && status !== 'DELETED')
      .map(({ jobQueueName, priority, computeEnvironmentOrder, schedulingPolicyArn }) => ({
        jobQueueName,
        priority,
        order: computeEnvironmentOrder.map(({ computeEnvironment }) =>
          withoutDigits(computeEnvironment.replace(/^.*\//, '')),
        ),
        policy: schedulingPolicyArn?.replace(/^.*\//, ''),
      })),
    policies: live.schedulingPolicies.filter(({ name }) => isOurs(name)).map(({ name }) => name),
    // Revision numbers are not compared: a number that was given back is never used again.
    definitions: live.jobDefinitions
      .filter(({ jobDefinitionName }) => isOurs(jobDefinitionName))
      .map(({ jobDefinitionName, retryStrategy }) => ({ jobDefinitionName, attempts: retryStrategy?.attempts })),
  };
}
