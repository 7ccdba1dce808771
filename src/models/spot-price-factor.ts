/** Decides what a catalogue looks like when every Spot price moves by one factor; On-Demand prices are published and stay. */
import type { Catalog, InstanceType } from './catalog.ts';
import { withSavings } from './catalog-overrides.ts';

/** Whole micro-dollars; the catalogue itself when the factor is 1. */
export function withSpotPriceFactor(catalog: Catalog, factor: number): Catalog {
  if (factor === 1) return catalog;
  const types = catalog.types.map((type) => {
    const price = movedPrice(type, factor);
    return price === undefined ? type : withSavings({ ...type, spotMicroUsdPerHour: price });
  });
  return { ...catalog, types, byName: new Map(types.map((type) => [type.instanceType, type])) };
}

/** Never above On-Demand (EC2 user guide, "Spot Instance pricing history"), unless the catalogue says more to begin with. */
function movedPrice(
  { spotMicroUsdPerHour: spot, onDemandMicroUsdPerHour: onDemand }: InstanceType,
  factor: number,
): number | undefined {
  if (spot === undefined) return undefined;
  const most = onDemand === undefined ? Number.POSITIVE_INFINITY : Math.max(onDemand, spot);
  return Math.min(most, Math.round(spot * factor));
}
