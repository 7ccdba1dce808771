/** Which instance types a fleet's families and sizes stand for, so that every job still fits somewhere. */
import type { AllocationStrategy } from '../models/batch-config.ts';
import type { InstanceType } from '../models/catalog.ts';
import type { Additions, Fleet, Market } from './candidate.ts';
import { type Landscape, priceOf, typeHolds } from './landscape.ts';
import { marketsFor } from './queue-groups.ts';
import { isTypeAllowed } from './space.ts';

/** What the list holds beyond the fleet's families and sizes, because a job needs it. */
export function additionsOf({ catalog }: Landscape, fleet: Fleet, instanceTypes: readonly string[]): Additions {
  const names = new Set(instanceTypes);
  const isOfFamily = (type: InstanceType) => fleet.families.includes(type.family);
  return {
    hasLarger: catalog.types.some(
      (type) =>
        type.vcpus > fleet.largestVcpus && isOfFamily(type) && (names.has(type.instanceType) || names.has(type.family)),
    ),
    others: instanceTypes.filter((name) => {
      const type = catalog.byName.get(name);
      return type !== undefined && !isOfFamily(type);
    }),
  };
}

/** Families whole where no size is cut, else the sizes by name; types a job needs beyond the cap come last. */
export function instanceTypesOf(landscape: Landscape, fleet: Fleet): readonly string[] {
  const members = fleet.families.map((family) =>
    landscape.catalog.types.filter((type) => isSold(type, family) && isForPart(landscape, type)),
  );
  const allowed = members.map((types) =>
    types.filter(
      (type) =>
        type.vcpus >= fleet.smallestVcpus && type.vcpus <= fleet.largestVcpus && isTypeAllowed(landscape.space, type),
    ),
  );
  const extra = missingTypes(landscape, members.flat(), allowed.flat(), marketsFor(landscape, fleet.markets));
  const names = fleet.families.flatMap((family, index) => {
    const isWhole = members[index].every((type) => allowed[index].includes(type) || extra.includes(type));
    return isWhole && members[index].length > 0
      ? [family]
      : [...allowed[index], ...extra.filter((type) => type.family === family)].map((type) => type.instanceType);
  });
  const others = extra.filter((type) => !fleet.families.includes(type.family)).map((type) => type.instanceType);
  return [...names, ...others];
}

function isSold(type: InstanceType, family: string): boolean {
  return type.family === family && type.onDemandMicroUsdPerHour !== undefined;
}

/** Queues kept apart are not shown what none of their jobs can use. */
function isForPart({ isPart, types }: Landscape, type: InstanceType): boolean {
  return !isPart || types.includes(type);
}

/** For every shape that the allowed sizes cannot hold, the cheapest type that can, of the chosen families if possible. */
function missingTypes(
  landscape: Landscape,
  ofFamilies: readonly InstanceType[],
  allowed: readonly InstanceType[],
  markets: readonly Market[],
): readonly InstanceType[] {
  const extra: InstanceType[] = [];
  for (const shape of landscape.shapes) {
    const holdsShape = (type: InstanceType) => typeHolds(type, shape, landscape.assumptions) && isPriced(type, markets);
    if ([...allowed, ...extra].some(holdsShape)) continue;
    const found =
      cheapest(ofFamilies.filter((type) => isTypeAllowed(landscape.space, type) && holdsShape(type))) ??
      cheapest(landscape.types.filter(holdsShape));
    if (found !== undefined) extra.push(found);
  }
  return extra;
}

function isPriced(type: InstanceType, markets: readonly Market[]): boolean {
  return !markets.includes('SPOT') || type.spotMicroUsdPerHour !== undefined;
}

export function cheapest(types: readonly InstanceType[]): InstanceType | undefined {
  const price = (type: InstanceType) => type.onDemandMicroUsdPerHour ?? Number.POSITIVE_INFINITY;
  return types.reduce<InstanceType | undefined>(
    (best, type) => (best === undefined || price(type) < price(best) ? type : best),
    undefined,
  );
}

/** A longer list than this is no use to anyone who has to read it. */
const MOST_ORDERED_TYPES = 60;

/**
 * The list in the order an ordered strategy should walk it, sizes by name: On-Demand the cheapest machine first, Spot the cheapest
 * vCPU. The list as it is for the other strategies, and where it would grow too long.
 */
export function inStrategyOrder(
  { catalog }: Landscape,
  instanceTypes: readonly string[],
  strategy: AllocationStrategy,
): readonly string[] {
  const isOnDemand = strategy === 'BEST_FIT_PROGRESSIVE_ORDERED';
  if (!isOnDemand && strategy !== 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED') return instanceTypes;
  const market: Market = isOnDemand ? 'EC2' : 'SPOT';
  const names = new Set(instanceTypes);
  const types = catalog.types.filter(
    (type) => (names.has(type.family) || names.has(type.instanceType)) && priceOf(type, market) !== undefined,
  );
  if (types.length > MOST_ORDERED_TYPES) return instanceTypes;
  const rank = (type: InstanceType) => (priceOf(type, market) ?? 0) / (isOnDemand ? 1 : type.vcpus);
  return types
    .toSorted(
      (left, right) =>
        rank(left) - rank(right) || left.vcpus - right.vcpus || (left.instanceType < right.instanceType ? -1 : 1),
    )
    .map(({ instanceType }) => instanceType);
}
