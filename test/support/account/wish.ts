/** An environment as a configuration wants it. Says nothing about the network: that is the account's. */
import type { ComputeEnvironment, ComputeResource } from '../../../src/models/batch-config.ts';

export function wish(name: string, resources: Partial<ComputeResource> = {}): ComputeEnvironment {
  return {
    computeEnvironmentName: name,
    type: 'MANAGED',
    computeResources: {
      type: 'EC2',
      allocationStrategy: 'BEST_FIT_PROGRESSIVE',
      maxvCpus: 64,
      instanceTypes: ['c6i'],
      ...resources,
    },
  };
}
