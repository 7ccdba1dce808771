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
import { longerWaitNotes, waitsByQueue } from '../study/waits-by-queue.ts';
import type { SearchBudget } from './budget.ts';
import { checkpointAdvice, noteworthyAdvice } from './checkpoint-advice.ts';
import type { LpSolver } from './floor/index.ts';
import { countHoldoutRuns, evaluateHoldout } from './holdout/evaluate.ts';
import { type Split, splitDays } from './holdout/split.ts';
import { surveyLandscape } from './landscape.ts';
import { type Objective, parseObjective } from './objective.ts';
import type { SearchPhase } from './optimize-request.ts';
import type { Recommendation } from './recommendation.ts';
import { optimize } from './search.ts';
import { countSensitivityRuns, readSensitivity } from './sensitivity.ts';
import { changesToday, type TriedChanges } from './today/changes-today.ts';
import { adviseToday } from './today/index.ts';
import { countTornadoRuns, isTornadoCheap, readTornado } from './tornado.ts';
import { withFloor } from './with-floor.ts';

export type OptimizePhase = SearchPhase | 'holdout' | 'today' | 'sensitivity' | 'tornado';

export interface OptimizeScenarioOptions {
  /** Runs tasks over this workload in worlds with these assumptions; `simulations` where few are expected. */
  readonly executorFor: (workload: Workload, assumptions: Assumptions, simulations?: number) => Executor;
  /** Solves the floor's linear programmes; without one there is no floor. */
  readonly solver?: LpSolver;
  readonly warnings?: readonly Problem[];
  readonly budget?: Partial<SearchBudget>;
  /** Vary every assumption that can matter, whatever it costs; otherwise only where it is cheap. */
  readonly tornado?: boolean;
  /** Traces the front between cost, waiting and lost jobs with confirmed points. */
  readonly tracesFront?: boolean;
  readonly onProgress?: (done: number, total: number, phase: OptimizePhase) => void;
  readonly isCancelled?: () => boolean;
}

/** Enough to tell a factor of two, few enough not to dominate the run. */
const SENSITIVITY_REPLICATIONS = 5;
const EXPECTED_TODAY_SIMULATIONS = 300;
/** About ten seconds of one core. */
const SENSITIVITY_JOB_STARTS = 2_000_000;

export async function optimizeScenario(
  assembled: Assembled,
  options: OptimizeScenarioOptions,
): Promise<Result<Recommendation>> {
  const { scenario, workload, catalog } = assembled;
  const { assumptions, batch, seed } = scenario;
  const { executorFor, warnings = [], budget, onProgress, isCancelled } = options;
  const objective = parseObjective(scenario.objective.subjectTo);
  if (!objective.ok) return objective;
  const split = splitDays(workload, objective.value.limits);
  const context = { assembled, objective: objective.value, options };
  const small = smallChangesOf(context);
  const found = await optimize({
    scenario: scenario.name,
    workload,
    ...(typeof split === 'object' && { searchOn: split.training, heldOut: split.test }),
    current: batch,
    catalog,
    assumptions,
    ...(scenario.quotas !== undefined && { quotas: scenario.quotas }),
    subjectTo: scenario.objective.subjectTo,
    space: scenario.search,
    replications: scenario.replications,
    seed,
    executorFor: (part) => executorFor(part, assumptions),
    smallChanges: small,
    ...(budget !== undefined && { budget }),
    ...(options.tracesFront === true && { tracesFront: true }),
    warnings: [...warnings, ...uselessThresholds(scenario)],
    ...(onProgress !== undefined && { onProgress }),
    ...(isCancelled !== undefined && { isCancelled }),
  });
  if (!found.ok) return found;
  if (found.value.cancelled && !found.value.isConfirmed)
    return succeed(withSplitNote(found.value, split), found.warnings);
  const proven = withCheckpointNotes(
    await withFloor(found.value, assembled, floorLimits(found.value, objective.value), options.solver),
    assembled,
  );
  const noted = withSplitNote(proven, split);
  // The small changes may be what was stopped: nothing more is tried.
  if (found.value.cancelled) return succeed(marked(noted), found.warnings);
  const isSmallChange = await isOneOf(small, found.value);
  // A small change was chosen over all days: none of them were kept from it.
  const heldOut = isSmallChange ? noted : await withHoldout(noted, split, context);
  const floored = withQueueWaits(await withToday(heldOut, context, small), context);
  if (floored.verdict !== 'change') return succeed(markedIf(isCancelled, floored), found.warnings);
  const judged = await withSensitivity(floored, assembled, options);
  return succeed(markedIf(isCancelled, await withTornado(judged, assembled, options)), found.warnings);
}

/** Whoever wrote thresholds and no limits most likely wants the recommendation to keep them, and it need not. */
function uselessThresholds({ objective, thresholds }: Assembled['scenario']): readonly Problem[] {
  if (objective.subjectTo.length > 0 || thresholds.length === 0) return [];
  const message = 'limit nothing here: they are what check holds the configuration to';
  return [
    { path: 'thresholds', message, hint: 'write those that the recommendation must keep under objective.subjectTo' },
  ];
}

/** Stopped after the confirmation: the choice stands, but some of the readings that follow it are missing. */
function markedIf(isCancelled: (() => boolean) | undefined, recommendation: Recommendation): Recommendation {
  return isCancelled?.() === true ? marked(recommendation) : recommendation;
}

function marked(recommendation: Recommendation): Recommendation {
  const note =
    'stopped before everything was read (small changes of the current configuration, held-out days, other assumptions): what is shown is confirmed, what is missing is not shown';
  return { ...recommendation, cancelled: true, notes: [...recommendation.notes, note] };
}

async function withSensitivity(
  recommendation: Recommendation,
  { scenario, workload }: Assembled,
  { executorFor, onProgress, isCancelled }: OptimizeScenarioOptions,
): Promise<Recommendation> {
  const { assumptions, batch, seed } = scenario;
  const request = {
    workload,
    assumptions,
    current: batch,
    recommended: recommendation.recommended.batch,
    others: recommendation.runnersUp.map(({ name, batch: other }) => ({ name, batch: other })),
    limits: limitsIn(recommendation),
    seed,
    executorFor,
    ...(isCancelled !== undefined && { isCancelled }),
  };
  const perReplication = countSensitivityRuns({ ...request, replications: 1 }) * workload.jobCount;
  const affordable = Math.floor(SENSITIVITY_JOB_STARTS / Math.max(1, perReplication));
  const replications = Math.max(2, Math.min(SENSITIVITY_REPLICATIONS, affordable));
  const total = countSensitivityRuns({ ...request, replications });
  let done = 0;
  const sensitivity = await readSensitivity({
    ...request,
    replications,
    onSimulated: () => onProgress?.(++done, total, 'sensitivity'),
  });
  return { ...recommendation, sensitivity };
}

/** Left out, and said so, where it would take long and nobody asked for it. */
async function withTornado(
  recommendation: Recommendation,
  { scenario, workload }: Assembled,
  { executorFor, onProgress, isCancelled, tornado: isWanted = false }: OptimizeScenarioOptions,
): Promise<Recommendation> {
  const { assumptions, batch: current, seed } = scenario;
  const request = { workload, assumptions, current, recommended: recommendation.recommended.batch };
  const total = countTornadoRuns(request);
  if (!isWanted && !isTornadoCheap(request)) {
    const note = `not every assumption was varied: that is ${total} simulations of ${workload.jobCount} jobs; ask for it with --tornado`;
    return { ...recommendation, notes: [...recommendation.notes, note] };
  }
  let done = 0;
  const tornado = await readTornado({
    ...request,
    seed,
    executorFor,
    onSimulated: () => onProgress?.(++done, total, 'tornado'),
    isCancelled,
  });
  return tornado === undefined ? recommendation : { ...recommendation, tornado };
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

interface Context {
  readonly assembled: Assembled;
  readonly objective: Objective;
  readonly options: OptimizeScenarioOptions;
}

/** Small steps from the current configuration, beside the best there is; a search that was stopped leaves them out. */
async function withToday(
  recommendation: Recommendation,
  { assembled, options }: Context,
  small: () => Promise<TriedChanges | undefined>,
): Promise<Recommendation> {
  const { isCancelled = () => false } = options;
  if (recommendation.cancelled || isCancelled()) return recommendation;
  const changes = await small();
  const { notes, ...advice } = adviseToday({
    assembled,
    recommendation,
    ...(changes !== undefined && { changes: changes.told }),
    isCancelled,
  });
  return { ...recommendation, ...advice, notes: [...recommendation.notes, ...notes] };
}

/** Tried once, whoever asks first: the search where it found nothing, or the advice that follows it. */
function smallChangesOf(context: Context): () => Promise<TriedChanges | undefined> {
  let tried: Promise<TriedChanges | undefined> | undefined;
  return () => {
    tried ??= trySmallChanges(context);
    return tried;
  };
}

/** Whether a small change is recommended; tries none to find out. */
async function isOneOf(
  small: () => Promise<TriedChanges | undefined>,
  { search, recommended, verdict }: Recommendation,
): Promise<boolean> {
  // What the search saw has a mean of its own there.
  if (verdict !== 'change' || search.searchMeanUsd !== null) return false;
  const { kept = [] } = (await small()) ?? {};
  return kept.some(({ candidate }) => candidate.config === recommended.batch);
}

/** Throws when the current configuration cannot be surveyed: whoever asks has simulated it. */
async function trySmallChanges({ assembled, objective, options }: Context): Promise<TriedChanges | undefined> {
  const { executorFor, budget, onProgress, isCancelled = () => false } = options;
  const { scenario, workload: whole, catalog } = assembled;
  const { assumptions, batch, seed, search, quotas } = scenario;
  const landscape = surveyLandscape(whole, batch, catalog, assumptions, search, quotas);
  if (!landscape.ok) throw new Error('the current configuration was simulated, so it can be surveyed');
  let done = 0;
  return changesToday({
    landscape: landscape.value,
    objective,
    trackOf: (workload, firstReplication) => ({
      executor: executorFor(workload, assumptions),
      jobs: workload.jobCount,
      seed,
      firstReplication,
      onSimulated: () => {
        done++;
        onProgress?.(done, Math.max(done, EXPECTED_TODAY_SIMULATIONS), 'today');
      },
      isCancelled,
    }),
    ...(budget !== undefined && { budget }),
  });
}

async function withHoldout(
  recommendation: Recommendation,
  split: Split | string,
  context: Context,
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
  const { growth = 1, trace } = assembled.scenario.workload;
  const judged = growth > 1 && trace !== undefined ? { ...holdout, holdsCopies: true as const } : holdout;
  const selectionBiasUsd =
    search.searchMeanUsd === null ? null : roundToMicros(search.searchMeanUsd - holdout.trainingCostUsd);
  return { ...recommendation, holdout: judged, search: { ...search, selectionBiasUsd } };
}

/** A queue that waits far longer than today must not hide behind the waits of all jobs, which limits are about. */
function withQueueWaits(recommendation: Recommendation, { assembled, options }: Context): Recommendation {
  const { verdict, cancelled, recommended, notes } = recommendation;
  if (verdict !== 'change' || cancelled || options.isCancelled?.() === true) return recommendation;
  const waits = waitsByQueue(assembled, recommended.batch);
  if (waits === undefined) return recommendation;
  return { ...recommendation, waitsByQueue: waits, notes: [...longerWaitNotes(waits), ...notes] };
}

/** Says which long jobs should save their progress on the recommended configuration, and which do not belong on Spot. */
function withCheckpointNotes(recommendation: Recommendation, assembled: Assembled): Recommendation {
  const checked = checkRunnable(assembled, recommendation.recommended.batch);
  if (!checked.ok) return recommendation;
  const advice = noteworthyAdvice(checkpointAdvice(checked.value));
  const notes = advice.map(({ sentence }) => `checkpoints: ${sentence}`);
  return { ...recommendation, notes: [...recommendation.notes, ...notes] };
}

/** Those that `verify` knows again: it reads the scenario's own where there are some, and cannot simulate today. */
function floorLimits(found: Recommendation, { limits }: Objective): readonly Threshold[] {
  return limits.length > 0 ? limits : limitsIn(found);
}

/** The limits as the recommendation states them; they were written by the same parser that reads them here. */
function limitsIn({ objective }: Recommendation): readonly Threshold[] {
  const parsed = parseThresholds(objective.subjectTo);
  return parsed.ok ? parsed.value : [];
}
