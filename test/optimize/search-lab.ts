/** A search over a small world on the calling thread. */
import { presetAssumptions } from '../../src/models/assumptions.ts';
import type { CatalogOverride } from '../../src/models/catalog-build.ts';
import { createSpotMarket } from '../../src/models/spot/index.ts';
import type { Workload } from '../../src/models/workload.ts';
import { type OptimizeRequest, optimize, type Recommendation } from '../../src/optimize/index.ts';
import { inProcessExecutor, taskRunner } from '../../src/study/index.ts';
import { labType, labWorld } from '../support/lab.ts';

/** A type that Spot does not sell. */
export function onDemandType(...args: Parameters<typeof labType>): CatalogOverride {
  const { spotUsdPerHour: _price, spotInterruptionBucket: _bucket, ...type } = labType(...args);
  return type;
}

export type LabRequest = Partial<OptimizeRequest> & Pick<OptimizeRequest, 'workload' | 'current'>;

export function labRequest(types: readonly CatalogOverride[], parts: LabRequest): OptimizeRequest {
  const assumptions = parts.assumptions ?? presetAssumptions('ideal');
  const { catalog } = labWorld(types);
  return {
    scenario: 'lab',
    catalog,
    assumptions,
    subjectTo: ['neverRan == 0', 'failed == 0'],
    replications: 20,
    seed: 1,
    // Enough for a handful of lab families; the default is for a real catalogue.
    budget: { candidates: 30 },
    executorFor: (workload: Workload) =>
      inProcessExecutor(
        taskRunner(workload, (seed) => {
          const market = createSpotMarket({ assumptions: assumptions.spot, seed });
          if (!market.ok) throw new Error(JSON.stringify(market.problems));
          return { catalog, assumptions, spotMarket: market.value, seed };
        }),
      ),
    ...parts,
  };
}

export async function recommend(types: readonly CatalogOverride[], parts: LabRequest): Promise<Recommendation> {
  const result = await optimize(labRequest(types, parts));
  if (!result.ok) throw new Error(JSON.stringify(result.problems));
  return result.value;
}
