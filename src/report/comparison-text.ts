/** Writes two configurations side by side for people: what the second saves, at what waits, on which machines. */
import type { ComputeEnvironment } from '../models/batch-config.ts';
import type { ComparedSide, Comparison } from '../study/comparison.ts';
import type { SimulationResult } from '../study/simulation-result.ts';
import type { PairedDifference } from '../study/statistics.ts';
import { assumptionTitle, changedAssumptionLines } from './assumption-lines.ts';
import { intervalOfDifference } from './cost-direction.ts';
import { byTypeAndMarket } from './cost-sections.ts';
import {
  formatCount,
  formatDifference,
  formatDuration,
  formatMarket,
  formatPercent,
  formatPlural,
  formatUsdMean,
  formatUsdRange,
} from './format.ts';
import { alignRows, section, shorten, wrap } from './layout.ts';
import { ownFailureRows, worstRunRows } from './shared-figure-rows.ts';
import { sourceLines } from './source-lines.ts';

const SHOWN_TYPES = 6;
const SHOWN_NAME = 32;
const SHOWN_TERMS = 6;

/** At most 100 columns, no colours, ends with a newline. */
export function renderComparison(comparison: Comparison): string {
  const { current, recommended } = comparison;
  const { result } = recommended;
  const lines = [
    `${result.scenario} - ${result.data.region}, seed ${result.seed}`,
    '',
    ...wrap(verdict(comparison), '', ''),
    ...termLines(comparison),
    '',
    ...alignRows(sideBySide(current, recommended), ['left', 'right', 'right'], ''),
    ...section(`Instance mix, ${current.name}`, mixLines(current)),
    ...section(`Instance mix, ${recommended.name}`, mixLines(recommended)),
    ...section('Data', sourceLines(result)),
    ...section(assumptionTitle(result.assumptions), changedAssumptionLines(result.assumptions)),
    ...section('Warnings', warningLines(comparison)),
  ];
  return `${lines.join('\n')}\n`;
}

/** What a manager can quote; it claims nothing the interval does not carry. */
function verdict({ current, recommended, savingUsd, savingShare }: Comparison): string {
  const pair = `${recommended.name} against ${current.name}`;
  if (savingUsd.lo === undefined)
    return `${pair}: ${oneReplication(savingUsd)} in one replication, which cannot be told from chance.`;
  const evidence = `The ${level(recommended.result)} ${intervalOfDifference(savingUsd, savingShare)}, over ${formatPlural(savingUsd.pairs, 'paired replication')}.`;
  if (!savingUsd.distinguishable) return `${pair}: the costs are not distinguishable. ${evidence}`;
  const amount = formatDifference(savingUsd, savingShare);
  return savingUsd.mean > 0
    ? `${recommended.name} saves ${amount} against ${current.name}. ${evidence}`
    : `${recommended.name} costs ${amount} more than ${current.name}. ${evidence}`;
}

/** Beside the verdict, which would be read as what the configuration does. */
function termLines({ otherTerms }: Comparison): readonly string[] {
  if (otherTerms.length === 0) return [];
  const shown = otherTerms.slice(0, SHOWN_TERMS);
  const others = otherTerms.length - shown.length;
  const list = [...shown, ...(others > 0 ? [`${others} more`] : [])].join('; ');
  return ['', ...wrap(`not only the configuration differs, and the figures are of all of it: ${list}`, '! ', '  ')];
}

function oneReplication(saving: PairedDifference): string {
  if (saving.mean === 0) return 'the same cost';
  return `${formatDifference(saving, undefined)} ${saving.mean > 0 ? 'saved' : 'more'}`;
}

function sideBySide(left: ComparedSide, right: ComparedSide): readonly (readonly string[])[] {
  const row = (label: string, read: (result: SimulationResult) => string) => [
    label,
    read(left.result),
    read(right.result),
  ];
  const sides = [left.result, right.result];
  return [
    ['', shorten(left.name, SHOWN_NAME), shorten(right.name, SHOWN_NAME)],
    row('Cost', ({ cost }) => formatUsdMean(cost.totalUsd)),
    row(`Cost, ${level(right.result)} interval`, ({ cost }) => formatUsdRange(cost.totalUsd)),
    row('Wait p50', ({ waitSeconds }) => formatDuration(waitSeconds?.p50)),
    row('Wait p95', ({ waitSeconds }) => formatDuration(waitSeconds?.p95)),
    ...worstRunRows(row, sides),
    row('Wait max', ({ waitSeconds }) => formatDuration(waitSeconds?.max)),
    row('Makespan', ({ makespanSeconds, jobs }) =>
      formatDuration(jobs.neverRan > 0 ? undefined : makespanSeconds.mean),
    ),
    row('Spot interruptions', ({ spot }) => formatCount(spot.interruptions)),
    row('vCPU-hours wasted', ({ spot }) => formatCount(spot.wastedVcpuHours)),
    ...ownFailureRows(row, sides),
    row('Jobs failed', ({ jobs }) => formatCount(jobs.failed)),
    row('Jobs that never ran', ({ jobs }) => formatCount(jobs.neverRan)),
    ...(left.result.deadlines === undefined
      ? []
      : [row('Deadlines missed', ({ deadlines }) => formatCount(deadlines?.missed))]),
    row('vCPU utilization', ({ utilization }) => formatPercent(utilization.vcpu)),
    ...(left.result.utilization.gpu === undefined && right.result.utilization.gpu === undefined
      ? []
      : [row('GPU utilization', ({ utilization }) => formatPercent(utilization.gpu))]),
    row('Instances launched', ({ instances }) => formatCount(instances.launched)),
    row('Peak vCPUs', ({ instances }) => formatCount(instances.peakVcpus)),
  ];
}

/** What the configuration asks for, then what it rented, by share of the cost. */
function mixLines({ batch, result }: ComparedSide): readonly string[] {
  const total = result.cost.totalUsd.mean;
  const sorted = byTypeAndMarket(result.cost.ledger);
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

/** A warning that both sides share is said once; the others name their side. */
function warningLines({ current, recommended }: Comparison): readonly string[] {
  const shared = current.result.warnings.filter((warning) => recommended.result.warnings.includes(warning));
  const own = [current, recommended].flatMap(({ name, result }) =>
    result.warnings.filter((warning) => !shared.includes(warning)).map((warning) => `${name}: ${warning}`),
  );
  return [...shared, ...own].flatMap((warning) => wrap(warning, '  ! ', '    '));
}

function level({ confidence }: SimulationResult): string {
  return `${Math.round(confidence * 100)} %`;
}
