/** A world with every delay and hazard of the `typical` preset and the default Spot weather. */
import { presetAssumptions } from '../../../src/models/assumptions.ts';
import type { CatalogOverride } from '../../../src/models/catalog-build.ts';
import { createSpotMarket } from '../../../src/models/spot/index.ts';
import type { World } from '../../../src/models/world.ts';
import { labWorld } from '../../support/lab.ts';

const SEED = 1;

export function elasticWorld(types: readonly CatalogOverride[]): World {
  const assumptions = presetAssumptions('typical');
  const market = createSpotMarket({ assumptions: assumptions.spot, seed: SEED });
  if (!market.ok) throw new Error(JSON.stringify(market.problems));
  return labWorld(types, { assumptions, spotMarket: market.value, seed: SEED });
}
