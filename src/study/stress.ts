/**
 * Runs configurations through the named storms on common random numbers and says which ones they survive. The rule is printed
 * with the result, because "survives" means nothing without it.
 */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import { replicationSeed } from '../models/random.ts';
import type { Workload } from '../models/workload.ts';
import { type Assembled, checkRunnable, worldBuilder, worldSources } from '../scenario/assemble.ts';
import type { ReplicationMetrics } from '../scenario/metrics.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import { evaluateThreshold, parseThresholds } from '../scenario/thresholds.ts';
import type { Executor } from './executor.ts';
import { runStudy } from './replicate.ts';
import { roundToThousandths } from './rounding.ts';
import { spotExposure } from './spot-exposure.ts';
import { meanOf } from './statistics.ts';
import { namedStorms, type Storm } from './storms.ts';

/** Where these runs begin; searches, confirmations and sensitivity use others. */
const FIRST_REPLICATION = 3_000_000;
const MOST_REPLICATIONS = 5;
const WAIT_FACTOR = 2;
const WAIT_EXTRA_SECONDS = 600;
const MAKESPAN_FACTOR = 1.5;

/** Means over the replications. */
export interface WeatherFigures {
  readonly costUsd: number;
  /** Absent when no job started. */
  readonly p95WaitSeconds?: number;
  readonly makespanSeconds: number;
  readonly failedJobs: number;
  readonly neverRanJobs: number;
}

export interface StormReading {
  readonly storm: string;
  readonly description: string;
  /** Why it changes nothing here; the figures are then those of fair weather. */
  readonly pointless?: string;
  readonly sides: readonly (WeatherFigures & {
    readonly name: string;
    readonly survives: boolean;
    /** What it did not keep, one clause each; empty when it survives. */
    readonly broken: readonly string[];
  })[];
}

export interface StressReport {
  readonly replications: number;
  /** What survives means. */
  readonly rule: string;
  readonly fairWeather: readonly (WeatherFigures & { readonly name: string })[];
  readonly storms: readonly StormReading[];
  /** False when it was cancelled before the last storm. */
  readonly isComplete: boolean;
}

export interface StressRequest {
  readonly assembled: Assembled;
  /** The last one is the one whose largest Spot pool goes offline. */
  readonly sides: readonly { readonly name: string; readonly batch: BatchConfig }[];
  readonly executorFor: (workload: Workload, assumptions: Assumptions) => Executor;
  readonly onProgress?: (done: number, total: number) => void;
  readonly isCancelled?: () => boolean;
}

/** Undefined when it was cancelled before fair weather was known. Throws on a configuration that cannot run. */
export async function runStress(request: StressRequest): Promise<StressReport | undefined> {
  const { scenario, workload } = request.assembled;
  const replications = Math.min(MOST_REPLICATIONS, scenario.replications);
  const storms = stormsFor(request);
  const real = storms.filter(({ pointless }) => pointless === undefined);
  const total = (real.length + 1) * request.sides.length * replications;
  let done = 0;
  const run = (weather: Pick<Storm, 'workload' | 'assumptions'>) =>
    runWeather(request, weather, replications, () => request.onProgress?.(++done, total));
  const fair = await run({ workload, assumptions: scenario.assumptions });
  if (fair === undefined) return undefined;
  const limits = limitsOf(request.assembled);
  const readings: StormReading[] = [];
  for (const storm of storms) {
    const stormy = storm.pointless === undefined ? await run(storm) : fair;
    if (stormy === undefined) break;
    readings.push(readingOf(request, storm, limits, fair, stormy));
  }
  return {
    replications,
    rule: ruleText(limits),
    fairWeather: request.sides.map(({ name }, index) => ({ name, ...figuresOf(fair[index]) })),
    storms: readings,
    isComplete: readings.length === storms.length,
  };
}

function stormsFor({ assembled, sides }: StressRequest): readonly Storm[] {
  const { scenario, workload } = assembled;
  const checked = checkRunnable(assembled, sides[sides.length - 1].batch);
  if (!checked.ok) throw new Error(checked.problems[0].message);
  const world = worldBuilder(worldSources(assembled))(replicationSeed(scenario.seed, FIRST_REPLICATION));
  return namedStorms(workload, scenario.assumptions, spotExposure({ ...checked.value, world }));
}

type Records = readonly ReplicationMetrics[];

async function runWeather(
  { assembled, sides, executorFor, isCancelled }: StressRequest,
  { workload, assumptions }: Pick<Storm, 'workload' | 'assumptions'>,
  replications: number,
  onSimulated: () => void,
): Promise<readonly Records[] | undefined> {
  const study = await runStudy(
    {
      candidates: sides.map(({ batch }) => batch),
      replications,
      seed: assembled.scenario.seed,
      firstReplication: FIRST_REPLICATION,
      onProgress: (done) => {
        if (done > 0) onSimulated();
      },
      ...(isCancelled !== undefined && { isCancelled }),
    },
    executorFor(workload, assumptions),
  );
  return study.isComplete ? study.candidates.map(({ records }) => records.map(({ metrics }) => metrics)) : undefined;
}

/** Limits of the objective and thresholds, each once. */
function limitsOf({ scenario }: Assembled): readonly Threshold[] {
  const texts = [...new Set([...scenario.objective.subjectTo, ...scenario.thresholds])];
  const parsed = parseThresholds(texts);
  return parsed.ok ? parsed.value : [];
}

function ruleText(limits: readonly Threshold[]): string {
  const lost = 'no more jobs are lost (failed or never run) than in fair weather';
  if (limits.length === 0) {
    return `survives = ${lost}, p95 wait stays within twice that of fair weather plus 10 minutes, and makespan within 1.5 times`;
  }
  const kept = 'every limit of the scenario that is kept in fair weather is still kept';
  return judgesLosses(limits) ? `survives = ${kept}` : `survives = ${kept}, and ${lost}`;
}

/** Where the scenario says how many jobs may be lost, that decides. */
function judgesLosses(limits: readonly Threshold[]): boolean {
  return limits.some(({ condition: { metric } }) => metric === 'failed' || metric === 'neverRan');
}

function readingOf(
  { sides }: StressRequest,
  { name, description, pointless }: Storm,
  limits: readonly Threshold[],
  fair: readonly Records[],
  stormy: readonly Records[],
): StormReading {
  return {
    storm: name,
    description,
    ...(pointless !== undefined && { pointless }),
    sides: sides.map((side, index) => {
      const broken = brokenIn(limits, fair[index], stormy[index]);
      return { name: side.name, ...figuresOf(stormy[index]), survives: broken.length === 0, broken };
    }),
  };
}

function brokenIn(limits: readonly Threshold[], fair: Records, stormy: Records): readonly string[] {
  const lost = lostJobs(stormy) - lostJobs(fair);
  const lostText = lost > 0 && !judgesLosses(limits) ? [`loses ${roundToThousandths(lost)} jobs more`] : [];
  if (limits.length === 0) return [...lostText, ...lateness(figuresOf(fair), figuresOf(stormy))];
  const newlyBroken = limits.filter(
    (limit) => evaluateThreshold(limit, fair).ok && !evaluateThreshold(limit, stormy).ok,
  );
  return [...lostText, ...newlyBroken.map(({ text }) => `breaks ${text}`)];
}

function lateness(fair: WeatherFigures, stormy: WeatherFigures): readonly string[] {
  const mostWait = WAIT_FACTOR * (fair.p95WaitSeconds ?? 0) + WAIT_EXTRA_SECONDS;
  return [
    ...((stormy.p95WaitSeconds ?? 0) > mostWait ? ['p95 wait grows too much'] : []),
    ...(stormy.makespanSeconds > MAKESPAN_FACTOR * fair.makespanSeconds ? ['makespan grows too much'] : []),
  ];
}

function lostJobs(records: Records): number {
  return meanOf(records.map(({ failedJobs, neverRanJobs }) => (failedJobs ?? 0) + (neverRanJobs ?? 0))) ?? 0;
}

function figuresOf(records: Records): WeatherFigures {
  const mean = (pick: (metrics: ReplicationMetrics) => number | undefined) => {
    const known = records.map(pick).filter((value) => value !== undefined);
    const value = known.length < records.length ? undefined : meanOf(known);
    return value === undefined ? undefined : roundToThousandths(value);
  };
  const p95WaitSeconds = mean(({ waitSeconds }) => waitSeconds?.p95);
  return {
    costUsd: mean(({ costUsd }) => costUsd) ?? 0,
    ...(p95WaitSeconds !== undefined && { p95WaitSeconds }),
    makespanSeconds: mean(({ makespanSeconds }) => makespanSeconds) ?? 0,
    failedJobs: mean(({ failedJobs }) => failedJobs) ?? 0,
    neverRanJobs: mean(({ neverRanJobs }) => neverRanJobs) ?? 0,
  };
}
