/**
 * The contract of `simulate --json` and its making: the replications of one configuration merged into one plain object.
 * Unless a field says otherwise a figure is the mean over replications of that replication's figure, and a figure that
 * any replication does not know is absent.
 */
import type { Assumptions } from '../models/assumptions.ts';
import type { Catalog, Provenance } from '../models/catalog.ts';
import { formatProblem, type Problem } from '../models/problem.ts';
import type { DurationStatistics, ReplicationMetrics } from '../scenario/metrics.ts';
import { type CostResult, costResult } from './cost-result.ts';
import { fewRunsWarnings } from './few-runs.ts';
import { type OverRuns, overRuns } from './over-runs.ts';
import { type QuotaPeak, quotaPeaks } from './quota-peaks.ts';
import type { OutcomeSummary, ReplicationRecord } from './replication.ts';
import { roundedInterval, roundShare, roundToThousandths } from './rounding.ts';
import { CONFIDENCE, type MeanInterval, meanOf } from './statistics.ts';
import { studyWarnings } from './warnings.ts';

/** Seconds over jobs. */
export interface DurationResult extends DurationStatistics {
  /** The longest of any job in any replication. */
  readonly worst: number;
  /** 95 % t-interval of the mean p95 over replications, which promises too much where `p95OverRuns.isSkewed`; absent below two. */
  readonly p95Interval?: { readonly lo: number; readonly hi: number };
  /** The p95 of each replication: the middle one with the interval of the median, and the highest; absent below two. */
  readonly p95OverRuns?: OverRuns;
}

export interface SimulationResult {
  readonly schemaVersion: 1;
  readonly scenario: string;
  readonly seed: number;
  readonly replications: number;
  /** Of every lo and hi. */
  readonly confidence: number;
  readonly data: { readonly catalogDate: string; readonly region: string; readonly sources: readonly Provenance[] };
  readonly jobs: {
    readonly submitted: number;
    readonly succeeded: number;
    readonly failed: number;
    /** Of those failed: cancelled or terminated. */
    readonly cancelled: number;
    readonly neverRan: number;
  };
  /** Only where jobs have deadlines: how many do, and how many did not succeed by then. */
  readonly deadlines?: { readonly jobs: number; readonly missed: number };
  readonly cost: CostResult;
  readonly waitSeconds?: DurationResult;
  readonly turnaroundSeconds?: DurationResult;
  readonly boundedSlowdown?: { readonly mean: number };
  readonly makespanSeconds: MeanInterval;
  /** Shares of the rented capacity that jobs held, 0 to 1; `gpu` only where instances with GPUs were rented. */
  readonly utilization: { readonly vcpu?: number; readonly memory?: number; readonly gpu?: number };
  readonly spot: {
    readonly interruptions: number;
    readonly lostAttempts: number;
    readonly wastedVcpuHours: number;
    /** Most attempts lost to reclaims of one instance family within three minutes. */
    readonly largestReclaimJobs: number;
  };
  /** Attempts that failed by themselves as in the recorded history; only where the workload has any. */
  readonly ownFailures?: { readonly attempts: number; readonly vcpuHours: number };
  readonly instances: {
    readonly launched: number;
    readonly failedLaunches: number;
    readonly peakVcpus: number;
    /** Not means: what must be free of each vCPU quota for the highest replication. */
    readonly quotaPeaks: readonly QuotaPeak[];
  };
  readonly warnings: readonly string[];
  readonly assumptions: Assumptions;
  /** Of one replication, not a mean: a mean over replications would smooth away the peaks. */
  readonly timeline?: {
    readonly replication: number;
    readonly bucketSeconds: number;
    readonly runnableJobs: readonly number[];
    readonly usedVcpus: readonly number[];
    readonly totalVcpus: readonly number[];
  };
}

export interface ResultRequest {
  readonly scenario: string;
  readonly seed: number;
  readonly catalog: Pick<Catalog, 'date' | 'region' | 'provenance'>;
  readonly assumptions: Assumptions;
  readonly warnings?: readonly Problem[];
  /** The user's id of a job row, for warnings; the row number when not given. */
  readonly jobId?: (job: number) => string;
  /** Jobs that failed for good in the recorded history; 0 when not given. */
  readonly failedForGood?: number;
}

/** Throws RangeError without records: a study that was cancelled before its first replication has no result. */
export function simulationResult(request: ResultRequest, records: readonly ReplicationRecord[]): SimulationResult {
  if (records.length === 0) throw new RangeError('a result needs at least one replication');
  const outcomes = records.map((record) => record.outcome);
  const experience = experienceOf(records.map((record) => record.metrics));
  return {
    schemaVersion: 1,
    scenario: request.scenario,
    seed: request.seed,
    replications: records.length,
    confidence: CONFIDENCE,
    data: { catalogDate: request.catalog.date, region: request.catalog.region, sources: request.catalog.provenance },
    jobs: jobsOf(outcomes),
    ...deadlinesOf(outcomes),
    cost: costResult(outcomes),
    ...experience,
    makespanSeconds: roundedInterval(
      outcomes.map((outcome) => outcome.makespanMs / 1000),
      roundToThousandths,
    ),
    ...resourcesOf(outcomes),
    ...ownFailuresOf(outcomes),
    warnings: [
      ...(request.warnings ?? []).map(formatProblem),
      ...studyWarnings(outcomes, request.jobId ?? String, request.failedForGood ?? 0),
      ...fewRunsWarnings(experience.waitSeconds, records.length),
    ],
    assumptions: request.assumptions,
    ...timelineOf(records),
  };
}

function jobsOf(outcomes: readonly OutcomeSummary[]): SimulationResult['jobs'] {
  return {
    submitted: roundedMean(outcomes.map((outcome) => outcome.jobs.submitted)),
    succeeded: roundedMean(outcomes.map((outcome) => outcome.jobs.succeeded)),
    failed: roundedMean(outcomes.map((outcome) => outcome.jobs.failed)),
    cancelled: roundedMean(outcomes.map((outcome) => outcome.jobs.cancelled)),
    neverRan: roundedMean(outcomes.map((outcome) => outcome.jobs.neverRan)),
  };
}

function deadlinesOf(outcomes: readonly OutcomeSummary[]): Pick<SimulationResult, 'deadlines'> {
  const known = outcomes.flatMap(({ deadlines }) => (deadlines === undefined ? [] : [deadlines]));
  if (known.length < outcomes.length) return {};
  return { deadlines: { jobs: known[0].jobs, missed: roundedMean(known.map(({ missed }) => missed)) } };
}

function ownFailuresOf(outcomes: readonly OutcomeSummary[]): Pick<SimulationResult, 'ownFailures'> {
  const known = outcomes.flatMap(({ ownFailures }) => (ownFailures === undefined ? [] : [ownFailures]));
  if (known.length < outcomes.length) return {};
  return {
    ownFailures: {
      attempts: roundedMean(known.map(({ attempts }) => attempts)),
      vcpuHours: roundedMean(known.map(({ vcpuMs }) => vcpuMs / 3_600_000)),
    },
  };
}

/** What the jobs lived through; an absent field is unknown. */
function experienceOf(
  metrics: readonly ReplicationMetrics[],
): Pick<SimulationResult, 'waitSeconds' | 'turnaroundSeconds' | 'boundedSlowdown'> {
  const wait = durationResult(metrics.map((one) => one.waitSeconds));
  const turnaround = durationResult(metrics.map((one) => one.turnaroundSeconds));
  const slowdown = meanIfKnown(metrics.map((one) => one.boundedSlowdown));
  return {
    ...(wait === undefined ? {} : { waitSeconds: wait }),
    ...(turnaround === undefined ? {} : { turnaroundSeconds: turnaround }),
    ...(slowdown === undefined ? {} : { boundedSlowdown: { mean: roundToThousandths(slowdown) } }),
  };
}

function durationResult(summaries: readonly (DurationStatistics | undefined)[]): DurationResult | undefined {
  const known = summaries.filter((summary) => summary !== undefined);
  if (known.length < summaries.length) return undefined;
  const p95s = known.map((summary) => roundToThousandths(summary.p95));
  const { lo, hi } = roundedInterval(p95s, roundToThousandths);
  return {
    mean: roundedMean(known.map((summary) => summary.mean)),
    p50: roundedMean(known.map((summary) => summary.p50)),
    p95: roundedMean(known.map((summary) => summary.p95)),
    p99: roundedMean(known.map((summary) => summary.p99)),
    max: roundedMean(known.map((summary) => summary.max)),
    worst: roundToThousandths(known.reduce((worst, summary) => Math.max(worst, summary.max), 0)),
    ...(lo !== undefined && hi !== undefined && { p95Interval: { lo, hi }, p95OverRuns: overRuns(p95s) }),
  };
}

function resourcesOf(
  outcomes: readonly OutcomeSummary[],
): Pick<SimulationResult, 'utilization' | 'spot' | 'instances'> {
  const vcpu = meanIfKnown(outcomes.map((outcome) => outcome.utilization.vcpu));
  const memory = meanIfKnown(outcomes.map((outcome) => outcome.utilization.memory));
  const gpu = meanIfKnown(outcomes.map((outcome) => outcome.utilization.gpu));
  return {
    utilization: {
      ...(vcpu === undefined ? {} : { vcpu: roundShare(vcpu) }),
      ...(memory === undefined ? {} : { memory: roundShare(memory) }),
      ...(gpu === undefined ? {} : { gpu: roundShare(gpu) }),
    },
    spot: {
      interruptions: roundedMean(outcomes.map((outcome) => outcome.spot.interruptions)),
      lostAttempts: roundedMean(outcomes.map((outcome) => outcome.spot.lostAttempts)),
      wastedVcpuHours: roundedMean(outcomes.map((outcome) => outcome.spot.wastedVcpuMs / 3_600_000)),
      largestReclaimJobs: roundedMean(outcomes.map((outcome) => outcome.spot.largestReclaimJobs)),
    },
    instances: {
      launched: roundedMean(outcomes.map((outcome) => outcome.instances.launched)),
      failedLaunches: roundedMean(outcomes.map((outcome) => outcome.instances.failedLaunches)),
      peakVcpus: roundedMean(outcomes.map((outcome) => outcome.instances.peakVcpus)),
      quotaPeaks: quotaPeaks(outcomes),
    },
  };
}

function timelineOf(records: readonly ReplicationRecord[]): Pick<SimulationResult, 'timeline'> {
  const record = records.find((candidate) => candidate.outcome.timeline !== undefined);
  const timeline = record?.outcome.timeline;
  if (record === undefined || timeline === undefined) return {};
  return {
    timeline: {
      replication: record.replication,
      bucketSeconds: timeline.bucketMs / 1000,
      runnableJobs: timeline.runnableJobs.map(roundToThousandths),
      usedVcpus: timeline.usedVcpus.map(roundToThousandths),
      totalVcpus: timeline.totalVcpus.map(roundToThousandths),
    },
  };
}

function roundedMean(values: readonly number[]): number {
  return roundToThousandths(meanOf(values) ?? Number.NaN);
}

/** Undefined as soon as one value is: a mean over the replications that happen to know would be biased. */
function meanIfKnown(values: readonly (number | undefined)[]): number | undefined {
  const known = values.filter((value) => value !== undefined);
  return known.length < values.length ? undefined : meanOf(known);
}
