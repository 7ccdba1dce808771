/** Edits of one compute environment: its market, strategy, instance types, limits and scale-down delay. */
import type { ComputeEnvironment, ComputeResource } from '../../models/batch-config.ts';
import { familyOf } from '../../models/catalog.ts';
import type { Market } from '../candidate.ts';
import type { Landscape } from '../landscape.ts';
import { largestJobVcpus, raisedMinima } from '../max-vcpus.ts';
import { allowedVcpus } from '../quota-cap.ts';
import { strategiesOf } from '../space.ts';
import type { Edit } from './edits.ts';

type Families = Readonly<Record<Market, readonly string[]>>;

/** One list a field. Fargate is left alone: its sizes follow from the requests. */
export function environmentEdits(
  environment: ComputeEnvironment,
  landscape: Landscape,
  families: Families,
): readonly (readonly Edit[])[] {
  const { computeEnvironmentName: name, computeResources } = environment;
  if (computeResources?.type !== 'EC2' && computeResources?.type !== 'SPOT') return [];
  const { space } = landscape;
  const market = computeResources.type;
  const otherMarket = market === 'EC2' ? 'SPOT' : 'EC2';
  const isMarketFree = space.environmentOrders === undefined;
  const set = <Field extends keyof ComputeResource>(field: Field, values: readonly ComputeResource[Field][]) =>
    values.map((value) => setting(name, field, value));
  return [
    set('type', isMarketFree ? [otherMarket] : []),
    set('instanceTypes', typeLists(computeResources, families[market])),
    set(
      'maxvCpus',
      maxima(computeResources.maxvCpus, landscape, allowedVcpus(environment, landscape.catalog, landscape.quotas)),
    ),
    set('allocationStrategy', strategiesOf(space, market)),
    // Worth a try once the market has changed.
    set('allocationStrategy', isMarketFree ? strategiesOf(space, otherMarket).slice(0, 1) : []),
    set('minvCpus', minima(computeResources.minvCpus ?? 0, landscape)),
    set(
      'scalingPolicy',
      (space.minScaleDownDelayMinutes ?? [0, 20, 60]).map((minutes) => ({ minScaleDownDelayMinutes: minutes })),
    ),
  ];
}

function setting<Field extends keyof ComputeResource>(name: string, field: Field, value: ComputeResource[Field]): Edit {
  const inner = field === 'scalingPolicy' ? 'scalingPolicy.minScaleDownDelayMinutes' : field;
  return {
    path: `computeEnvironments[${name}].computeResources.${inner}`,
    apply: (config) => {
      const environment = config.computeEnvironments.find((each) => each.computeEnvironmentName === name);
      const resources = environment?.computeResources;
      if (environment === undefined || resources === undefined || isSet(resources, field, value)) return undefined;
      const changed = { ...environment, computeResources: { ...resources, [field]: value } };
      return {
        ...config,
        computeEnvironments: config.computeEnvironments.map((each) => (each === environment ? changed : each)),
      };
    },
  };
}

/** Left out means the value that AWS gives it. */
function isSet<Field extends keyof ComputeResource>(
  resources: ComputeResource,
  field: Field,
  value: ComputeResource[Field],
): boolean {
  const absent: Partial<ComputeResource> = {
    minvCpus: 0,
    scalingPolicy: { minScaleDownDelayMinutes: 0 },
    allocationStrategy: 'BEST_FIT',
  };
  return JSON.stringify(resources[field] ?? absent[field]) === JSON.stringify(value);
}

/** The list without one of its families, with one more, and one family alone. */
function typeLists({ instanceTypes = [] }: ComputeResource, worth: readonly string[]): readonly (readonly string[])[] {
  const inUse = [...new Set(instanceTypes.map(familyOf))];
  const without = inUse.map((family) => instanceTypes.filter((entry) => familyOf(entry) !== family));
  const others = worth.filter((family) => !inUse.includes(family));
  return [
    ...others.map((family) => [family]),
    ...without.filter((list) => list.length > 0),
    ...others.map((family) => [...instanceTypes, family]),
  ];
}

/** No further than the vCPU quotas, unless the user lists what may be tried. */
function maxima(now: number, landscape: Landscape, allowed: number): readonly number[] {
  const least = largestJobVcpus(landscape);
  const steps = [0.5, 2, 0.75].map((factor) => Math.min(Math.ceil((now * factor) / 4) * 4, allowed));
  return [...new Set(landscape.space.maxvCpus ?? steps)].filter((value) => value >= least);
}

function minima(now: number, landscape: Landscape): readonly number[] {
  const { minvCpus: listed } = landscape.space;
  return listed ?? (now === 0 ? raisedMinima(landscape, now) : [0, Math.floor(now / 2)]);
}
