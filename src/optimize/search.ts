/** The search from end to end: survey, screen, race on common random numbers, look around, confirm on fresh seeds. */
import { fail, type Result, succeed } from '../models/problem.ts';
import { wholeWorkloadSimulations } from './budget.ts';
import type { Candidate } from './candidate.ts';
import { confirm, confirmFront } from './confirm.ts';
import { onWholeWorkload } from './deepen.ts';
import { halve, type Round } from './halving.ts';
import { type Landscape, surveyLandscape, weightedBy } from './landscape.ts';
import { limitsInVain, type Objective, parseObjective } from './objective.ts';
import type { OptimizeRequest } from './optimize-request.ts';
import { enter, type Track } from './race.ts';
import { type RankedEntrant, rank } from './ranking.ts';
import type { Recommendation } from './recommendation.ts';
import { refine } from './refine.ts';
import { SearchRun } from './search-run.ts';
import { confirmSmallChanges, NOTHING_BESIDE } from './small-changes.ts';
import { spendingOn, usualSpending } from './spending.ts';
import { startersOf, startingField } from './starters.ts';
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
  const { request, searched, early: sample, budget } = search;
  const { candidates, screened } = startersOf(search);
  const isSampled = sample !== searched;
  const early = search.track(sample, 'race');
  if (isSampled) search.purse.keepBack(wholeWorkloadSimulations(searched.jobCount), searched.jobCount);
  const affordable = search.purse.affordable(Number.POSITIVE_INFINITY, early.jobs);
  const { rounds, moves } = search.isUncut
    ? spendingOn(candidates.length, affordable)
    : usualSpending(candidates.length, budget.depth);
  const raced = await race(search, candidates, rounds, early, isSampled);
  const refined = await refine(search, raced, moves, early, isSampled);
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

/** Those beyond what the first round has room for stand last, as they would if the purse had not reached them. */
async function race(
  search: SearchRun,
  candidates: readonly Candidate[],
  rounds: readonly Round[],
  track: Track,
  isSampled: boolean,
): Promise<readonly RankedEntrant[]> {
  search.enterPhase('race');
  const field = startingField(candidates, rounds[0].entrants);
  const limitsOf: Parameters<typeof halve>[2] = (field) => search.limits(field, isSampled);
  const raced = await halve(enter(field), rounds, limitsOf, track, search.purse, search.alsoKept);
  const others = candidates.filter((candidate) => !field.includes(candidate));
  return [...raced, ...rank(enter(others), limitsOf(raced))];
}
