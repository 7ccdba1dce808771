/** vCPU quotas in the search: how large an environment can become at all, and what its reader must compare with the account. */
import type { BatchConfig, ComputeEnvironment } from '../models/batch-config.ts';
import type { InstanceType } from '../models/catalog.ts';
import { resolveInstanceTypes } from '../models/instance-selection.ts';
import {
  QUOTA_MARKETS,
  type QuotaMarket,
  quotaGroupOf,
  quotaName,
  type VcpuQuotas,
  withQuotaCode,
} from '../models/vcpu-quotas.ts';
import type { QuotaPeak } from '../study/quota-peaks.ts';
import type { Fleet, Market } from './candidate.ts';
import type { Landscape } from './landscape.ts';

type Quoted = Pick<Landscape, 'types' | 'typesInUse' | 'quotas'>;
type Searched = Quoted & Pick<Landscape, 'space'>;

/** What one environment of the types in use can have at most, vCPUs, by market; Infinity where some quota is unknown. */
export function quotaBounds(landscape: Quoted): readonly number[] {
  return [...new Set(QUOTA_MARKETS.map((market) => quotaVcpus(countedTypes(landscape), market, landscape.quotas)))];
}

/**
 * What the largest of the fleet's environments can have at most, vCPUs; Infinity where some quota is unknown, and where the user lists
 * what maxvCpus may be: that is taken as it is.
 */
export function quotaBoundOf(landscape: Searched, { families, markets }: Pick<Fleet, 'families' | 'markets'>): number {
  if (landscape.quotas === undefined || landscape.space.maxvCpus !== undefined) return Number.POSITIVE_INFINITY;
  const ofFleet = landscape.types.filter(({ family }) => families.includes(family));
  // A keyword such as `optimal` names no family.
  const counted = ofFleet.length > 0 ? ofFleet : countedTypes(landscape);
  return Math.max(...markets.map((market) => quotaVcpus(counted, QUOTA_MARKET[market], landscape.quotas)));
}

const QUOTA_MARKET: Readonly<Record<Market, QuotaMarket>> = { EC2: 'onDemand', SPOT: 'spot' };

function countedTypes({ types, typesInUse }: Quoted): readonly InstanceType[] {
  return typesInUse.length > 0 ? typesInUse : types;
}

function quotaVcpus(types: readonly InstanceType[], market: QuotaMarket, quotas: VcpuQuotas | undefined): number {
  const groups = new Set(types.map(({ instanceType }) => quotaGroupOf(instanceType)));
  let vcpus = 0;
  for (const group of groups)
    vcpus += (group === undefined ? undefined : quotas?.[market]?.[group]) ?? Number.POSITIVE_INFINITY;
  return vcpus;
}

/** One sentence each: environments whose maxvCpus the quotas never allow, and peaks of which the quota is unknown. */
export function quotaNotes(landscape: Landscape, chosen: BatchConfig, peaks: readonly QuotaPeak[]): readonly string[] {
  return [...unreachableNotes(landscape, chosen), ...unknownNotes(peaks)];
}

function unreachableNotes({ catalog, quotas }: Landscape, chosen: BatchConfig): readonly string[] {
  return chosen.computeEnvironments.flatMap((environment) => {
    const { maxvCpus = 0 } = environment.computeResources ?? {};
    const allowed = allowedVcpus(environment, catalog, quotas);
    return maxvCpus <= allowed
      ? []
      : [
          `${environment.computeEnvironmentName} never reaches its maxvCpus of ${maxvCpus}: the vCPU quotas of the scenario allow ${allowed}`,
        ];
  });
}

/** What the quotas let the environment have at most, vCPUs; Infinity where some quota is unknown. */
export function allowedVcpus(
  { computeResources }: ComputeEnvironment,
  catalog: Landscape['catalog'],
  quotas: VcpuQuotas | undefined,
): number {
  const { type, instanceTypes = [] } = computeResources ?? {};
  if (type === 'FARGATE') return quotas?.onDemand?.fargate ?? Number.POSITIVE_INFINITY;
  if (type === 'FARGATE_SPOT') return quotas?.spot?.fargate ?? Number.POSITIVE_INFINITY;
  const resolved = resolveInstanceTypes(instanceTypes, catalog);
  if (!resolved.ok) return Number.POSITIVE_INFINITY;
  return quotaVcpus(resolved.value, type === 'SPOT' ? 'spot' : 'onDemand', quotas);
}

function unknownNotes(peaks: readonly QuotaPeak[]): readonly string[] {
  const unknown = peaks.filter(({ quotaVcpus: limit }) => limit === undefined);
  if (unknown.length === 0) return [];
  const words = unknown.map(({ quota, quotaCode, peakVcpus }) =>
    withQuotaCode(`${Math.ceil(peakVcpus)} vCPUs of ${quotaName(quota)}`, quotaCode),
  );
  const [which, what] = unknown.length === 1 ? ['that quota', 'it'] : ['those quotas', 'them'];
  return [
    `the account must allow ${words.join(' and ')}, the peak of these figures: the scenario does not give ${which}, so nothing was limited by ${what}`,
  ];
}
