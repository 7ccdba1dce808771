/** Decides what a scenario's own instance types and prices do to the catalogue: add a type, or replace single figures. */
import { familyOf, type InstanceType, type Provenance } from './catalog.ts';
import { nearestName } from './nearest-name.ts';
import type { Problem } from './problem.ts';
import type { Architecture } from './workload.ts';

/** One entry of `catalog.instanceTypes`. A new type needs vcpus and memoryMiB; a known one may change just a price. */
export interface CatalogOverride {
  readonly instanceType: string;
  readonly vcpus?: number;
  readonly memoryMiB?: number;
  /** Default x86_64. */
  readonly architecture?: Architecture;
  /** Default 0. */
  readonly gpus?: number;
  readonly gpuModel?: string;
  readonly gpuMemoryMiBEach?: number;
  readonly localNvmeGb?: number;
  readonly networkBaselineMbps?: number;
  readonly ebsBaselineMbps?: number;
  readonly onDemandUsdPerHour?: number;
  readonly spotUsdPerHour?: number;
  /** Spot Advisor bucket 0 to 4. */
  readonly spotInterruptionBucket?: number;
}

const SCENARIO_SOURCE: Provenance = { figure: 'On-Demand price', date: 'undated', source: 'the scenario (catalog)' };
const SPOT_SOURCE: Provenance = { figure: 'Spot price', date: 'undated', source: 'the scenario (catalog)' };

/**
 * The priced table types in table order, changed as asked, then new types in the scenario's order. `soldHere` names the
 * types with a price row; an override that brings a price to another known type makes it sold here too.
 */
export function applyOverrides(
  known: readonly InstanceType[],
  soldHere: ReadonlySet<string>,
  overrides: readonly CatalogOverride[],
  problems: Problem[],
): ReadonlyMap<string, InstanceType> {
  const inTable = new Map(known.map((type) => [type.instanceType, type]));
  const changed = new Map(known.filter((type) => soldHere.has(type.instanceType)).map((t) => [t.instanceType, t]));
  const seen = new Set<string>();
  overrides.forEach((override, index) => {
    const path = `catalog.instanceTypes[${index}]`;
    if (seen.has(override.instanceType)) {
      problems.push({ path, message: `${override.instanceType} is listed twice`, hint: 'merge the two entries' });
      return;
    }
    seen.add(override.instanceType);
    const found = problemsOf(override, path);
    const base = inTable.get(override.instanceType) ?? newType(override, path, inTable.keys(), found);
    problems.push(...found);
    if (base !== undefined && found.length === 0) changed.set(override.instanceType, overridden(base, override));
  });
  return changed;
}

function newType(
  override: CatalogOverride,
  path: string,
  names: Iterable<string>,
  found: Problem[],
): InstanceType | undefined {
  const { instanceType, vcpus, memoryMiB } = override;
  if (vcpus !== undefined && memoryMiB !== undefined) {
    return { instanceType, family: familyOf(instanceType), vcpus, memoryMiB, architecture: 'x86_64', gpus: 0 };
  }
  const nearest = nearestName(instanceType, names);
  const typo = nearest === undefined ? '' : `, or did you mean ${nearest}?`;
  found.push({
    path,
    message: `${instanceType} is not in the catalogue and lacks ${vcpus === undefined ? 'vcpus' : 'memoryMiB'}`,
    hint: `a new instance type needs vcpus and memoryMiB${typo}`,
  });
  return undefined;
}

function overridden(base: InstanceType, override: CatalogOverride): InstanceType {
  const { onDemandUsdPerHour, spotUsdPerHour, ...figures } = override;
  const changed: InstanceType = {
    ...base,
    ...(Object.fromEntries(
      Object.entries(figures).filter(([, value]) => value !== undefined),
    ) as Partial<InstanceType>),
    ...(onDemandUsdPerHour === undefined
      ? {}
      : { onDemandMicroUsdPerHour: microUsd(onDemandUsdPerHour), onDemandSource: SCENARIO_SOURCE }),
    ...(spotUsdPerHour === undefined ? {} : { spotMicroUsdPerHour: microUsd(spotUsdPerHour), spotSource: SPOT_SOURCE }),
  };
  const isRepriced = onDemandUsdPerHour !== undefined || spotUsdPerHour !== undefined;
  return isRepriced ? withSavings(changed) : changed;
}

/** The saving that follows from the two prices, in whole percent; none when either is unknown. */
export function withSavings(type: InstanceType): InstanceType {
  const { spotSavingsPercent: _, ...rest } = type;
  const { onDemandMicroUsdPerHour: onDemand, spotMicroUsdPerHour: spot } = type;
  if (onDemand === undefined || spot === undefined || onDemand === 0) return rest;
  return { ...rest, spotSavingsPercent: Math.round(100 - (100 * spot) / onDemand) };
}

const CHECKS: readonly {
  readonly field: keyof CatalogOverride;
  readonly isOk: (value: number) => boolean;
  readonly must: string;
}[] = [
  { field: 'vcpus', isOk: (value) => Number.isInteger(value) && value >= 1, must: 'a whole number from 1' },
  { field: 'memoryMiB', isOk: (value) => Number.isInteger(value) && value >= 1, must: 'a whole number of MiB from 1' },
  { field: 'gpus', isOk: (value) => Number.isInteger(value) && value >= 0, must: 'a whole number from 0' },
  { field: 'onDemandUsdPerHour', isOk: isPrice, must: 'a price in USD an hour, not negative' },
  { field: 'spotUsdPerHour', isOk: isPrice, must: 'a price in USD an hour, not negative' },
  {
    field: 'spotInterruptionBucket',
    isOk: (value) => Number.isInteger(value) && value >= 0 && value <= 4,
    must: 'a Spot Advisor bucket: 0 (<5 %), 1, 2, 3 or 4 (>20 %)',
  },
];

function problemsOf(override: CatalogOverride, path: string): Problem[] {
  return CHECKS.flatMap(({ field, isOk, must }) => {
    const value = override[field];
    if (typeof value !== 'number' || isOk(value)) return [];
    return [{ path: `${path}.${field}`, message: `${value} is not possible`, hint: `give ${must}` }];
  });
}

function isPrice(value: number): boolean {
  return Number.isFinite(value) && value >= 0;
}

function microUsd(usd: number): number {
  return Math.round(usd * 1_000_000);
}
