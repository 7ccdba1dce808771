/**
 * Which of the searched queues may share compute environments. Jobs that ask for GPUs keep to the models their queue can launch today: a
 * model trained on an A100 neither fits a T4 nor runs as long there. Queues without such jobs keep off GPU instances, and multi-node
 * parallel jobs stay apart from others, as AWS advises. Queues that share an environment today stay together.
 */
import type { Queue } from '../engine/queues.ts';
import type { Setup } from '../engine/setup.ts';
import { quotaGroupOf } from '../models/vcpu-quotas.ts';
import type { Market } from './candidate.ts';
import { type Landscape, priceOf, typeHolds, type WeightedShape } from './landscape.ts';
import { isOrderAllowed, type SearchSpace } from './space.ts';

export interface QueueGroup {
  readonly queues: readonly string[];
  readonly shapes: readonly WeightedShape[];
  /** GPU models its jobs may run on, none for jobs without GPUs; undefined = any that the search tries. */
  readonly gpuModels: ReadonlySet<string> | undefined;
}

interface Kind {
  readonly queues: Queue[];
  readonly key: string;
  readonly environments: Set<number>;
}

/** In the order of the configuration; a single group where nothing keeps queues apart. */
export function queueGroups(
  setup: Setup,
  queues: readonly Queue[],
  space: SearchSpace,
  shapesOf: (queues: ReadonlySet<number>) => readonly WeightedShape[],
): readonly QueueGroup[] {
  const kinds: Kind[] = [];
  for (const queue of queues) {
    const key = kindOf(setup, queue, shapesOf(new Set([queue.index])), space);
    const same = kinds.filter(
      (kind) => key === undefined || kind.key === key || queue.environments.some((each) => kind.environments.has(each)),
    );
    // A queue that nobody uses goes with the first.
    const joined = key === undefined ? same.slice(0, 1) : same;
    const [first = { queues: [], key: key ?? '', environments: new Set<number>() }, ...others] = joined;
    if (joined.length === 0) kinds.push(first);
    first.queues.push(queue, ...others.flatMap((kind) => kind.queues));
    for (const each of [queue, ...others.flatMap((kind) => kind.queues)])
      for (const environment of each.environments) first.environments.add(environment);
    for (const other of others) kinds.splice(kinds.indexOf(other), 1);
  }
  return kinds.map((kind) => groupOf(setup, kind.queues, space, shapesOf));
}

/** Equal for queues that may share environments; undefined of a queue without jobs. */
function kindOf(setup: Setup, queue: Queue, shapes: readonly WeightedShape[], space: SearchSpace): string | undefined {
  if (shapes.length === 0) return undefined;
  const isMultiNode = shapes.every(({ nodes }) => nodes > 1);
  return JSON.stringify([isMultiNode, modelsOf(setup, [queue], shapes, space)?.sort() ?? 'any']);
}

function groupOf(
  setup: Setup,
  queues: readonly Queue[],
  space: SearchSpace,
  shapesOf: (queues: ReadonlySet<number>) => readonly WeightedShape[],
): QueueGroup {
  const shapes = shapesOf(new Set(queues.map(({ index }) => index)));
  const models = modelsOf(setup, queues, shapes, space);
  return {
    queues: queues.map(({ name }) => name),
    shapes,
    gpuModels: models === undefined ? undefined : new Set(models),
  };
}

/** A list of instance types of the user's is taken as it is, and a model that the catalogue does not name is any. */
function modelsOf(
  setup: Setup,
  queues: readonly Queue[],
  shapes: readonly WeightedShape[],
  space: SearchSpace,
): string[] | undefined {
  if (!shapes.some(({ gpus }) => gpus > 0)) return [];
  if (space.instanceTypes !== undefined) return undefined;
  const types = queues
    .flatMap(({ environments }) => environments.flatMap((index) => setup.environments[index].types))
    .filter(({ instanceType }) => instanceType.gpus > 0)
    .map(({ instanceType }) => instanceType.gpuModel);
  const known = types.flatMap((model) => model ?? []);
  return known.length < types.length || known.length === 0 ? undefined : [...new Set(known)];
}

const knownParts = new WeakMap<Landscape, readonly Landscape[]>();

/**
 * The landscape of each group, whose environments are chosen apart; the landscape itself where there is one group. A group that no type
 * of the landscape holds, or that has no jobs, has no part: it keeps the environments it has.
 */
export function partsOf(landscape: Landscape): readonly Landscape[] {
  const { groups } = landscape;
  if (groups.length <= 1) return [landscape];
  const known = knownParts.get(landscape);
  if (known !== undefined) return known;
  const parts = groups.map((group) => partOf(landscape, group)).filter(({ shapes }) => shapes.length > 0);
  knownParts.set(landscape, parts);
  return parts;
}

function partOf(landscape: Landscape, group: QueueGroup): Landscape {
  const { assumptions } = landscape;
  const allowed = landscape.types.filter(
    ({ gpus, gpuModel }) =>
      group.gpuModels === undefined || gpus === 0 || (gpuModel !== undefined && group.gpuModels.has(gpuModel)),
  );
  const shapes = group.shapes.filter((shape) => allowed.some((type) => typeHolds(type, shape, assumptions)));
  const types = allowed.filter((type) => shapes.some((shape) => typeHolds(type, shape, assumptions)));
  const typesInUse = landscape.typesInUse.filter((type) => types.includes(type));
  return { ...landscape, queues: group.queues, shapes, types, typesInUse, groups: [group], isPart: true };
}

/**
 * The markets of the order in which the jobs of a part can run at all: Spot is none for multi-node parallel jobs, nor where no type that
 * holds a job has a Spot price or a large enough quota. All of them where only the whole order is allowed or nothing else is left.
 */
export function marketsFor(part: Landscape, markets: readonly Market[]): readonly Market[] {
  if (!part.isPart) return markets;
  const possible = markets.filter((market) => part.shapes.every((shape) => isPossible(part, shape, market)));
  const chosen = possible.length > 0 ? possible : (['EC2'] as const);
  return isOrderAllowed(part.space, chosen) ? chosen : markets;
}

function isPossible({ types, assumptions, quotas }: Landscape, shape: WeightedShape, market: Market): boolean {
  if (market === 'EC2') return true;
  if (shape.nodes > 1) return false;
  return types.some((type) => {
    const group = quotaGroupOf(type.instanceType);
    const quota = group === undefined ? undefined : quotas?.spot?.[group];
    return (
      typeHolds(type, shape, assumptions) &&
      priceOf(type, market) !== undefined &&
      (quota ?? Number.POSITIVE_INFINITY) >= type.vcpus
    );
  });
}
