/** Requests the account tests share: small, valid, with one thing changed at a time. */
import type {
  CreateComputeEnvironmentCommandInput,
  CreateJobQueueCommandInput,
  RegisterJobDefinitionCommandInput,
} from '@aws-sdk/client-batch';
import type { MemoryAccount } from './memory-account.ts';

type Resources = NonNullable<CreateComputeEnvironmentCommandInput['computeResources']>;

export const NETWORK = {
  subnets: ['subnet-1', 'subnet-2'],
  securityGroupIds: ['sg-1'],
  instanceRole: 'arn:aws:iam::123456789012:instance-profile/ecsInstanceRole',
};

export function environment(name: string, resources: Partial<Resources> = {}): CreateComputeEnvironmentCommandInput {
  return {
    computeEnvironmentName: name,
    type: 'MANAGED',
    computeResources: {
      type: 'EC2',
      allocationStrategy: 'BEST_FIT_PROGRESSIVE',
      minvCpus: 0,
      maxvCpus: 64,
      instanceTypes: ['c6i'],
      ...NETWORK,
      ...resources,
    },
  };
}

/** RegisterJobDefinition of a container that asks for 1 vCPU and 512 MiB. */
export function smallDefinition(jobDefinitionName: string): RegisterJobDefinitionCommandInput {
  return {
    jobDefinitionName,
    type: 'container',
    containerProperties: {
      image: 'busybox',
      resourceRequirements: [
        { type: 'VCPU', value: '1' },
        { type: 'MEMORY', value: '512' },
      ],
    },
  };
}

export function fargate(name: string): CreateComputeEnvironmentCommandInput {
  const { subnets, securityGroupIds } = NETWORK;
  return {
    computeEnvironmentName: name,
    type: 'MANAGED',
    computeResources: { type: 'FARGATE', maxvCpus: 16, subnets, securityGroupIds },
  };
}

export function queue(name: string, ...environments: readonly string[]): CreateJobQueueCommandInput {
  return {
    jobQueueName: name,
    priority: 1,
    computeEnvironmentOrder: environments.map((computeEnvironment, index) => ({
      order: index + 1,
      computeEnvironment,
    })),
  };
}

/** Environments and queues, all VALID. */
export async function populate(
  account: MemoryAccount,
  environments: readonly CreateComputeEnvironmentCommandInput[],
  queues: readonly CreateJobQueueCommandInput[] = [],
): Promise<void> {
  for (const each of environments) await account.write('CreateComputeEnvironment', each);
  account.finishTransitions();
  for (const each of queues) await account.write('CreateJobQueue', each);
  account.finishTransitions();
}
