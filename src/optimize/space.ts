/** What the user lets the search try: whether a choice lies inside, and which values a dimension has there. */
import type { AllocationStrategy } from '../models/batch-config.ts';
import type { InstanceType } from '../models/catalog.ts';
import type { SearchSpace } from '../scenario/search-schema.ts';
import { type Choice, type Fleet, type Market, USUAL_ATTEMPTS, USUAL_STRATEGIES } from './candidate.ts';

export type { SearchSpace } from '../scenario/search-schema.ts';

/** A list names families, types or both. */
export function isTypeAllowed({ instanceTypes }: SearchSpace, type: InstanceType): boolean {
  return (
    instanceTypes === undefined || instanceTypes.includes(type.family) || instanceTypes.includes(type.instanceType)
  );
}

/** Families are held to the space where the types are listed. */
export function isInside(space: SearchSpace, choice: Choice): boolean {
  const { long, attempts, checkpointSeconds } = choice;
  if (long !== undefined && (space.splitQueues === false || !isFleetInside(space, long.fleet))) return false;
  if (checkpointSeconds !== undefined && space.checkpointIntervals === false) return false;
  const isOnSpot = [...choice.markets, ...(long?.fleet.markets ?? [])].includes('SPOT');
  return (!isOnSpot || isListed(space.attempts, attempts ?? USUAL_ATTEMPTS)) && isFleetInside(space, choice);
}

function isFleetInside(space: SearchSpace, fleet: Fleet): boolean {
  const { markets, maxvCpus, minvCpus, smallestVcpus, largestVcpus, scaleDownMinutes, baseVcpus } = fleet;
  return (
    isOrderAllowed(space, markets) &&
    isListed(space.maxvCpus, maxvCpus) &&
    isListed(space.maxvCpus, baseVcpus) &&
    isListed(space.minvCpus, minvCpus) &&
    isListed(space.smallestMachineVcpus, smallestVcpus) &&
    isListed(largestSizes(space), largestVcpus) &&
    isListed(space.minScaleDownDelayMinutes, scaleDownMinutes) &&
    markets.every((market) =>
      strategiesOf(space, market).includes(fleet.strategies?.[market] ?? USUAL_STRATEGIES[market]),
    )
  );
}

/** An undecided dimension stays as it is today, which is always allowed. */
function isListed<Value>(list: readonly Value[] | undefined, value: Value | undefined): boolean {
  return list === undefined || value === undefined || list.includes(value);
}

export function isOrderAllowed({ environmentOrders }: SearchSpace, markets: readonly Market[]): boolean {
  const key = markets.join('>');
  return environmentOrders === undefined || environmentOrders.some((order) => order.join('>') === key);
}

export function largestSizes({ largestMachineVcpus }: SearchSpace): readonly number[] | undefined {
  return largestMachineVcpus?.map((size) => (size === 'any' ? Number.POSITIVE_INFINITY : size));
}

/**
 * Strategies worth a try in a market, the usual one first. BEST_FIT on Spot needs a Spot Fleet role and is never tried;
 * BEST_FIT_PROGRESSIVE on Spot looks at the price alone, which AWS advises against (Batch user guide, best practices for Spot), so
 * only where the user lists it. The ordered ones come with a list in a useful order.
 */
export function strategiesOf({ allocationStrategies }: SearchSpace, market: Market): readonly AllocationStrategy[] {
  const known = KNOWN_STRATEGIES[market];
  if (allocationStrategies === undefined) return known;
  const allowed = [...known, ...ON_REQUEST[market]].filter((strategy) => allocationStrategies.includes(strategy));
  return allowed.length > 0 ? allowed : [USUAL_STRATEGIES[market]];
}

const KNOWN_STRATEGIES: Readonly<Record<Market, readonly AllocationStrategy[]>> = {
  EC2: ['BEST_FIT_PROGRESSIVE', 'BEST_FIT', 'BEST_FIT_PROGRESSIVE_ORDERED'],
  SPOT: ['SPOT_PRICE_CAPACITY_OPTIMIZED', 'SPOT_CAPACITY_OPTIMIZED', 'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED'],
};

const ON_REQUEST: Readonly<Record<Market, readonly AllocationStrategy[]>> = { EC2: [], SPOT: ['BEST_FIT_PROGRESSIVE'] };
