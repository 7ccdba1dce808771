/**
 * Puts a checked scenario together with the figures and the trace an edge has read for it: the workload as scaled, the
 * catalogue as overridden, and a world for every replication. Touches no files.
 */
import { prepare, type Setup } from '../engine/setup.ts';
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Catalog, RegionTable, TypeTable } from '../models/catalog.ts';
import { buildCatalog } from '../models/catalog-build.ts';
import { fail, type Result, succeed } from '../models/problem.ts';
import { createSpotMarket } from '../models/spot/index.ts';
import type { Workload } from '../models/workload.ts';
import type { World } from '../models/world.ts';
import type { ImportedTrace } from '../trace/index.ts';
import { scaleTrace, syntheticWorkloadOf } from './scale-workload.ts';
import type { Scenario } from './schema.ts';

const DAY_MS = 86_400_000;
const HOUR_MS = 3_600_000;

export interface ScenarioSources {
  readonly types: TypeTable;
  readonly region: RegionTable;
  /** The trace named by `workload.trace`, read; undefined for synthetic workloads. */
  readonly trace?: ImportedTrace | undefined;
}

/** A scenario ready to run. Plain data, so that it can be sent to a worker. */
export interface Assembled {
  readonly scenario: Scenario;
  readonly workload: Workload;
  readonly catalog: Catalog;
}

/** What a replication's world is made of besides its seed. */
export interface WorldSources {
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  /** Hour of day (UTC) at which the run starts, for the daily rhythm of Spot. */
  readonly originHour: number;
}

export function assemble(scenario: Scenario, sources: ScenarioSources): Result<Assembled> {
  const catalog = buildCatalog(
    sources.types,
    sources.region,
    scenario.catalog.instanceTypes,
    scenario.catalog.discounts,
  );
  const workload = workloadOf(scenario, sources.trace);
  const market = createSpotMarket({ assumptions: scenario.assumptions.spot, seed: scenario.seed });
  const problems = [catalog, workload, market].flatMap((part) => (part.ok ? [] : part.problems));
  if (!catalog.ok || !workload.ok || problems.length > 0) return fail(...problems);
  return succeed({ scenario, workload: workload.value, catalog: catalog.value }, [
    ...catalog.warnings,
    ...workload.warnings,
  ]);
}

/** Problems and warnings of running one configuration on what was assembled; the same for every replication. */
export function checkRunnable(assembled: Assembled, config: BatchConfig): Result<Setup> {
  return prepare(assembled.workload, config, worldBuilder(worldSources(assembled))(assembled.scenario.seed));
}

export function worldSources({ catalog, scenario, workload }: Assembled): WorldSources {
  const originHour = workload.originEpochMs === undefined ? 0 : (workload.originEpochMs % DAY_MS) / HOUR_MS;
  return { catalog, assumptions: scenario.assumptions, originHour };
}

/** Throws on a Spot model that `assemble` would have refused. */
export function worldBuilder({ catalog, assumptions, originHour }: WorldSources): (seed: number) => World {
  return (seed) => {
    const market = createSpotMarket({ assumptions: assumptions.spot, seed, rhythm: { originHour } });
    if (!market.ok) throw new Error(market.problems[0].message);
    return { catalog, assumptions, spotMarket: market.value, seed };
  };
}

function workloadOf(scenario: Scenario, trace: ImportedTrace | undefined): Result<Workload> {
  if (trace !== undefined) return succeed(scaleTrace(trace.workload, scenario.workload.scale));
  const made = syntheticWorkloadOf(scenario);
  if (made !== undefined) return made;
  return fail({ path: 'workload', message: 'no jobs: give workload.trace or workload.synthetic' });
}
