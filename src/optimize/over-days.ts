/**
 * Whether finalists can be told apart over days: they and the plain habits (today's configuration, bundles, single families, the cheapest
 * type a job) meet on fresh seeds over the days the search saw, each day's submissions a pair of costs. The days kept from the search
 * have no say.
 */
import { traceDays } from '../models/trace-days.ts';
import { type ApartOverDays, apartOverDays } from '../study/days-apart.ts';
import { roundShare, roundToMicros } from '../study/rounding.ts';
import { meanOf } from '../study/statistics.ts';
import { Purse } from './budget.ts';
import { advance, type Entrant, enter } from './race.ts';
import type { RankedEntrant } from './ranking.ts';
import type { SearchRun } from './search-run.ts';

/** About four seconds of one core. */
const MOST_JOB_STARTS = 500_000;
const MOST_REPLICATIONS = 10;
const FEWEST_REPLICATIONS = 2;
/** Of a log so large that all habits would take long. */
const FEWEST_HABITS = 3;

/** One habit against what is recommended. */
export interface AgainstHabit extends ApartOverDays {
  readonly name: string;
  readonly isCurrent: boolean;
  /** Over the days the search saw, mean over replications. */
  readonly costUsd: number;
}

export interface OverDays {
  /** Of what is recommended, over the same days. */
  readonly costUsd: number;
  readonly replications: number;
  readonly against: readonly AgainstHabit[];
}

/** What was not fitted to the days of the search, and so cannot have won by them. */
export function isHabit({ candidate: { origin } }: Pick<Entrant, 'candidate'>): boolean {
  return origin === 'current' || origin === 'baseline';
}

/** The finalists and every habit that may keep the limits, in this order, with `seen`; empty when nothing was kept from the search. */
export async function raceOverDays(
  search: SearchRun,
  finalists: readonly Entrant[],
  searched: readonly RankedEntrant[],
): Promise<readonly Entrant[]> {
  const { searchOn } = search.request;
  if (searchOn === undefined) return [];
  const habits = searched.filter((entrant) => isHabit(entrant) && entrant.standing !== 'broken');
  const affordable = Math.floor(MOST_JOB_STARTS / FEWEST_REPLICATIONS / Math.max(1, searchOn.jobCount));
  const others = habits.filter((habit) => !finalists.includes(habit));
  const field = [...finalists, ...others.slice(0, Math.max(FEWEST_HABITS, affordable - finalists.length))];
  const possible = Math.floor(MOST_JOB_STARTS / field.length / Math.max(1, searchOn.jobCount));
  const replications = Math.max(FEWEST_REPLICATIONS, Math.min(MOST_REPLICATIONS, possible));
  const purse = new Purse({ simulations: Number.POSITIVE_INFINITY, jobStarts: Number.POSITIVE_INFINITY });
  const raced = await advance(
    enter(field.map(({ candidate }) => candidate)),
    replications,
    search.track(searchOn, 'days'),
    purse,
  );
  if (raced.some(({ records }) => records.length < replications)) return [];
  return raced.map(({ candidate, records }) => ({ candidate, records: [], seen: records }));
}

/** Mean over the replications of what the submissions of each day cost, US dollars; undefined when it is unknown. */
function usdByDay({ seen = [] }: Entrant): readonly number[] | undefined {
  const days = seen.flatMap((record) => (record.usdByDay === undefined ? [] : [record.usdByDay]));
  if (days.length === 0 || days.length < seen.length) return undefined;
  return days[0].map((_, day) => days.reduce((sum, one) => sum + one[day], 0) / days.length);
}

/** The first against the second; undefined where days say nothing. */
export function apart(first: Entrant, second: Entrant, horizonDays: number): ApartOverDays | undefined {
  const [left, right] = [usdByDay(first), usdByDay(second)];
  return left === undefined || right === undefined ? undefined : apartOverDays(left, right, horizonDays);
}

/** The stretch that claims are about: as long as the days kept from the search. */
export function horizonOf(search: { readonly heldOut?: Parameters<typeof traceDays>[0] }): number {
  return search.heldOut === undefined ? 7 : Math.max(1, traceDays(search.heldOut).count);
}

export function seenCostUsd({ seen = [] }: Entrant): number | undefined {
  return meanOf(seen.map(({ outcome }) => outcome.ledger.totalMicroUsd / 1_000_000));
}

/** What can be said of the recommended one against every habit on days like those seen; undefined where that is nothing. */
export function readOverDays(chosen: Entrant, habits: readonly Entrant[], horizonDays: number): OverDays | undefined {
  const costUsd = seenCostUsd(chosen);
  if (costUsd === undefined) return undefined;
  const against = habits.flatMap((habit): readonly AgainstHabit[] => {
    const reading = habit.candidate === chosen.candidate ? undefined : apart(habit, chosen, horizonDays);
    const { name, origin } = habit.candidate;
    if (reading === undefined) return [];
    const [extraShare, lo, hi] = [reading.extraShare, reading.lo, reading.hi].map(roundShare);
    const habitUsd = roundToMicros(seenCostUsd(habit) ?? Number.NaN);
    return [{ name, isCurrent: origin === 'current', costUsd: habitUsd, ...reading, extraShare, lo, hi }];
  });
  if (against.length === 0) return undefined;
  return { costUsd: roundToMicros(costUsd), replications: (chosen.seen ?? []).length, against };
}
