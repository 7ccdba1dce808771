/** The search space that is small enough to be tried whole, and what is remembered of every configuration in it. */
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { loadRegion, loadTypes } from '../../src/cli/catalog-files.ts';
import type { Candidate, Choice } from '../../src/optimize/candidate.ts';
import { candidateOf } from '../../src/optimize/configure.ts';
import { optimize, type Recommendation } from '../../src/optimize/index.ts';
import { type Landscape, surveyLandscape } from '../../src/optimize/landscape.ts';
import { type Assembled, worldBuilder, worldSources } from '../../src/scenario/assemble.ts';
import { assemble } from '../../src/scenario/assemble-scenario.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { type Executor, inProcessExecutor, taskRunner } from '../../src/study/index.ts';

export const FIXTURE_FILE = fileURLToPath(new URL('../../test/optimize/regret-fixture.json', import.meta.url));
const SCENARIO_FILE = fileURLToPath(new URL('scenario.yaml', import.meta.url));

/** Means over all seeds. */
export interface TriedConfiguration {
  readonly name: string;
  readonly costUsd: number;
  readonly standardErrorUsd: number;
  readonly p95WaitSeconds: number;
  readonly failedJobs: number;
  readonly neverRanJobs: number;
  /** By the scenario's own limits. */
  readonly keepsLimits: boolean;
}

export interface RegretFixture {
  readonly madeBy: string;
  readonly scenario: string;
  readonly catalogDate: string;
  readonly seed: number;
  readonly seeds: number;
  readonly jobs: number;
  readonly limits: readonly string[];
  /** Cheapest first. */
  readonly configurations: readonly TriedConfiguration[];
}

export function regretCase(): Assembled {
  const scenario = parseScenario(readFileSync(SCENARIO_FILE, 'utf8'), 'scripts/regret/scenario.yaml');
  if (!scenario.ok) throw new Error(JSON.stringify(scenario.problems));
  const { region } = scenario.value;
  const assembled = assemble(scenario.value, { types: loadTypes(), region: loadRegion(region) });
  if (!assembled.ok) throw new Error(JSON.stringify(assembled.problems));
  return assembled.value;
}

/** The search under test, confined to the space by the scenario's own `search` section. Throws when it finds problems. */
export async function searchRegretCase(assembled: Assembled, seed: number): Promise<Recommendation> {
  const { workload, scenario, catalog } = assembled;
  const found = await optimize({
    scenario: scenario.name,
    workload,
    current: scenario.batch,
    catalog,
    assumptions: scenario.assumptions,
    subjectTo: scenario.objective.subjectTo,
    space: scenario.search,
    replications: scenario.replications,
    seed,
    executorFor: () => executorOf(assembled),
  });
  if (!found.ok) throw new Error(JSON.stringify(found.problems));
  return found.value;
}

export function executorOf(assembled: Assembled): Executor {
  return inProcessExecutor(taskRunner(assembled.workload, worldBuilder(worldSources(assembled))));
}

/** Written out by hand rather than by the generator under test. */
export function everyConfiguration(assembled: Assembled): readonly Candidate[] {
  const landscape = landscapeOf(assembled);
  const { instanceTypes = [], maxvCpus = [] } = assembled.scenario.search;
  const common = { smallestVcpus: 0, largestVcpus: Number.POSITIVE_INFINITY, minvCpus: 0 };
  const choices = subsetsOf([...instanceTypes].sort()).flatMap((families) =>
    maxvCpus.flatMap((limit) => {
      const fleet = { ...common, families, maxvCpus: limit };
      const capacity = { strategies: { SPOT: 'SPOT_CAPACITY_OPTIMIZED' } } as const;
      const price = { strategies: { SPOT: 'BEST_FIT_PROGRESSIVE' } } as const;
      return [
        { ...fleet, markets: ['EC2'] },
        { ...fleet, markets: ['SPOT'] },
        { ...fleet, markets: ['SPOT'], ...capacity },
        { ...fleet, markets: ['SPOT'], ...price },
        { ...fleet, markets: ['SPOT', 'EC2'] },
        { ...fleet, markets: ['SPOT', 'EC2'], ...capacity },
        { ...fleet, markets: ['SPOT', 'EC2'], ...price },
      ] satisfies readonly Choice[];
    }),
  );
  return choices.map((choice) => candidateOf(landscape, choice, 'generated'));
}

function landscapeOf({ workload, scenario, catalog }: Assembled): Landscape {
  const surveyed = surveyLandscape(workload, scenario.batch, catalog, scenario.assumptions, scenario.search);
  if (!surveyed.ok) throw new Error(JSON.stringify(surveyed.problems));
  return surveyed.value;
}

function subsetsOf(items: readonly string[]): readonly (readonly string[])[] {
  return Array.from({ length: 2 ** items.length - 1 }, (_, mask) =>
    items.filter((_, index) => Math.floor((mask + 1) / 2 ** index) % 2 === 1),
  );
}
