/**
 * Whether long jobs belong on Spot, and how often they should save their progress there: for every job definition its longest
 * job on the cheapest Spot type that holds it, at that type's long-run reclaim rate. A job whose expected cost without
 * checkpoints exceeds On-Demand is refused, with the arithmetic. From scratch the model's own life law counts, whose hazard falls
 * with age in `pools`; checkpoints reset what age means, so there the long-run rate does (the engine agrees with both).
 */

import type { LaunchableType } from '../engine/launchable-types.ts';
import { holds } from '../engine/launchable-types.ts';
import type { ClassSetup, Setup } from '../engine/setup.ts';
import {
  attemptsFromScratch,
  attemptsWithCheckpoints,
  bestIntervalHours,
  breakEvenHours,
  type CheckpointPlan,
  checkpointedHours,
  type LifeLaw,
  lifeSurvival,
  meanLifeWithin,
  restartHoursUnder,
  successWithin,
} from '../models/restarts.ts';
import { expectedHazardPerHour, lifeLaw } from '../models/spot/measured-hazard.ts';

const HOUR_MS = 3_600_000;
/** AWS Batch: retryStrategy.attempts is at most 10. */
const MOST_ATTEMPTS = 10;
const WANTED_PROBABILITY = 0.999;
/** Expected times beyond this are given as this: (e^(lambda T) - 1) / lambda soon exceeds what a number can hold. */
const MOST_HOURS = 1e12;
/** Taken where the scenario states no checkpoint: our guess, said in every sentence that uses it. */
const ASSUMED = { costHours: 60 / 3600, restoreHours: 60 / 3600 };

export interface CheckpointAdvice {
  /** Undefined: jobs that name no definition. */
  readonly jobDefinition: string | undefined;
  readonly jobs: number;
  readonly longestHours: number;
  readonly instanceType: string;
  readonly hazardPerHour: number;
  readonly spotUsdPerHour: number;
  /** Undefined when the catalogue has no On-Demand price: nothing is refused then. */
  readonly onDemandUsdPerHour: number | undefined;
  /** Of the longest job from scratch: expected instance hours, attempts for 99.9 % (undefined: ten do not suffice). */
  readonly withoutCheckpoints: {
    readonly hours: number;
    readonly attempts: number | undefined;
    readonly successWithinTen: number;
  };
  /** The interval that costs least for the stated (else assumed) cost and restore; undefined when nothing is ever reclaimed. */
  readonly best:
    | { readonly intervalMinutes: number; readonly hours: number; readonly attempts: number | undefined }
    | undefined;
  /** What the scenario's own interval takes; undefined without one. */
  readonly stated: { readonly intervalMinutes: number; readonly hours: number } | undefined;
  /** Longest job for which Spot without checkpoints is still no dearer than On-Demand, hours; undefined when unknown or any. */
  readonly breakEvenHours: number | undefined;
  /** Jobs longer than that without checkpoints. */
  readonly refusedJobs: number;
  /** What to do, with the arithmetic. */
  readonly sentence: string;
}

interface Group {
  readonly jobDefinition: string | undefined;
  readonly type: LaunchableType;
  readonly jobClass: ClassSetup;
  readonly runs: number[];
}

/** One advice per job definition that may run on Spot; empty for models of recordings, which have no rate. */
export function checkpointAdvice(setup: Setup): readonly CheckpointAdvice[] {
  return groupsOf(setup).flatMap((group) => {
    const lives = livesOf(setup, group.type);
    return lives === undefined ? [] : [adviceFor(group, lives)];
  });
}

/** Jobs by definition, shape and checkpoint; of a definition's groups the one with the longest job speaks for it. */
function groupsOf(setup: Setup): readonly Group[] {
  const { workload, classes } = setup;
  const byDefinition = new Map<string | undefined, Group>();
  const types = classes.map((jobClass) => cheapestSpotType(setup, jobClass));
  const longest = new Map<string | undefined, number>();
  for (let job = 0; job < workload.jobCount; job++) {
    const index = workload.classIndex[job];
    const type = types[index];
    if (type === undefined) continue;
    const { jobDefinition } = workload.classes[index];
    const runMs = workload.runMs[job];
    const known = byDefinition.get(jobDefinition);
    const runs = known?.runs ?? [];
    runs.push(runMs / HOUR_MS);
    if (known !== undefined && runMs <= (longest.get(jobDefinition) ?? 0)) continue;
    longest.set(jobDefinition, runMs);
    byDefinition.set(jobDefinition, { jobDefinition, type, jobClass: classes[index], runs });
  }
  return [...byDefinition.values()];
}

/** By the price of the instance, which the job is taken to have to itself. */
function cheapestSpotType({ queues, environments, shapes }: Setup, jobClass: ClassSetup): LaunchableType | undefined {
  const shape = shapes[jobClass.shape];
  const types = queues[jobClass.queue].environments.flatMap((index) => {
    const { market, enabled, types: launchable } = environments[index];
    return market === 'SPOT' && enabled ? launchable.filter((type) => holds(type, shape)) : [];
  });
  return types.reduce<LaunchableType | undefined>(
    (best, type) => (best === undefined || type.microUsdPerHour < best.microUsdPerHour ? type : best),
    undefined,
  );
}

interface Lives {
  readonly hazardPerHour: number;
  readonly law: LifeLaw;
}

/** Of the zone with the highest long-run rate; undefined when the model has none. */
function livesOf({ world }: Setup, { pools }: LaunchableType): Lives | undefined {
  const { spot } = world.assumptions;
  return pools.reduce<Lives | undefined>((worst, pool) => {
    const hazardPerHour = expectedHazardPerHour(spot, pool);
    const law = lifeLaw(spot, pool);
    if (hazardPerHour === undefined || law === undefined) return worst;
    return worst === undefined || hazardPerHour > worst.hazardPerHour ? { hazardPerHour, law } : worst;
  }, undefined);
}

function adviceFor(group: Group, lives: Lives): CheckpointAdvice {
  const { jobDefinition, type, jobClass, runs } = group;
  const { hazardPerHour, law } = lives;
  const onDemand = type.instanceType.onDemandMicroUsdPerHour;
  const longestHours = runs.reduce((longest, hours) => Math.max(longest, hours), 0);
  const limit =
    onDemand === undefined || hazardPerHour === 0 ? undefined : breakEvenHours(law, onDemand / type.microUsdPerHour);
  const isCheckpointed = jobClass.checkpoint !== undefined;
  const draft = {
    jobDefinition,
    jobs: runs.length,
    longestHours,
    instanceType: type.instanceType.instanceType,
    hazardPerHour,
    spotUsdPerHour: type.microUsdPerHour / 1e6,
    onDemandUsdPerHour: onDemand === undefined ? undefined : onDemand / 1e6,
    withoutCheckpoints: {
      hours: Math.min(MOST_HOURS, restartHoursUnder(law, longestHours)),
      attempts: attemptsFromScratch(law, longestHours, WANTED_PROBABILITY, MOST_ATTEMPTS),
      successWithinTen: successWithin(law, longestHours, MOST_ATTEMPTS),
    },
    best: bestOf(hazardPerHour, longestHours, planOf(jobClass)),
    stated: statedOf(hazardPerHour, longestHours, jobClass),
    breakEvenHours: limit,
    refusedJobs: limit === undefined || isCheckpointed ? 0 : runs.filter((hours) => hours > limit).length,
  };
  return { ...draft, sentence: sentenceFor(draft, law, isCheckpointed) };
}

function planOf({ checkpoint }: ClassSetup): Omit<CheckpointPlan, 'intervalHours'> {
  if (checkpoint === undefined) return ASSUMED;
  return { costHours: checkpoint.costMs / HOUR_MS, restoreHours: checkpoint.restoreMs / HOUR_MS };
}

function bestOf(hazardPerHour: number, workHours: number, plan: Omit<CheckpointPlan, 'intervalHours'>) {
  if (hazardPerHour === 0) return undefined;
  // A free checkpoint would be written all the time; a second of work between two is as good.
  const intervalHours = Math.max(1 / 3600, bestIntervalHours(hazardPerHour, plan.costHours));
  if (intervalHours >= workHours) return undefined;
  const hours = Math.min(MOST_HOURS, checkpointedHours(hazardPerHour, workHours, { ...plan, intervalHours }));
  const attempts = attemptsWithCheckpoints(hazardPerHour, hours, WANTED_PROBABILITY, MOST_ATTEMPTS);
  return { intervalMinutes: intervalHours * 60, hours, attempts };
}

function statedOf(hazardPerHour: number, workHours: number, jobClass: ClassSetup) {
  if (jobClass.checkpoint === undefined) return undefined;
  const intervalHours = Math.min(workHours, jobClass.checkpoint.intervalMs / HOUR_MS);
  const plan = { ...planOf(jobClass), intervalHours };
  const hours = Math.min(MOST_HOURS, checkpointedHours(hazardPerHour, workHours, plan));
  return { intervalMinutes: jobClass.checkpoint.intervalMs / 60_000, hours };
}

type Draft = Omit<CheckpointAdvice, 'sentence'>;

function sentenceFor(draft: Draft, law: LifeLaw, isCheckpointed: boolean): string {
  const { jobDefinition, longestHours, instanceType, hazardPerHour, refusedJobs } = draft;
  const who = `${jobDefinition ?? 'jobs without a definition'} (longest ${number(longestHours)} h, ${instanceType}, ${number(hazardPerHour)} reclaims an hour)`;
  if (hazardPerHour === 0) return `${who}: nothing is reclaimed, no checkpoints needed`;
  if (isCheckpointed) return `${who}: ${statedText(draft)}`;
  if (refusedJobs > 0) return `${who}: ${refusalText(draft, law)}`;
  return `${who}: ${scratchText(draft)}`;
}

function refusalText(draft: Draft, law: LifeLaw): string {
  const { longestHours, withoutCheckpoints, spotUsdPerHour, onDemandUsdPerHour, refusedJobs } = draft;
  const spotUsd = withoutCheckpoints.hours * spotUsdPerHour;
  const onDemandUsd = longestHours * (onDemandUsdPerHour ?? 0);
  const arithmetic = `${formulaText(draft, law)} = ${number(withoutCheckpoints.hours)} h x $${number(spotUsdPerHour)} = $${number(spotUsd)} on Spot against ${number(longestHours)} h x $${number(onDemandUsdPerHour ?? 0)} = $${number(onDemandUsd)} On-Demand`;
  return `refused on Spot without checkpoints, ${refusedJobs} of ${draft.jobs} jobs are longer than the ${number(draft.breakEvenHours ?? 0)} h that still pay: ${arithmetic}; ${remedy(draft)}`;
}

/** How the expected time from scratch comes about. */
function formulaText({ longestHours, hazardPerHour }: Draft, { first, next }: LifeLaw): string {
  const rate = number(hazardPerHour);
  if (next.length === 1) return `(e^(${rate} x ${number(longestHours)}) - 1) / ${rate}`;
  const missed = 1 - lifeSurvival(first, longestHours);
  const tries = `${number(meanLifeWithin(next, longestHours))} h a try / ${number(lifeSurvival(next, longestHours))} done`;
  return `${number(meanLifeWithin(first, longestHours))} h first + ${number(missed)} missed x ${tries}`;
}

function remedy({ best, spotUsdPerHour }: Draft): string {
  if (best === undefined) return 'keep them On-Demand';
  const tries = best.attempts === undefined ? 'even ten attempts may not suffice' : `${best.attempts} attempts`;
  return `with a checkpoint every ${number(best.intervalMinutes)} min (60 s to write, 60 s to restore assumed) ${number(best.hours)} h, $${number(best.hours * spotUsdPerHour)}, ${tries}; or keep them On-Demand`;
}

function scratchText(draft: Draft): string {
  const { withoutCheckpoints, longestHours, best } = draft;
  const { attempts, hours, successWithinTen } = withoutCheckpoints;
  const tries =
    attempts === undefined
      ? `even ten attempts succeed only with ${number(100 * successWithinTen)} %`
      : `${attempts} attempts make 99.9 % sure`;
  const base = `from scratch ${number(hours)} h expected, ${tries}`;
  if (best === undefined || best.hours > 0.95 * hours) return `${base}; checkpoints would save less than 5 %`;
  const saved = Math.round(100 * (1 - best.hours / hours));
  return `${base}; a checkpoint every ${number(best.intervalMinutes)} min (60 s to write, 60 s to restore assumed) saves ${saved} % of ${number(hours)} h for ${number(longestHours)} h of work`;
}

function statedText({ stated, best, withoutCheckpoints }: Draft): string {
  if (stated === undefined) return '';
  const now = `every ${number(stated.intervalMinutes)} min: ${number(stated.hours)} h expected, ${number(withoutCheckpoints.hours)} h without checkpoints`;
  if (best === undefined) return `${now}; none are needed`;
  if (best.hours > 0.99 * stated.hours)
    return `${now}; that is within 1 % of the best interval, ${number(best.intervalMinutes)} min`;
  return `${now}; every ${number(best.intervalMinutes)} min would take ${number(best.hours)} h`;
}

/** Three significant digits, whole numbers from 100 on. */
function number(value: number): string {
  if (value >= MOST_HOURS) return 'endless';
  return value >= 100 ? Math.round(value).toString() : Number(value.toPrecision(3)).toString();
}

/** The advice worth a reader's time: refusals, and jobs whose checkpoints are missing or badly spaced. */
export function noteworthyAdvice(advice: readonly CheckpointAdvice[]): readonly CheckpointAdvice[] {
  return advice.filter(({ refusedJobs, best, stated, withoutCheckpoints }) => {
    if (refusedJobs > 0) return true;
    if (best === undefined) return false;
    return best.hours < (stated === undefined ? 0.95 * withoutCheckpoints.hours : 0.95 * stated.hours);
  });
}
