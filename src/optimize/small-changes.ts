/**
 * Small changes of today's configuration, which are tried beside the search: where the search found nothing to recommend, those that
 * keep the limits are confirmed as its finalists were, and one of them may be recommended.
 */
import type { Candidate } from './candidate.ts';
import { changesBetween } from './changes.ts';
import { type Confirmation, confirmBeside } from './confirm.ts';
import { readLimits } from './feasibility.ts';
import { limitsFor, type Objective } from './objective.ts';
import { horizonOf } from './over-days.ts';
import { type Entrant, meanCostUsd } from './race.ts';
import { closestOf, costDifference, type Decision, decide, decideFor, keepsLimits } from './recommend.ts';
import type { SearchRun } from './search-run.ts';
import type { Limit } from './today-limits.ts';

export interface SmallChanges {
  /** Keep every limit in the replications they were chosen by; the best first. */
  readonly kept: readonly { readonly candidate: Candidate; readonly isCheaperForSure: boolean }[];
  /** Everything of them that ran on the whole workload, whether it keeps the limits or not. */
  readonly tried: readonly Entrant[];
}

/** Beside the search, over its fresh replications. */
export interface Beside {
  readonly confirmed: readonly Entrant[];
  readonly tried: readonly Entrant[];
}

export const NOTHING_BESIDE: Beside = { confirmed: [], tried: [] };

/** Nothing where the search itself has something to recommend: its finalists were chosen among far more. */
export async function confirmSmallChanges(
  search: SearchRun,
  confirmation: Confirmation,
  objective: Objective,
): Promise<Beside> {
  const { smallChanges } = search.request;
  const [current] = confirmation.confirmed;
  const limits = limitsFor(
    objective,
    current.records.map(({ metrics }) => metrics),
  );
  const { verdict } = decide(confirmation.confirmed, limits, horizonOf(search.request));
  if (verdict === 'change' || smallChanges === undefined || search.isCancelled()) return NOTHING_BESIDE;
  const changes = await smallChanges();
  if (changes === undefined) return NOTHING_BESIDE;
  const wanted = changes.kept.filter(({ isCheaperForSure }) => verdict === 'noneFeasible' || isCheaperForSure);
  const candidates = wanted.map(({ candidate }) => candidate);
  return { confirmed: await confirmBeside(search, candidates, confirmation), tried: changes.tried };
}

/** What the search found, or a small change where that is nothing. `screened`: how many configurations it generated. */
export function decideWithBeside(
  confirmed: readonly Entrant[],
  { confirmed: beside }: Beside,
  limits: readonly Limit[],
  horizonDays: number,
  screened: number,
): Decision {
  const found = decide(confirmed, limits, horizonDays);
  if (found.verdict === 'change' || beside.length === 0) return found;
  const [current] = confirmed;
  const small = decideSmall(current, beside, limits, horizonDays);
  if (small.verdict === 'change')
    return { ...small, notes: [besideNote(small.chosen, current, found, screened), ...small.notes] };
  const refuted = small.notes.length > 0 ? [] : beside.flatMap((entrant) => refutedNote(entrant, current, limits));
  const notes = [...found.notes, ...small.notes, ...refuted];
  if (found.verdict === 'keep') return { ...found, notes };
  return { ...found, closest: closestOf([...confirmed, ...beside], limits), notes };
}

/** The cheapest, or one of fewer changes that cannot be told from it in cost: a change that may add nothing still has its risk. */
function decideSmall(
  current: Entrant,
  beside: readonly Entrant[],
  limits: readonly Limit[],
  horizonDays: number,
): Decision {
  const cheapest = decideFor(undefined, [current, ...beside], limits, horizonDays);
  if (cheapest.verdict !== 'change') return cheapest;
  const changes = ({ candidate }: Entrant) => changesBetween(current.candidate.config, candidate.config).length;
  const most = changes(cheapest.chosen);
  const plainer = beside
    .filter((entrant) => changes(entrant) < most && !costDifference(entrant, cheapest.chosen).distinguishable)
    .sort((left, right) => changes(left) - changes(right))
    .map((entrant) => decideFor(undefined, [current, entrant], limits, horizonDays))
    .find(({ verdict, notes }) => verdict === 'change' && notes.length <= cheapest.notes.length);
  return plainer ?? cheapest;
}

function besideNote(
  { candidate, records, brokenOnHeldOut }: Entrant,
  current: Entrant,
  found: Decision,
  screened: number,
): string {
  const more =
    screened === 0
      ? 'the search had nothing to generate, whatever its --budget'
      : meanCostUsd({ candidate, records }) > meanCostUsd(current)
        ? 'it costs more than today, and what keeps the limits for far less may have been missed: a larger --budget looks further'
        : 'a larger --budget may find better';
  const nothing = found.verdict === 'keep' ? 'nothing safely cheaper' : 'nothing that keeps every limit';
  const days = brokenOnHeldOut === undefined ? '' : ', and since its choice saw all days, nothing is held out for it';
  return `the search itself found ${nothing}; what is recommended is a small change of today's configuration (${candidate.name}), tried beside the search and confirmed on ${records.length} fresh replications like its finalists${days}; ${more}`;
}

/** It kept the limits, or saved, in the fewer replications it was chosen by. */
function refutedNote(entrant: Entrant, current: Entrant, limits: readonly Limit[]): readonly string[] {
  const { candidate, records, brokenOnHeldOut = [] } = entrant;
  const metrics = records.map((record) => record.metrics);
  const broken = [
    ...(keepsLimits(entrant, limits) ? [] : readLimits(limits, metrics).flatMap(({ ok, text }) => (ok ? [] : [text]))),
    ...brokenOnHeldOut.map((text) => `${text} (on the days kept from the search)`),
  ];
  const start = `${candidate.name} is named under what to change today, but over the ${records.length} fresh replications of the finalists`;
  if (broken.length > 0) return [`${start} it breaks ${broken.join('; ')}`];
  const { mean, distinguishable } = costDifference(current, entrant);
  return mean > 0 && distinguishable ? [] : [`${start} it is not safely cheaper than the current configuration`];
}
