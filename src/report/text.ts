/** Writes one simulation for people at a terminal: the headline, where the money goes, and what it all rests on. */
import type { DurationResult, SimulationResult } from '../study/simulation-result.ts';
import { assumptionLines, assumptionTitle } from './assumption-lines.ts';
import { costByKindLines, costByTypeLines, costByTypeTitle } from './cost-sections.ts';
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatPlural,
  formatUsdMean,
  formatUsdRange,
  UNKNOWN,
} from './format.ts';
import { jobCountsText } from './job-counts.ts';
import { PAGE_WIDTH, section, wrap } from './layout.ts';
import { quotaPeakText } from './quota-lines.ts';
import { sourceLines } from './source-lines.ts';

/** At most 100 columns, no colours, ends with a newline. */
export function renderText(result: SimulationResult): string {
  const lines = [
    ...wrap(title(result), '', ''),
    '',
    ...headlineLines(result),
    ...section('Cost by kind', costByKindLines(result)),
    ...section(costByTypeTitle(result), costByTypeLines(result)),
    ...section('Data', sourceLines(result)),
    ...section(assumptionTitle(result.assumptions), assumptionLines(result.assumptions)),
    ...section(
      'Warnings',
      result.warnings.flatMap((warning) => wrap(warning, '  ! ', '    ')),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function title({ scenario, data, seed, replications }: SimulationResult): string {
  const means = replications === 1 ? '' : '; figures are means';
  return `${scenario} - ${data.region}, ${formatPlural(replications, 'replication')} from seed ${seed}${means}`;
}

function utilizationText({ vcpu, memory, gpu }: SimulationResult['utilization']): string {
  const ofGpus = gpu === undefined ? '' : `, GPU ${formatPercent(gpu)}`;
  return `vCPU ${formatPercent(vcpu)}, memory ${formatPercent(memory)}${ofGpus}`;
}

function headlineLines(result: SimulationResult): readonly string[] {
  const { jobs, utilization, spot, instances } = result;
  const rows = [
    ['Cost', costText(result)],
    ['Makespan', makespanText(result)],
    ['Wait', durationText(result.waitSeconds)],
    ...overRunsRow(result),
    ['Turnaround', durationText(result.turnaroundSeconds)],
    ['Bounded slowdown', result.boundedSlowdown === undefined ? UNKNOWN : formatCount(result.boundedSlowdown.mean)],
    ['Jobs', `${formatCount(jobs.submitted)} submitted, ${jobCountsText(jobs)}`],
    ...deadlineRow(result),
    ['Utilization', utilizationText(utilization)],
    [
      'Spot',
      `${formatPlural(spot.interruptions, 'interruption')}, ${formatPlural(spot.lostAttempts, 'attempt')} lost (at most ${formatCount(spot.largestReclaimJobs)} at once), ${formatCount(spot.wastedVcpuHours)} vCPU-hours wasted`,
    ],
    ...ownFailuresRow(result),
    [
      'Instances',
      `${formatCount(instances.launched)} launched, ${formatCount(instances.failedLaunches)} launches refused, peak ${formatCount(instances.peakVcpus)} vCPUs`,
    ],
    ...quotaRow(result),
  ];
  return labelled(rows);
}

/** Figures are never cut: a line that is too long goes on under its own text. */
function labelled(rows: readonly (readonly string[])[]): readonly string[] {
  const width = Math.max(...rows.map(([label]) => label.length)) + 2;
  return rows.flatMap(([label, text]) => {
    const line = `${label.padEnd(width)}${text}`;
    return line.length <= PAGE_WIDTH ? [line] : wrap(text, label.padEnd(width), ' '.repeat(width));
  });
}

function overRunsRow({ waitSeconds, confidence }: SimulationResult): readonly (readonly string[])[] {
  if (waitSeconds?.p95OverRuns === undefined) return [];
  const { median, lo, hi, worst } = waitSeconds.p95OverRuns;
  const level = `${Math.round(confidence * 100)} %`;
  const range =
    lo === undefined || hi === undefined || formatDuration(lo) === formatDuration(hi)
      ? ''
      : ` (${level} interval ${formatDuration(lo)} to ${formatDuration(hi)})`;
  return [['Wait p95', `middle run ${formatDuration(median)}${range}, worst run ${formatDuration(worst)}`]];
}

function deadlineRow({ deadlines }: SimulationResult): readonly (readonly string[])[] {
  if (deadlines === undefined) return [];
  return [['Deadlines', `${formatCount(deadlines.missed)} missed of ${formatCount(deadlines.jobs)}`]];
}

function ownFailuresRow({ ownFailures }: SimulationResult): readonly (readonly string[])[] {
  if (ownFailures === undefined) return [];
  const { attempts, vcpuHours } = ownFailures;
  return [['Own failures', `${formatPlural(attempts, 'attempt')}, ${formatCount(vcpuHours)} vCPU-hours`]];
}

function quotaRow({ instances }: SimulationResult): readonly (readonly string[])[] {
  const { quotaPeaks } = instances;
  return quotaPeaks.length === 0 ? [] : [['vCPU quotas', `peak ${quotaPeaks.map(quotaPeakText).join(', ')}`]];
}

function costText({ cost, replications, confidence }: SimulationResult): string {
  if (replications === 1) return `${formatUsdMean(cost.totalUsd)}   interval unknown: one replication only`;
  const level = `${Math.round(confidence * 100)} %`;
  return `${formatUsdMean(cost.totalUsd)}   ${level} interval ${formatUsdRange(cost.totalUsd)} over ${formatPlural(replications, 'replication')}`;
}

function makespanText({ makespanSeconds: { mean, lo, hi }, confidence, jobs }: SimulationResult): string {
  if (jobs.neverRan > 0) return `${UNKNOWN}: some jobs never ran`;
  if (lo === undefined || hi === undefined || formatDuration(lo) === formatDuration(hi)) return formatDuration(mean);
  const level = `${Math.round(confidence * 100)} %`;
  return `${formatDuration(mean)}   ${level} interval ${formatDuration(lo)} to ${formatDuration(hi)}`;
}

function durationText(duration: DurationResult | undefined): string {
  if (duration === undefined) return UNKNOWN;
  const { mean, p50, p95, p99, max } = duration;
  const parts = [
    ['mean', mean],
    ['p50', p50],
    ['p95', p95],
    ['p99', p99],
    ['max', max],
  ] as const;
  return parts.map(([name, seconds]) => `${name} ${formatDuration(seconds)}`).join(', ');
}
