/**
 * The proof inside a certificate: what one vCPU-hour, GiB-hour and GPU-hour are worth on each option. Prices that no option's
 * rent falls short of give every job a least cost; this file checks them and adds that up.
 */
import type { Eligibility } from './eligibility.ts';
import type { JobGroup } from './job-groups.ts';
import type { RentOption } from './rent.ts';

/** Micro-dollars per hour of one unit. */
export interface ResourcePrices {
  readonly vcpu: number;
  readonly gib: number;
  readonly gpu: number;
}

const MIB_PER_GIB = 1024;

/** What a full instance of the option is worth an hour under the prices, micro-dollars. */
export function worthOf(option: RentOption, prices: ResourcePrices): number {
  return option.vcpus * prices.vcpu + (option.memoryMiB / MIB_PER_GIB) * prices.gib + option.gpus * prices.gpu;
}

/** What one job of the group is worth an hour. */
export function hourlyWorth(group: JobGroup, prices: ResourcePrices): number {
  return group.vcpus * prices.vcpu + (group.memoryMiB / MIB_PER_GIB) * prices.gib + group.gpus * prices.gpu;
}

/** Rent of an hour and what its vCPUs cost beyond it where they are scarce, micro-dollars. */
export function fullRent(option: RentOption, scarcityMicroUsd = 0): number {
  return option.microUsdPerHour + option.vcpus * scarcityMicroUsd;
}

/** The prices, all lowered alike when they say a full instance is worth more than its rent. */
export function affordable(option: RentOption, prices: ResourcePrices, scarcityMicroUsd = 0): ResourcePrices {
  const worth = worthOf(option, prices);
  const rent = fullRent(option, scarcityMicroUsd);
  const share = worth > rent ? rent / worth : 1;
  return { vcpu: share * prices.vcpu, gib: share * prices.gib, gpu: share * prices.gpu };
}

/**
 * By group: the least worth of an hour of one job or node, micro-dollars, over the instances that can hold it; Infinity where none
 * can. Prices are by option, and no option's worth may exceed its rent; who needs a whole instance pays the cheapest rent.
 */
export function hourlyWorths(
  groups: readonly JobGroup[],
  { options, cells, cellOfGroup }: Eligibility,
  prices: readonly ResourcePrices[],
): Float64Array {
  const pricesOfCell = distinctByCell(cells, prices);
  const rentOfCell = cells.map((cell) => leastOf(cell.map((option) => options[option].microUsdPerHour)));
  return Float64Array.from(groups, (group, index) => {
    const cell = cellOfGroup[index];
    if (group.needsWholeInstance) return rentOfCell[cell];
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of pricesOfCell[cell]) {
      const worth = hourlyWorth(group, candidate);
      if (worth < least) least = worth;
    }
    return least;
  });
}

export function leastOf(values: readonly number[]): number {
  return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** By cell: the different price vectors of its options. */
function distinctByCell(
  cells: readonly (readonly number[])[],
  prices: readonly ResourcePrices[],
): readonly (readonly ResourcePrices[])[] {
  const known = new Map<string, number>();
  const placeOf = Int32Array.from(prices, ({ vcpu, gib, gpu }) => {
    const key = `${vcpu}/${gib}/${gpu}`;
    const place = known.get(key) ?? known.size;
    known.set(key, place);
    return place;
  });
  const seenIn = new Int32Array(known.size).fill(-1);
  return cells.map((cell, index) => {
    const distinct: ResourcePrices[] = [];
    for (const option of cell) {
      if (seenIn[placeOf[option]] === index) continue;
      seenIn[placeOf[option]] = index;
      distinct.push(prices[option]);
    }
    return distinct;
  });
}
