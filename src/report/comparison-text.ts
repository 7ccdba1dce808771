/** Writes two configurations side by side for people: what the second saves, at what waits, on which machines. */
import type { ComputeEnvironment } from '../models/batch-config.ts';
import type { ComparedSide, Comparison } from '../study/comparison.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import type { PairedDifference } from '../study/statistics.ts';
import { assumptionTitle, changedAssumptionLines } from './assumption-lines.ts';
import { byCost } from './cost-sections.ts';
import {
  formatCount,
  formatDuration,
  formatMarket,
  formatPercent,
  formatPlural,
  formatUsd,
  formatUsdRange,
} from './format.ts';
import { alignRows, section, wrap } from './layout.ts';
import { sourceLines } from './source-lines.ts';

const SHOWN_TYPES = 6;

/** At most 100 columns, no colours, ends with a newline. */
export function renderComparison(comparison: Comparison): string {
  const { current, recommended } = comparison;
  const { result } = recommended;
  const lines = [
    `${result.scenario}  -  ${result.data.region}, seed ${result.seed}`,
    '',
    ...wrap(verdict(comparison), '', ''),
    '',
    ...alignRows(sideBySide(current, recommended), ['left', 'right', 'right'], ''),
    ...section(`Instance mix, ${current.name}`, mixLines(current)),
    ...section(`Instance mix, ${recommended.name}`, mixLines(recommended)),
    ...section('Data', sourceLines(result)),
    ...section(assumptionTitle(result.assumptions), changedAssumptionLines(result.assumptions)),
    ...section('Warnings', [...warningLines(current), ...warningLines(recommended)]),
  ];
  return `${lines.join('\n')}\n`;
}

/** One sentence a manager can quote; it claims nothing the interval does not carry. */
function verdict({ current, recommended, savingUsd, savingShare }: Comparison): string {
  const evidence = `${level(recommended.result)} interval ${savingRange(savingUsd, savingShare)}, ${formatPlural(savingUsd.pairs, 'paired replication')}`;
  if (savingUsd.lo === undefined)
    return `${recommended.name} against ${current.name}: ${formatUsd(savingUsd.mean)} saved in one replication; not distinguishable from chance.`;
  if (!savingUsd.distinguishable)
    return `${recommended.name} and ${current.name} are not distinguishable by cost (${evidence}).`;
  const verb = savingUsd.mean > 0 ? 'saves' : 'costs';
  const more = savingUsd.mean > 0 ? '' : ' more';
  const share = savingShare === undefined ? '' : ` (${formatPercent(Math.abs(savingShare.mean))})`;
  return `${recommended.name} ${verb} ${formatUsd(Math.abs(savingUsd.mean))}${share}${more}; saving ${evidence}.`;
}

function savingRange(usd: PairedDifference, share: PairedDifference | undefined): string {
  if (share?.lo === undefined) return formatUsdRange(usd);
  return `${formatUsdRange(usd)}, ${formatPercent(share.lo)} to ${formatPercent(share.hi)}`;
}

function sideBySide(left: ComparedSide, right: ComparedSide): readonly (readonly string[])[] {
  const row = (label: string, read: (result: SimulationResult) => string) => [
    label,
    read(left.result),
    read(right.result),
  ];
  return [
    ['', left.name, right.name],
    row('Cost', ({ cost }) => formatUsd(cost.totalUsd.mean)),
    row(`Cost, ${level(right.result)} interval`, ({ cost }) => formatUsdRange(cost.totalUsd)),
    row('Wait p50', ({ waitSeconds }) => formatDuration(waitSeconds?.p50)),
    row('Wait p95', ({ waitSeconds }) => formatDuration(waitSeconds?.p95)),
    row('Wait max', ({ waitSeconds }) => formatDuration(waitSeconds?.max)),
    row('Makespan', ({ makespanSeconds }) => formatDuration(makespanSeconds.mean)),
    row('Spot interruptions', ({ spot }) => formatCount(spot.interruptions)),
    row('vCPU-hours wasted', ({ spot }) => formatCount(spot.wastedVcpuHours)),
    row('Jobs failed', ({ jobs }) => formatCount(jobs.failed)),
    row('Jobs that never ran', ({ jobs }) => formatCount(jobs.neverRan)),
    row('vCPU utilization', ({ utilization }) => formatPercent(utilization.vcpu)),
    row('Instances launched', ({ instances }) => formatCount(instances.launched)),
    row('Peak vCPUs', ({ instances }) => formatCount(instances.peakVcpus)),
  ];
}

/** What the configuration asks for, then what it rented, by share of the cost. */
function mixLines({ batch, result }: ComparedSide): readonly string[] {
  const total = result.cost.totalUsd.mean;
  const sorted = byCost(result.cost.ledger);
  const rented = sorted
    .slice(0, SHOWN_TYPES)
    .map((line) => `${line.instanceType} ${formatMarket(line.market)} ${formatPercent(line.usd / (total || 1))}`);
  const others = sorted.length > SHOWN_TYPES ? [`${sorted.length - SHOWN_TYPES} more`] : [];
  return [
    ...batch.computeEnvironments.flatMap((environment) => wrap(environmentText(environment), '  ', '    ')),
    ...(rented.length === 0 ? [] : wrap(`rented: ${[...rented, ...others].join(', ')}`, '  ', '    ')),
  ];
}

function environmentText({ computeEnvironmentName, computeResources: resources }: ComputeEnvironment): string {
  if (resources === undefined) return `${computeEnvironmentName}: unmanaged`;
  const strategy = resources.allocationStrategy === undefined ? '' : ` ${resources.allocationStrategy}`;
  const types = (resources.instanceTypes ?? []).join(' ');
  return `${computeEnvironmentName}: ${resources.type}${strategy}, ${resources.minvCpus ?? 0} to ${resources.maxvCpus} vCPUs, ${types}`;
}

function warningLines({ name, result }: ComparedSide): readonly string[] {
  return result.warnings.flatMap((warning) => wrap(`${name}: ${warning}`, '  ! ', '    '));
}

function level({ confidence }: SimulationResult): string {
  return `${Math.round(confidence * 100)} %`;
}
