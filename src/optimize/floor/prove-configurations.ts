/**
 * Bound B3, what prices of whole jobs prove: where no set of jobs that fits on an instance at once is worth more than its rent,
 * every job costs its worth. Needs no solver. Options with resource prices are bounded as in B1, so big instances that hold
 * hundreds of jobs need no search.
 */
import { bestFill, type Item } from './best-fill.ts';
import { standIns } from './dominance.ts';
import type { FloorGround, Proof } from './ground.ts';
import { proveWorths } from './proof.ts';
import { isEligible, type RentOption } from './rent.ts';
import { affordable, hourlyWorth, type ResourcePrices } from './resource-prices.ts';

/** Steps of one search; enough for a dozen jobs of a few shapes on an instance. */
export const MOST_STEPS = 4000;

/** `prices` by option, undefined where the job prices must hold by themselves; `jobPrices` by group, micro-dollars an hour. */
export function proveConfigurations(
  ground: FloorGround,
  prices: readonly (ResourcePrices | undefined)[],
  jobPrices: Float64Array,
): Proof {
  const { demand, eligibility } = ground;
  const { options, cells, cellOfGroup } = eligibility;
  const excess = mostExcess(ground, prices, jobPrices);
  const lowered = options.map((option, index) => affordable(option, prices[index] ?? { vcpu: 0, gib: 0, gpu: 0 }));
  const worths = Float64Array.from(demand.groups, (group, index) => {
    const cell = cells[cellOfGroup[index]];
    if (cell.length === 0) return Number.POSITIVE_INFINITY;
    if (group.needsWholeInstance) {
      return cell.reduce((least, option) => Math.min(least, options[option].microUsdPerHour), Number.POSITIVE_INFINITY);
    }
    let least = Number.POSITIVE_INFINITY;
    for (const option of cell) {
      const worth = prices[option] === undefined ? jobPrices[index] / excess : hourlyWorth(group, lowered[option]);
      if (worth < least) least = worth;
    }
    return least;
  });
  return proveWorths(ground, worths);
}

/** By how much the job prices must be lowered, at least 1: the worst of worth over rent (Farley's bound). */
function mostExcess(
  { demand, eligibility: { options } }: FloorGround,
  prices: readonly (ResourcePrices | undefined)[],
  jobPrices: Float64Array,
): number {
  const standIn = standIns(options, 'copies');
  const isSearched = (option: number) => prices[option] === undefined;
  let excess = 1;
  options.forEach((option, index) => {
    if (!isSearched(index) || (standIn[index] !== index && isSearched(standIn[index]))) return;
    const items = itemsOn(option, demand.groups, jobPrices);
    const { upper } = bestFill(option, items, option.microUsdPerHour, MOST_STEPS);
    if (upper > option.microUsdPerHour) excess = Math.max(excess, upper / option.microUsdPerHour);
  });
  return excess;
}

/** The groups as items, in order; those the option does not hold are worth nothing. */
export function itemsOn(
  option: RentOption,
  groups: FloorGround['demand']['groups'],
  jobPrices: Float64Array,
): readonly Item[] {
  return groups.map((group, index) => ({
    vcpus: group.vcpus,
    memoryMiB: group.memoryMiB,
    gpus: group.gpus,
    worth: group.needsWholeInstance || !isEligible(option, group) ? 0 : jobPrices[index],
  }));
}
