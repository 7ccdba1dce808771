/**
 * Worlds with every delay and hazard of the `typical` preset and the default Spot weather. As in a study, catalogue and
 * assumptions are made once and the weather afresh for every run.
 */
import { presetAssumptions } from '../../../src/models/assumptions.ts';
import type { CatalogOverride } from '../../../src/models/catalog-build.ts';
import { createSpotMarket } from '../../../src/models/spot/index.ts';
import type { World } from '../../../src/models/world.ts';
import { labWorld } from '../../support/lab.ts';

const SEED = 1;

export function elasticWorlds(types: readonly CatalogOverride[]): () => World {
  const assumptions = presetAssumptions('typical');
  const { catalog } = labWorld(types);
  return () => {
    const market = createSpotMarket({ assumptions: assumptions.spot, seed: SEED });
    if (!market.ok) throw new Error(JSON.stringify(market.problems));
    return { catalog, assumptions, spotMarket: market.value, seed: SEED };
  };
}
