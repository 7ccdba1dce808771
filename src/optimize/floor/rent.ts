/**
 * What a plan may rent and what a running hour of it costs at least: every priced type and market in the floor's scope, with
 * the capacity the engine lets jobs use, its root volume and its public address.
 */
import type { Assumptions } from '../../models/assumptions.ts';
import type { Catalog, InstanceType } from '../../models/catalog.ts';
import type { JobGroup } from './job-groups.ts';

export type FloorMarket = 'EC2' | 'SPOT';

/**
 * How Spot hours enter the bound.
 * `charged`: every used hour costs its price (EC2 keeps charging, or nothing is ever reclaimed): holds for every realisation.
 * `free-hour`: an instance reclaimed within its first hour may have cost nothing: holds for every realisation, and lets jobs
 * shorter than an hour run on Spot for the price of the volume and the address alone.
 */
export type SpotTreatment = 'charged' | 'free-hour';

/** What the plans that are bounded may use. */
export interface FloorScope {
  readonly markets: readonly FloorMarket[];
  /** Undefined = every type of the catalogue. */
  readonly instanceTypes?: readonly string[];
}

export interface RentOption {
  /** `m7i.large/EC2`, `m7i.large/SPOT`, `m7i.large/SPOT/free-hour`. */
  readonly key: string;
  readonly type: InstanceType;
  readonly market: FloorMarket;
  /** True for instances reclaimed within their first hour: only jobs shorter than that end on them. */
  readonly isFreeHour: boolean;
  readonly vcpus: number;
  /** Whole MiB that jobs may use, as the engine counts them. */
  readonly memoryMiB: number;
  readonly gpus: number;
  /** Least cost of one hour in state running, micro-dollars, not rounded. */
  readonly microUsdPerHour: number;
}

const HOURS_PER_MONTH = 730;

export interface RentInput {
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  readonly scope: FloorScope;
}

/** In catalogue order; types without a price in a market are not sold there. */
export function rentOptions({ catalog, assumptions, scope }: RentInput): readonly RentOption[] {
  const allowed = scope.instanceTypes === undefined ? undefined : new Set(scope.instanceTypes);
  const types = catalog.types.filter(({ instanceType }) => allowed?.has(instanceType) ?? true);
  const extras = extrasMicroUsdPerHour(catalog, assumptions);
  const isFreeHourPossible = spotTreatment(assumptions) === 'free-hour';
  return scope.markets.flatMap((market) =>
    types.flatMap((type) => {
      const price = market === 'SPOT' ? type.spotMicroUsdPerHour : type.onDemandMicroUsdPerHour;
      if (price === undefined) return [];
      const charged = rentOption(type, market, false, price + extras, assumptions);
      if (market === 'EC2' || !isFreeHourPossible) return [charged];
      return [charged, rentOption(type, market, true, extras, assumptions)];
    }),
  );
}

export function spotTreatment({ spotFirstHourFree, spot }: Assumptions): SpotTreatment {
  return spotFirstHourFree === 1 && spot.model !== 'none' ? 'free-hour' : 'charged';
}

/** Root volume and public address of one instance; unknown prices are left out, as the ledger does. */
export function extrasMicroUsdPerHour(catalog: Catalog, assumptions: Assumptions): number {
  const volume = ((catalog.ebsGp3MicroUsdPerGibMonth ?? 0) * assumptions.rootVolumeGib) / HOURS_PER_MONTH;
  return volume + (catalog.publicIpv4MicroUsdPerHour ?? 0) * assumptions.publicIpv4PerInstance;
}

function rentOption(
  type: InstanceType,
  market: FloorMarket,
  isFreeHour: boolean,
  microUsdPerHour: number,
  { schedulableMemoryFraction }: Assumptions,
): RentOption {
  return {
    key: `${type.instanceType}/${market}${isFreeHour ? '/free-hour' : ''}`,
    type,
    market,
    isFreeHour,
    vcpus: type.vcpus,
    memoryMiB: Math.floor(type.memoryMiB * schedulableMemoryFraction),
    gpus: type.gpus,
    microUsdPerHour,
  };
}

/** Whether one job of the group can run on one instance of the option. */
export function isEligible(option: RentOption, group: JobGroup): boolean {
  return (
    option.vcpus >= group.vcpus &&
    option.memoryMiB >= group.memoryMiB &&
    option.gpus >= group.gpus &&
    (group.architecture === undefined || group.architecture === option.type.architecture) &&
    (!option.isFreeHour || group.fitsFreeHour)
  );
}
