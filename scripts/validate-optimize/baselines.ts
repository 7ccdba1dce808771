/** The habits that `optimize` wants to beat, written out by hand so that the search cannot help them: no size caps, today's maxvCpus. */
import { prepare } from '../../src/engine/setup.ts';
import type { AllocationStrategy, BatchConfig } from '../../src/models/batch-config.ts';
import { worldBuilder, worldSources } from '../../src/scenario/assemble.ts';
import type { LoadedSource } from './sources.ts';

export interface Baseline {
  readonly name: string;
  readonly batch: BatchConfig;
}

export function baselinesOf(loaded: LoadedSource): readonly Baseline[] {
  const { assembled, source } = loaded;
  const { batch } = assembled.scenario;
  const today = source.today ?? ['optimal'];
  return [
    { name: `${today.join(' + ')} On-Demand (today)`, batch },
    { name: `${today.join(' + ')} on Spot`, batch: onSpot(batch, today) },
    { name: 'the cheapest fitting type for each job', batch: edited(batch, 'BEST_FIT', cheapestPerJob(loaded)) },
    ...source.families.map((family) => ({
      name: `${family} alone`,
      batch: edited(batch, 'BEST_FIT_PROGRESSIVE', [family]),
    })),
  ];
}

function edited(batch: BatchConfig, allocationStrategy: AllocationStrategy, types: readonly string[]): BatchConfig {
  return {
    ...batch,
    computeEnvironments: batch.computeEnvironments.map((environment) => ({
      ...environment,
      ...(environment.computeResources !== undefined && {
        computeResources: { ...environment.computeResources, allocationStrategy, instanceTypes: [...types] },
      }),
    })),
  };
}

function onSpot(batch: BatchConfig, types: readonly string[]): BatchConfig {
  const moved = edited(batch, 'SPOT_PRICE_CAPACITY_OPTIMIZED', types);
  return {
    ...moved,
    defaultRetryStrategy: { attempts: 10 },
    computeEnvironments: moved.computeEnvironments.map((environment) => ({
      ...environment,
      ...(environment.computeResources !== undefined && {
        computeResources: { ...environment.computeResources, type: 'SPOT' as const },
      }),
    })),
  };
}

/** What a person does who looks each request up in the On-Demand price list. */
function cheapestPerJob({ assembled }: LoadedSource): readonly string[] {
  const { catalog, workload, scenario } = assembled;
  const world = worldBuilder(worldSources(assembled))(1);
  const setup = prepare(workload, scenario.batch, world);
  if (!setup.ok) throw new Error('today was checked');
  const fraction = scenario.assumptions.schedulableMemoryFraction;
  const names = setup.value.shapes.flatMap((shape) => {
    const fitting = catalog.types.filter(
      (type) =>
        type.architecture === 'x86_64' &&
        !/^t\d|-flex$/.test(type.family) &&
        type.vcpus >= shape.vcpus &&
        type.memoryMiB * fraction >= shape.memoryMiB &&
        type.gpus >= shape.gpus &&
        (shape.gpus > 0 || type.gpus === 0),
    );
    const priced = fitting.flatMap(({ instanceType, onDemandMicroUsdPerHour: price }) =>
      price === undefined ? [] : [{ instanceType, price }],
    );
    const cheapest = priced.reduce<(typeof priced)[number] | undefined>(
      (best, next) => (best === undefined || next.price < best.price ? next : best),
      undefined,
    );
    return cheapest === undefined ? [] : [cheapest.instanceType];
  });
  return [...new Set(names)].sort();
}
