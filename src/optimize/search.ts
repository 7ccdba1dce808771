/** The search from end to end: survey, screen, race on common random numbers, look around, confirm on fresh seeds. */
import { fail, type Result, succeed } from '../models/problem.ts';
import { wholeWorkloadSimulations } from './budget.ts';
import type { Candidate } from './candidate.ts';
import { confirm, confirmFront } from './confirm.ts';
import { onWholeWorkload } from './deepen.ts';
import { halve, plannedRounds } from './halving.ts';
import { type Landscape, surveyLandscape, weightedBy } from './landscape.ts';
import { limitsInVain, type Objective, parseObjective } from './objective.ts';
import type { OptimizeRequest } from './optimize-request.ts';
import { enter, type Track } from './race.ts';
import type { RankedEntrant } from './ranking.ts';
import type { Recommendation } from './recommendation.ts';
import { refine } from './refine.ts';
import { sampleOf } from './sample.ts';
import { SearchRun } from './search-run.ts';
import { confirmSmallChanges, NOTHING_BESIDE } from './small-changes.ts';
import { startersOf } from './starters.ts';
import { type Finding, writeRecommendation } from './write-recommendation.ts';

/** Problems: limits that cannot be read, a current configuration that cannot be simulated, cancelled before any result. */
export async function optimize(request: OptimizeRequest): Promise<Result<Recommendation>> {
  const objective = parseObjective(request.subjectTo);
  if (!objective.ok) return objective;
  const { workload, current, catalog, assumptions } = request;
  const inVain = limitsInVain(objective.value, workload, current);
  if (inVain.length > 0) return fail(...inVain);
  const surveyed = surveyFor(
    request,
    surveyLandscape(workload, current, catalog, assumptions, request.space, request.quotas),
  );
  if (!surveyed.ok) return surveyed;
  if (workload.jobCount === 0) return fail({ path: 'workload', message: 'has no jobs, there is nothing to optimise' });
  return recommend(new SearchRun(request, surveyed.value, objective.value), objective.value);
}

/** Every job shape must be known, or a finalist may shut out a job of the days kept back; how much of each there is, must not. */
function surveyFor(request: OptimizeRequest, whole: Result<Landscape>): Result<Landscape> {
  const { searchOn, current, catalog, assumptions, quotas } = request;
  if (!whole.ok || searchOn === undefined) return whole;
  const seen = surveyLandscape(searchOn, current, catalog, assumptions, undefined, quotas);
  return seen.ok ? succeed(weightedBy(whole.value, seen.value), whole.warnings) : seen;
}

async function recommend(search: SearchRun, objective: Objective): Promise<Result<Recommendation>> {
  const { request, searched, budget } = search;
  const { candidates, screened } = startersOf(search);
  const sample = sampleOf(searched, budget.sampleJobs);
  const isSampled = sample !== searched;
  const early = search.track(sample, 'race');
  if (isSampled) search.purse.keepBack(wholeWorkloadSimulations(searched.jobCount), searched.jobCount);
  const raced = await race(search, candidates, early, isSampled);
  const refined = await refine(search, raced, early, isSampled);
  const whole = isSampled ? await onWholeWorkload(search, refined) : refined;
  const confirmed = await confirm(search, whole);
  const hasCurrent = whole.some(({ candidate, records }) => candidate.origin === 'current' && records.length > 0);
  if (!hasCurrent && confirmed === undefined) {
    return fail({ path: '', message: 'the search was cancelled before its first result on the whole workload' });
  }
  const beside = confirmed === undefined ? NOTHING_BESIDE : await confirmSmallChanges(search, confirmed, objective);
  const hasFront = confirmed !== undefined && (request.searchOn !== undefined || request.tracesFront === true);
  const finding: Finding = {
    searched: whole,
    ...(confirmed !== undefined && { confirmed: confirmed.confirmed, habits: confirmed.habits }),
    beside,
    ...(hasFront && { front: await confirmFront(search, whole, confirmed) }),
    screened,
    simulated: search.simulated,
    candidates: refined.filter(({ records }) => records.length > 0).length,
    ...(isSampled && { sampleJobs: sample.jobCount }),
    isCancelled: search.isCancelled(),
  };
  return succeed(writeRecommendation(request, search.landscape, objective, finding));
}

function race(
  search: SearchRun,
  candidates: readonly Candidate[],
  track: Track,
  isSampled: boolean,
): Promise<readonly RankedEntrant[]> {
  search.enterPhase('race');
  const rounds = plannedRounds(candidates.length, search.budget.depth);
  const limitsOf: Parameters<typeof halve>[2] = (field) => search.limits(field, isSampled);
  return halve(enter(candidates), rounds, limitsOf, track, search.purse, search.alsoKept);
}
