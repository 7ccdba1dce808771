/**
 * When the work of each job that a bound counts can happen at all, and when the job certainly holds an instance, in runs that keep
 * limits. Decides what interruptions and dependencies leave of a limit (docs/floor.md, "Limits").
 */

import type { InstanceType } from '../../models/catalog.ts';
import { exp } from '../../models/elementary.ts';
import { FARGATE_ARCHITECTURE, fargateFamily } from '../../models/fargate.ts';
import type { Workload } from '../../models/workload.ts';
import { type FloorGround, isServable } from './ground.ts';
import type { PlanLimits } from './plan-limits.ts';
import { hasKnownHazards, highestIntensityPerHour } from './unpaid-hours.ts';

/** By row of the workload, ms since the start of the run. */
export interface JobSpans {
  /** False for jobs that nothing in the scope holds and for those that no plan has to run. */
  readonly isCounted: Uint8Array;
  /** The counted work happens inside [earliest, latest]; Infinity without a limit. */
  readonly earliestMs: Float64Array;
  readonly latestMs: Float64Array;
  /** The same when the job is one of those that may break the limits on a share of the jobs. */
  readonly exemptLatestMs: Float64Array;
  /** The job certainly holds an instance inside [from, to]; empty where from >= to. */
  readonly certainFromMs: Float64Array;
  readonly certainToMs: Float64Array;
  /** Most jobs that may break a limit on a share. */
  readonly exemptJobs: number;
  /** `first`: certain are first attempts, with the chance that they are not lost; `last`: the attempts that count, for sure. */
  readonly certainAttempt: 'first' | 'last';
  /** Most reclaims an hour on any Spot option; 0 when nothing is lost or the attempts that count are the certain ones. */
  readonly hazardPerHour: number;
}

const HOUR_MS = 3_600_000;

export function jobSpans(ground: FloorGround, limits: PlanLimits): JobSpans {
  const { workload, assumptions } = ground.input;
  const { jobCount, submitMs } = workload;
  const { group, heldMs } = ground.demand.jobs;
  const isInterrupted = mayInterrupt(ground);
  const wait = limits.wait === undefined || !isWaitUseful(ground, isInterrupted) ? undefined : limits.wait;
  const runnableMs = Math.round(assumptions.submittedToRunnableSeconds * 1000);
  const startingMs = Math.round(assumptions.startingSeconds * 1000);
  const servable = ground.demand.groups.map((_, index) => isServable(index, ground.eligibility, ground.taskRates));
  const dependents = dependentJobs(workload);
  const spans = emptySpans(jobCount);
  const firstMs = jobCount === 0 ? 0 : submitMs[0];
  for (let job = 0; job < jobCount; job++) {
    if (group[job] < 0 || !servable[group[job]]) continue;
    spans.isCounted[job] = 1;
    const [fromMs, held] = [submitMs[job], heldMs[job]];
    const isPiecemeal = isInterrupted && workload.classes[workload.classIndex[job]].checkpoint !== undefined;
    const within = (share: 'all' | 'most') => {
      let latest = firstMs + (limits.makespanSeconds ?? Number.POSITIVE_INFINITY) * 1000;
      if (limits.deadlines === true) latest = Math.min(latest, workload.deadlineMs?.[job] ?? Number.POSITIVE_INFINITY);
      if (applies(limits.turnaround, share)) latest = Math.min(latest, fromMs + limits.turnaround.seconds * 1000);
      return latest;
    };
    const firstStartMs = (share: 'all' | 'most') =>
      wait === undefined || !applies(wait, share) || dependents[job] === 1
        ? Number.POSITIVE_INFINITY
        : Math.max(fromMs, fromMs + runnableMs + wait.seconds * 1000 - startingMs);
    const latest = (share: 'all' | 'most') =>
      Math.max(fromMs + held, isInterrupted ? within(share) : Math.min(within(share), firstStartMs(share) + held));
    spans.earliestMs[job] = fromMs;
    spans.latestMs[job] = latest('most');
    spans.exemptLatestMs[job] = latest('all');
    const isFirst = isInterrupted && wait !== undefined;
    spans.certainFromMs[job] = isFirst
      ? firstStartMs('most')
      : isPiecemeal
        ? Number.POSITIVE_INFINITY
        : latest('most') - held;
    spans.certainToMs[job] = fromMs + held;
  }
  const isFirst = isInterrupted && wait !== undefined;
  return {
    ...spans,
    exemptJobs: exemptJobs([wait, limits.turnaround], jobCount),
    certainAttempt: isFirst ? 'first' : 'last',
    hazardPerHour: isFirst ? highestHazard(ground) : 0,
  };
}

/** A limit that all jobs keep binds those that may break the others too. */
function applies(limit: PlanLimits['wait'], share: 'all' | 'most'): limit is NonNullable<PlanLimits['wait']> {
  return limit !== undefined && (share === 'most' || limit.share === 1);
}

function exemptJobs(limits: readonly (PlanLimits['wait'] | undefined)[], jobCount: number): number {
  return limits.reduce(
    (sum, limit) => sum + (limit === undefined ? 0 : Math.floor((1 - limit.share) * jobCount + 1e-6)),
    0,
  );
}

function emptySpans(jobCount: number) {
  return {
    isCounted: new Uint8Array(jobCount),
    earliestMs: new Float64Array(jobCount),
    latestMs: new Float64Array(jobCount).fill(Number.POSITIVE_INFINITY),
    exemptLatestMs: new Float64Array(jobCount).fill(Number.POSITIVE_INFINITY),
    certainFromMs: new Float64Array(jobCount).fill(Number.POSITIVE_INFINITY),
    certainToMs: new Float64Array(jobCount),
  };
}

/** Whether some plan in the scope can lose an attempt with its instance. */
function mayInterrupt({ input: { scope, assumptions } }: FloorGround): boolean {
  const { model, outages = [] } = assumptions.spot;
  const hasSpot = scope.markets.includes('SPOT') || scope.markets.includes('FARGATE_SPOT');
  return hasSpot && (model !== 'none' || outages.length > 0);
}

/**
 * A wait ends with the first attempt. Where that can be lost, it says something on average only, under a known hazard; where jobs
 * wait for consumable resources, RUNNABLE comes at an unknown time.
 */
function isWaitUseful(
  { input: { scope, assumptions, workload, jobDefinitions = [] } }: FloorGround,
  isInterrupted: boolean,
) {
  const hasConsumables =
    workload.classes.some(({ consumableResources = [] }) => consumableResources.length > 0) ||
    jobDefinitions.some(({ consumableResourceProperties }) => consumableResourceProperties !== undefined);
  return !hasConsumables && (!isInterrupted || (scope.interruptions === 'mean' && hasKnownHazards(assumptions)));
}

/** Jobs whose wait says nothing of the attempt that counts: RUNNABLE at a time the trace does not say, or failing by themselves first. */
function dependentJobs({ jobCount, arrays, dependencies, ownFailures }: Workload): Uint8Array {
  const waits = new Uint8Array(jobCount);
  for (const job of ownFailures?.jobs ?? []) waits[job] = 1;
  for (const entity of dependencies.dependent) {
    if (entity < jobCount) {
      waits[entity] = 1;
      continue;
    }
    const { firstJob, size } = arrays[entity - jobCount];
    waits.fill(1, firstJob, firstJob + size);
  }
  return waits;
}

/** The chance that an attempt holding its instance for `heldMs` after at most a pull is not lost, at least. */
export function keptChance(hazardPerHour: number, heldMs: number, pullMs: number): number {
  return hazardPerHour === 0 ? 1 : exp((-hazardPerHour * (heldMs + pullMs)) / HOUR_MS);
}

function highestHazard({ input: { scope, assumptions }, eligibility }: FloorGround): number {
  const spot = eligibility.options.filter(({ market }) => market === 'SPOT').map(({ type }) => type);
  const families = scope.markets.includes('FARGATE_SPOT')
    ? ([FARGATE_ARCHITECTURE, 'arm64'] as const).map((architecture) => fargateFamily(architecture))
    : [];
  const tasks = families.map((family) => ({ instanceType: family, family }) as InstanceType);
  return [...spot, ...tasks].reduce((most, type) => Math.max(most, highestIntensityPerHour(type, assumptions)), 0);
}
