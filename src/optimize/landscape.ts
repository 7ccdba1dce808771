/** What the search knows before it simulates anything: the job shapes with their weight, the types that may be used, demand. */
import { prepare, type Setup } from '../engine/setup.ts';
import type { Shape } from '../engine/shapes.ts';
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig, ComputeEnvironment, ComputeResource } from '../models/batch-config.ts';
import { needsOwnImage } from '../models/batch-support.ts';
import type { Catalog, InstanceType } from '../models/catalog.ts';
import { type Result, succeed } from '../models/problem.ts';
import { createNoneMarket } from '../models/spot/none.ts';
import type { VcpuQuotas } from '../models/vcpu-quotas.ts';
import type { Architecture, Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import type { Market } from './candidate.ts';
import { comparableTypes } from './comparable.ts';
import { type DemandProfile, demandProfile } from './demand.ts';
import { environmentsOfQueues } from './queue-environments.ts';
import { type QueueGroup, queueGroups } from './queue-groups.ts';
import { isTypeAllowed, type SearchSpace } from './space.ts';

/** A distinct resource request and how much of it there is. */
export interface WeightedShape extends Shape {
  readonly jobs: number;
  readonly jobHours: number;
}

export interface Landscape {
  readonly workload: Workload;
  readonly current: BatchConfig;
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  /** vCPU quotas of the account; undefined when unknown. */
  readonly quotas: VcpuQuotas | undefined;
  /** What the user lets the search try. */
  readonly space: SearchSpace;
  /** The architecture that is searched: that of the environments most job hours go to, or another the user allows. */
  readonly architecture: Architecture;
  /** True when that is not the architecture in use: the machine image is then AWS's own. */
  readonly isOtherArchitecture: boolean;
  /** Queues whose environments are replaced; the others keep theirs. */
  readonly queues: readonly string[];
  /** Shapes submitted to those queues that some priced type can hold, by vCPUs, memory, GPUs. */
  readonly shapes: readonly WeightedShape[];
  /** Types the searched queues may launch today. */
  readonly typesInUse: readonly InstanceType[];
  /** Priced types of the architecture, comparable to those in use, that hold at least one of the shapes, in catalogue order. */
  readonly types: readonly InstanceType[];
  readonly demand: DemandProfile;
  /** Which of the queues may share compute environments. */
  readonly groups: readonly QueueGroup[];
  /** True of the queues of one group among several, whose environments are chosen apart. */
  readonly isPart: boolean;
}

/** Problems are those of the current configuration: what cannot be simulated cannot be compared with. */
export function surveyLandscape(
  workload: Workload,
  current: BatchConfig,
  catalog: Catalog,
  assumptions: Assumptions,
  space: SearchSpace = {},
  quotas?: VcpuQuotas,
): Result<Landscape> {
  const prepared = prepare(workload, current, surveyWorld({ catalog, assumptions, quotas }));
  if (!prepared.ok) return prepared;
  const setup = prepared.value;
  const architecture = mainArchitecture(setup);
  const queues = setup.queues.filter((queue) =>
    queue.environments.every((index) => setup.environments[index].architecture === architecture),
  );
  const environments = new Set(queues.flatMap((queue) => queue.environments));
  const submitted = weightedShapes(setup, new Set(queues.map(({ index }) => index)));
  const typesInUse = [...environments].flatMap((index) =>
    setup.environments[index].types.map(({ instanceType }) => instanceType),
  );
  const landscape = {
    workload,
    current,
    catalog,
    assumptions,
    quotas,
    space,
    architecture,
    isOtherArchitecture: false,
    queues: queues.map(({ name }) => name),
    typesInUse: [...new Set(typesInUse)].filter((type) => isTypeAllowed(space, type)),
    demand: demandProfile(workload),
    groups: queueGroups(setup, queues, space, (indices) => weightedShapes(setup, indices)),
    isPart: false,
  };
  const types = comparableTo(landscape, typesInUse);
  return succeed({ ...landscape, ...fitting(types, submitted, assumptions) }, prepared.warnings);
}

/** Enough of a world to prepare a configuration in. */
export function surveyWorld({
  catalog,
  assumptions,
  quotas,
}: Pick<Landscape, 'catalog' | 'assumptions' | 'quotas'>): World {
  const world = { catalog, assumptions, spotMarket: createNoneMarket(), seed: 0 };
  return quotas === undefined ? world : { ...world, quotas };
}

/** The landscapes to search: that in use, and the same jobs on the other architecture where the user allows it. */
export function architecturesOf(landscape: Landscape): readonly Landscape[] {
  const { space, architecture, shapes, assumptions } = landscape;
  const { architectures = [architecture] } = space;
  const inUse = architectures.includes(architecture) ? [landscape] : [];
  const other = architecture === 'arm64' ? 'x86_64' : 'arm64';
  if (!architectures.includes(other)) return inUse;
  const there = { ...landscape, architecture: other, isOtherArchitecture: true, typesInUse: [] } as const;
  const types = comparableTo(there, landscape.typesInUse);
  return [...inUse, { ...there, ...fitting(types, shapes, assumptions) }];
}

function comparableTo(
  { catalog, architecture, space }: Pick<Landscape, 'catalog' | 'architecture' | 'space'>,
  inUse: readonly InstanceType[],
): readonly InstanceType[] {
  const priced = catalog.types.filter((type) => isUsable(type, architecture));
  // A list of the user's is taken as it is.
  const types = space.instanceTypes === undefined ? comparableTypes(priced, inUse) : priced;
  return types.filter((type) => isTypeAllowed(space, type));
}

/** The shapes that some type holds, and the types that hold some shape. */
function fitting(
  types: readonly InstanceType[],
  submitted: readonly WeightedShape[],
  assumptions: Assumptions,
): Pick<Landscape, 'shapes' | 'types'> {
  const shapes = submitted.filter((shape) => types.some((type) => typeHolds(type, shape, assumptions)));
  return { shapes, types: types.filter((type) => shapes.some((shape) => typeHolds(type, shape, assumptions))) };
}

/** Undefined when the market does not sell the type or its price is not known. */
export function priceOf(type: InstanceType, market: Market): number | undefined {
  return market === 'SPOT' ? type.spotMicroUsdPerHour : type.onDemandMicroUsdPerHour;
}

/** `whole` with the amounts of `seen`, a part of its jobs: shapes that are not in the part weigh nothing. */
export function weightedBy(whole: Landscape, seen: Landscape): Landscape {
  const groups = whole.groups.map((group) => {
    const same = seen.groups.filter(({ queues }) => queues.some((queue) => group.queues.includes(queue)));
    return {
      ...group,
      shapes: reweighted(
        group.shapes,
        same.flatMap(({ shapes }) => shapes),
      ),
    };
  });
  return { ...whole, shapes: reweighted(whole.shapes, seen.shapes), groups, demand: seen.demand };
}

function reweighted(whole: readonly WeightedShape[], seen: readonly WeightedShape[]): readonly WeightedShape[] {
  const weights = new Map(seen.map((shape) => [shapeKey(shape), shape]));
  return whole.map((shape) => {
    const { jobs, jobHours } = weights.get(shapeKey(shape)) ?? { jobs: 0, jobHours: 0 };
    return { ...shape, jobs, jobHours };
  });
}

function shapeKey({ jobs: _jobs, jobHours: _hours, ...request }: WeightedShape): string {
  return JSON.stringify(request);
}

/** With the memory that AWS Batch leaves to jobs. */
export function typeHolds(type: InstanceType, shape: Shape, assumptions: Assumptions): boolean {
  return (
    type.vcpus >= shape.vcpus &&
    usableMemoryMiB(type, assumptions) >= shape.memoryMiB &&
    type.gpus >= shape.gpus &&
    (shape.architecture === undefined || shape.architecture === type.architecture)
  );
}

export function usableMemoryMiB(type: InstanceType, assumptions: Assumptions): number {
  return Math.floor(type.memoryMiB * assumptions.schedulableMemoryFraction);
}

function isUsable(type: InstanceType, architecture: Architecture): boolean {
  return (
    type.onDemandMicroUsdPerHour !== undefined && type.architecture === architecture && !needsOwnImage(type.family)
  );
}

/** Ties go to the first environment. */
function mainArchitecture(setup: Setup): Architecture {
  const hours = { x86_64: 0, arm64: 0 };
  const { workload, classes } = setup;
  for (let job = 0; job < workload.jobCount; job++) {
    const first = setup.queues[classes[workload.classIndex[job]].queue].environments[0];
    if (first !== undefined) hours[setup.environments[first].architecture] += workload.runMs[job];
  }
  if (hours.arm64 === hours.x86_64) return setup.environments[0]?.architecture ?? 'x86_64';
  return hours.arm64 > hours.x86_64 ? 'arm64' : 'x86_64';
}

function weightedShapes(setup: Setup, queues: ReadonlySet<number>): readonly WeightedShape[] {
  const { workload, classes, shapes } = setup;
  const jobs = new Float64Array(shapes.length);
  const runMs = new Float64Array(shapes.length);
  for (let job = 0; job < workload.jobCount; job++) {
    const { shape, queue } = classes[workload.classIndex[job]];
    if (!queues.has(queue)) continue;
    jobs[shape]++;
    runMs[shape] += workload.runMs[job];
  }
  return shapes
    .map((shape, index) => ({ ...shape, jobs: jobs[index], jobHours: runMs[index] / 3_600_000 }))
    .filter((shape) => shape.jobs > 0)
    .sort((left, right) => left.vcpus - right.vcpus || left.memoryMiB - right.memoryMiB || left.gpus - right.gpus);
}

/** The environments of the searched queues, in the order of the configuration. */
export function replacedEnvironments({ current, queues }: Landscape): readonly ComputeEnvironment[] {
  return environmentsOfQueues(current, (queue) => queues.includes(queue));
}

export function replacedResources(landscape: Landscape): readonly ComputeResource[] {
  return replacedEnvironments(landscape).flatMap(({ computeResources }) =>
    computeResources === undefined ? [] : [computeResources],
  );
}
