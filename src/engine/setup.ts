/**
 * Turns a workload, a configuration and a world into the numeric tables the engine runs on, or says everything that is
 * wrong with them. Decides which instance types each environment may launch and which job shapes fit where.
 */
import type {
  AllocationStrategy,
  BatchConfig,
  ComputeEnvironment,
  ComputeResourceType,
  JobDefinition,
  JobStateTimeLimitAction,
  RetryStrategy,
} from '../models/batch-config.ts';
import type { InstanceType } from '../models/catalog.ts';
import { resolveInstanceTypes } from '../models/instance-selection.ts';
import { fail, type Problem, type Result, succeed } from '../models/problem.ts';
import { keyOf } from '../models/random.ts';
import type { SpotPool } from '../models/spot-market.ts';
import type { Architecture, Checkpoint, JobClass, Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import { type ConsumableSetup, consumableSetup } from './consumable-setup.ts';
import type { FairShare } from './fair-share-line.ts';
import { fairShareOf } from './fair-share-policy.ts';
import { buildFargateEnvironment, unsoldSizeWarnings } from './fargate-environment.ts';
import { fitsNodes, mixedNodesWarnings, type VcpuLimits } from './node-room.ts';
import { unknownInvalidEnvironments } from './validity.ts';

/** A distinct resource request; of a multi-node parallel job what each node asks for. */
export interface Shape {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly architecture: Architecture | undefined;
  /** 1 for a job that is no multi-node parallel job. */
  readonly nodes: number;
  /** vCPUs of all nodes together. */
  readonly jobVcpus: number;
}

/** An instance type as one environment sees it: schedulable capacity and the price of its market. */
export interface LaunchableType {
  readonly instanceType: InstanceType;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly microUsdPerHour: number;
  /** Price per vCPU-hour in steps of 100 micro-dollars: sizes of one family differ by rounding only and must tie. */
  readonly vcpuPriceStep: number;
  /** One Spot pool per zone. */
  readonly pools: readonly SpotPool[];
}

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
  readonly maxTypeVcpus: number;
  readonly maxTypeGpus: number;
  readonly idleTimeoutMs: number;
  /** The same before any job ran on the instance: minScaleDownDelayMinutes does not protect it. */
  readonly unusedTimeoutMs: number;
  readonly architecture: Architecture;
  /** By shape: 1 when some type holds it. */
  readonly fits: Uint8Array;
  /** On Fargate, by shape: the index of the size it is rounded up to, -1 for none; undefined where instances are launched. */
  readonly taskSize: Int16Array | undefined;
}

export interface Queue {
  readonly index: number;
  readonly name: string;
  readonly priority: number;
  /** Indices of environments, in the order they are tried. */
  readonly environments: readonly number[];
  readonly component: number;
  /** Undefined: first in, first out. */
  readonly fairShare: FairShare | undefined;
  /** jobStateTimeLimitActions; empty for most. */
  readonly timeLimitActions: readonly JobStateTimeLimitAction[];
}

/** Queues and environments that share capacity, directly or through others; scaled together. */
export interface Component {
  readonly index: number;
  readonly key: number;
  /** Highest priority first, ties by name. */
  readonly queues: readonly number[];
  readonly environments: readonly number[];
  readonly isFargate: boolean;
}

export interface ClassSetup {
  readonly shape: number;
  readonly queue: number;
  readonly attempts: number;
  readonly checkpoint: Checkpoint | undefined;
  readonly retryStrategy: RetryStrategy | undefined;
  readonly timeoutMs: number;
  /** Index into the queue's shares; 0 in FIFO queues. */
  readonly share: number;
  /** Scheduling priority within the share; higher first. */
  readonly priority: number;
}

export interface Setup {
  readonly workload: Workload;
  readonly world: World;
  readonly environments: readonly Environment[];
  readonly queues: readonly Queue[];
  readonly components: readonly Component[];
  readonly shapes: readonly Shape[];
  readonly classes: readonly ClassSetup[];
  /** Undefined when no job asks for consumable resources. */
  readonly consumables: ConsumableSetup | undefined;
  readonly warnings: readonly Problem[];
}

/** The share of jobs that name none. */
const NO_SHARE = '(no share identifier)';

/** Problems found here: unknown or unpriced instance types, queues that name no environment, jobs for an unknown queue. */
export function prepare(workload: Workload, config: BatchConfig, world: World): Result<Setup> {
  const problems: Problem[] = [];
  const warnings: Problem[] = [];
  const { shapes, shapeOfClass } = internShapes(workload.classes);
  const environments: Environment[] = [];
  config.computeEnvironments.forEach((environment, index) => {
    const built = buildEnvironment(environment, index, world, shapes);
    if (built.ok) {
      environments.push(built.value);
      warnings.push(...built.warnings);
    } else problems.push(...built.problems);
  });
  problems.push(...unknownInvalidEnvironments(world.assumptions.invalidEnvironments, environments));
  if (problems.length > 0) return fail(...problems);
  const draft = buildQueues(config, environments, workload.classes, problems);
  const components = connect(draft, environments);
  // Not a spread: V8 gives every spread copy a hidden class of its own after a while, and compiled code starts over each run.
  const queues = draft.map(({ index, name, priority, environments, fairShare, timeLimitActions }) => {
    const component = components.findIndex((part) => part.queues.includes(index));
    return { index, name, priority, environments, fairShare, timeLimitActions, component };
  });
  const classes = workload.classes.map((jobClass, index) =>
    buildClass(jobClass, shapeOfClass[index], config, queues, problems),
  );
  const consumables = consumableSetup(config, workload.classes, problems, warnings);
  if (problems.length > 0) return fail(...problems);
  warnings.push(...missingShareWarnings(queues), ...unknownPriceWarnings(world));
  warnings.push(...unsoldSizeWarnings(queues, environments, classes, shapes));
  warnings.push(...mixedNodesWarnings(environments, queues, classes, shapes));
  return succeed(
    { workload, world, environments, queues, components, shapes, classes, consumables, warnings },
    warnings,
  );
}

function internShapes(classes: readonly JobClass[]): { shapes: Shape[]; shapeOfClass: number[] } {
  const shapes: Shape[] = [];
  const known = new Map<string, number>();
  const shapeOfClass = classes.map(({ vcpus, memoryMiB, gpus, architecture, nodes = 1 }) => {
    const key = `${vcpus}/${memoryMiB}/${gpus}/${architecture ?? ''}/${nodes}`;
    let shape = known.get(key);
    if (shape === undefined) {
      shape = shapes.push({ vcpus, memoryMiB, gpus, architecture, nodes, jobVcpus: vcpus * nodes }) - 1;
      known.set(key, shape);
    }
    return shape;
  });
  return { shapes, shapeOfClass };
}

function buildEnvironment(
  source: ComputeEnvironment,
  index: number,
  world: World,
  shapes: readonly Shape[],
): Result<Environment> {
  const path = `batch.computeEnvironments[${index}]`;
  const resources = source.computeResources;
  if (source.type !== 'MANAGED' || resources === undefined) {
    return fail({ path, message: 'only MANAGED compute environments with computeResources are simulated' });
  }
  if (resources.type === 'FARGATE' || resources.type === 'FARGATE_SPOT')
    return buildFargateEnvironment(source, index, path, world.catalog, shapes);
  const market = resources.type;
  const resolved = resolveInstanceTypes(resources.instanceTypes ?? [], world.catalog);
  if (!resolved.ok) return fail(...resolved.problems.map((problem) => under(`${path}.computeResources`, problem)));
  const strategy = resources.allocationStrategy ?? 'BEST_FIT';
  const isOrdered = strategy === 'BEST_FIT_PROGRESSIVE_ORDERED' || strategy === 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED';
  const types = resolved.value.flatMap((type) => launchable(type, market, world));
  if (!isOrdered) types.sort(byPricePerVcpu);
  if (types.length === 0) {
    return fail({
      path: `${path}.computeResources.instanceTypes`,
      message: `no instance type with a known ${market === 'SPOT' ? 'Spot' : 'On-Demand'} price in ${world.catalog.region}`,
      hint: 'name other families, or give prices under catalog.instanceTypes',
    });
  }
  const idleTimeoutMs = Math.round(world.assumptions.idleTimeoutSeconds * 1000);
  const delayMs = (resources.scalingPolicy?.minScaleDownDelayMinutes ?? 0) * 60_000;
  const mayOvershoot = !(strategy === 'BEST_FIT' && market === 'EC2');
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
    maxTypeVcpus: Math.max(...types.map((type) => type.vcpus)),
    maxTypeGpus: Math.max(...types.map((type) => type.gpus)),
    idleTimeoutMs: Math.max(idleTimeoutMs, delayMs),
    unusedTimeoutMs: idleTimeoutMs,
    architecture: types[0].instanceType.architecture,
    fits: fitTable(types, shapes, market, {
      minVcpus: resources.minvCpus ?? 0,
      maxVcpus: resources.maxvCpus,
      mayOvershoot,
    }),
    taskSize: undefined,
  };
  return succeed(
    environment,
    resolved.warnings.map((problem) => under(`${path}.computeResources`, problem)),
  );
}

function under(prefix: string, problem: Problem): Problem {
  return { ...problem, path: problem.path === '' ? prefix : `${prefix}.${problem.path}` };
}

/** The type as this market sells it; nothing when its price is unknown, so that it can never look free. */
function launchable(instanceType: InstanceType, market: 'EC2' | 'SPOT', world: World): LaunchableType[] {
  const price = market === 'SPOT' ? instanceType.spotMicroUsdPerHour : instanceType.onDemandMicroUsdPerHour;
  if (price === undefined) return [];
  const { zones, schedulableMemoryFraction } = world.assumptions;
  const pools = Array.from({ length: zones }, (_, zone): SpotPool => {
    const pool = {
      instanceType: instanceType.instanceType,
      family: instanceType.family,
      zone,
      key: keyOf(`${instanceType.instanceType}/${zone}`),
    };
    return instanceType.spotInterruptionBucket === undefined
      ? pool
      : { ...pool, interruptionBucket: instanceType.spotInterruptionBucket };
  });
  return [
    {
      instanceType,
      vcpus: instanceType.vcpus,
      memoryMiB: Math.floor(instanceType.memoryMiB * schedulableMemoryFraction),
      gpus: instanceType.gpus,
      microUsdPerHour: price,
      vcpuPriceStep: Math.round(price / instanceType.vcpus / 100),
      pools,
    },
  ];
}

/** Cheapest vCPU first; equal prices by size, then name, so that the order of the user's list cannot matter. */
function byPricePerVcpu(left: LaunchableType, right: LaunchableType): number {
  if (left.vcpuPriceStep !== right.vcpuPriceStep) return left.vcpuPriceStep - right.vcpuPriceStep;
  if (left.vcpus !== right.vcpus) return left.vcpus - right.vcpus;
  return left.instanceType.instanceType < right.instanceType.instanceType ? -1 : 1;
}

export function holds(type: LaunchableType, shape: Shape): boolean {
  return (
    type.vcpus >= shape.vcpus &&
    type.memoryMiB >= shape.memoryMiB &&
    type.gpus >= shape.gpus &&
    (shape.architecture === undefined || shape.architecture === type.instanceType.architecture)
  );
}

/** A job larger than maxvCpus never runs, even though one instance may exceed it (MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE). */
function fitTable(
  types: readonly LaunchableType[],
  shapes: readonly Shape[],
  market: ComputeResourceType,
  limits: VcpuLimits,
): Uint8Array {
  const largest = types.filter((type) => !types.some((other) => other !== type && dominates(other, type)));
  const fits = (shape: Shape): boolean => {
    if (shape.nodes === 1) return shape.vcpus <= limits.maxVcpus && largest.some((type) => holds(type, shape));
    const fitting = types.filter((type) => holds(type, shape));
    return fitsNodes(shape, market, fitting, limits);
  };
  return Uint8Array.from(shapes, (shape) => (fits(shape) ? 1 : 0));
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

function buildQueues(
  config: BatchConfig,
  environments: readonly Environment[],
  classes: readonly JobClass[],
  problems: Problem[],
): Omit<Queue, 'component'>[] {
  return config.jobQueues.map((queue, index) => {
    const ordered = [...queue.computeEnvironmentOrder].sort((left, right) => left.order - right.order);
    const indices = ordered.flatMap(({ computeEnvironment }, position) => {
      const found = environments.findIndex((environment) => environment.name === environmentName(computeEnvironment));
      if (found >= 0) return [found];
      problems.push({
        path: `batch.jobQueues[${index}].computeEnvironmentOrder[${position}].computeEnvironment`,
        message: `no compute environment is called "${computeEnvironment}"`,
      });
      return [];
    });
    const maxVcpus = indices.reduce((sum, member) => sum + environments[member].maxVcpus, 0);
    const fairShare = fairShareOf(config, queue, sharesIn(classes, queue.jobQueueName, index), maxVcpus);
    return {
      index,
      name: queue.jobQueueName,
      priority: queue.priority,
      environments: indices,
      fairShare,
      timeLimitActions: queue.jobStateTimeLimitActions ?? [],
    };
  });
}

/** Share identifiers of the jobs submitted to the queue, sorted; jobs that name no queue go to the first. */
function sharesIn(classes: readonly JobClass[], queueName: string, queueIndex: number): string[] {
  const members = classes.filter(({ queue }) => (queue === undefined ? queueIndex === 0 : queue === queueName));
  return [...new Set(members.map(shareIdentifierOf))].sort();
}

/** AWS refuses a job without share in a fair-share queue; in a replay it becomes a share of its own. */
function shareIdentifierOf({ shareIdentifier }: JobClass): string {
  return shareIdentifier ?? NO_SHARE;
}

/** AWS takes a name or an ARN ending in `compute-environment/<name>`. */
function environmentName(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function connect(queues: readonly Omit<Queue, 'component'>[], environments: readonly Environment[]): Component[] {
  const groups: { queues: Set<number>; environments: Set<number> }[] = [];
  for (const queue of queues) {
    const merged = { queues: new Set([queue.index]), environments: new Set(queue.environments) };
    for (const group of groups.filter((other) =>
      queue.environments.some((environment) => other.environments.has(environment)),
    )) {
      for (const member of group.queues) merged.queues.add(member);
      for (const member of group.environments) merged.environments.add(member);
      groups.splice(groups.indexOf(group), 1);
    }
    groups.push(merged);
  }
  return groups.map((group, index) => {
    const members = [...group.environments].sort((left, right) => left - right);
    const names = members.map((member) => environments[member].name).sort();
    const ordered = [...group.queues].sort(
      (left, right) =>
        queues[right].priority - queues[left].priority || (queues[left].name < queues[right].name ? -1 : 1),
    );
    const isFargate = members.some((member) => environments[member].taskSize !== undefined);
    return { index, key: keyOf(names.join('/')), queues: ordered, environments: members, isFargate };
  });
}

function buildClass(
  jobClass: JobClass,
  shape: number,
  config: BatchConfig,
  queues: readonly Queue[],
  problems: Problem[],
): ClassSetup {
  const queue = jobClass.queue === undefined ? 0 : queues.findIndex(({ name }) => name === jobClass.queue);
  if (queue < 0 || queues.length === 0) {
    problems.push({
      path: 'workload',
      message: `jobs are submitted to the queue "${jobClass.queue}", which the configuration does not have`,
      hint: `queues: ${queues.map(({ name }) => name).join(', ')}; or leave the queue out of the trace to use the first one`,
    });
  }
  const definition = definitionOf(config, jobClass.jobDefinition);
  const retryStrategy =
    definition?.retryStrategy ?? (definition === undefined ? config.defaultRetryStrategy : undefined);
  const timeoutSeconds = definition?.timeout?.attemptDurationSeconds;
  const shares = queues[Math.max(0, queue)]?.fairShare?.shares;
  return {
    shape,
    queue: Math.max(0, queue),
    attempts: jobClass.attempts ?? retryStrategy?.attempts ?? 1,
    checkpoint: jobClass.checkpoint,
    retryStrategy,
    timeoutMs: jobClass.timeoutMs ?? (timeoutSeconds === undefined ? Number.POSITIVE_INFINITY : timeoutSeconds * 1000),
    share: Math.max(0, shares?.findIndex(({ identifier }) => identifier === shareIdentifierOf(jobClass)) ?? 0),
    priority: jobClass.schedulingPriority ?? definition?.schedulingPriority ?? 0,
  };
}

function definitionOf(config: BatchConfig, name: string | undefined): JobDefinition | undefined {
  return name === undefined
    ? undefined
    : config.jobDefinitions?.find(({ jobDefinitionName }) => jobDefinitionName === name);
}

function missingShareWarnings(queues: readonly Queue[]): Problem[] {
  return queues.flatMap(({ index, name, fairShare }) => {
    if (fairShare?.shares.some(({ identifier }) => identifier === NO_SHARE) !== true) return [];
    const message = `some jobs of the fair-share queue ${name} name no share identifier; they are treated as one share`;
    return [
      { path: `batch.jobQueues[${index}]`, message, hint: 'AWS refuses such jobs: put shareIdentifier into the trace' },
    ];
  });
}

function unknownPriceWarnings(world: World): Problem[] {
  const { catalog, assumptions } = world;
  const warnings: Problem[] = [];
  if (assumptions.rootVolumeGib > 0 && catalog.ebsGp3MicroUsdPerGibMonth === undefined) {
    warnings.push({
      path: 'catalog',
      message: `the gp3 price in ${catalog.region} is unknown: root volumes are left out of the cost`,
    });
  }
  if (assumptions.publicIpv4PerInstance > 0 && catalog.publicIpv4MicroUsdPerHour === undefined) {
    warnings.push({
      path: 'catalog',
      message: `the public IPv4 price in ${catalog.region} is unknown: addresses are left out of the cost`,
    });
  }
  return warnings;
}
