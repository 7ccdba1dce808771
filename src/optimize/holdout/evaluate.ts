/**
 * Judges what was confirmed on the days that the search never saw. Each part is replayed from an empty fleet; a job belongs to
 * the part it was submitted in and is paid there to its end, so that every job counts once.
 */
import type { BatchConfig } from '../../models/batch-config.ts';
import { DAY_MS } from '../../models/trace-days.ts';
import { vcpuHoursOf, type Workload } from '../../models/workload.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import type { Executor } from '../../study/executor.ts';
import { runStudy } from '../../study/replicate.ts';
import type { ReplicationRecord } from '../../study/replication.ts';
import { roundDifference, roundShare, roundToMicros, roundToThousandths } from '../../study/rounding.ts';
import { pairedDifference, pairedSaving } from '../../study/statistics.ts';
import { readLimits } from '../feasibility.ts';
import { floorFor, type LpSolver } from '../floor/index.ts';
import { gapPercent } from '../gap-percent.ts';
import { limitsFor, type Objective } from '../objective.ts';
import type { Recommendation } from '../recommendation.ts';
import { collectDailyCosts, expectedCost, isInside } from './expected.ts';
import type { HeldOutSide, Holdout, HoldoutVerdict } from './holdout.ts';
import { costsOf, type Part, partFigures, serviceFigures } from './part-figures.ts';
import type { Split } from './split.ts';

/** Where these runs begin; search, confirmation, sensitivity and stress use others. */
const FIRST_REPLICATION = 5_000_000;
/** About seven seconds of one core; more replications of a long part add little, since its luck averages out by itself. */
const MOST_JOB_STARTS = 2_000_000;
const FEWEST_REPLICATIONS = 3;

export interface HoldoutRequest {
  readonly assembled: Assembled;
  readonly split: Split;
  readonly recommendation: Recommendation;
  readonly objective: Objective;
  readonly executorFor: (workload: Workload) => Executor;
  /** Without one there is no floor. */
  readonly solver?: LpSolver | undefined;
  readonly onSimulated?: () => void;
  readonly isCancelled?: (() => boolean) | undefined;
}

type Records = readonly ReplicationRecord[];

interface Measured {
  readonly training: readonly Records[];
  readonly test: readonly Records[];
}

/** Undefined when it was cancelled. */
export async function evaluateHoldout(request: HoldoutRequest): Promise<Holdout | undefined> {
  const measured = await simulateParts(request);
  if (measured === undefined) return undefined;
  const floorUsd = await testFloor(request);
  const holdout = writeHoldout(request, measured, floorUsd);
  const expectations = expectationsOf(request, holdout);
  return expectations === undefined ? undefined : { ...holdout, ...expectations };
}

export function countHoldoutRuns(request: Pick<HoldoutRequest, 'split' | 'recommendation'>): number {
  const all = candidatesOf(request.recommendation).length;
  return replicationsFor(request) * (all + Math.min(all, 2));
}

/** Current, recommended when it is another, runners-up. */
function candidatesOf({ verdict, current, recommended, runnersUp }: Recommendation): readonly {
  readonly name: string;
  readonly batch: BatchConfig;
}[] {
  return [current, ...(verdict === 'change' ? [recommended] : []), ...runnersUp];
}

function replicationsFor({ split, recommendation }: Pick<HoldoutRequest, 'split' | 'recommendation'>): number {
  const jobs = 2 * split.training.jobCount + candidatesOf(recommendation).length * split.test.jobCount;
  return Math.max(FEWEST_REPLICATIONS, Math.min(recommendation.replications, Math.floor(MOST_JOB_STARTS / jobs)));
}

async function simulateParts(request: HoldoutRequest): Promise<Measured | undefined> {
  const { split, recommendation } = request;
  const candidates = candidatesOf(recommendation).map(({ batch }) => batch);
  const compared = recommendation.verdict === 'change' ? 2 : 1;
  const training = await simulatePart(request, split.training, candidates.slice(0, compared));
  const test = training === undefined ? undefined : await simulatePart(request, split.test, candidates);
  return training === undefined || test === undefined ? undefined : { training, test };
}

async function simulatePart(
  request: HoldoutRequest,
  workload: Workload,
  candidates: readonly BatchConfig[],
): Promise<readonly Records[] | undefined> {
  const { assembled, isCancelled, onSimulated, executorFor } = request;
  const study = await runStudy(
    {
      candidates,
      replications: replicationsFor(request),
      seed: assembled.scenario.seed,
      firstReplication: FIRST_REPLICATION,
      onProgress: (done) => done > 0 && onSimulated?.(),
      ...(isCancelled !== undefined && { isCancelled }),
    },
    executorFor(workload),
  );
  return study.isComplete ? study.candidates.map(({ records }) => records) : undefined;
}

async function testFloor({ assembled, split, recommendation, solver }: HoldoutRequest): Promise<number | undefined> {
  // Where the whole trace has no floor, a part of it has none either.
  if (solver === undefined || recommendation.floor === null) return undefined;
  const { usd } = await floorFor({ ...assembled, workload: split.test }, solver);
  return usd;
}

function writeHoldout(request: HoldoutRequest, measured: Measured, floorUsd: number | undefined): Holdout {
  const { split, recommendation, assembled } = request;
  const parts = {
    training: { days: split.trainDays, vcpuHours: vcpuHoursOf(split.training) },
    test: { days: split.testDays, vcpuHours: vcpuHoursOf(split.test) },
  };
  const chosen = recommendation.verdict === 'change' ? 1 : 0;
  const sides = candidatesOf(recommendation).map(({ name }, index) => sideOf(request, measured, parts, name, index));
  const recommended = sides[chosen];
  const chosenCosts = costsOf(measured.test[chosen]);
  const savingUsd = differenceOf(costsOf(measured.test[0]), chosenCosts);
  const savingShare = pairedSaving(costsOf(measured.test[0]), chosenCosts);
  const { training = recommended.heldOut, heldOut } = recommended;
  const { originEpochMs } = assembled.workload;
  const { hi = heldOut.costUsd.mean } = heldOut.costUsd;
  return {
    trainDays: roundToThousandths(split.trainDays),
    testDays: roundToThousandths(split.testDays),
    trainJobs: split.training.jobCount,
    testJobs: split.test.jobCount,
    trainVcpuHours: roundToThousandths(parts.training.vcpuHours),
    testVcpuHours: roundToThousandths(parts.test.vcpuHours),
    ...(originEpochMs !== undefined && { boundary: new Date(originEpochMs + split.boundaryMs).toISOString() }),
    replications: measured.test[0].length,
    current: sides[0],
    recommended,
    runnersUp: sides.slice(chosen + 1).map((side, index) => ({
      ...side,
      extraUsd: roundDifference(differenceOf(costsOf(measured.test[chosen + 1 + index]), chosenCosts), roundToMicros),
    })),
    trainingCostUsd: training.costUsd.mean,
    heldOutCostUsd: heldOut.costUsd.mean,
    degradationPercent: percentAbove(heldOut.usdPer1000VcpuHours, training.usdPer1000VcpuHours),
    savingUsd: roundDifference(savingUsd, roundToMicros),
    ...(savingShare !== undefined && { savingShare: roundDifference(savingShare, roundShare) }),
    floorUsd: floorUsd ?? null,
    gapPercent: floorUsd === undefined || recommendation.gapPercent === null ? null : gapPercent(floorUsd, hi),
    seamPercent:
      percentAbove(training.costUsd.mean + heldOut.costUsd.mean, recommendation.recommended.cost.totalUsd.mean) ?? 0,
    verdict: verdictOf(recommendation, recommended, savingUsd),
  };
}

/** The days one by one, on the recommended configuration: those of training forecast the held-out ones, all of them the next week. */
function expectationsOf(
  { assembled, split, recommendation, isCancelled = () => false }: HoldoutRequest,
  { recommended, testDays }: Holdout,
): Pick<Holdout, 'expected' | 'comingWeek'> | undefined {
  const { workload, scenario } = assembled;
  const lastMs = workload.submitMs[workload.jobCount - 1];
  const all = collectDailyCosts(assembled, recommendation.recommended.batch, lastMs, isCancelled);
  if (all === undefined) return undefined;
  const { training, heldOut } = recommended;
  const seen = all.slice(0, Math.floor(split.boundaryMs / DAY_MS));
  const expected = training === undefined ? undefined : expectedCost(seen, testDays, training, scenario.seed);
  const whole = partOfWhole(assembled, recommendation);
  const comingWeek = expectedCost(all, 7, whole, scenario.seed);
  return {
    ...(expected !== undefined && {
      expected: {
        ...expected,
        holdsUsdPerDay: isInside(heldOut.usdPerDay, expected.usdPerDay),
        holdsUsdPer1000VcpuHours: isInside(heldOut.usdPer1000VcpuHours, expected.usdPer1000VcpuHours),
      },
    }),
    ...(comingWeek !== undefined && { comingWeek }),
  };
}

function partOfWhole({ workload }: Assembled, { recommended }: Recommendation) {
  const { mean } = recommended.cost.totalUsd;
  const days = (workload.submitMs[workload.jobCount - 1] + 1) / DAY_MS;
  return { usdPerDay: mean / days, usdPer1000VcpuHours: (1000 * mean) / vcpuHoursOf(workload) };
}

function sideOf(
  { objective }: HoldoutRequest,
  { training, test }: Measured,
  parts: Readonly<Record<'training' | 'test', Part>>,
  name: string,
  index: number,
): HeldOutSide {
  const metrics = (records: Records) => records.map((record) => record.metrics);
  return {
    name,
    heldOut: partFigures(test[index], parts.test),
    ...(index < training.length && { training: partFigures(training[index], parts.training) }),
    ...serviceFigures(test[index]),
    limits: readLimits(limitsFor(objective, metrics(test[0])), metrics(test[index])),
  };
}

function verdictOf(
  { verdict }: Recommendation,
  recommended: HeldOutSide,
  saving: { readonly mean: number; readonly distinguishable: boolean },
): HoldoutVerdict {
  if (verdict !== 'change') return 'unchanged';
  if (recommended.limits.some(({ ok }) => !ok)) return 'breaksLimits';
  if (!saving.distinguishable) return 'notDistinguishable';
  return saving.mean > 0 ? 'cheaper' : 'dearer';
}

function differenceOf(left: readonly number[], right: readonly number[]) {
  const difference = pairedDifference(left, right);
  if (difference === undefined) throw new RangeError('a held-out comparison needs at least one replication');
  return difference;
}

function percentAbove(value: number, base: number): number | null {
  const percent = ((value - base) / base) * 100;
  return Number.isFinite(percent) ? roundToThousandths(percent) : null;
}
