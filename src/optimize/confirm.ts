/** Runs the finalists, and the points of the front, over all jobs on fresh seeds: only these figures are reported. */
import type { Threshold } from '../scenario/threshold-parser.ts';
import { chanceLimits, replicationsToConfirm } from '../study/chance.ts';
import { Purse, type SearchBudget } from './budget.ts';
import type { Candidate } from './candidate.ts';
import { readLimits } from './feasibility.ts';
import { pickFinalists, RUNNERS_UP } from './finalists.ts';
import { ninesFinalists } from './nines.ts';
import { isHabit, raceOverDays, seenCostUsd } from './over-days.ts';
import { frontOf, TRACED_POINTS } from './pareto.ts';
import { advance, type Entrant, enter } from './race.ts';
import type { RankedEntrant } from './ranking.ts';
import type { SearchRun } from './search-run.ts';

/** Points of the front between cost, waiting and lost jobs that are run over all jobs beside the finalists, and how often. */
const FRONT_POINTS = 5;
const FRONT_REPLICATIONS = 3;
/** Of each finalist on the days kept from the search. */
const HELD_OUT_REPLICATIONS = 3;

/** Plain habits beyond the finalists that are confirmed too: the cheapest over the days the search saw. */
const CONFIRMED_HABITS = { ofMany: 1, usual: 3 } as const;
const MANY_JOBS = 50_000;

export interface Confirmation {
  /** Current first, then the winner, then runners-up. */
  readonly confirmed: readonly Entrant[];
  /** Every habit that met the finalists over the days the search saw; empty when nothing was kept from it. */
  readonly habits: readonly Entrant[];
}

/** Undefined when cancelled before all had two fresh replications. */
export async function confirm(
  search: SearchRun,
  searched: readonly RankedEntrant[],
): Promise<Confirmation | undefined> {
  search.enterPhase('confirm');
  const current = searched.find(({ candidate }) => candidate.origin === 'current');
  if (current === undefined) return undefined;
  const limits = search.limits(searched, false);
  const picked = pickFinalists(searched, RUNNERS_UP + 1);
  const chosen = [...new Set([current, ...picked, ...ninesFinalists(searched, limits)])];
  const overDays = await raceOverDays(search, chosen, searched);
  const habits = overDays.filter(isHabit);
  const isPlainFinalist = cheapestOf(
    habits,
    CONFIRMED_HABITS[search.request.workload.jobCount > MANY_JOBS ? 'ofMany' : 'usual'],
  );
  const finalists = [...chosen, ...searched.filter((entrant) => !chosen.includes(entrant) && isPlainFinalist(entrant))];
  const track = search.track(search.request.workload, 'confirm');
  const field = enter(finalists.map(({ candidate }) => candidate));
  const replications = replicationsFor(search, limits, finalists.length);
  search.expectConfirmations(replications * finalists.length);
  const confirmed = await advance(field, replications, track, unlimited(search.budget));
  const shared = Math.min(...confirmed.map(({ records }) => records.length));
  if (shared < 2) return undefined;
  const seen = new Map(overDays.map((entrant) => [entrant.candidate, entrant.seen ?? []]));
  const judged = await judgedOnHeldOut(
    search,
    confirmed.map(({ candidate, records }) => ({ candidate, records: records.slice(0, shared) })),
  );
  return {
    confirmed: judged.map((entrant) => {
      const records = seen.get(entrant.candidate);
      return records === undefined ? entrant : { ...entrant, seen: records };
    }),
    habits,
  };
}

/** Whether an entrant is one of the cheapest so many over the days seen. */
function cheapestOf(habits: readonly Entrant[], count: number): (entrant: Entrant) => boolean {
  const costUsd = (habit: Entrant) => seenCostUsd(habit) ?? Number.POSITIVE_INFINITY;
  const cheapest = habits.toSorted((left, right) => costUsd(left) - costUsd(right)).slice(0, count);
  return ({ candidate }) => cheapest.some((habit) => habit.candidate === candidate);
}

/** Limits only: choosing by cost as well would flatter the cost that is printed for these days. */
async function judgedOnHeldOut(search: SearchRun, confirmed: readonly Entrant[]): Promise<readonly Entrant[]> {
  const { heldOut } = search.request;
  if (heldOut === undefined) return confirmed;
  const field = enter(confirmed.map(({ candidate }) => candidate));
  const track = search.track(heldOut, 'confirm');
  const judged = await advance(field, HELD_OUT_REPLICATIONS, track, unlimited(search.budget));
  if (judged.some(({ records }) => records.length === 0)) return confirmed;
  const limits = search.limits(judged, false);
  return confirmed.map((entrant, index) => {
    const metrics = judged[index].records.map((record) => record.metrics);
    const broken = readLimits(limits, metrics).filter(({ ok }) => !ok);
    return { ...entrant, brokenOnHeldOut: broken.map(({ text }) => text) };
  });
}

/** A limit on a probability gets the replications that confirm it with one miss to spare, where the budget has them. */
function replicationsFor({ budget, request }: SearchRun, limits: readonly Threshold[], finalists: number): number {
  const { confirmReplications, confirmJobStarts } = budget;
  const affordable = Math.floor(confirmJobStarts / finalists / Math.max(1, request.workload.jobCount));
  const asked = chanceLimits(limits).map((limit) => {
    const [least, wanted] = [0, 1].map((misses) => replicationsToConfirm(limit, misses));
    return affordable < least ? confirmReplications : Math.min(wanted, affordable);
  });
  return Math.max(confirmReplications, ...asked);
}

/**
 * Candidates from outside the search on the same fresh replications as its finalists: over all jobs, over the days the search saw, and
 * judged on those kept from it. Empty when cancelled.
 */
export async function confirmBeside(
  search: SearchRun,
  candidates: readonly Candidate[],
  { confirmed }: Confirmation,
): Promise<readonly Entrant[]> {
  if (candidates.length === 0) return [];
  const { workload, searchOn } = search.request;
  const [current] = confirmed;
  const purse = unlimited(search.budget);
  const field = await advance(enter(candidates), current.records.length, search.track(workload, 'confirm'), purse);
  const days = current.seen?.length ?? 0;
  const seen =
    searchOn === undefined || days === 0
      ? field.map(() => undefined)
      : (await advance(enter(candidates), days, search.track(searchOn, 'days'), purse)).map(({ records }) => records);
  const [, ...judged] = await judgedOnHeldOut(search, [current, ...field]);
  if (search.isCancelled()) return [];
  return judged.map((entrant, index) => {
    const records = seen[index];
    return records === undefined ? entrant : { ...entrant, seen: records };
  });
}

/** Points of the front that the finalists do not cover, over all jobs: figures over the days of the search are no figures for these. */
export async function confirmFront(
  search: SearchRun,
  searched: readonly RankedEntrant[],
  { confirmed }: Confirmation,
): Promise<readonly Entrant[]> {
  const known = new Set(confirmed.map(({ candidate }) => candidate));
  const isTraced = search.request.tracesFront === true;
  const others = frontOf(searched, isTraced ? TRACED_POINTS : Number.POSITIVE_INFINITY)
    .map(({ candidate }) => candidate)
    .filter((candidate) => !known.has(candidate));
  const replications = isTraced ? Math.min(...confirmed.map(({ records }) => records.length)) : FRONT_REPLICATIONS;
  const field = enter(isTraced ? others : others.slice(0, FRONT_POINTS));
  const track = search.track(search.request.workload, 'confirm');
  return advance(field, replications, track, unlimited(search.budget));
}

function unlimited(budget: SearchBudget): Purse {
  return new Purse({ ...budget, simulations: Infinity, jobStarts: Infinity });
}
