/**
 * Works out what a certificate's content proves for a workload, a catalogue and assumptions, without a solver. The one
 * function that the floor is printed from and that `verify` repeats, so a printed floor is always a checked one.
 */

import type { Assumptions } from '../../models/assumptions.ts';
import type { JobDefinition } from '../../models/batch-config.ts';
import type { Catalog } from '../../models/catalog.ts';
import { fail, type Problem, type Result, succeed } from '../../models/problem.ts';
import type { Workload } from '../../models/workload.ts';
import type { FloorCertificate } from './certificate.ts';
import { type Eligibility, eligibilityOf } from './eligibility.ts';
import { type JobDemand, jobDemand } from './job-groups.ts';
import { type FloorScope, type RentOption, rentOptions } from './rent.ts';
import { affordable, fluidValue, type ResourcePrices, worthOf } from './resource-prices.ts';

export interface FloorInput {
  readonly workload: Workload;
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  readonly scope: FloorScope;
  /** Their timeouts cut jobs short. */
  readonly jobDefinitions?: readonly JobDefinition[];
}

/** The input as the bounds see it. */
export interface FloorGround {
  readonly demand: JobDemand;
  readonly eligibility: Eligibility;
  /** Most a job's share of an instance's bill can be rounded down by. */
  readonly roundingMicroUsd: number;
}

export interface Proof {
  readonly usd: number;
  readonly uncountedJobs: number;
}

/** Prices may exceed a rent by this share before they count as wrong; they are lowered to it either way. */
const PRICE_TOLERANCE = 1e-9;
/** Given away so that no rounding of sums can lift the floor above the truth. */
const SUM_TOLERANCE = 1e-9;
const MICRO = 1_000_000;
const HOUR_MS = 3_600_000;
const MINIMUM_BILLED_MS = 60_000;

export function prepareGround(input: FloorInput): FloorGround {
  const { workload, assumptions, jobDefinitions } = input;
  const demand = jobDemand({
    workload,
    startingSeconds: assumptions.startingSeconds,
    ...(jobDefinitions !== undefined && { jobDefinitions }),
  });
  const eligibility = eligibilityOf(demand.groups, rentOptions(input));
  return { demand, eligibility, roundingMicroUsd: roundingMicroUsd(input) };
}

/** The ledger rounds rent, volume and address of an instance to whole micro-dollars: half of one each, when there is one. */
function roundingMicroUsd({ catalog, assumptions }: FloorInput): number {
  const hasVolume = (catalog.ebsGp3MicroUsdPerGibMonth ?? 0) * assumptions.rootVolumeGib > 0;
  const hasAddress = (catalog.publicIpv4MicroUsdPerHour ?? 0) * assumptions.publicIpv4PerInstance > 0;
  return 0.5 * (1 + Number(hasVolume) + Number(hasAddress));
}

/** What resource prices by option prove. Options without prices are worth nothing. */
export function proveFluid(ground: FloorGround, prices: readonly ResourcePrices[]): Proof {
  const { demand, eligibility } = ground;
  const lowered = eligibility.options.map((option, index) => affordable(option, prices[index]));
  const value = fluidValue(demand.groups, eligibility, lowered, ground.roundingMicroUsd);
  return { usd: provenUsd(value.microUsd), uncountedJobs: value.unservableJobs + demand.doomedJobs };
}

/** The dearest single job, each on the cheapest option that holds it alone. */
export function proveLongestJob({ demand, eligibility, roundingMicroUsd }: FloorGround): Proof {
  const leastRents = eligibility.cells.map((cell) =>
    cell.reduce(
      (least, option) => Math.min(least, eligibility.options[option].microUsdPerHour),
      Number.POSITIVE_INFINITY,
    ),
  );
  let most = 0;
  let unservable = 0;
  demand.groups.forEach(({ jobs, longestMs }, index) => {
    const least = leastRents[eligibility.cellOfGroup[index]];
    if (least === Number.POSITIVE_INFINITY) unservable += jobs;
    else most = Math.max(most, (Math.max(MINIMUM_BILLED_MS, longestMs) / HOUR_MS) * least - roundingMicroUsd);
  });
  return { usd: provenUsd(most), uncountedJobs: unservable + demand.doomedJobs };
}

function provenUsd(microUsd: number): number {
  return Math.floor(microUsd * (1 - SUM_TOLERANCE)) / MICRO;
}

/** The certificate's prices by option of the ground, or what is wrong with them. */
export function certificatePrices(
  certificate: FloorCertificate,
  { eligibility }: FloorGround,
): Result<readonly ResourcePrices[]> {
  const problems: Problem[] = [];
  const prices = eligibility.options.map((option): ResourcePrices => {
    const path = `priceOfOption["${option.key}"]`;
    const listed = certificate.prices[certificate.priceOfOption[option.key]];
    if (listed === undefined) {
      problems.push({ path, message: 'a plan may rent this, but the certificate has no prices for it' });
      return { vcpu: 0, gib: 0, gpu: 0 };
    }
    const vector = {
      vcpu: listed.usdPerVcpuHour * MICRO,
      gib: listed.usdPerGibHour * MICRO,
      gpu: listed.usdPerGpuHour * MICRO,
    };
    const worth = worthOf(option, vector);
    if (worth > option.microUsdPerHour * (1 + PRICE_TOLERANCE)) problems.push(tooDear(option, worth, path));
    return vector;
  });
  return problems.length > 0 ? fail(...problems) : succeed(prices);
}

function tooDear(option: RentOption, worth: number, path: string): Problem {
  const [worthUsd, rentUsd] = [worth / MICRO, option.microUsdPerHour / MICRO];
  return {
    path,
    message: `a full instance is worth ${worthUsd} USD an hour under these prices, but rents for ${rentUsd}`,
  };
}
