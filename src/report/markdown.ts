/** Writes one simulation as GitHub-flavoured Markdown, for pull requests and wikis. */
import { moneyDecimals } from '../models/written-number.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import { changedAssumptions } from './assumption-rows.ts';
import { byCost, costByKind, costByLine, costByTypeTitle } from './cost-sections.ts';
import {
  formatCount,
  formatDuration,
  formatHours,
  formatMarket,
  formatPercent,
  formatPlural,
  formatUsd,
  formatUsdMean,
  formatUsdRange,
} from './format.ts';
import { LEDGER_LABELS } from './ledger-labels.ts';

export function renderMarkdown(result: SimulationResult): string {
  const { data, replications, assumptions, warnings } = result;
  const changed = changedAssumptions(assumptions);
  const blocks = [
    `## ${escapeCell(result.scenario)}`,
    `${formatPlural(replications, 'replication')}, seed ${result.seed}, ${data.region}, prices as of ${data.catalogDate}.`,
    table(['', 'value'], headlineRows(result)),
    '### Cost by kind',
    table(['kind', 'USD'], kindRows(result)),
    `### ${costByTypeTitle(result)}`,
    table(['compute environment', 'type', 'market', 'launched', 'hours', 'cost'], typeRows(result), 3),
    '### Assumptions',
    `Preset \`${assumptions.preset}\`${changed.length === 0 ? ', unchanged.' : ', except:'}`,
    ...(changed.length === 0
      ? []
      : [
          table(
            ['assumption', 'value', 'preset'],
            changed.map((row) => [row.name, row.value, row.presetValue]),
          ),
        ]),
    ...(warnings.length === 0 ? [] : ['### Warnings', warnings.map((warning) => `- ${warning}`).join('\n')]),
  ];
  return `${blocks.join('\n\n')}\n`;
}

function headlineRows(result: SimulationResult): readonly (readonly string[])[] {
  const { cost, jobs, deadlines, ownFailures, spot, utilization, waitSeconds: wait } = result;
  return [
    ['Cost', formatUsdMean(cost.totalUsd)],
    [`Cost, ${Math.round(result.confidence * 100)} % interval`, formatUsdRange(cost.totalUsd)],
    ['Makespan', formatDuration(result.jobs.neverRan > 0 ? undefined : result.makespanSeconds.mean)],
    ['Wait, mean', formatDuration(wait?.mean)],
    ['Wait, p50', formatDuration(wait?.p50)],
    ['Wait, p95', formatDuration(wait?.p95)],
    ...(wait?.p95OverRuns === undefined
      ? []
      : [[`Wait, p95 in the worst of ${result.replications}`, formatDuration(wait.p95OverRuns.worst)]]),
    ['Wait, max', formatDuration(wait?.max)],
    ['Jobs succeeded', `${formatCount(jobs.succeeded)} of ${formatCount(jobs.submitted)}`],
    ['Jobs failed', formatCount(jobs.failed)],
    ...(jobs.cancelled > 0 ? [['of them cancelled', formatCount(jobs.cancelled)]] : []),
    ['Jobs that never ran', formatCount(jobs.neverRan)],
    ...(deadlines === undefined
      ? []
      : [['Deadlines missed', `${formatCount(deadlines.missed)} of ${formatCount(deadlines.jobs)}`]]),
    ['vCPU utilization', formatPercent(utilization.vcpu)],
    ['Memory utilization', formatPercent(utilization.memory)],
    ...(utilization.gpu === undefined ? [] : [['GPU utilization', formatPercent(utilization.gpu)]]),
    ['Spot interruptions', formatCount(spot.interruptions)],
    ['vCPU-hours wasted', formatCount(spot.wastedVcpuHours)],
    ...(ownFailures === undefined
      ? []
      : [
          ['Attempts that failed by themselves', formatCount(ownFailures.attempts)],
          ['vCPU-hours of those', formatCount(ownFailures.vcpuHours)],
        ]),
  ];
}

function kindRows({ cost }: SimulationResult): readonly (readonly string[])[] {
  const decimals = moneyDecimals(cost.totalUsd.mean);
  return [
    ...costByKind(cost, decimals).map(({ kind, text }) => [LEDGER_LABELS[kind], text]),
    ['**total**', `**${formatUsd(cost.totalUsd.mean, decimals)}**`],
  ];
}

function typeRows({ cost }: SimulationResult): readonly (readonly string[])[] {
  const total = cost.totalUsd.mean;
  const sorted = byCost(cost.ledger);
  const amounts = costByLine(sorted, sorted.length, total, moneyDecimals(total));
  return sorted.map((line, index) => [
    line.computeEnvironment,
    line.instanceType,
    formatMarket(line.market),
    formatCount(line.instances),
    formatHours(line.billedHours),
    amounts[index],
  ]);
}

/** The first columns hold words and read left, the others right. */
function table(header: readonly string[], rows: readonly (readonly string[])[], words = 1): string {
  const rule = header.map((_, column) => (column < words ? '---' : '--:'));
  return [header, rule, ...rows].map((cells) => `| ${cells.map(escapeCell).join(' | ')} |`).join('\n');
}

function escapeCell(cell: string): string {
  return cell.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
