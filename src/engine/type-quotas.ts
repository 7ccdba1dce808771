/** Which vCPU quota each type of an environment counts against, and which shapes can never run because one is too small. */
import type { ComputeResourceType } from '../models/batch-config.ts';
import { quotaBucketOf, quotaGroupOf, quotaLimits, type VcpuQuotas } from '../models/vcpu-quotas.ts';
import { holds, type LaunchableType } from './launchable-types.ts';
import type { Shape } from './shapes.ts';

export interface TypeQuotas {
  /** By type: place in QUOTA_BUCKETS, -1 for a type that no quota counts. */
  readonly buckets: Int8Array;
  /** By type: the quota, vCPUs, Infinity where it is unknown; undefined when no type has one. */
  readonly vcpus: Float64Array | undefined;
  /** By shape: the bucket without which it would fit, -1 for none; undefined when no type has a quota. */
  readonly shutOut: Int8Array | undefined;
}

/** The types of an environment of which the quotas allow one instance, or all nodes of the shape. */
export function typesWithinQuota(
  { types, quota: { vcpus } }: { readonly types: readonly LaunchableType[]; readonly quota: Pick<TypeQuotas, 'vcpus'> },
  { nodes }: Shape,
): readonly LaunchableType[] {
  return vcpus === undefined ? types : types.filter((type, index) => type.vcpus * nodes <= vcpus[index]);
}

/** By shape, 1 when one of the types holds it. */
export type FitTable = (types: readonly LaunchableType[]) => Uint8Array;

/** The table of what fits, and what the quotas say. A type of which the quota does not allow one instance, or all nodes, holds nothing. */
export function fitWithinQuotas(
  types: readonly LaunchableType[],
  market: ComputeResourceType,
  shapes: readonly Shape[],
  quotas: VcpuQuotas | undefined,
  fitTable: FitTable,
): { readonly fits: Uint8Array; readonly quota: TypeQuotas } {
  const buckets = Int8Array.from(types, (type) => bucketOf(type, market));
  const vcpus = vcpusByType(buckets, quotas);
  const fits = fitTable(types);
  if (vcpus === undefined) return { fits, quota: { buckets, vcpus, shutOut: undefined } };
  const allowedFits = new Map<number, Uint8Array>();
  const shutOut = new Int8Array(shapes.length).fill(-1);
  shapes.forEach((shape, index) => {
    if (fits[index] === 0) return;
    const allowed = allowedFits.get(shape.nodes) ?? fitTable(typesWithinQuota({ types, quota: { vcpus } }, shape));
    allowedFits.set(shape.nodes, allowed);
    if (allowed[index] === 0) shutOut[index] = bucketOfCheapest(types, buckets, shape);
  });
  const fitsWithin = fits.map((fit, index) => (shutOut[index] < 0 ? fit : 0));
  return { fits: fitsWithin, quota: { buckets, vcpus, shutOut } };
}

function bucketOf({ instanceType }: LaunchableType, market: ComputeResourceType): number {
  const isFargate = market === 'FARGATE' || market === 'FARGATE_SPOT';
  const group = isFargate ? 'fargate' : quotaGroupOf(instanceType.instanceType);
  const quotaMarket = market === 'SPOT' || market === 'FARGATE_SPOT' ? 'spot' : 'onDemand';
  return group === undefined ? -1 : quotaBucketOf(quotaMarket, group);
}

function vcpusByType(buckets: Int8Array, quotas: VcpuQuotas | undefined): Float64Array | undefined {
  const limits = quotaLimits(quotas);
  if (limits === undefined) return undefined;
  const vcpus = Float64Array.from(buckets, (bucket) => (bucket < 0 ? Number.POSITIVE_INFINITY : limits[bucket]));
  return vcpus.some((limit) => limit < Number.POSITIVE_INFINITY) ? vcpus : undefined;
}

/** Of the types that hold the shape; a shape no type of which counts against a quota is not shut out. */
function bucketOfCheapest(types: readonly LaunchableType[], buckets: Int8Array, shape: Shape): number {
  let best = -1;
  types.forEach((type, index) => {
    if (buckets[index] < 0 || !holds(type, shape)) return;
    if (best < 0 || type.microUsdPerHour < types[best].microUsdPerHour) best = index;
  });
  return best < 0 ? -1 : buckets[best];
}
