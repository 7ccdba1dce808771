/**
 * What a plan may rent and what a running hour of it costs at least: every priced type and market in the floor's scope, with
 * the capacity the engine lets jobs use, its root volume and its public address.
 */
import type { Assumptions } from '../../models/assumptions.ts';
import type { Catalog, InstanceType } from '../../models/catalog.ts';
import type { Commitment } from '../../models/commitments.ts';
import type { SpotRecordings } from '../../models/spot/recordings.ts';
import type { Architecture } from '../../models/workload.ts';
import { type CommitmentTreatment, leastShare } from './discounts.ts';
import type { JobGroup } from './job-groups.ts';
import type { PlanLimits } from './plan-limits.ts';
import { isEverAvailable } from './spot-availability.ts';
import { hasKnownHazards, leastPaidShare } from './unpaid-hours.ts';

export type FloorMarket = 'EC2' | 'SPOT' | 'FARGATE' | 'FARGATE_SPOT';

/** The markets in which instances are rented; Fargate runs each job as a task of its own (tasks.ts). */
export type InstanceMarket = 'EC2' | 'SPOT';

/**
 * How Spot hours enter the bound, where EC2 takes nothing for instances it reclaims within their first hour.
 * `charged`: that never happens, every used hour costs its price; holds for every realisation.
 * `free-hour`: any reclaimed instance may have cost nothing, so jobs shorter than an hour run on Spot for the price of the
 * volume and the address alone; holds for every realisation.
 * `on-average`: a used hour brings in its least share of the price on average; holds for the mean over realisations.
 */
export type SpotTreatment = 'charged' | 'free-hour' | 'on-average';

/** What the plans that are bounded may use. */
export interface FloorScope {
  readonly markets: readonly FloorMarket[];
  /** Undefined = every type of the catalogue. */
  readonly instanceTypes?: readonly string[];
  /** Families no plan uses; undefined = none. */
  readonly exceptFamilies?: readonly string[];
  /** Undefined = any; a container image is built for one. */
  readonly architecture?: Architecture;
  /** Whether the floor is to hold for every course of interruptions or, higher, for their mean. */
  readonly interruptions: 'every' | 'mean';
  /** How Savings Plans and Reserved Instances count; they are the scenario's. */
  readonly commitments?: CommitmentTreatment;
  /** Only runs that keep them are bounded; undefined = all runs. */
  readonly limits?: PlanLimits;
}

export interface RentOption {
  /** `m7i.large/EC2`, `m7i.large/SPOT`, `m7i.large/SPOT/free-hour`. */
  readonly key: string;
  readonly type: InstanceType;
  readonly market: InstanceMarket;
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
  readonly commitments?: readonly Commitment[];
  /** For the Spot model `replay`: types without a recording never launch. */
  readonly recordings?: SpotRecordings | undefined;
}

/** By market in catalogue order; types without a price in a market, or never available there, are not sold. */
export function rentOptions(input: RentInput): readonly RentOption[] {
  const { scope, catalog } = input;
  const types = typesInScope(catalog, scope);
  const markets = scope.markets.filter((market): market is InstanceMarket => market === 'EC2' || market === 'SPOT');
  return markets.flatMap((market) =>
    types.flatMap((type) => (market === 'EC2' ? onDemandOptions(type, input) : spotOptions(type, input))),
  );
}

function onDemandOptions(type: InstanceType, { catalog, assumptions, scope, commitments = [] }: RentInput) {
  const { instanceType, family, onDemandMicroUsdPerHour: price } = type;
  if (price === undefined) return [];
  const share = leastShare({ instanceType, family, isFargate: false }, commitments, scope.commitments);
  const microUsdPerHour = price * share + extrasMicroUsdPerHour(catalog, assumptions);
  return [rentOption(type, { market: 'EC2', isFreeHour: false, microUsdPerHour }, assumptions)];
}

function spotOptions(type: InstanceType, { catalog, assumptions, scope, recordings }: RentInput) {
  const { spotMicroUsdPerHour: price } = type;
  if (price === undefined || !isEverAvailable(type, assumptions, recordings)) return [];
  const extras = extrasMicroUsdPerHour(catalog, assumptions);
  const treatment = spotTreatment(assumptions, scope);
  const paidShare = treatment === 'on-average' ? leastPaidShare(type, assumptions) : 1;
  const open = (isFreeHour: boolean, microUsdPerHour: number) =>
    rentOption(type, { market: 'SPOT', isFreeHour, microUsdPerHour }, assumptions);
  const charged = open(false, price * paidShare + extras);
  return treatment === 'free-hour' ? [charged, open(true, extras)] : [charged];
}

export function typesInScope(catalog: Catalog, scope: FloorScope): readonly InstanceType[] {
  const named = scope.instanceTypes === undefined ? undefined : new Set(scope.instanceTypes);
  const except = new Set(scope.exceptFamilies);
  return catalog.types.filter(
    ({ instanceType, family, architecture }) =>
      (named?.has(instanceType) ?? true) &&
      !except.has(family) &&
      (scope.architecture ?? architecture) === architecture,
  );
}

export function spotTreatment(assumptions: Assumptions, { interruptions }: FloorScope): SpotTreatment {
  const { model, outages = [] } = assumptions.spot;
  if (assumptions.spotFirstHourFree !== 1 || (model === 'none' && outages.length === 0)) return 'charged';
  return interruptions === 'mean' && hasKnownHazards(assumptions) ? 'on-average' : 'free-hour';
}

/** Root volume and public address of one instance; unknown prices are left out, as the ledger does. */
export function extrasMicroUsdPerHour(catalog: Catalog, assumptions: Assumptions): number {
  const volume = ((catalog.ebsGp3MicroUsdPerGibMonth ?? 0) * assumptions.rootVolumeGib) / HOURS_PER_MONTH;
  return volume + (catalog.publicIpv4MicroUsdPerHour ?? 0) * assumptions.publicIpv4PerInstance;
}

function rentOption(
  type: InstanceType,
  terms: Pick<RentOption, 'market' | 'isFreeHour' | 'microUsdPerHour'>,
  { schedulableMemoryFraction }: Assumptions,
): RentOption {
  return {
    key: `${type.instanceType}/${terms.market}${terms.isFreeHour ? '/free-hour' : ''}`,
    type,
    ...terms,
    vcpus: type.vcpus,
    memoryMiB: Math.floor(type.memoryMiB * schedulableMemoryFraction),
    gpus: type.gpus,
  };
}

/** Whether one job of the group can run on one instance of the option. */
export function isEligible(option: RentOption, group: JobGroup): boolean {
  return (
    option.vcpus >= group.vcpus &&
    option.memoryMiB >= group.memoryMiB &&
    option.gpus >= group.gpus &&
    (group.architecture === undefined || group.architecture === option.type.architecture) &&
    (!option.isFreeHour || group.fitsFreeHour) &&
    (option.market === 'EC2' || !group.needsWholeInstance)
  );
}
