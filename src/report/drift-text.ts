/** Writes for people what a plan promised beside the jobs that ran since it was applied. */
import type { PredictedEffect } from '../aws/change-plan.ts';
import type { Drift } from '../aws/drift.ts';
import type { DriftFromRange, DriftFromRuns } from '../aws/drift-from-runs.ts';
import { formatCount, formatPercent, formatPlural, formatUsdMean, formatUsdRange } from './format.ts';

/** `appliedAt`: when the apply of the plan ended, as its journal has it. */
export function renderDrift(drift: Drift, appliedAt: string): string {
  const { jobs, succeeded, failed, attemptsLostWithTheirHost: lost, notStarted, singleRuns } = drift;
  const lines = [
    `${jobs} jobs submitted since ${appliedAt}: ${succeeded} succeeded, ${failed} failed, ${lost} attempts lost with their host`,
    ...(notStarted === 0 ? [] : [`not started yet, and so not among the waits: ${formatPlural(notStarted, 'job')}`]),
    ...waitLines(drift),
    ...endingLines(singleRuns),
    ...basisLines(drift),
    ...costLines(drift.predicted),
  ];
  return lines.map((line) => `${line}\n`).join('');
}

function waitLines({ waitSecondsP95: wait, singleRuns }: Drift): readonly string[] {
  if (wait === undefined) return ['waits: no job that can tell has started yet'];
  const { observed, lo, hi, count, predicted, isWithin } = wait;
  const seen = `p95 wait: ${seconds(observed)} (95 % interval ${seconds(lo)} to ${seconds(hi)}, ${count} jobs)`;
  if (predicted === undefined) return [seen, 'the plan promised no waits; make it from a plan file of optimize'];
  const mean = `promised: ${seconds(predicted)} on average`;
  const against = singleRuns?.waitSecondsP95;
  if (against === undefined) {
    const where = isWithin === true ? 'inside' : 'OUTSIDE';
    return [
      seen,
      `${mean}, ${where} the interval; the plan file does not say what single runs had, and few of them have the average`,
    ];
  }
  const since = against.observed === observed ? 'seen' : 'seen, from RUNNABLE on';
  return [seen, `${mean}, ${rangeText(against, seconds)}; ${since}: ${seconds(against.observed)}, ${verdict(against)}`];
}

function endingLines(against: DriftFromRuns | undefined): readonly string[] {
  const rows: readonly (readonly [name: string, range: DriftFromRange | undefined])[] = [
    ['failed jobs', against?.failedJobs],
    ['lost attempts', against?.lostAttempts],
  ];
  return rows.flatMap(([name, range]) =>
    range === undefined
      ? []
      : [`${name}: ${rangeText(range, formatCount)}; seen: ${formatCount(range.observed)}, ${verdict(range)}`],
  );
}

function basisLines({ singleRuns: against, waitSecondsP95: wait }: Drift): readonly string[] {
  const [first] = [against?.waitSecondsP95, against?.failedJobs, against?.lostAttempts].filter(
    (range) => range !== undefined,
  );
  if (against === undefined || first === undefined) return [];
  const { runs, jobs } = against;
  const each = jobs === undefined ? '' : ` of ${formatPlural(jobs, 'job')}`;
  const fewer = jobs === undefined || (wait?.count ?? 0) < jobs ? '; fewer jobs vary more' : '';
  return [
    `single runs: ${formatCount(runs)}${each}; another one of the same world lies inside a range with a chance of ${formatPercent(first.chance)}${fewer}`,
  ];
}

function costLines(effect: PredictedEffect | undefined): readonly string[] {
  const cost = effect?.costUsd?.after;
  if (cost === undefined) return [];
  const runs = effect?.singleRuns?.costUsd;
  const mean = `cost: promised ${formatUsdMean(cost)} on average (${formatUsdRange(cost)} is the 95 % interval of that mean`;
  const single =
    runs?.least === undefined
      ? '; one bill varies more)'
      : `; single runs cost ${formatUsdRange({ lo: runs.least, hi: runs.most })})`;
  return [`${mean}${single} for the workload replayed then; the bill is not in job records`];
}

function rangeText({ least, median, most }: DriftFromRange, written: (value: number) => string): string {
  const range = least === undefined ? `up to ${written(most)}` : `${written(least)} to ${written(most)}`;
  return `${range} in single runs, half of them up to ${written(median)}`;
}

function verdict({ isWithin }: DriftFromRange): string {
  if (isWithin === undefined) return 'too few jobs to tell';
  return isWithin ? 'inside' : 'OUTSIDE';
}

function seconds(value: number): string {
  return `${Math.round(value * 10) / 10} s`;
}
