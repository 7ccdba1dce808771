/**
 * Which assumption the recommendation hangs on: each is set to the low and the high end of its range, one at a time, and the
 * current and the recommended configuration are simulated under it with the luck of the baseline. Longest bar first.
 */
import type { Assumptions } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Workload } from '../models/workload.ts';
import type { Executor } from '../study/executor.ts';
import { runStudy } from '../study/replicate.ts';
import { roundToMicros, roundToThousandths } from '../study/rounding.ts';
import { meanOf } from '../study/statistics.ts';
import { type Sweep, type SweepEnd, sweepsFor } from './assumption-sweeps.ts';

/** Where these runs begin; every other study uses other numbers. */
const FIRST_REPLICATION = 8_000_000;
/** Pairs share their luck, so few are enough to see a bar; small bars are noise and look like it. */
const REPLICATIONS = 2;
/** About ten seconds of one core: above this the tornado is made on request only. */
const MOST_JOB_STARTS_UNASKED = 2_000_000;

export interface TornadoEnd {
  readonly value: number | string;
  readonly currentUsd: number;
  readonly recommendedUsd: number;
  /** Current less recommended. */
  readonly savingUsd: number;
  /** Of the recommended configuration, mean over replications; absent when no job started. */
  readonly p95WaitSeconds?: number;
  readonly lostJobs: number;
}

export interface TornadoBar {
  readonly assumption: string;
  readonly unit: string;
  readonly low: TornadoEnd;
  readonly high: TornadoEnd;
  /** How far the two ends move the recommended cost apart, US dollars. */
  readonly costSwingUsd: number;
  /** The same of the saving. */
  readonly savingSwingUsd: number;
}

export interface Tornado {
  readonly replications: number;
  /** Under the scenario's own assumptions, same luck. */
  readonly baseline: Omit<TornadoEnd, 'value'>;
  /** By falling cost swing. */
  readonly bars: readonly TornadoBar[];
  /** False when it was cancelled before the last assumption. */
  readonly isComplete: boolean;
}

export interface TornadoRequest {
  readonly workload: Workload;
  readonly assumptions: Assumptions;
  readonly current: BatchConfig;
  readonly recommended: BatchConfig;
  readonly seed: number;
  readonly executorFor: (workload: Workload, assumptions: Assumptions, simulations: number) => Executor;
  readonly onSimulated?: () => void;
  readonly isCancelled?: (() => boolean) | undefined;
}

/** Undefined when it was cancelled before the baseline was known. */
export async function readTornado(request: TornadoRequest): Promise<Tornado | undefined> {
  const baseline = await readEnd(request, request.assumptions);
  if (baseline === undefined) return undefined;
  const sweeps = sweepsOf(request);
  const bars: TornadoBar[] = [];
  for (const sweep of sweeps) {
    const bar = await readBar(request, sweep, baseline);
    if (bar === undefined) break;
    bars.push(bar);
  }
  const isComplete = bars.length === sweeps.length;
  bars.sort((left, right) => right.costSwingUsd - left.costSwingUsd || right.savingSwingUsd - left.savingSwingUsd);
  return { replications: REPLICATIONS, baseline, bars, isComplete };
}

export function countTornadoRuns(
  request: Pick<TornadoRequest, 'workload' | 'assumptions' | 'current' | 'recommended'>,
): number {
  return (1 + 2 * sweepsOf(request).length) * 2 * REPLICATIONS;
}

/** Whether it is cheap enough to be made without being asked for. */
export function isTornadoCheap(request: Parameters<typeof countTornadoRuns>[0]): boolean {
  return countTornadoRuns(request) * request.workload.jobCount <= MOST_JOB_STARTS_UNASKED;
}

function sweepsOf({ assumptions, workload, current, recommended }: Parameters<typeof countTornadoRuns>[0]) {
  return sweepsFor(assumptions, workload, [current, recommended]);
}

async function readBar(
  request: TornadoRequest,
  { assumption, unit, low, high }: Sweep,
  baseline: Omit<TornadoEnd, 'value'>,
): Promise<TornadoBar | undefined> {
  const [down, up] = [await endOf(request, low, baseline), await endOf(request, high, baseline)];
  if (down === undefined || up === undefined) return undefined;
  const swing = (read: (end: TornadoEnd) => number) => roundToMicros(Math.abs(read(up) - read(down)));
  return {
    assumption,
    unit,
    low: down,
    high: up,
    costSwingUsd: swing(({ recommendedUsd }) => recommendedUsd),
    savingSwingUsd: swing(({ savingUsd }) => savingUsd),
  };
}

/** An end that is the scenario's own value is the baseline itself. */
async function endOf(
  request: TornadoRequest,
  { value, assumptions }: SweepEnd,
  baseline: Omit<TornadoEnd, 'value'>,
): Promise<TornadoEnd | undefined> {
  const isBaseline = JSON.stringify(assumptions) === JSON.stringify(request.assumptions);
  const read = isBaseline ? baseline : await readEnd(request, assumptions);
  return read === undefined ? undefined : { value, ...read };
}

async function readEnd(
  { workload, current, recommended, seed, executorFor, onSimulated, isCancelled }: TornadoRequest,
  assumptions: Assumptions,
): Promise<Omit<TornadoEnd, 'value'> | undefined> {
  const study = await runStudy(
    {
      candidates: [current, recommended],
      replications: REPLICATIONS,
      seed,
      firstReplication: FIRST_REPLICATION,
      onProgress: (done) => done > 0 && onSimulated?.(),
      ...(isCancelled !== undefined && { isCancelled }),
    },
    executorFor(workload, assumptions, 2 * REPLICATIONS),
  );
  if (!study.isComplete) return undefined;
  const [today, planned] = study.candidates.map(({ records }) => records.map(({ outcome }) => outcome));
  const usd = (outcomes: typeof today) =>
    roundToMicros((meanOf(outcomes.map(({ ledger }) => ledger.totalMicroUsd)) ?? 0) / 1_000_000);
  const waits = planned.flatMap(({ waitMs }) => (waitMs === undefined ? [] : [waitMs.p95 / 1000]));
  const p95 = waits.length < planned.length ? undefined : meanOf(waits);
  return {
    currentUsd: usd(today),
    recommendedUsd: usd(planned),
    savingUsd: roundToMicros(usd(today) - usd(planned)),
    ...(p95 !== undefined && { p95WaitSeconds: roundToThousandths(p95) }),
    lostJobs: roundToThousandths(meanOf(planned.map(({ jobs }) => jobs.failed + jobs.neverRan)) ?? 0),
  };
}
