/** A world without weather or delays: one for all runs, since nothing in it remembers a run. */
import type { CatalogOverride } from '../../../src/models/catalog-build.ts';
import type { World } from '../../../src/models/world.ts';
import { labWorld } from '../../support/lab.ts';

export function fixedWorld(types: readonly CatalogOverride[]): () => World {
  const world = labWorld(types);
  return () => world;
}
