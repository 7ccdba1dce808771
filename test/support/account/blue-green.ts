/** The account and the wish of the crash and fault tests: a BEST_FIT environment behind a busy queue gets other types. */
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import { MemoryAccount, type MemoryAccountOptions } from './memory-account.ts';
import { environment, populate, queue, smallDefinition } from './requests.ts';

/** `bystander` and its queue are nobody's business and must stay as they are. */
export async function busyAccount(options: MemoryAccountOptions = {}): Promise<MemoryAccount> {
  const account = new MemoryAccount(options);
  await populate(
    account,
    [environment('main', { allocationStrategy: 'BEST_FIT' }), environment('bystander')],
    [queue('work', 'main'), queue('other', 'bystander')],
  );
  await account.write('RegisterJobDefinition', smallDefinition('align'));
  account.startJob({ queue: 'work', runsForMs: 200_000 });
  account.startJob({ queue: 'work', runsForMs: 90_000, arraySize: 2 });
  account.startJob({ queue: 'other', runsForMs: 10_000_000 });
  return account;
}

export const WANTED: BatchConfig = {
  computeEnvironments: [
    {
      computeEnvironmentName: 'main',
      type: 'MANAGED',
      computeResources: {
        type: 'EC2',
        allocationStrategy: 'BEST_FIT_PROGRESSIVE',
        maxvCpus: 64,
        instanceTypes: ['c7i'],
      },
    },
  ],
  jobQueues: [
    { jobQueueName: 'work', priority: 3, computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'main' }] },
  ],
  jobDefinitions: [{ jobDefinitionName: 'align', type: 'container', retryStrategy: { attempts: 4 } }],
};

/** What has to be the same after a rollback: all that a user set, by name; ids that AWS hands out anew are not. */
export function essence(account: MemoryAccount): unknown {
  const { environments, queues, policies, definitions } = account.contents();
  return {
    environments: environments
      .map(({ computeEnvironmentName: name, state, computeResources, status }) => ({
        name,
        state,
        status,
        computeResources,
      }))
      .sort((left, right) => String(left.name).localeCompare(String(right.name))),
    queues: queues.map(({ jobQueueName, state, priority, computeEnvironmentOrder, status }) => ({
      jobQueueName,
      state,
      status,
      priority,
      computeEnvironmentOrder,
    })),
    policies,
    definitions: definitions.map(({ jobDefinitionName, revision, retryStrategy }) => ({
      jobDefinitionName,
      revision,
      retryStrategy,
    })),
  };
}
