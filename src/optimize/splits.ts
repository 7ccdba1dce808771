/**
 * Which jobs may get a queue of their own because they run long, and at which checkpoint intervals. Long jobs lose most to Spot
 * reclaims; where the workload names job definitions the split is by definition, which a submitter knows beforehand, else by the run
 * time of each job.
 */
import { decidingRunMs } from '../models/submission.ts';
import type { Workload } from '../models/workload.ts';
import type { Choice, Fleet, LongJobs } from './candidate.ts';
import type { Landscape } from './landscape.ts';

/** Shares of the vCPU-hours that lie in shorter jobs than the cut. */
const CUTS = [0.25, 0.5, 0.75, 0.9];

export type LongJobsCut = Omit<LongJobs, 'fleet'>;

/** Ascending, one for each different set of jobs; empty where there is nothing to split or the jobs are routed already. */
export function cutsOf({ workload, current, space, queues }: Landscape): readonly LongJobsCut[] {
  if (space.splitQueues === false || queues.length === 0) return [];
  if ((current.submission?.queueRoutes ?? []).length > 0) return [];
  const kinds = definitionsOf(workload) ?? jobsOf(workload);
  const total = kinds.reduce((sum, { work }) => sum + work, 0);
  const longest = kinds[kinds.length - 1]?.runMs ?? 0;
  const cuts = new Map<number, LongJobsCut>();
  let below = 0;
  let lastBelow: number | undefined;
  for (const { runMs, work } of kinds) {
    const before = below;
    below += work;
    // Somebody has to be longer: of equal run times at the top the next smaller one is the cut.
    if (runMs < longest) lastBelow = runMs;
    if (lastBelow === undefined || !CUTS.some((share) => before < share * total && below >= share * total)) continue;
    const cut = cutAt(kinds, lastBelow);
    cuts.set(cut.longerThanSeconds, cut);
  }
  return [...cuts.values()];
}

/** Jobs of one definition, or a single job. */
interface Kind {
  readonly name?: string;
  readonly runMs: number;
  /** vCPU-milliseconds. */
  readonly work: number;
}

function cutAt(kinds: readonly Kind[], runMs: number): LongJobsCut {
  const longerThanSeconds = Math.ceil(runMs / 1000);
  const longer = kinds.filter((kind) => kind.runMs > longerThanSeconds * 1000);
  const names = longer.flatMap(({ name }) => (name === undefined ? [] : [name]));
  return names.length === 0 ? { longerThanSeconds } : { longerThanSeconds, jobDefinitions: names.sort() };
}

/** By rising mean run time; undefined unless every job names one of at least two definitions. */
function definitionsOf(workload: Workload): readonly Kind[] | undefined {
  const sums = new Map<string, { runMs: number; work: number; jobs: number }>();
  for (let job = 0; job < workload.jobCount; job++) {
    const { jobDefinition, vcpus, nodes = 1 } = workload.classes[workload.classIndex[job]];
    if (jobDefinition === undefined) return undefined;
    const sum = sums.get(jobDefinition) ?? { runMs: 0, work: 0, jobs: 0 };
    sum.runMs += workload.runMs[job];
    sum.work += workload.runMs[job] * vcpus * nodes;
    sum.jobs++;
    sums.set(jobDefinition, sum);
  }
  if (sums.size < 2) return undefined;
  return [...sums]
    .map(([name, { runMs, work, jobs }]) => ({ name, runMs: runMs / jobs, work }))
    .sort((left, right) => left.runMs - right.runMs || (left.name < right.name ? -1 : 1));
}

function jobsOf(workload: Workload): readonly Kind[] {
  const runMs = decidingRunMs(workload);
  return Array.from({ length: workload.jobCount }, (_, job): Kind => {
    const { vcpus, nodes = 1 } = workload.classes[workload.classIndex[job]];
    return { runMs: runMs[job], work: workload.runMs[job] * vcpus * nodes };
  }).sort((left, right) => left.runMs - right.runMs);
}

/** The short jobs as in one choice, the long ones as in another, at every cut. */
export function splitBetween(short: Choice, long: Choice, landscape: Landscape): readonly Choice[] {
  if (short.long !== undefined || long.long !== undefined) return [];
  const fleet = fleetOf(long);
  return cutsOf(landscape).map((cut): Choice => ({ ...short, long: { ...cut, fleet } }));
}

function fleetOf(choice: Choice): Fleet {
  const {
    architecture: _architecture,
    attempts: _attempts,
    long: _long,
    checkpointSeconds: _seconds,
    ...fleet
  } = choice;
  return fleet;
}

/** The cuts beside that of the choice, and no split at all. */
export function splitSteps(choice: Choice, landscape: Landscape): readonly Choice[] {
  const { long, ...whole } = choice;
  if (long === undefined) return [];
  const cuts = cutsOf(landscape);
  const at = cuts.findIndex(({ longerThanSeconds }) => longerThanSeconds === long.longerThanSeconds);
  const beside = [at - 1, at + 1].flatMap((index) => cuts.slice(Math.max(0, index), index + 1));
  return [whole, ...beside.map((cut) => ({ ...choice, long: { ...cut, fleet: long.fleet } }))];
}

/** Half and twice the interval, and none; only where the scenario says what a checkpoint costs. */
export function checkpointSteps(choice: Choice, { workload, current }: Landscape): readonly Choice[] {
  const stated = workload.classes.flatMap(({ checkpoint }) =>
    checkpoint === undefined ? [] : [checkpoint.intervalMs],
  );
  if (stated.length === 0) return [];
  const middle = stated.toSorted((left, right) => left - right)[Math.floor(stated.length / 2)] / 1000;
  const now = choice.checkpointSeconds ?? current.submission?.checkpointIntervalSeconds ?? middle;
  const next = now === 0 ? [middle] : [now / 2, now * 2, 0];
  return next.map((seconds) => ({ ...choice, checkpointSeconds: Math.round(seconds) }));
}
