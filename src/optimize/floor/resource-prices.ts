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

const HOUR_MS = 3_600_000;
const MIB_PER_GIB = 1024;

/** What a full instance of the option is worth an hour under the prices, micro-dollars. */
export function worthOf(option: RentOption, prices: ResourcePrices): number {
  return option.vcpus * prices.vcpu + (option.memoryMiB / MIB_PER_GIB) * prices.gib + option.gpus * prices.gpu;
}

/** What one job of the group is worth an hour. */
export function hourlyWorth(group: JobGroup, prices: ResourcePrices): number {
  return group.vcpus * prices.vcpu + (group.memoryMiB / MIB_PER_GIB) * prices.gib + group.gpus * prices.gpu;
}

/** The prices, all lowered alike when they say a full instance is worth more than its rent. */
export function affordable(option: RentOption, prices: ResourcePrices): ResourcePrices {
  const worth = worthOf(option, prices);
  const share = worth > option.microUsdPerHour ? option.microUsdPerHour / worth : 1;
  return { vcpu: share * prices.vcpu, gib: share * prices.gib, gpu: share * prices.gpu };
}

export interface FluidValue {
  readonly microUsd: number;
  /** Jobs that no option can hold: no plan runs them, so they cost nothing here. */
  readonly unservableJobs: number;
}

/**
 * The least cost of the groups that `prices[k]` of option k prove, micro-dollars: sum over groups of hours x cheapest worth
 * among the options that can hold the group, less `roundingMicroUsd` a job. The caller has made sure that no option's worth
 * exceeds its rent.
 */
export function fluidValue(
  groups: readonly JobGroup[],
  { cells, cellOfGroup }: Eligibility,
  prices: readonly ResourcePrices[],
  roundingMicroUsd: number,
): FluidValue {
  const pricesOfCell = cells.map((cell) => distinctPrices(cell.map((option) => prices[option])));
  let microUsd = 0;
  let unservableJobs = 0;
  groups.forEach((group, index) => {
    let least = Number.POSITIVE_INFINITY;
    for (const candidate of pricesOfCell[cellOfGroup[index]]) {
      const worth = hourlyWorth(group, candidate);
      if (worth < least) least = worth;
    }
    if (least === Number.POSITIVE_INFINITY) unservableJobs += group.jobs;
    else microUsd += Math.max(0, (group.heldMs / HOUR_MS) * least - roundingMicroUsd * group.jobs);
  });
  return { microUsd, unservableJobs };
}

function distinctPrices(prices: readonly ResourcePrices[]): readonly ResourcePrices[] {
  return [...new Map(prices.map((price) => [`${price.vcpu}/${price.gib}/${price.gpu}`, price])).values()];
}
