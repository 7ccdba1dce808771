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
    'printed all the same. Beside each habit stands what the days of the search foretold: how much dearer it would be on as many other',
    'days, 95 %, widened because days resemble each other (src/study/days-apart.ts). A habit that turned out cheaper though it was',
    'foretold to be dearer says BEATEN; where the days of the search could not tell the two apart, the verdict says so. Requests of traces',
    'that do not say: 2 vCPUs, 4096 MiB.',
    ...foretoldSentences(all),
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
  const beaten = cheaper.filter(({ foretold }) => foretold === undefined || foretold.lo > 0);
  const untold = cheaper.filter((rival) => !beaten.includes(rival));
  const equal = rivals.filter(({ extra }) => extra !== undefined && !extra.distinguishable);
  const own = `${keepsLimits ? '' : 'BREAKS A LIMIT on the held-out days; '}${verdict === 'change' ? '' : `verdict ${verdict}; `}`;
  if (beaten.length > 0) return `${own}BEATEN by ${names(beaten)}`;
  if (untold.length > 0) return `${own}dearer than ${names(untold)}, as it said it could be; ${restOf(equal)}`;
  if (equal.length > 0) return `${own}cannot be told from ${names(equal)}; cheaper than every other`;
  return `${own}cheaper than every baseline`;
}

function restOf(equal: readonly MeasuredBaseline[]): string {
  return equal.length === 0
    ? 'cheaper than every other'
    : `cannot be told from ${names(equal)}; cheaper than every other`;
}

/** How often what was foretold came true, over habits that keep the limits. */
function foretoldSentences(all: readonly Measured[]): readonly string[] {
  const read = all.flatMap(({ usd, baselines }) =>
    baselines.flatMap(({ keepsLimits, usd: habitUsd, foretold }) =>
      keepsLimits === true && habitUsd !== undefined && foretold !== undefined
        ? [{ share: habitUsd / usd - 1, foretold }]
        : [],
    ),
  );
  if (read.length === 0) return [];
  const claims = read.filter(({ foretold }) => foretold.lo > 0);
  const right = claims.filter(({ share }) => share > 0);
  const held = read.filter(({ share, foretold }) => share >= foretold.lo && share <= foretold.hi);
  return [
    `Of ${read.length} habits that keep the limits ${claims.length} were foretold to be dearer, and ${right.length} of those were; the interval held the ratio of the held-out days`,
    `${held.length} times. The habits of one trace share what is recommended, and so miss together: where Spot or a fitted mix saved less than it had, all`,
    'of them lie below their intervals. docs/decisions/0008-plain-habits.md has the same for fifteen windows.',
  ];
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
    '| configuration | cost | more than recommended, 95 % interval | in % | foretold, % | wait p95 | lost jobs | limits |',
    '|---|--:|--:|--:|--:|--:|--:|---|',
    row([
      `**${recommended}**`,
      formatUsd(usd),
      '',
      '',
      '',
      formatDuration(p95WaitSeconds),
      formatCount(lostJobs),
      keepsLimits ? 'kept' : 'BROKEN',
    ]),
    ...measured.baselines.map((baseline) => baselineRow(baseline, usd)),
    '',
  ];
}

function baselineRow(baseline: MeasuredBaseline, recommendedUsd: number): string {
  const { name, refused, usd = Number.NaN, extra, foretold, p95WaitSeconds, lostJobs, keepsLimits } = baseline;
  if (refused !== undefined) return row([name, refused, '', '', '', '', '', '']);
  const range = extra?.lo === undefined ? '' : `${formatUsd(extra.lo)} to ${formatUsd(extra.hi)}`;
  const told = extra === undefined || extra.distinguishable ? '' : ' (not distinguishable)';
  return row([
    name,
    formatUsd(usd),
    `${range}${told}`,
    signedPercent(usd / recommendedUsd - 1),
    foretold === undefined ? '' : `${signedPercent(foretold.lo)} to ${signedPercent(foretold.hi)}`,
    formatDuration(p95WaitSeconds),
    formatCount(lostJobs),
    keepsLimits === true ? 'kept' : 'broken',
  ]);
}

function signedPercent(share: number): string {
  return `${share > 0 ? '+' : ''}${Math.round(100 * share)}`;
}

function row(cells: readonly string[]): string {
  return `| ${cells.join(' | ')} |`;
}
