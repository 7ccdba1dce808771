/** The one, two and three single-field changes worth most, with figures of replications their choice did not see. */
import type { Threshold } from '../../scenario/threshold-parser.ts';
import { roundDifference, roundShare, roundToMicros, roundToThousandths } from '../../study/rounding.ts';
import { CONFIDENCE, meanOf, pairedSaving } from '../../study/statistics.ts';
import { defaultBudget, Purse, type SearchBudget } from '../budget.ts';
import { changesBetween } from '../changes.ts';
import { readLimits } from '../feasibility.ts';
import type { Landscape } from '../landscape.ts';
import { limitsFor, type Objective } from '../objective.ts';
import { advance, type Entrant, enter, meanCostUsd, type Track } from '../race.ts';
import { costDifference, pairedCosts } from '../recommend.ts';
import { sampleOf } from '../sample.ts';
import type { SmallChanges } from '../small-changes.ts';
import { singleEdits } from './edits.ts';
import { greedyChoice } from './greedy.ts';
import { risksOf } from './risks.ts';
import { stepName } from './step-name.ts';
import { type RacedStep, type Step, StepRace } from './step-race.ts';
import type { BeforeAfter, ChangesToday, PassedOver, SingleChange, TodayPlan } from './today.ts';
import { updateNeeded } from './update-needed.ts';

export interface ChangesRequest {
  readonly landscape: Landscape;
  readonly objective: Objective;
  /** A track over the given jobs, from the given replication on. */
  readonly trackOf: (workload: Landscape['workload'], firstReplication: number) => Track;
  readonly budget?: Partial<SearchBudget>;
}

/** Apart from those of the search and its confirmation. */
const FIRST_REPLICATION = { race: 2_000_000, final: 3_000_000 } as const;
const SAMPLE_JOBS = 5000;
/** Of the search's budget; its simulations of the whole workload are not part of it. */
const SHARE_OF_BUDGET = 1 / 3;
const MOST_SIMULATIONS = 320;
const FINAL_JOB_STARTS = 1_000_000;
const FINAL_REPLICATIONS = { least: 3, most: 10 } as const;

/** What is told of them, and what the search may recommend where it found nothing itself. */
export interface TriedChanges extends SmallChanges {
  readonly told: ChangesToday;
}

/** Undefined when nothing could be tried, or when it was cancelled. */
export async function changesToday(request: ChangesRequest): Promise<TriedChanges | undefined> {
  const { landscape, objective, trackOf } = request;
  const { workload, current } = landscape;
  const sample = sampleOf(workload, SAMPLE_JOBS);
  const early = trackOf(sample, FIRST_REPLICATION.race);
  const purse = new Purse(budgetOf(request, sample.jobCount));
  const race = new StepRace(landscape, objective, early, purse);
  const choice = await greedyChoice(current, singleEdits(landscape), race);
  const steps = uniqueSteps([...choice.levels.flat(), ...choice.otherSingles]);
  if (choice.tried === 0 || early.isCancelled()) return undefined;
  const count = finalReplications(workload.jobCount, steps.length + 1);
  const track = trackOf(workload, FIRST_REPLICATION.final);
  const field = enter([race.current, ...steps.map(({ candidate }) => candidate)]);
  const [today, ...others] = await advance(field, count, track, new Purse(UNLIMITED));
  if (track.isCancelled()) return undefined;
  const limits = limitsFor(
    objective,
    today.records.map(({ metrics }) => metrics),
  );
  const judged = new Map(steps.map((step, index) => [step.candidate, { step, entrant: others[index] }]));
  const entrantOf = (step: RacedStep) => judged.get(step.candidate)?.entrant;
  const levels = bestOfLevels(choice.levels, entrantOf, today, limits);
  const write = ({ step, entrant, before }: Judged) => planOf(current, step, today, entrant, limits, before);
  const passedOver = choice.levels.flatMap((steps, level): PassedOver[] => {
    if (level >= (levels.at(-1)?.level ?? 0) || levels.some((one) => one.level === level)) return [];
    const before = levels.findLast((one) => one.level < level);
    const best = cheapestOf(judgedOf(steps, entrantOf, before?.entrant), today);
    const isAnyBroken = choice.brokenUsd[level] < (before?.step.costUsd ?? race.currentCostUsd);
    return [whyPassedOver(level + 1, best && write(best), isAnyBroken)];
  });
  const [first] = levels;
  const otherSingles = [...(choice.levels[0] ?? []), ...choice.otherSingles]
    .filter((step) => step.candidate !== first?.step.candidate)
    .flatMap((step): Judged[] => {
      const entrant = entrantOf(step);
      if (entrant === undefined || !isWorthIt(entrant, today, limits)) return [];
      return costDifference(today, entrant).distinguishable ? [{ step, entrant }] : [];
    })
    .sort((left, right) => costDifference(left.entrant, right.entrant).mean)
    .slice(0, OTHERS_SHOWN);
  return {
    told: {
      plans: levels.map(write),
      ...(passedOver.length > 0 && { passedOver }),
      otherSingles: otherSingles.map(write),
      tried: choice.tried,
      simulations: purse.simulations + count * field.length,
      replications: count,
      confidence: CONFIDENCE,
    },
    kept: [...levels, ...otherSingles].map(({ entrant }) => ({
      candidate: named(current, entrant).candidate,
      isCheaperForSure: saves(today, entrant) && costDifference(today, entrant).distinguishable,
      costUsd: meanCostUsd(entrant),
    })),
    tried: [...others, ...race.onWholeWorkload].map((entrant) => named(current, entrant)),
  };
}

/** The names of the race only put its steps in order. */
function named(current: Landscape['current'], { candidate, records }: Entrant): Entrant {
  return { candidate: { ...candidate, name: stepName(current, candidate.config) }, records };
}

const OTHERS_SHOWN = 3;
const UNLIMITED: SearchBudget = {
  ...defaultBudget(1, 1),
  simulations: Number.POSITIVE_INFINITY,
  jobStarts: Number.POSITIVE_INFINITY,
};

interface Judged {
  readonly step: RacedStep;
  readonly entrant: Entrant;
  /** The best with fewer changes. */
  readonly before?: Entrant;
}

interface ChosenLevel extends Judged {
  /** Place among the levels: 0 for one change. */
  readonly level: number;
}

function budgetOf({ landscape, budget }: ChangesRequest, jobs: number): SearchBudget {
  const whole = { ...defaultBudget(jobs, 1), ...budget };
  return {
    ...whole,
    simulations: Math.min(MOST_SIMULATIONS, Math.floor(whole.simulations * SHARE_OF_BUDGET)),
    jobStarts: Math.max(2 * landscape.workload.jobCount, Math.floor(whole.jobStarts * SHARE_OF_BUDGET)),
  };
}

function finalReplications(jobs: number, entrants: number): number {
  const affordable = Math.floor(FINAL_JOB_STARTS / Math.max(1, jobs * entrants));
  return Math.min(FINAL_REPLICATIONS.most, Math.max(FINAL_REPLICATIONS.least, affordable));
}

function uniqueSteps(steps: readonly RacedStep[]): readonly RacedStep[] {
  return [...new Map(steps.map((step) => [step.candidate, step])).values()];
}

/** One a level, as long as one more change is worth it on the fresh replications. */
function bestOfLevels(
  levels: readonly (readonly RacedStep[])[],
  entrantOf: EntrantOf,
  today: Entrant,
  limits: readonly Threshold[],
): readonly ChosenLevel[] {
  const chosen: ChosenLevel[] = [];
  levels.forEach((steps, level) => {
    const before = chosen.at(-1)?.entrant;
    const best = judgedOf(steps, entrantOf, before).find(
      ({ entrant }) => isWorthIt(entrant, today, limits) && (before === undefined || saves(before, entrant)),
    );
    if (best !== undefined) chosen.push({ ...best, level });
  });
  return chosen;
}

type EntrantOf = (step: RacedStep) => Entrant | undefined;

function judgedOf(steps: readonly RacedStep[], entrantOf: EntrantOf, before: Entrant | undefined): readonly Judged[] {
  return steps.flatMap((step): Judged[] => {
    const entrant = entrantOf(step);
    return entrant === undefined ? [] : [{ step, entrant, ...(before !== undefined && { before }) }];
  });
}

/** Of those that save more than fewer changes do. */
function cheapestOf(judged: readonly Judged[], today: Entrant): Judged | undefined {
  const [cheapest] = judged
    .filter(({ entrant, before = today }) => entrant.records.length > 0 && saves(before, entrant))
    .sort((left, right) => costDifference(left.entrant, right.entrant).mean);
  return cheapest;
}

/** Nothing is told of so many changes: what saves more than fewer do broke a limit, at the end or when first tried, or nothing does. */
function whyPassedOver(changes: number, best: TodayPlan | undefined, isAnyBroken: boolean): PassedOver {
  if (best !== undefined) return { changes, why: 'breaksLimits', best };
  return { changes, why: isAnyBroken ? 'breaksLimits' : 'savesNoMore' };
}

/** Keeps the limits, and is cheaper unless the current configuration breaks them. */
function isWorthIt(entrant: Entrant, today: Entrant, limits: readonly Threshold[]): boolean {
  if (entrant.records.length === 0 || !keeps(entrant, limits)) return false;
  return saves(today, entrant) || !keeps(today, limits);
}

/** By more than rounding. */
function saves(before: Entrant, after: Entrant): boolean {
  return costDifference(before, after).mean > 1e-6;
}

function keeps({ records }: Entrant, limits: readonly Threshold[]): boolean {
  return readLimits(
    limits,
    records.map(({ metrics }) => metrics),
  ).every(({ ok }) => ok);
}

function planOf(
  current: Landscape['current'],
  step: Step,
  today: Entrant,
  entrant: Entrant,
  limits: readonly Threshold[],
  before: Entrant | undefined,
): TodayPlan {
  const share = pairedSaving(...pairedCosts(today, entrant));
  return {
    changes: singleChanges(current, step),
    updateKind: updateNeeded(current, step.config),
    savingUsd: roundDifference(costDifference(today, entrant), roundToMicros),
    ...(share !== undefined && { savingShare: roundDifference(share, roundShare) }),
    ...(before !== undefined && { addedUsd: roundDifference(costDifference(before, entrant), roundToMicros) }),
    p95WaitSeconds: beforeAfter(today, entrant, ({ metrics }) => metrics.waitSeconds?.p95),
    lostJobs: beforeAfter(today, entrant, ({ outcome }) => outcome.jobs.failed + outcome.jobs.neverRan),
    limits: readLimits(
      limits,
      entrant.records.map(({ metrics }) => metrics),
    ),
  };
}

function singleChanges(current: Landscape['current'], { edits, config: changed }: Step): readonly SingleChange[] {
  let config = current;
  const changes = edits.flatMap((edit): Omit<SingleChange, 'risk'>[] => {
    const next = edit.apply(config);
    if (next === undefined) return [];
    const updateKind = updateNeeded(config, next);
    const between = changesBetween(config, next).map((change) => ({ ...change, updateKind }));
    config = next;
    return between;
  });
  const risks = risksOf(changes, changed);
  return changes.map((change, index) => ({ ...change, risk: risks[index] }));
}

function beforeAfter(
  today: Entrant,
  entrant: Entrant,
  read: (record: Entrant['records'][number]) => number | undefined,
): BeforeAfter {
  const mean = ({ records }: Entrant) => {
    const known = records.map(read).filter((value) => value !== undefined);
    const centre = known.length < records.length ? undefined : meanOf(known);
    return centre === undefined ? undefined : roundToThousandths(centre);
  };
  const [current, changed] = [mean(today), mean(entrant)];
  return { ...(current !== undefined && { current }), ...(changed !== undefined && { changed }) };
}
