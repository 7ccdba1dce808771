/** What a configuration may rent: the markets of its environments and the types their lists stand for. */
import type { BatchConfig } from '../../models/batch-config.ts';
import type { Catalog, InstanceType } from '../../models/catalog.ts';
import { resolveInstanceTypes } from '../../models/instance-selection.ts';
import type { FloorMarket } from './rent.ts';

export interface Use {
  readonly markets: readonly FloorMarket[];
  readonly types: readonly InstanceType[];
}

const MARKETS: readonly FloorMarket[] = ['EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT'];

/** Unmanaged environments rent nothing here; a list that stands for nothing adds nothing. */
export function useOf({ computeEnvironments }: BatchConfig, catalog: Catalog): Use {
  const resources = computeEnvironments.flatMap(({ computeResources }) => computeResources ?? []);
  const markets = new Set<string>(resources.map(({ type }) => type));
  const types = resources.flatMap(({ instanceTypes }) => {
    const resolved = resolveInstanceTypes(instanceTypes ?? [], catalog);
    return resolved.ok ? resolved.value : [];
  });
  return { markets: MARKETS.filter((market) => markets.has(market)), types: [...new Set(types)] };
}
