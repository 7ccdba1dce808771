/** The compute environments as the engine runs them: which instance types each may launch and which job shapes fit there. */
import type { AllocationStrategy, ComputeEnvironment, ComputeResourceType } from '../models/batch-config.ts';
import { type ExplainEntry, resolveInstanceTypes } from '../models/instance-selection.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { keyOf } from '../models/random.ts';
import type { Architecture } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import { buildFargateEnvironment } from './fargate-environment.ts';
import { launchVcpusOf, leastLaunchVcpus, mostLaunchVcpus } from './growth.ts';
import { byPricePerVcpu, holds, type LaunchableType, launchable } from './launchable-types.ts';
import { fitsNodes, type VcpuLimits } from './node-room.ts';
import { leastMemoryByVcpus, type Shape } from './shapes.ts';
import { followsList } from './strategies/strategy.ts';
import { fitWithinQuotas, type TypeQuotas } from './type-quotas.ts';

export interface Environment {
  readonly index: number;
  readonly name: string;
  readonly key: number;
  readonly market: ComputeResourceType;
  readonly strategy: AllocationStrategy;
  readonly enabled: boolean;
  readonly minVcpus: number;
  readonly maxVcpus: number;
  /** False for BEST_FIT On-Demand, which never exceeds maxvCpus; every other strategy may, by one instance. */
  readonly mayOvershoot: boolean;
  /** In the order of the configuration's list for ordered strategies, else cheapest vCPU first, then smaller, then by name. */
  readonly types: readonly LaunchableType[];
  /** See growth.ts; the least and the most of them that are not Infinity. */
  readonly launchVcpus: Float64Array;
  readonly leastLaunchVcpus: number;
  readonly mostLaunchVcpus: number;
  readonly maxTypeVcpus: number;
  readonly maxTypeGpus: number;
  readonly idleTimeoutMs: number;
  /** The same before any job ran on the instance: minScaleDownDelayMinutes does not protect it. */
  readonly unusedTimeoutMs: number;
  readonly architecture: Architecture;
  /** By shape: 1 when some type holds it. */
  readonly fits: Uint8Array;
  /** By shape, the types that hold it; filled when asked, see fitting-types.ts. */
  readonly fitting: Map<number, readonly number[]>;
  /** See leastMemoryByVcpus. */
  readonly leastMemoryMiB: Int32Array;
  /** On Fargate, by shape: the index of the size it is rounded up to, -1 for none; undefined where instances are launched. */
  readonly taskSize: Int16Array | undefined;
  readonly quota: TypeQuotas;
}

/** Problems: not managed by AWS Batch, unknown instance types, or none with a known price. `index` is its place in the configuration. */
export function buildEnvironment(
  source: ComputeEnvironment,
  index: number,
  world: World,
  shapes: readonly Shape[],
  explain?: ExplainEntry,
): Result<Environment> {
  const path = `batch.computeEnvironments[${index}]`;
  const resources = source.computeResources;
  if (source.type !== 'MANAGED' || resources === undefined) {
    return fail({ path, message: 'only MANAGED compute environments with computeResources are simulated' });
  }
  if (resources.type === 'FARGATE' || resources.type === 'FARGATE_SPOT')
    return buildFargateEnvironment(source, index, path, world, shapes);
  const market = resources.type;
  const resolved = resolveInstanceTypes(resources.instanceTypes ?? [], world.catalog, undefined, explain);
  if (!resolved.ok) return fail(...resolved.problems.map((problem) => under(`${path}.computeResources`, problem)));
  const strategy = resources.allocationStrategy ?? 'BEST_FIT';
  const types = resolved.value.flatMap((type) => launchable(type, market, world));
  if (!followsList(strategy)) types.sort(byPricePerVcpu);
  if (types.length === 0) {
    return fail({
      path: `${path}.computeResources.instanceTypes`,
      message: `no instance type with a known ${market === 'SPOT' ? 'Spot' : 'On-Demand'} price in ${world.catalog.region}`,
      hint: 'name other families, or give prices under catalog.instanceTypes',
    });
  }
  const idleTimeoutMs = Math.round(world.assumptions.idleTimeoutSeconds * 1000);
  const delayMs = (resources.scalingPolicy?.minScaleDownDelayMinutes ?? 0) * 60_000;
  const maxTypeVcpus = Math.max(...types.map((type) => type.vcpus));
  const mayOvershoot = !(strategy === 'BEST_FIT' && market === 'EC2');
  const launchVcpus = launchVcpusOf(types, shapes, mayOvershoot);
  const limits = { minVcpus: resources.minvCpus ?? 0, maxVcpus: resources.maxvCpus, mayOvershoot };
  const { fits, quota } = fitWithinQuotas(types, market, shapes, world.quotas, (allowed) =>
    fitTable(allowed, shapes, launchVcpus, market, limits),
  );
  const environment: Environment = {
    index,
    name: source.computeEnvironmentName,
    key: keyOf(source.computeEnvironmentName),
    market,
    strategy,
    enabled: source.state !== 'DISABLED',
    minVcpus: resources.minvCpus ?? 0,
    maxVcpus: resources.maxvCpus,
    mayOvershoot,
    types,
    launchVcpus,
    leastLaunchVcpus: leastLaunchVcpus(launchVcpus),
    mostLaunchVcpus: mostLaunchVcpus(launchVcpus, resources.maxvCpus),
    maxTypeVcpus,
    maxTypeGpus: Math.max(...types.map((type) => type.gpus)),
    idleTimeoutMs: Math.max(idleTimeoutMs, delayMs),
    unusedTimeoutMs: idleTimeoutMs,
    architecture: types[0].instanceType.architecture,
    fits,
    fitting: new Map(),
    leastMemoryMiB: leastMemoryByVcpus(shapes, maxTypeVcpus),
    taskSize: undefined,
    quota,
  };
  return succeed(
    environment,
    resolved.warnings.map((problem) => under(`${path}.computeResources`, problem)),
  );
}

function under(prefix: string, problem: Problem): Problem {
  return { ...problem, path: problem.path === '' ? prefix : `${prefix}.${problem.path}` };
}

/**
 * A job larger than maxvCpus never runs, even though one instance may exceed it (MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE);
 * nor does one whose every type is, where none may.
 */
function fitTable(
  types: readonly LaunchableType[],
  shapes: readonly Shape[],
  launchVcpus: Float64Array,
  market: ComputeResourceType,
  limits: VcpuLimits,
): Uint8Array {
  const largest = types.filter((type) => !types.some((other) => other !== type && dominates(other, type)));
  const fits = (shape: Shape, index: number): boolean => {
    if (launchVcpus[index] > limits.maxVcpus) return false;
    if (shape.nodes === 1) return shape.vcpus <= limits.maxVcpus && largest.some((type) => holds(type, shape));
    return fitsNodes(shape, market, types, limits);
  };
  return Uint8Array.from(shapes, (shape, index) => (fits(shape, index) ? 1 : 0));
}

/** At least as large in everything and larger in something. */
function dominates(left: LaunchableType, right: LaunchableType): boolean {
  return (
    left.vcpus >= right.vcpus &&
    left.memoryMiB >= right.memoryMiB &&
    left.gpus >= right.gpus &&
    (left.vcpus > right.vcpus || left.memoryMiB > right.memoryMiB || left.gpus > right.gpus)
  );
}
