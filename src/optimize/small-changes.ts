/**
 * Small changes of today's configuration, which are tried beside the search: where the search found nothing to recommend, or something
 * far dearer, those that keep the limits are confirmed as its finalists were, and one of them may be recommended.
 */
import { writtenPercent, writtenUsd } from '../models/written-number.ts';
import type { Candidate } from './candidate.ts';
import { changesBetween } from './changes.ts';
import { type Confirmation, confirmBeside } from './confirm.ts';
import { readLimits } from './feasibility.ts';
import { limitsFor, type Objective } from './objective.ts';
import { horizonOf } from './over-days.ts';
import { type Entrant, meanCostUsd } from './race.ts';
import {
  closestOf,
  costDifference,
  type Decision,
  decide,
  decideFor,
  isCheaperSeen,
  isConfirmed,
  keepsLimits,
} from './recommend.ts';
import type { SearchRun } from './search-run.ts';
import type { Limit } from './today-limits.ts';

export interface SmallChanges {
  /** Keep every limit in the replications they were chosen by; the best first. */
  readonly kept: readonly KeptChange[];
  /** Everything of them that ran on the whole workload, whether it keeps the limits or not. */
  readonly tried: readonly Entrant[];
}

export interface KeptChange {
  readonly candidate: Candidate;
  readonly isCheaperForSure: boolean;
  /** Mean over the replications it was chosen by, US dollars. */
  readonly costUsd: number;
}

/** Beside the search, over its fresh replications. */
export interface Beside {
  readonly confirmed: readonly Entrant[];
  readonly tried: readonly Entrant[];
}

export const NOTHING_BESIDE: Beside = { confirmed: [], tried: [] };

/** Cheaper than what the search recommends by this share of its bill; by less, its finalists were chosen among far more. */
const FAR_CHEAPER = 0.1;

/** Where the search itself has something to recommend, only what was far cheaper. */
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
  const { verdict, chosen } = decide(confirmation.confirmed, limits, horizonOf(search.request));
  if (smallChanges === undefined || search.isCancelled()) return NOTHING_BESIDE;
  const changes = await smallChanges();
  if (changes === undefined) return NOTHING_BESIDE;
  const most = verdict === 'change' ? (1 - FAR_CHEAPER) * meanCostUsd(chosen) : Number.POSITIVE_INFINITY;
  const wanted = changes.kept.filter(
    ({ isCheaperForSure, costUsd }) => (verdict === 'noneFeasible' || isCheaperForSure) && costUsd <= most,
  );
  const candidates = wanted.map(({ candidate }) => candidate);
  return { confirmed: await confirmBeside(search, candidates, confirmation), tried: changes.tried };
}

/** What the search found, or a small change where that is nothing or far dearer. `screened`: how many configurations it generated. */
export function decideWithBeside(
  confirmed: readonly Entrant[],
  { confirmed: beside }: Beside,
  limits: readonly Limit[],
  horizonDays: number,
  screened: number,
): Decision {
  const found = decide(confirmed, limits, horizonDays);
  if (beside.length === 0) return found;
  const [current] = confirmed;
  const small = decideSmall(current, beside, limits, horizonDays);
  if (found.verdict === 'change') {
    if (small.verdict !== 'change' || !isFarCheaper(small.chosen, found.chosen, limits)) return found;
    const notes = [outdoneNote(small.chosen, found.chosen), ...small.notes];
    return { ...small, outdone: found.chosen, notes };
  }
  if (small.verdict === 'change')
    return { ...small, notes: [besideNote(small.chosen, current, found, screened), ...small.notes] };
  const refuted = small.notes.length > 0 ? [] : beside.flatMap((entrant) => refutedNote(entrant, current, limits));
  const notes = [...found.notes, ...small.notes, ...refuted];
  if (found.verdict === 'keep') return { ...found, notes };
  return { ...found, closest: closestOf([...confirmed, ...beside], limits), notes };
}

/** By more than chance, and without giving up a limit that is kept, held-out days included, or a probability that is confirmed. */
function isFarCheaper(small: Entrant, found: Entrant, limits: readonly Limit[]): boolean {
  if ((small.brokenOnHeldOut ?? []).length > 0) return false;
  if (keepsLimits(found, limits) && !keepsLimits(small, limits)) return false;
  if (isConfirmed(found, limits) && !isConfirmed(small, limits)) return false;
  return isCheaperSeen(small, found) && costDifference(found, small).mean >= FAR_CHEAPER * meanCostUsd(found);
}

function outdoneNote({ candidate, records, brokenOnHeldOut }: Entrant, found: Entrant): string {
  const saved = costDifference(found, { candidate, records }).mean;
  const share = writtenPercent(saved / meanCostUsd(found));
  const days = brokenOnHeldOut === undefined ? '' : '; since its choice saw all days, nothing is held out for it';
  return `the search itself found ${found.candidate.name} at ${writtenUsd(meanCostUsd(found))}; what is recommended is a small change of today's configuration (${candidate.name}), tried beside the search, which costs ${writtenUsd(saved)} (${share}) less over the same ${records.length} fresh replications${days}; a larger --budget may find better`;
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
