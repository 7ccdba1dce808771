/** Decides what a catalogue looks like when every Spot price moves by one factor; On-Demand prices are published and stay. */
import type { Catalog } from './catalog.ts';
import { withSavings } from './catalog-overrides.ts';

/** Whole micro-dollars; the catalogue itself when the factor is 1. */
export function withSpotPriceFactor(catalog: Catalog, factor: number): Catalog {
  if (factor === 1) return catalog;
  const types = catalog.types.map((type) =>
    type.spotMicroUsdPerHour === undefined
      ? type
      : withSavings({ ...type, spotMicroUsdPerHour: Math.round(type.spotMicroUsdPerHour * factor) }),
  );
  return { ...catalog, types, byName: new Map(types.map((type) => [type.instanceType, type])) };
}
