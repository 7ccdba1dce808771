/** Puts the decision and its evidence into the contract of `optimize --json`. */
import type { Assumptions } from '../models/assumptions.ts';
import type { Catalog } from '../models/catalog.ts';
import { formatProblem, type Problem } from '../models/problem.ts';
import type { Workload } from '../models/workload.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import { chanceLimits } from '../study/chance.ts';
import { fewRunsWarnings } from '../study/few-runs.ts';
import { roundDifference, roundShare, roundToMicros } from '../study/rounding.ts';
import { type SimulationResult, simulationResult } from '../study/simulation-result.ts';
import { singleRuns } from '../study/single-runs.ts';
import { CONFIDENCE, pairedSaving } from '../study/statistics.ts';
import { changesBetween } from './changes.ts';
import { borderlineLimits, type LimitReading, readLimits } from './feasibility.ts';
import type { Landscape } from './landscape.ts';
import { priceOfNines } from './nines.ts';
import { notesOf } from './notes.ts';
import { limitsFor, type Objective } from './objective.ts';
import { horizonOf, readOverDays } from './over-days.ts';
import { paretoFront, paretoPoint } from './pareto.ts';
import { quotaNotes } from './quota-cap.ts';
import { type Entrant, meanCostUsd } from './race.ts';
import type { RankedEntrant } from './ranking.ts';
import { neverSeenNotes, reachNotes } from './reach.ts';
import { costDifference, type Decision, pairedCosts, reasonLost } from './recommend.ts';
import type { EvaluatedConfiguration, Recommendation, RunnerUp, SearchFacts } from './recommendation.ts';
import { type Beside, decideWithBeside } from './small-changes.ts';
import { isWithinChanceOfToday, type Limit } from './today-limits.ts';

/** What the search brings back. */
export interface Finding {
  /** Best first, with the figures of the search. */
  readonly searched: readonly RankedEntrant[];
  /** Current, winner, runners-up with fresh replications; absent when cancelled before. */
  readonly confirmed?: readonly Entrant[];
  /** Every habit that met them over the days the search saw. */
  readonly habits?: readonly Entrant[];
  /** What was tried beside the search, where the search found nothing to recommend, or something far dearer. */
  readonly beside: Beside;
  /** Further points of the front over all jobs, when the search saw only some of them. */
  readonly front?: readonly Entrant[];
  readonly screened: number;
  readonly candidates: number;
  readonly simulated: number;
  readonly sampleJobs?: number;
  readonly isCancelled: boolean;
}

export interface WritingRequest {
  readonly scenario: string;
  readonly seed: number;
  readonly catalog: Catalog;
  readonly assumptions: Assumptions;
  readonly warnings?: readonly Problem[];
  readonly workload: Workload;
  /** Given when the search saw only these jobs. */
  readonly searchOn?: Workload;
  readonly heldOut?: Workload;
}

export function writeRecommendation(
  request: WritingRequest,
  landscape: Landscape,
  objective: Objective,
  finding: Finding,
): Recommendation {
  const entrants = finding.confirmed ?? bestSoFar(finding.searched);
  const [current] = entrants;
  const limits = limitsFor(
    objective,
    current.records.map(({ metrics }) => metrics),
  );
  const horizonDays = horizonOf(request);
  const { beside } = finding;
  const decision = decideWithBeside(entrants, beside, limits, horizonDays, finding.screened);
  const overDays = readOverDays(decision.chosen, finding.habits ?? [], horizonDays);
  const { chosen } = decision;
  const evaluate = (entrant: Entrant) => evaluated(request, entrant, limits, current);
  const recommended = evaluate(chosen);
  return {
    schemaVersion: 1,
    scenario: request.scenario,
    seed: request.seed,
    replications: current.records.length,
    confidence: CONFIDENCE,
    data: resultOf(request, current).data,
    verdict: decision.verdict,
    objective: {
      minimize: 'cost',
      subjectTo: limits.map(({ text }) => text),
      isDefault: objective.limits.length === 0,
    },
    current: evaluate(current),
    recommended,
    ...(decision.closest === undefined ? {} : { closest: evaluate(decision.closest) }),
    ...savingOf(current, chosen),
    changes: changesBetween(current.candidate.config, chosen.candidate.config),
    floor: null,
    gapPercent: null,
    pareto: frontOf(finding, [...entrants, ...beside.confirmed]),
    ...(finding.confirmed === undefined || chanceLimits(limits).length === 0
      ? {}
      : { priceOfNines: priceOfNines([...entrants, ...beside.confirmed], limits) }),
    runnersUp: entrants
      .filter((entrant) => entrant !== chosen && entrant !== current)
      .map((entrant) => runnerUp(evaluate(entrant), entrant, chosen, limits)),
    search: {
      candidates: finding.candidates,
      screened: finding.screened,
      simulations: finding.simulated,
      ...(finding.sampleJobs === undefined ? {} : { sampleJobs: finding.sampleJobs }),
      ...(finding.confirmed === undefined ? partSeen(request) : {}),
      seconds: null,
      ...searchMean(finding, chosen, request.searchOn !== undefined),
      winner: finding.confirmed?.[1]?.candidate.name ?? null,
      ...(decision.outdone !== undefined && { outdone: decision.outdone.candidate.name }),
    },
    ...(overDays !== undefined && { overDays }),
    holdout: null,
    sensitivity: [],
    assumptions: request.assumptions,
    notes: [
      ...notesOf(landscape, objective, decision, finding.confirmed !== undefined),
      ...quotaNotes(landscape, chosen.candidate.config, recommended.instances.quotaPeaks),
      ...borderlineNotes(chosen, limits),
      ...fewRunsWarnings(recommended.waitSeconds, chosen.records.length),
      ...(decision.verdict === 'noneFeasible'
        ? reachNotes(
            [...entrants, ...beside.confirmed, ...finding.searched, ...beside.tried],
            limits,
            finding.isCancelled,
          )
        : []),
      ...(finding.confirmed === undefined ? [] : neverSeenNotes(chosen, limits)),
      ...(request.warnings ?? []).map(formatProblem),
    ],
    isConfirmed: finding.confirmed !== undefined,
    cancelled: finding.isCancelled,
  };
}

/** Current and the best four by the search's own figures: all there is when the confirmation was cancelled. */
function bestSoFar(searched: readonly RankedEntrant[]): readonly Entrant[] {
  const simulated = searched.filter(({ records }) => records.length > 0);
  const current = simulated.filter(({ candidate }) => candidate.origin === 'current');
  const others = simulated.filter(({ candidate }) => candidate.origin !== 'current');
  return [...current, ...others.slice(0, 4)];
}

function partSeen({ workload, searchOn }: WritingRequest): Pick<SearchFacts, 'part'> {
  return searchOn === undefined ? {} : { part: { jobs: searchOn.jobCount, ofJobs: workload.jobCount } };
}

function resultOf(request: WritingRequest, entrant: Entrant): SimulationResult {
  const { scenario, seed, catalog, assumptions } = request;
  return simulationResult({ scenario, seed, catalog, assumptions }, entrant.records);
}

function evaluated(
  request: WritingRequest,
  entrant: Entrant,
  limits: readonly Limit[],
  current: Entrant,
): EvaluatedConfiguration {
  const result = resultOf(request, entrant);
  const { replications, jobs, cost, makespanSeconds, utilization, spot, instances } = result;
  const runs = singleRuns(entrant.records);
  return {
    name: entrant.candidate.name,
    batch: entrant.candidate.config,
    replications,
    jobs,
    cost,
    ...(result.waitSeconds === undefined ? {} : { waitSeconds: result.waitSeconds }),
    ...(result.turnaroundSeconds === undefined ? {} : { turnaroundSeconds: result.turnaroundSeconds }),
    ...(result.deadlines === undefined ? {} : { deadlines: result.deadlines }),
    ...(result.ownFailures === undefined ? {} : { ownFailures: result.ownFailures }),
    ...(result.boundedSlowdown === undefined ? {} : { boundedSlowdown: result.boundedSlowdown }),
    makespanSeconds,
    utilization,
    spot,
    instances,
    ...(runs !== undefined && { singleRuns: runs }),
    limits: limitReadings(entrant, limits, current),
  };
}

function limitReadings(entrant: Entrant, limits: readonly Limit[], current: Entrant): readonly LimitReading[] {
  const metrics = entrant.records.map((record) => record.metrics);
  return readLimits(limits, metrics).map((reading, index) => {
    const isWithinChance = !reading.ok && isWithinChanceOfToday(limits[index], entrant, current);
    return isWithinChance ? { ...reading, isWithinChance } : reading;
  });
}

function borderlineNotes(chosen: Entrant, limits: readonly Threshold[]): readonly string[] {
  // The default limits are the current configuration's own means.
  if (chosen.candidate.origin === 'current') return [];
  const metrics = chosen.records.map((record) => record.metrics);
  return borderlineLimits(limits, metrics).map(
    ({ text }) => `the limit ${text} is kept by less than chance could take away: read it as borderline`,
  );
}

function savingOf(current: Entrant, chosen: Entrant): Pick<Recommendation, 'savingUsd' | 'savingShare'> {
  const [before, after] = pairedCosts(current, chosen);
  const share = pairedSaving(before, after);
  return {
    savingUsd: roundDifference(costDifference(current, chosen), roundToMicros),
    ...(share === undefined ? {} : { savingShare: roundDifference(share, roundShare) }),
  };
}

function runnerUp(
  figures: EvaluatedConfiguration,
  entrant: Entrant,
  chosen: Entrant,
  limits: readonly Threshold[],
): RunnerUp {
  const extra = costDifference(entrant, chosen);
  return {
    ...figures,
    extraUsd: roundDifference(extra, roundToMicros),
    lostBecause: reasonLost(entrant, chosen, limits, extra),
  };
}

/** Confirmed figures replace those of the search; of the others only those with enough replications to mean something. */
function frontOf(finding: Finding, entrants: readonly Entrant[]): Recommendation['pareto'] {
  const isConfirmed = finding.confirmed !== undefined;
  if (finding.front !== undefined) {
    const others = finding.front
      .filter(({ records }) => records.length > 0)
      .map((entrant) => paretoPoint(entrant, isConfirmed && entrant.records.length >= entrants[0].records.length));
    return paretoFront([...entrants.map((entrant) => paretoPoint(entrant, isConfirmed)), ...others]);
  }
  const confirmed = new Set(entrants.map(({ candidate }) => candidate));
  const most = finding.searched.reduce((replications, { records }) => Math.max(replications, records.length), 0);
  const others = finding.searched.filter(
    ({ candidate, records }) => !confirmed.has(candidate) && records.length > 0 && records.length >= most / 2,
  );
  return paretoFront([
    ...entrants.map((entrant) => paretoPoint(entrant, isConfirmed)),
    ...others.map((entrant) => paretoPoint(entrant, false)),
  ]);
}

/** A search that saw only some of the jobs has a mean over those: their fresh mean, and so the bias, comes with the held-out days. */
function searchMean(
  finding: Finding,
  chosen: Decision['chosen'],
  isPart: boolean,
): Pick<SearchFacts, 'searchMeanUsd' | 'selectionBiasUsd'> {
  const searched = finding.searched.find(({ candidate }) => candidate === chosen.candidate);
  if (finding.confirmed === undefined || searched === undefined || searched.records.length === 0)
    return { searchMeanUsd: null, selectionBiasUsd: null };
  const mean = meanCostUsd(searched);
  return {
    searchMeanUsd: roundToMicros(mean),
    selectionBiasUsd: isPart ? null : roundToMicros(mean - meanCostUsd(chosen)),
  };
}
