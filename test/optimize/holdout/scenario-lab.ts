/** optimizeScenario over a small catalogue, on the calling thread. */
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import { type CatalogOverride, emptyRegionTable, emptyTypeTable } from '../../../src/models/catalog-build.ts';
import type { Workload } from '../../../src/models/workload.ts';
import { type OptimizeScenarioOptions, optimizeScenario, type Recommendation } from '../../../src/optimize/index.ts';
import { type Assembled, worldBuilder, worldSources } from '../../../src/scenario/assemble.ts';
import { assemble } from '../../../src/scenario/assemble-scenario.ts';
import { defaultScenario } from '../../../src/scenario/load.ts';
import type { SearchSpace } from '../../../src/scenario/search-schema.ts';
import { inProcessExecutor, taskRunner } from '../../../src/study/index.ts';

export interface ScenarioLab {
  readonly types: readonly CatalogOverride[];
  readonly workload: Workload;
  readonly current: BatchConfig;
  readonly subjectTo?: readonly string[];
  readonly preset?: 'ideal' | 'typical';
  readonly search?: SearchSpace;
  readonly growth?: number;
}

export function assembledLab(lab: ScenarioLab): Assembled {
  const { types, workload, current, subjectTo = [], preset = 'ideal', search = {}, growth } = lab;
  const scenario = defaultScenario({
    name: 'lab',
    workload: { trace: { path: 'lab.csv' }, ...(growth !== undefined && { growth }) },
    catalog: { instanceTypes: [...types] },
    batch: current,
    assumptions: { preset },
    objective: { minimize: 'cost', subjectTo: [...subjectTo] },
    search,
    replications: 3,
  });
  const trace = { workload, format: 'csv' as const, rows: workload.jobCount, skipped: [], notes: [] };
  const assembled = assemble(scenario, { types: emptyTypeTable(), region: emptyRegionTable('us-east-1'), trace });
  if (!assembled.ok) throw new Error(JSON.stringify(assembled.problems));
  return assembled.value;
}

export async function recommendScenario(
  lab: ScenarioLab,
  options: Partial<OptimizeScenarioOptions> = {},
): Promise<Recommendation> {
  const assembled = assembledLab(lab);
  const found = await optimizeScenario(assembled, {
    executorFor: (workload, assumptions) => {
      const sources = { ...worldSources({ ...assembled, workload }), assumptions };
      return inProcessExecutor(taskRunner(workload, worldBuilder(sources), sources.watchedQueues));
    },
    budget: { candidates: 24, simulations: 400, confirmReplications: 4 },
    ...options,
  });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}
