/**
 * The proof inside a certificate: what one vCPU-hour, GiB-hour and GPU-hour are worth on each option. Prices that no option's
 * rent falls short of give every job a least cost; this file checks them and adds that up.
 */
import type { JobGroup } from './job-groups.ts';
import { isEligible, type RentOption } from './rent.ts';

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
 * among the options that can hold the group. The caller has made sure that no option's worth exceeds its rent.
 */
export function fluidValue(
  groups: readonly JobGroup[],
  options: readonly RentOption[],
  prices: readonly ResourcePrices[],
  roundingMicroUsd: number,
): FluidValue {
  let microUsd = 0;
  let unservableJobs = 0;
  for (const group of groups) {
    let least = Number.POSITIVE_INFINITY;
    for (let index = 0; index < options.length; index++) {
      if (!isEligible(options[index], group)) continue;
      const worth = hourlyWorth(group, prices[index]);
      if (worth < least) least = worth;
    }
    if (least === Number.POSITIVE_INFINITY) unservableJobs += group.jobs;
    else microUsd += Math.max(0, (group.heldMs / HOUR_MS) * least - roundingMicroUsd * group.jobs);
  }
  return { microUsd, unservableJobs };
}
