/** Writes one simulation for people at a terminal: the headline, where the money goes, and what it all rests on. */
import type { DurationResult, SimulationResult } from '../study/simulation-result.ts';
import { assumptionLines, assumptionTitle } from './assumption-lines.ts';
import { costByKindLines, costByTypeLines } from './cost-sections.ts';
import {
  formatCount,
  formatDuration,
  formatPercent,
  formatPlural,
  formatUsd,
  formatUsdRange,
  UNKNOWN,
} from './format.ts';
import { alignRows, section, wrap } from './layout.ts';
import { sourceLines } from './source-lines.ts';

/** At most 100 columns, no colours, ends with a newline. */
export function renderText(result: SimulationResult): string {
  const lines = [
    `${result.scenario}  -  ${result.data.region}, seed ${result.seed}`,
    '',
    ...headlineLines(result),
    ...section('Cost by kind', costByKindLines(result)),
    ...section('Cost by instance type', costByTypeLines(result)),
    ...section('Data', sourceLines(result)),
    ...section(assumptionTitle(result.assumptions), assumptionLines(result.assumptions)),
    ...section(
      'Warnings',
      result.warnings.flatMap((warning) => wrap(warning, '  ! ', '    ')),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function headlineLines(result: SimulationResult): readonly string[] {
  const { jobs, utilization, spot, instances } = result;
  const rows = [
    ['Cost', costText(result)],
    ['Makespan', makespanText(result)],
    ['Wait', durationText(result.waitSeconds)],
    ['Turnaround', durationText(result.turnaroundSeconds)],
    ['Bounded slowdown', result.boundedSlowdown === undefined ? UNKNOWN : formatCount(result.boundedSlowdown.mean)],
    [
      'Jobs',
      `${formatCount(jobs.submitted)} submitted, ${formatCount(jobs.succeeded)} succeeded, ${formatCount(jobs.failed)} failed, ${formatCount(jobs.neverRan)} never ran`,
    ],
    ['Utilization', `vCPU ${formatPercent(utilization.vcpu)}, memory ${formatPercent(utilization.memory)}`],
    [
      'Spot',
      `${formatPlural(spot.interruptions, 'interruption')}, ${formatPlural(spot.lostAttempts, 'attempt')} lost, ${formatCount(spot.wastedVcpuHours)} vCPU-hours wasted`,
    ],
    [
      'Instances',
      `${formatCount(instances.launched)} launched, ${formatCount(instances.failedLaunches)} launches refused, peak ${formatCount(instances.peakVcpus)} vCPUs`,
    ],
  ];
  return alignRows(rows, ['left', 'left'], '');
}

function costText({ cost, replications, confidence }: SimulationResult): string {
  const over = formatPlural(replications, 'replication');
  if (cost.totalUsd.lo === undefined) return `${formatUsd(cost.totalUsd.mean)}   one replication, interval unknown`;
  const level = `${Math.round(confidence * 100)} %`;
  return `${formatUsd(cost.totalUsd.mean)}   ${level} interval ${formatUsdRange(cost.totalUsd)} over ${over}`;
}

function makespanText({ makespanSeconds: { mean, lo, hi } }: SimulationResult): string {
  if (lo === undefined || hi === undefined) return formatDuration(mean);
  return `${formatDuration(mean)}   interval ${formatDuration(lo)} to ${formatDuration(hi)}`;
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
