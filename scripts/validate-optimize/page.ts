/** The section of docs/validation.md: what the search recommends against every habit, on days it never saw. */
import { formatCount, formatDuration, formatPercent, formatUsd } from '../../src/report/format.ts';
import type { Measured, MeasuredBaseline } from './measure.ts';

export function optimizePage(all: readonly Measured[], missing: readonly string[] = []): string {
  return [
    '## Is what `optimize` recommends cheaper than the habits, on days it has not seen?',
    '',
    'Default budget, default limits (p95 wait at most that of today or 10 minutes, no more lost jobs than today), seed 1, us-east-1. The',
    'search sees the first 70 % of the days of the window; every figure below is of the rest, 5 fresh replications each, the same luck for',
    'all. Floor: no plan costs less for these jobs, proven for the held-out days alone. A habit that breaks a limit is no competitor, and is',
    'printed all the same; where one that keeps them is cheaper the verdict says BEATEN. Requests of traces that do not say: 2 vCPUs,',
    '4096 MiB.',
    ...(missing.length === 0 ? [] : [`Not measured yet: ${missing.join(', ')}.`]),
    '',
    '| trace | jobs | judged on | recommended | its cost | floor | above it | of today | verdict |',
    '|---|--:|---|---|--:|--:|--:|--:|---|',
    ...all.map(summaryRow),
    '',
    ...all.flatMap(details),
    `Processor time of the whole command (search, confirmation, held-out days, other assumptions) on one core: ${all.map(({ name, cpuSeconds }) => `${name} ${cpuSeconds} s`).join(', ')}.`,
    'Worker threads share it among the cores; it hangs on the machine and its other work.',
  ].join('\n');
}

function summaryRow(measured: Measured): string {
  const { name, jobs, recommended, usd, floorUsd, baselines } = measured;
  const today = baselines[0].usd;
  return row([
    name,
    formatCount(jobs),
    judgedOn(measured),
    recommended,
    formatUsd(usd),
    formatUsd(floorUsd),
    floorUsd === undefined || floorUsd <= 0 ? 'unknown' : formatPercent((usd - floorUsd) / floorUsd),
    today === undefined ? 'unknown' : formatPercent(usd / today),
    verdictOf(measured),
  ]);
}

function judgedOn({ trainDays, testDays }: Measured): string {
  return testDays === undefined
    ? 'the same jobs, fresh luck: too short to hold days out'
    : `${formatCount(testDays)} days after ${formatCount(trainDays)}`;
}

/** A habit that keeps the limits and is not dearer by more than chance stands in the way. */
export function verdictOf({ baselines, keepsLimits, verdict }: Measured): string {
  const rivals = baselines.filter((baseline) => baseline.keepsLimits === true);
  const cheaper = rivals.filter(({ extra }) => extra?.distinguishable === true && extra.mean < 0);
  const equal = rivals.filter(({ extra }) => extra !== undefined && !extra.distinguishable);
  const own = `${keepsLimits ? '' : 'BREAKS A LIMIT on the held-out days; '}${verdict === 'change' ? '' : `verdict ${verdict}; `}`;
  if (cheaper.length > 0) return `${own}BEATEN by ${names(cheaper)}`;
  if (equal.length > 0) return `${own}cannot be told from ${names(equal)}; cheaper than every other`;
  return `${own}cheaper than every baseline`;
}

function names(baselines: readonly MeasuredBaseline[]): string {
  return baselines.map(({ name }) => name).join(', ');
}

function details(measured: Measured): readonly string[] {
  const { name, recommended, usd, p95WaitSeconds, lostJobs, keepsLimits, leftOut, degradationPercent } = measured;
  return [
    `### ${name}`,
    '',
    `${formatCount(measured.jobs)} jobs in ${measured.days} days${leftOut > 0 ? `, ${formatCount(leftOut)} more left out that no type of today holds` : ''}; ${formatCount(measured.simulations)} simulations.${typeof degradationPercent === 'number' ? ` A submitted vCPU-hour costs ${degradationPercent > 0 ? '+' : ''}${formatPercent(degradationPercent / 100)} on the held-out days against those it was chosen on.` : ''}`,
    '',
    '| configuration | cost | more than recommended, 95 % interval | wait p95 | lost jobs | limits |',
    '|---|--:|--:|--:|--:|---|',
    row([
      `**${recommended}**`,
      formatUsd(usd),
      '',
      formatDuration(p95WaitSeconds),
      formatCount(lostJobs),
      keepsLimits ? 'kept' : 'BROKEN',
    ]),
    ...measured.baselines.map(baselineRow),
    '',
  ];
}

function baselineRow({ name, refused, usd, extra, p95WaitSeconds, lostJobs, keepsLimits }: MeasuredBaseline): string {
  if (refused !== undefined) return row([name, refused, '', '', '', '']);
  const range = extra?.lo === undefined ? '' : `${formatUsd(extra.lo)} to ${formatUsd(extra.hi)}`;
  const told = extra === undefined || extra.distinguishable ? '' : ' (not distinguishable)';
  return row([
    name,
    formatUsd(usd),
    `${range}${told}`,
    formatDuration(p95WaitSeconds),
    formatCount(lostJobs),
    keepsLimits === true ? 'kept' : 'broken',
  ]);
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
