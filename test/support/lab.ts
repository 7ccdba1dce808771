/** Small worlds and configurations for engine tests: hand-made instance types, `ideal` assumptions, one queue. */
import { type Assumptions, presetAssumptions } from '../../src/models/assumptions.ts';
import type { BatchConfig, ComputeResource } from '../../src/models/batch-config.ts';
import {
  buildCatalog,
  type CatalogOverride,
  emptyRegionTable,
  emptyTypeTable,
} from '../../src/models/catalog-build.ts';
import { createNoneMarket } from '../../src/models/spot/none.ts';
import type { Workload } from '../../src/models/workload.ts';
import { type NewJob, WorkloadBuilder } from '../../src/models/workload-builder.ts';
import type { World } from '../../src/models/world.ts';

export function labType(
  instanceType: string,
  vcpus: number,
  memoryMiB: number,
  onDemandUsdPerHour = vcpus,
  extra: Partial<CatalogOverride> = {},
): CatalogOverride {
  return {
    instanceType,
    vcpus,
    memoryMiB,
    onDemandUsdPerHour,
    spotUsdPerHour: onDemandUsdPerHour / 2,
    spotInterruptionBucket: 0,
    ...extra,
  };
}

export function labWorld(
  types: readonly CatalogOverride[],
  changes: Partial<World> & { assumptions?: Assumptions } = {},
): World {
  const catalog = buildCatalog(emptyTypeTable(), emptyRegionTable('us-east-1'), types);
  if (!catalog.ok) throw new Error(JSON.stringify(catalog.problems));
  return {
    catalog: catalog.value,
    assumptions: presetAssumptions('ideal'),
    spotMarket: createNoneMarket(),
    seed: 1,
    ...changes,
  };
}

/** One queue over the given environments, in order. */
export function labConfig(...resources: Partial<ComputeResource>[]): BatchConfig {
  return {
    computeEnvironments: resources.map((resource, index) => ({
      computeEnvironmentName: `ce${index}`,
      type: 'MANAGED' as const,
      computeResources: {
        type: 'EC2' as const,
        allocationStrategy:
          resource.type === 'SPOT' ? ('SPOT_PRICE_CAPACITY_OPTIMIZED' as const) : ('BEST_FIT_PROGRESSIVE' as const),
        maxvCpus: 100000,
        ...resource,
      },
    })),
    jobQueues: [
      {
        jobQueueName: 'queue',
        priority: 1,
        computeEnvironmentOrder: resources.map((_, index) => ({ order: index + 1, computeEnvironment: `ce${index}` })),
      },
    ],
  };
}

/** The same environments behind two queues: `queue` before one of lower priority. */
export function withQueueBehind(config: BatchConfig, jobQueueName: string): BatchConfig {
  const [queue] = config.jobQueues;
  return {
    ...config,
    jobQueues: [
      { ...queue, priority: 9 },
      { ...queue, jobQueueName, priority: 1 },
    ],
  };
}

/** A fixed machine: one instance of the type, there from the start, never given back. */
export function fixedMachine(instanceType: string, vcpus: number): BatchConfig {
  return labConfig({ instanceTypes: [instanceType], minvCpus: vcpus, maxvCpus: vcpus });
}

/** The `ideal` assumptions (no delay, no overhead, no hazard) with single figures changed. */
export function ideal(changes: Partial<Assumptions> = {}): Assumptions {
  return { ...presetAssumptions('ideal'), ...changes };
}

export function workloadOf(jobs: readonly NewJob[], extra: (builder: WorkloadBuilder) => void = () => {}): Workload {
  const builder = new WorkloadBuilder();
  for (const job of jobs) builder.addJob(job);
  extra(builder);
  const built = builder.finish({ vcpus: 1, memoryMiB: 1 });
  if (!built.ok) throw new Error(JSON.stringify(built.problems));
  return built.value;
}
