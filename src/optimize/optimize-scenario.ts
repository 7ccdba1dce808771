/** What `optimize` means, for every door: the search over a scenario, then the readings under other assumptions. */
import type { Assumptions } from '../models/assumptions.ts';
import type { Problem, Result } from '../models/problem.ts';
import { succeed } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import { type Assembled, checkRunnable } from '../scenario/assemble.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import { parseThresholds } from '../scenario/thresholds.ts';
import type { Executor } from '../study/executor.ts';
import { roundToMicros, roundToThousandths } from '../study/rounding.ts';
import type { SearchBudget } from './budget.ts';
import { checkpointAdvice, noteworthyAdvice } from './checkpoint-advice.ts';
import { floorFor, type LpSolver, measureGap } from './floor/index.ts';
import { countHoldoutRuns, evaluateHoldout } from './holdout/evaluate.ts';
import { type Split, splitDays } from './holdout/split.ts';
import { type Objective, parseObjective } from './objective.ts';
import type { Recommendation } from './recommendation.ts';
import { optimize, type SearchPhase } from './search.ts';
import { countSensitivityRuns, readSensitivity } from './sensitivity.ts';

export type OptimizePhase = SearchPhase | 'holdout' | 'sensitivity';

export interface OptimizeScenarioOptions {
  /** Runs tasks over this workload in worlds with these assumptions. */
  readonly executorFor: (workload: Workload, assumptions: Assumptions) => Executor;
  /** Solves the floor's linear programmes; without one there is no floor. */
  readonly solver?: LpSolver;
  readonly warnings?: readonly Problem[];
  readonly budget?: Partial<SearchBudget>;
  readonly onProgress?: (done: number, total: number, phase: OptimizePhase) => void;
  readonly isCancelled?: () => boolean;
}

/** Enough to tell a factor of two, few enough not to dominate the run. */
const SENSITIVITY_REPLICATIONS = 5;

export async function optimizeScenario(
  assembled: Assembled,
  options: OptimizeScenarioOptions,
): Promise<Result<Recommendation>> {
  const { scenario, workload, catalog } = assembled;
  const { assumptions, batch, seed } = scenario;
  const { executorFor, warnings, budget, onProgress, isCancelled } = options;
  const objective = parseObjective(scenario.objective.subjectTo);
  if (!objective.ok) return objective;
  const split = splitDays(workload, objective.value.limits);
  const found = await optimize({
    scenario: scenario.name,
    workload,
    ...(typeof split === 'object' && { searchOn: split.training }),
    current: batch,
    catalog,
    assumptions,
    subjectTo: scenario.objective.subjectTo,
    replications: scenario.replications,
    seed,
    executorFor: (part) => executorFor(part, assumptions),
    ...(budget !== undefined && { budget }),
    ...(warnings !== undefined && { warnings }),
    ...(onProgress !== undefined && { onProgress }),
    ...(isCancelled !== undefined && { isCancelled }),
  });
  if (!found.ok) return found;
  if (found.value.cancelled) return succeed(withSplitNote(found.value, split), found.warnings);
  const proven = withCheckpointNotes(await withFloor(found.value, assembled, options.solver), assembled);
  const floored = await withHoldout(withSplitNote(proven, split), split, {
    assembled,
    objective: objective.value,
    options,
  });
  if (floored.verdict !== 'change') return succeed(floored, found.warnings);
  const request = {
    workload,
    assumptions,
    current: batch,
    recommended: found.value.recommended.batch,
    limits: limitsIn(found.value),
    seed,
    replications: SENSITIVITY_REPLICATIONS,
    executorFor,
    ...(isCancelled !== undefined && { isCancelled }),
  };
  const total = countSensitivityRuns(request);
  let done = 0;
  const sensitivity = await readSensitivity({
    ...request,
    onSimulated: () => onProgress?.(++done, total, 'sensitivity'),
  });
  return succeed({ ...floored, sensitivity }, found.warnings);
}

/** Says why nothing was held out, or that a search which was stopped knows only a part of the jobs. */
function withSplitNote(recommendation: Recommendation, split: Split | string): Recommendation {
  const note =
    typeof split === 'string'
      ? split
      : recommendation.isConfirmed
        ? undefined
        : `the search had only seen the first ${roundToThousandths(split.trainDays)} days: its figures are of those`;
  return note === undefined ? recommendation : { ...recommendation, notes: [...recommendation.notes, note] };
}

async function withHoldout(
  recommendation: Recommendation,
  split: Split | string,
  context: { readonly assembled: Assembled; readonly objective: Objective; readonly options: OptimizeScenarioOptions },
): Promise<Recommendation> {
  if (typeof split === 'string') return recommendation;
  const { assembled, objective, options } = context;
  const { executorFor, onProgress, isCancelled, solver } = options;
  const total = countHoldoutRuns({ split, recommendation });
  let done = 0;
  const holdout = await evaluateHoldout({
    assembled,
    split,
    recommendation,
    objective,
    executorFor: (part) => executorFor(part, assembled.scenario.assumptions),
    solver,
    onSimulated: () => onProgress?.(++done, total, 'holdout'),
    isCancelled,
  });
  if (holdout === undefined) return recommendation;
  const { search } = recommendation;
  const selectionBiasUsd =
    search.searchMeanUsd === null ? null : roundToMicros(search.searchMeanUsd - holdout.trainingCostUsd);
  return { ...recommendation, holdout, search: { ...search, selectionBiasUsd } };
}

/** Says which long jobs should save their progress on the recommended configuration, and which do not belong on Spot. */
function withCheckpointNotes(recommendation: Recommendation, assembled: Assembled): Recommendation {
  const checked = checkRunnable(assembled, recommendation.recommended.batch);
  if (!checked.ok) return recommendation;
  const advice = noteworthyAdvice(checkpointAdvice(checked.value));
  const notes = advice.map(({ sentence }) => `checkpoints: ${sentence}`);
  return { ...recommendation, notes: [...recommendation.notes, ...notes] };
}

/** The bounds rent EC2 instances at list and Spot prices; a plan with cheaper rights could lie below them. */
function whyNoFloor({ scenario }: Assembled): string | undefined {
  if (scenario.commitments.length > 0)
    return 'no floor is given: it does not know Savings Plans and Reserved Instances';
  const isFargate = scenario.batch.computeEnvironments.some(({ computeResources }) =>
    computeResources?.type.startsWith('FARGATE'),
  );
  return isFargate ? 'no floor is given: it does not know Fargate' : undefined;
}

/** The floor under every plan, and how far the recommended one may lie above it. */
async function withFloor(
  recommendation: Recommendation,
  assembled: Assembled,
  solver: LpSolver | undefined,
): Promise<Recommendation> {
  if (solver === undefined) return recommendation;
  const reason = whyNoFloor(assembled);
  if (reason !== undefined) return { ...recommendation, notes: [...recommendation.notes, reason] };
  if (assembled.scenario.commitments.length > 0) {
    const note = 'floor: none, it is proven for list prices and commitments may cost less than those';
    return { ...recommendation, notes: [...recommendation.notes, note] };
  }
  const { usd, bound, certificate } = await floorFor(assembled, solver);
  const { mean, hi = mean } = recommendation.recommended.cost.totalUsd;
  const setup = checkRunnable(assembled, recommendation.recommended.batch);
  if (!setup.ok) throw new Error('the recommended configuration was simulated, so it can be prepared');
  const floor = { usd, bound, certificate, gap: measureGap(setup.value, usd) };
  return { ...recommendation, floor, gapPercent: usd > 0 ? roundToThousandths(((hi - usd) / usd) * 100) : null };
}

/** The limits as the recommendation states them; they were written by the same parser that reads them here. */
function limitsIn({ objective }: Recommendation): readonly Threshold[] {
  const parsed = parseThresholds(objective.subjectTo);
  return parsed.ok ? parsed.value : [];
}
