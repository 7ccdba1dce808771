/** Who starts the race: the baselines, then what passes the screen, in equal parts of every architecture. */
import { baselines } from './baselines.ts';
import { type Candidate, uniqueConfigs } from './candidate.ts';
import { generateChoices } from './candidates.ts';
import { candidateOf } from './configure.ts';
import { burstInTime } from './in-time.ts';
import { screen } from './screen.ts';
import type { SearchRun } from './search-run.ts';
import { validCandidates } from './validity.ts';

export interface Starters {
  readonly candidates: readonly Candidate[];
  /** Choices the screen looked at. */
  readonly screened: number;
}

export function startersOf({ landscape: first, landscapes, budget, objective }: SearchRun): Starters {
  const keep = Math.ceil(budget.candidates / Math.max(1, landscapes.length));
  const parts = landscapes.map((landscape) => {
    const choices = generateChoices(landscape);
    return {
      landscape,
      screened: choices.length,
      kept: screen(landscape, choices, keep, burstInTime(landscape, objective.limits)),
    };
  });
  const others = landscapes.filter(({ isOtherArchitecture }) => isOtherArchitecture);
  const all = [
    ...baselines(first),
    ...others.flatMap((landscape) => baselines(landscape).slice(1)),
    ...parts.flatMap(({ landscape, kept }) => kept.map((choice) => candidateOf(landscape, choice, 'generated'))),
  ];
  const screened = parts.reduce((sum, part) => sum + part.screened, 0);
  return { candidates: validCandidates(first, uniqueConfigs(all)), screened };
}

/** The first `places`: at most a third for the habits, which stand in front, so that what was generated races too. */
export function startingField(candidates: readonly Candidate[], places: number): readonly Candidate[] {
  if (candidates.length <= places) return candidates;
  const habits = candidates.filter(({ origin }) => origin !== 'generated');
  const generated = candidates.filter(({ origin }) => origin === 'generated');
  const ofHabits = habits.slice(0, Math.max(Math.ceil(places / 3), places - generated.length));
  return [...ofHabits, ...generated.slice(0, places - ofHabits.length)];
}
