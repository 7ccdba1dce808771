/** The search as the page runs it: the recommendation, and one replication of both configurations for the charts. */
import type { BatchConfig } from '../models/batch-config.ts';
import type { Problem, Result } from '../models/problem.ts';
import { optimize, type Recommendation } from '../optimize/index.ts';
import { canonicalJson } from '../report/json.ts';
import type { Assembled } from '../scenario/assemble.ts';
import { type Executor, runStudy } from '../study/index.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import type { OnProgress } from './engine-api.ts';

export type Timeline = NonNullable<SimulationResult['timeline']>;

export interface OptimizationRun {
  readonly recommendation: Recommendation;
  /** Of replication 0 of the study, the same luck for both. */
  readonly currentTimeline?: Timeline | undefined;
  readonly recommendedTimeline?: Timeline | undefined;
  /** The same bytes as `optimize --json`. */
  readonly json: string;
}

export interface SearchInput {
  readonly assembled: Assembled;
  readonly warnings: readonly Problem[];
  readonly executorFor: (workload: Assembled['workload']) => Executor;
  readonly onProgress: OnProgress;
}

const PHASES = {
  screen: 'listing configurations',
  race: 'racing configurations',
  refine: 'looking around the best',
  confirm: 'confirming on fresh luck',
} as const;

export async function optimizeScenario(input: SearchInput): Promise<Result<OptimizationRun>> {
  const { assembled, warnings, executorFor, onProgress } = input;
  const { scenario, workload, catalog } = assembled;
  const found = await optimize({
    scenario: scenario.name,
    workload,
    current: scenario.batch,
    catalog,
    assumptions: scenario.assumptions,
    subjectTo: scenario.objective.subjectTo,
    replications: scenario.replications,
    seed: scenario.seed,
    executorFor,
    warnings,
    onProgress: (done, total, phase) => onProgress(done, total, PHASES[phase]),
  });
  if (!found.ok) return found;
  const recommendation = found.value;
  const batches = [recommendation.current.batch, recommendation.recommended.batch];
  const [currentTimeline, recommendedTimeline] = await timelinesOf(batches, scenario.seed, executorFor(workload));
  const value = { recommendation, currentTimeline, recommendedTimeline, json: canonicalJson(recommendation) };
  return { ok: true, value, warnings: found.warnings };
}

async function timelinesOf(
  batches: readonly BatchConfig[],
  seed: number,
  executor: Executor,
): Promise<readonly (Timeline | undefined)[]> {
  const study = await runStudy({ candidates: batches, replications: 1, seed }, executor);
  return study.candidates.map(({ records }) => {
    const timeline = records[0]?.outcome.timeline;
    if (timeline === undefined) return undefined;
    const { bucketMs, runnableJobs, usedVcpus, totalVcpus } = timeline;
    return { replication: 0, bucketSeconds: bucketMs / 1000, runnableJobs, usedVcpus, totalVcpus };
  });
}
