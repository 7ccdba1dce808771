/** Chooses the best single change, the best second one on top of it, and the best third. */
import type { BatchConfig } from '../../models/batch-config.ts';
import type { Edit } from './edits.ts';
import { firstOfFields, type RacedStep, type Step, type StepRace } from './step-race.ts';

/** What is worth fresh replications, best first. */
export interface GreedyChoice {
  /** By the number of changes: one, two, three. */
  readonly levels: readonly (readonly RacedStep[])[];
  /** Of the same places: the cheapest of those that broke a limit for certain, US dollars over the race; Infinity when none did. */
  readonly brokenUsd: readonly number[];
  /** Other single changes that save. */
  readonly otherSingles: readonly RacedStep[];
  /** Single changes simulated. */
  readonly tried: number;
}

const MOST_CHANGES = 3;
/** Of each level and each standing; the second is for when fresh luck speaks against the first. */
const KEPT = 2;
const OTHER_SINGLES = 3;
/** How many of the best single changes are tried as the second and third. */
const CARRIED = 6;

export async function greedyChoice(
  current: BatchConfig,
  edits: readonly Edit[],
  race: StepRace,
): Promise<GreedyChoice> {
  const singles = await race.run(extensions([{ edits: [], config: current }], edits));
  const levels: (readonly RacedStep[])[] = [];
  const brokenUsd: number[] = [];
  const pool = poolOf(edits, singles);
  let raced = singles;
  while (raced.length > 0) {
    levels.push(finalists(raced));
    brokenUsd.push(
      Math.min(...raced.map(({ standing, costUsd }) => (standing === 'broken' ? costUsd : Number.POSITIVE_INFINITY))),
    );
    if (levels.length === MOST_CHANGES) break;
    raced = await race.run(extensions(basesOf(raced), pool));
  }
  const known = new Set(levels[0] ?? []);
  const others = firstOfFields(singles).filter(
    (step) => !known.has(step) && step.standing !== 'broken' && step.costUsd < race.currentCostUsd,
  );
  return { levels, brokenUsd, otherSingles: others.slice(0, OTHER_SINGLES), tried: singles.length };
}

/** Every base with every edit of a field it has not set yet. */
function extensions(bases: readonly Step[], edits: readonly Edit[]): readonly Step[] {
  const unique = new Map<string, Step>();
  for (const base of bases) {
    for (const edit of edits) {
      if (base.edits.some(({ path }) => path === edit.path)) continue;
      const config = edit.apply(base.config);
      if (config === undefined) continue;
      const key = JSON.stringify(config);
      if (!unique.has(key)) unique.set(key, { edits: [...base.edits, edit], config });
    }
  }
  return [...unique.values()];
}

/** The best singles, and the edits that make sense only after another: those that could not run alone. */
function poolOf(edits: readonly Edit[], singles: readonly RacedStep[]): readonly Edit[] {
  const ran = new Set(singles.flatMap((step) => step.edits));
  const best = singles.slice(0, CARRIED).flatMap((step) => step.edits);
  return [...best, ...edits.filter((edit) => edit.isCompanion === true || !ran.has(edit))].filter(
    (edit, index, all) => all.indexOf(edit) === index,
  );
}

/** The best of as many sets of fields, cheapest first: some that keep the limits, some whose violation may be bad luck. */
function finalists(raced: readonly RacedStep[]): readonly RacedStep[] {
  return (['kept', 'uncertain'] as const)
    .flatMap((wanted) => firstOfFields(raced.filter(({ standing }) => standing === wanted)).slice(0, KEPT))
    .sort(byCost);
}

/**
 * The best that keeps the limits, the cheapest that may, and the cheapest that loses jobs at most: a second change may mend that,
 * as retries do for Spot.
 */
function basesOf(raced: readonly RacedStep[]): readonly Step[] {
  const cheapest = (isWanted: (step: RacedStep) => boolean) => raced.filter(isWanted).sort(byCost).slice(0, 1);
  const bases = [
    ...cheapest(({ standing }) => standing === 'kept'),
    ...cheapest(({ standing }) => standing === 'uncertain'),
    ...cheapest(({ isMendable }) => isMendable),
  ];
  return [...new Set(bases)];
}

function byCost(left: RacedStep, right: RacedStep): number {
  return left.costUsd - right.costUsd || (left.candidate.name < right.candidate.name ? -1 : 1);
}
