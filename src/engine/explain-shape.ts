/**
 * What stands between one resource request and an instance: every environment of its queue with every type family tried and
 * why it was rejected, and the changes that would let the request run, or run on a cheaper type.
 */
import type { ComputeResourceType } from '../models/batch-config.ts';
import { needsOwnImage } from '../models/batch-support.ts';
import type { InstanceType } from '../models/catalog.ts';
import { QUOTA_BUCKETS, type QuotaBucket } from '../models/vcpu-quotas.ts';
import type { Environment } from './environments.ts';
import { leastMaxVcpus } from './growth.ts';
import type { LaunchableType } from './launchable-types.ts';
import { holds } from './launchable-types.ts';
import type { Setup } from './setup.ts';
import type { Shape } from './shapes.ts';
import { typesWithinQuota } from './type-quotas.ts';

export type Dimension = 'vcpus' | 'memoryMiB' | 'gpus' | 'architecture';

export interface FamilyTrial {
  readonly family: string;
  /** Cheapest size that holds the request; undefined when none does. */
  readonly fit: LaunchableType | undefined;
  /** Where even the best size falls short, with what the largest offers; empty when one fits. */
  readonly lacks: readonly { readonly dimension: Dimension; readonly most: number | string }[];
}

export interface EnvironmentTrial {
  readonly computeEnvironment: string;
  readonly market: ComputeResourceType;
  /** Why no type of it counts: its state, a maxvCpus or a vCPU quota below what the job needs, or that AWS runs no multi-node jobs there. */
  readonly rejected: 'DISABLED' | 'MAX_RESOURCE' | 'NO_MULTI_NODE' | 'VCPU_QUOTA' | undefined;
  readonly maxvCpus: number;
  readonly families: readonly FamilyTrial[];
}

/** Prices are On-Demand or Spot, as the environment buys, in micro-dollars per hour of one instance. */
export type Fix =
  | {
      readonly kind: 'add-type';
      readonly type: InstanceType;
      readonly microUsdPerHour: number;
      /** The cheapest type that holds the request with its memory cut to what the queue's largest type offers. */
      readonly insteadOf: LaunchableType | undefined;
      /** The job's architecture is not the queue's: AWS wants a queue with an environment of its own for it. */
      readonly needsOwnQueue: boolean;
      /** What maxvCpus must be raised to as well; undefined when it is enough. */
      readonly maxvCpus: number | undefined;
    }
  | {
      readonly kind: 'ask-less-memory';
      readonly memoryMiB: number;
      readonly type: LaunchableType;
      /** What the request needs as it is; undefined when nothing allowed holds it. */
      readonly insteadOf: LaunchableType | undefined;
    }
  | {
      readonly kind: 'raise-maxvcpus';
      readonly computeEnvironment: string;
      readonly maxvCpus: number;
      /** The cheapest that then takes the job. */
      readonly type: LaunchableType;
    }
  | {
      readonly kind: 'raise-quota';
      readonly computeEnvironment: string;
      readonly quota: QuotaBucket;
      /** What one job of it needs of the quota. */
      readonly vcpus: number;
      /** The cheapest that then takes the job. */
      readonly type: LaunchableType;
    }
  | { readonly kind: 'enable'; readonly computeEnvironment: string; readonly type: LaunchableType };

/** A cut in memory larger than this is a change of the job, not of its request. */
const LARGEST_CUT = 0.1;

export function triedFor(setup: Setup, queue: number, shape: Shape): readonly EnvironmentTrial[] {
  return environmentsOf(setup, queue).map((environment) => ({
    computeEnvironment: environment.name,
    market: environment.market,
    rejected: rejectionOf(environment, shape),
    maxvCpus: environment.maxVcpus,
    families: familyTrials(environment, shape),
  }));
}

function rejectionOf(environment: Environment, shape: Shape): EnvironmentTrial['rejected'] {
  const { enabled, market, maxVcpus } = environment;
  if (!enabled) return 'DISABLED';
  if (shape.nodes > 1 && market !== 'EC2') return 'NO_MULTI_NODE';
  if (leastMaxVcpus(environment, shape) > maxVcpus) return 'MAX_RESOURCE';
  return isBeyondQuota(environment, shape) ? 'VCPU_QUOTA' : undefined;
}

function isBeyondQuota(environment: Environment, shape: Shape): boolean {
  if (environment.quota.vcpus === undefined) return false;
  const isHeld = environment.types.some((type) => holds(type, shape));
  return isHeld && !typesWithinQuota(environment, shape).some((type) => holds(type, shape));
}

/** Cheapest first within each kind; empty when nothing helps. */
export function fixesFor(setup: Setup, queue: number, shape: Shape): readonly Fix[] {
  const environments = environmentsOf(setup, queue);
  const present = cheapest(environments.flatMap((environment) => typesFor(environment, shape)));
  const states = present === undefined ? stateFixes(environments, shape) : [];
  return [
    ...states,
    ...memoryFixes(environments, shape, present),
    // A type more is no use where types that hold the job are there already.
    ...(present === undefined && states.length === 0 ? typeFixes(setup, environments, shape) : []),
  ];
}

function environmentsOf(setup: Setup, queue: number): readonly Environment[] {
  return setup.queues[queue].environments.map((index) => setup.environments[index]);
}

/** Types of the environment that may take the request now. */
function typesFor(environment: Environment, shape: Shape): readonly LaunchableType[] {
  if (rejectionOf(environment, shape) !== undefined) return [];
  return typesWithinQuota(environment, shape).filter((type) => holds(type, shape));
}

function familyTrials({ types }: Environment, shape: Shape): readonly FamilyTrial[] {
  const families = [...new Set(types.map((type) => type.instanceType.family))];
  return families.map((family) => {
    const sizes = types.filter((type) => type.instanceType.family === family);
    const fit = cheapest(sizes.filter((type) => holds(type, shape)));
    return { family, fit, lacks: fit === undefined ? shortfalls(sizes, shape) : [] };
  });
}

/** What the largest size lacks; when each single amount is there but on no one size, the memory beside enough vCPUs. */
function shortfalls(sizes: readonly LaunchableType[], shape: Shape): FamilyTrial['lacks'] {
  const { architecture } = sizes[0].instanceType;
  if (shape.architecture !== undefined && shape.architecture !== architecture)
    return [{ dimension: 'architecture', most: architecture }];
  const found = (['vcpus', 'memoryMiB', 'gpus'] as const).flatMap((dimension) => {
    const most = Math.max(...sizes.map((type) => type[dimension]));
    return most < shape[dimension] ? [{ dimension, most }] : [];
  });
  if (found.length > 0) return found;
  const wide = sizes.filter((type) => type.vcpus >= shape.vcpus && type.gpus >= shape.gpus);
  return [{ dimension: 'memoryMiB', most: Math.max(0, ...wide.map((type) => type.memoryMiB)) }];
}

function stateFixes(environments: readonly Environment[], shape: Shape): readonly Fix[] {
  return environments.flatMap((environment): Fix[] => {
    const type = cheapest(environment.types.filter((one) => holds(one, shape)));
    if (type === undefined) return [];
    const { name: computeEnvironment } = environment;
    if (!environment.enabled) return [{ kind: 'enable', computeEnvironment, type }];
    const rejection = rejectionOf(environment, shape);
    if (rejection === 'VCPU_QUOTA') return [raiseQuota(environment, shape, type)];
    return rejection === 'MAX_RESOURCE'
      ? [
          {
            kind: 'raise-maxvcpus',
            computeEnvironment,
            maxvCpus: leastMaxVcpus({ ...environment, types: [type] }, shape),
            type,
          },
        ]
      : [];
  });
}

function raiseQuota({ types, quota, name }: Environment, { nodes }: Shape, type: LaunchableType): Fix {
  const bucket = QUOTA_BUCKETS[quota.buckets[types.indexOf(type)]];
  return { kind: 'raise-quota', computeEnvironment: name, quota: bucket, vcpus: nodes * type.vcpus, type };
}

/** A cut in memory of at most a tenth that reaches a type, or one at least a twentieth cheaper than the present choice. */
function memoryFixes(
  environments: readonly Environment[],
  shape: Shape,
  present: LaunchableType | undefined,
): readonly Fix[] {
  const smaller = environments
    .filter((environment) => rejectionOf(environment, shape) === undefined)
    .flatMap((environment) => typesWithinQuota(environment, shape))
    .filter(
      (type) =>
        type.memoryMiB < shape.memoryMiB &&
        type.memoryMiB >= shape.memoryMiB * (1 - LARGEST_CUT) &&
        holds(type, { ...shape, memoryMiB: type.memoryMiB }) &&
        (present === undefined || type.microUsdPerHour <= 0.95 * present.microUsdPerHour),
    );
  const type = cheapest(smaller);
  return type === undefined ? [] : [{ kind: 'ask-less-memory', memoryMiB: type.memoryMiB, type, insteadOf: present }];
}

/** The cheapest type of the catalogue, of the job's architecture or else the queue's, that holds the request. */
function typeFixes(setup: Setup, environments: readonly Environment[], shape: Shape): readonly Fix[] {
  const type = cheapestInCatalog(setup, shape, environments);
  if (type === undefined) return [];
  const usesSpot = environments.every(({ market }) => market === 'SPOT');
  const microUsdPerHour = usesSpot ? type.spotMicroUsdPerHour : type.onDemandMicroUsdPerHour;
  if (microUsdPerHour === undefined) return [];
  const types = environments.flatMap((environment) => environment.types);
  const most = Math.max(0, ...types.map(({ memoryMiB }) => memoryMiB));
  const cut = { ...shape, memoryMiB: Math.min(shape.memoryMiB, most) };
  const enoughVcpus = environments.some(({ maxVcpus }) => maxVcpus >= shape.jobVcpus);
  return [
    {
      kind: 'add-type',
      type,
      microUsdPerHour,
      insteadOf: cheapest(types.filter((other) => holds(other, cut))),
      needsOwnQueue: environments.every(({ architecture }) => architecture !== type.architecture),
      maxvCpus: enoughVcpus ? undefined : shape.jobVcpus,
    },
  ];
}

/** Undefined when no priced type of the catalogue holds the request. */
export function cheapestInCatalog(
  setup: Setup,
  shape: Shape,
  environments: readonly Environment[],
): InstanceType | undefined {
  const { catalog, assumptions } = setup.world;
  const wanted = shape.architecture ?? environments[0]?.architecture;
  let best: InstanceType | undefined;
  for (const type of catalog.types) {
    if (type.onDemandMicroUsdPerHour === undefined || type.vcpus < shape.vcpus || type.gpus < shape.gpus) continue;
    const memoryMiB = Math.floor(type.memoryMiB * assumptions.schedulableMemoryFraction);
    if (memoryMiB < shape.memoryMiB || type.architecture !== wanted) continue;
    if (best?.onDemandMicroUsdPerHour === undefined || isBetter(type, best)) best = type;
  }
  return best;
}

/** What AWS Batch's own image runs comes before what needs an image of the user's; then the price decides. */
function isBetter(type: InstanceType, best: InstanceType): boolean {
  const needsImage = needsOwnImage(type.family);
  if (needsImage !== needsOwnImage(best.family)) return !needsImage;
  return (type.onDemandMicroUsdPerHour ?? 0) < (best.onDemandMicroUsdPerHour ?? 0);
}

function cheapest(types: readonly LaunchableType[]): LaunchableType | undefined {
  return types.reduce<LaunchableType | undefined>(
    (best, type) => (best === undefined || type.microUsdPerHour < best.microUsdPerHour ? type : best),
    undefined,
  );
}
