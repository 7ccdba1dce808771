/**
 * What changing numbers of a scenario does to its cost and its waits: points on the same replications under the same luck, each
 * against the scenario as written. A point's result is that of `simulate` on the scenario so changed.
 */
import type { UnrunnableShape } from '../engine/explain.ts';
import { parseThresholds } from '../scenario/thresholds.ts';
import { requireSameLuck } from './comparison.ts';
import { type JudgedThreshold, judgeThreshold } from './judge-threshold.ts';
import type { ReplicationRecord } from './replication.ts';
import { roundDifference, roundToMicros, roundToThousandths } from './rounding.ts';
import type { SimulationResult } from './simulation-result.ts';
import { CONFIDENCE, type PairedDifference, pairedDifference } from './statistics.ts';

export interface Varied {
  /** Of the scenario, as the user wrote it. */
  readonly path: string;
  readonly values: readonly unknown[];
}

/** By path. Of the scenario as written: what it says there or what the default is; absent where there is neither. */
export type PointValues = Readonly<Record<string, unknown>>;

/** Jobs that no environment can ever take at this point. */
export interface ImpossibleJobs {
  readonly queue: string;
  readonly reason: string;
  readonly jobs: number;
  readonly vcpuHours: number;
  readonly firstJobId: string;
}

export interface SweptThreshold extends JudgedThreshold {
  readonly threshold: string;
}

export interface SweepPoint {
  readonly values: PointValues;
  /** Absent where some jobs can never run. */
  readonly result?: SimulationResult;
  /** Of the scenario at this point, each with its own text; none without a result. */
  readonly thresholds: readonly SweptThreshold[];
  /** This point less the scenario, over paired replications: positive is dearer. Absent where the two do not run the same jobs. */
  readonly costDifferenceUsd?: PairedDifference;
  /** The same of the 95th percentile of waits; absent also where no job started. */
  readonly p95WaitDifferenceSeconds?: PairedDifference;
  readonly impossible?: readonly ImpossibleJobs[];
  /** Jobs left out because they could never run; absent for none. */
  readonly leftOutJobs?: number;
}

export interface SweepReport {
  readonly schemaVersion: 1;
  readonly scenario: string;
  readonly seed: number;
  readonly replications: number;
  /** Of every lo and hi. */
  readonly confidence: number;
  /** All combinations of the values, or one path at a time and everything else as written. */
  readonly design: 'product' | 'one-at-a-time';
  readonly varied: readonly Varied[];
  /** The scenario as written, then the others. */
  readonly points: readonly SweepPoint[];
  /** False when it was interrupted before the last point. */
  readonly isComplete: boolean;
}

/** One point's runs. */
export interface SweptRun {
  readonly result: SimulationResult;
  readonly records: readonly ReplicationRecord[];
  readonly thresholds: readonly string[];
  /** 1 for every job left out because it can never run, by row. */
  readonly leftOut?: Uint8Array;
}

export type SweepRequest = Pick<SweepReport, 'scenario' | 'seed' | 'replications' | 'design' | 'varied' | 'isComplete'>;

export function sweepReport(request: SweepRequest, points: readonly SweepPoint[]): SweepReport {
  return { schemaVersion: 1, ...request, confidence: CONFIDENCE, points };
}

/** Every combination, in the order given, the last path fastest. */
export function productOf(varied: readonly Varied[]): readonly PointValues[] {
  return varied.reduce<readonly PointValues[]>(
    (points, { path, values }) => points.flatMap((point) => values.map((value) => ({ ...point, [path]: value }))),
    [{}],
  );
}

/** Without `baseline` it is the baseline itself, or the baseline did not run. Throws when the two did not share their luck. */
export function sweptPoint(values: PointValues, run: SweptRun, baseline: SweptRun | undefined): SweepPoint {
  const { result, leftOut } = run;
  const leftOutJobs = leftOut?.reduce((sum, one) => sum + one, 0) ?? 0;
  return {
    values,
    result,
    thresholds: judged(run),
    ...(baseline !== undefined && isSameMask(leftOut, baseline.leftOut) && differences(run, baseline)),
    ...(leftOutJobs > 0 && { leftOutJobs }),
  };
}

export function impossiblePoint(values: PointValues, shapes: readonly UnrunnableShape[]): SweepPoint {
  const impossible = shapes.map(({ queue, reason, jobs, vcpuHours, firstJobId }) => {
    return { queue, reason, jobs, vcpuHours: roundToThousandths(vcpuHours), firstJobId };
  });
  return { values, thresholds: [], impossible };
}

function judged({ thresholds, records }: SweptRun): readonly SweptThreshold[] {
  const parsed = parseThresholds(thresholds);
  if (!parsed.ok) throw new Error('thresholds are checked when the scenario is read');
  const metrics = records.map((record) => record.metrics);
  return parsed.value.map((one, index) => ({ threshold: thresholds[index], ...judgeThreshold(one, metrics) }));
}

/** What it costs to run other jobs is no difference between configurations. */
function isSameMask(left: Uint8Array | undefined, right: Uint8Array | undefined): boolean {
  if (left === undefined || right === undefined) return left === right;
  return left.length === right.length && left.every((value, row) => value === right[row]);
}

function differences(
  { records }: SweptRun,
  baseline: SweptRun,
): Pick<SweepPoint, 'costDifferenceUsd' | 'p95WaitDifferenceSeconds'> {
  requireSameLuck(records, baseline.records);
  const cost = pairedDifference(records.map(costUsd), baseline.records.map(costUsd));
  const waits = [records, baseline.records].map((runs) =>
    runs.flatMap(({ metrics }) => metrics.waitSeconds?.p95 ?? []),
  );
  const isKnown = waits.every(({ length }) => length === records.length);
  const wait = isKnown ? pairedDifference(waits[0], waits[1]) : undefined;
  return {
    ...(cost !== undefined && { costDifferenceUsd: roundDifference(cost, roundToMicros) }),
    ...(wait !== undefined && { p95WaitDifferenceSeconds: roundDifference(wait, roundToThousandths) }),
  };
}

function costUsd({ outcome }: ReplicationRecord): number {
  return outcome.ledger.totalMicroUsd / 1_000_000;
}

/**
 * Two points a path follow the scenario as written. Those that move the cost most come first; where costs stay, waits decide; an end
 * at which jobs can never run comes before all. A path whose second end did not run is left out.
 */
export function oneAtATime(
  request: Omit<SweepRequest, 'design'>,
  [written, ...ends]: readonly SweepPoint[],
): SweepReport {
  const pairs = request.varied.flatMap((varied, index) => {
    const pair = ends.slice(2 * index, 2 * index + 2);
    return pair.length < 2 ? [] : [{ varied, ends: pair }];
  });
  const ranked = pairs.toSorted(({ ends: left }, { ends: right }) => {
    const [cost, other] = [left, right].map((two) => reachOf([written, ...two], costOf));
    return cost === other ? reachOf([written, ...right], waitOf) - reachOf([written, ...left], waitOf) : other - cost;
  });
  const varied = ranked.map((pair) => pair.varied);
  return sweepReport({ ...request, design: 'one-at-a-time', varied }, [
    written,
    ...ranked.flatMap((pair) => pair.ends),
  ]);
}

/** How far apart the points are that have the figure; infinitely when an end of the range has none. */
function reachOf([written, ...ends]: readonly SweepPoint[], read: (point: SweepPoint) => number | undefined): number {
  const known = ends.map(read).filter((value) => value !== undefined);
  if (known.length < ends.length) return Number.POSITIVE_INFINITY;
  const all = [...known, read(written) ?? known[0]];
  return Math.max(...all) - Math.min(...all);
}

function costOf({ result }: SweepPoint): number | undefined {
  return result?.cost.totalUsd.mean;
}

/** Where no job starts nothing waits. */
function waitOf({ result }: SweepPoint): number {
  return result?.waitSeconds?.p95 ?? 0;
}
