/** Draws plans and histories from simulated runs, and counts how often the one is called OUTSIDE the other. */
import type { PromisedRuns } from '../../src/aws/change-plan.ts';
import { driftFromRuns } from '../../src/aws/drift-from-runs.ts';
import { PURPOSE, uniform } from '../../src/models/random.ts';
import { type SingleRuns, singleRuns } from '../../src/study/single-runs.ts';
import { meanInterval, meanOf } from '../../src/study/statistics.ts';
import type { Run } from './runs.ts';

/** Shares of the draws. */
export interface Rates {
  /** The promised mean lies outside the interval of the observed percentile. */
  readonly meanWait: number;
  readonly wait: number;
  readonly waitOfOneDay: number;
  readonly failedJobs: number;
  readonly lostAttempts: number;
  readonly any: number;
  /** The bill lies outside the interval of the mean. */
  readonly meanCost: number;
  readonly cost: number;
}

export interface Draws {
  readonly runsOfAPlan: number;
  readonly draws: number;
  /** What records of jobs have more of a wait than the runs. */
  readonly submittedToRunnableSeconds: number;
}

type Counts = { -readonly [Rate in keyof Rates]: number };

/** Counter of the draw of the history; those of the plan come before. */
const HISTORY = 999;

/** A history is never one of the runs of its plan. */
export function ratesOf(
  planned: readonly Run[],
  histories: readonly Run[],
  { runsOfAPlan: size, draws, submittedToRunnableSeconds }: Draws,
): Rates {
  const counts: Counts = {
    meanWait: 0,
    wait: 0,
    waitOfOneDay: 0,
    failedJobs: 0,
    lostAttempts: 0,
    any: 0,
    meanCost: 0,
    cost: 0,
  };
  const isOwn = planned === histories;
  for (let draw = 0; draw < draws; draw++) {
    const at = (counter: number, length: number) =>
      Math.floor(uniform(size, PURPOSE.bootstrap, draw, counter) * length);
    const chosen = at(HISTORY, histories.length);
    const sample = Array.from({ length: size }, (_, index) =>
      isOwn
        ? planned[(chosen + 1 + at(index, planned.length - 1)) % planned.length]
        : planned[at(index, planned.length)],
    );
    count(counts, sample, histories[chosen], submittedToRunnableSeconds);
  }
  const shares = Object.entries(counts).map(([rate, number]) => [rate, number / draws]);
  return Object.fromEntries(shares) as unknown as Rates;
}

function count(counts: Counts, sample: readonly Run[], history: Run, submittedToRunnableSeconds: number): void {
  const runs = singleRuns(sample.map(({ record }) => record));
  if (runs === undefined) throw new Error('a plan of one run has no range');
  const promised: PromisedRuns = { ...runs, submittedToRunnableSeconds };
  const { waitSecondsP95, failedJobs, lostAttempts } = driftFromRuns(promised, history.wait, history.endings);
  const outside = [waitSecondsP95, failedJobs, lostAttempts].map((one) => one?.isWithin === false);
  const [isWaitOutside, areFailedOutside, areLostOutside] = outside;
  counts.wait += Number(isWaitOutside);
  counts.failedJobs += Number(areFailedOutside);
  counts.lostAttempts += Number(areLostOutside);
  counts.any += Number(outside.includes(true));
  counts.waitOfOneDay += shareOfDaysOutside(promised, history);
  counts.meanWait += Number(!isMeanInside(sample, history));
  countCosts(counts, sample, runs, history);
}

function shareOfDaysOutside(promised: PromisedRuns, { waitsByDay, endings }: Run): number {
  const outside = waitsByDay.filter(
    (wait) => driftFromRuns(promised, wait, endings).waitSecondsP95?.isWithin === false,
  );
  return outside.length / waitsByDay.length;
}

function isMeanInside(sample: readonly Run[], { wait: { lo, hi } }: Run): boolean {
  const mean = meanOf(sample.flatMap(({ record }) => record.metrics.waitSeconds?.p95 ?? [])) ?? Number.NaN;
  return lo !== undefined && hi !== undefined && mean >= lo && mean <= hi;
}

function countCosts(counts: Counts, sample: readonly Run[], { costUsd }: SingleRuns, history: Run): void {
  const usd = costOf(history);
  const { lo = Number.NaN, hi = Number.NaN } = meanInterval(sample.map(costOf)) ?? {};
  counts.meanCost += Number(!(usd >= lo && usd <= hi));
  counts.cost += Number(usd < costUsd.least || usd > costUsd.most);
}

function costOf({ record }: Run): number {
  return Math.round(record.outcome.ledger.totalMicroUsd) / 1_000_000;
}
