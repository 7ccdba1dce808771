/** The search as the page runs it: the recommendation, and one replication of both configurations for the charts. */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Problem, Result } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import type { LpSolver } from '../optimize/floor/index.ts';
import { type OptimizePhase, optimizeScenario, type Recommendation } from '../optimize/index.ts';
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
  readonly executorFor: (workload: Workload, assumptions: Assumptions, simulations?: number) => Executor;
  readonly onProgress: OnProgress;
  readonly solver: LpSolver;
}

const PHASES: Readonly<Record<OptimizePhase, string>> = {
  screen: 'listing configurations',
  race: 'racing configurations',
  refine: 'looking around the best',
  confirm: 'confirming on fresh luck',
  holdout: 'judging on days the search never saw',
  today: 'trying single changes',
  sensitivity: 'trying other assumptions',
  tornado: 'trying every assumption at both ends',
};

export async function runSearch(input: SearchInput): Promise<Result<OptimizationRun>> {
  const { assembled, warnings, executorFor, onProgress } = input;
  const { scenario, workload } = assembled;
  const found = await optimizeScenario(assembled, {
    executorFor,
    solver: input.solver,
    warnings,
    onProgress: (done, total, phase) => onProgress(done, total, PHASES[phase]),
  });
  if (!found.ok) return found;
  const recommendation = found.value;
  const batches = [recommendation.current.batch, recommendation.recommended.batch];
  const executor = executorFor(workload, scenario.assumptions);
  const [currentTimeline, recommendedTimeline] = await timelinesOf(batches, scenario.seed, executor);
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
