/** Configurations that the validations hold beside a scenario's own: the same on Spot, and with one type alone. */
import type { BatchConfig, ComputeResource } from '../src/models/batch-config.ts';

export function onSpot(batch: BatchConfig): BatchConfig {
  return {
    ...withResources(batch, { type: 'SPOT', allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED' }),
    defaultRetryStrategy: { attempts: 10 },
  };
}

export function ofType(batch: BatchConfig, instanceType: string): BatchConfig {
  return withResources(batch, { instanceTypes: [instanceType] });
}

export function withResources(batch: BatchConfig, changes: Partial<ComputeResource>): BatchConfig {
  return {
    ...batch,
    computeEnvironments: batch.computeEnvironments.map((environment) => ({
      ...environment,
      ...(environment.computeResources !== undefined && {
        computeResources: { ...environment.computeResources, ...changes },
      }),
    })),
  };
}
