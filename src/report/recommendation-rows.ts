/** The tables of a recommendation as rows of text, for every format: side by side, instance mix, changes, runners-up. */
import { QUOTA_BUCKETS, quotaName } from '../models/vcpu-quotas.ts';
import type { EvaluatedConfiguration, Recommendation, RunnerUp } from '../optimize/recommendation.ts';
import type { QueueWaits } from '../study/waits-by-queue.ts';
import { changeEffect } from './change-effect.ts';
import { intervalOfDifference } from './cost-direction.ts';
import { byTypeAndMarket, costByLine } from './cost-sections.ts';
import {
  columnDecimals,
  formatCount,
  formatDuration,
  formatMarket,
  formatPercent,
  formatPlural,
  formatUsd,
  formatUsdMean,
  formatUsdRange,
} from './format.ts';
import { holdoutSentence } from './holdout-lines.ts';
import { overDaysVerdict } from './over-days-lines.ts';
import { peakOfQuota } from './quota-lines.ts';
import { ownFailureRows, worstRunRows } from './shared-figure-rows.ts';

const SHOWN_TYPES = 8;
const SHOWN_QUEUES = 6;

/** The recommendation in one or two sentences; claims nothing that the interval does not carry. */
export function recommendationSentence(recommendation: Recommendation): string {
  const { verdict, recommended, current } = recommendation;
  if (recommendation.cancelled && !recommendation.isConfirmed) {
    const best = verdict === 'change' ? recommended.name : 'the current configuration';
    const { part } = recommendation.search;
    const cost = formatUsdMean((verdict === 'change' ? recommended : current).cost.totalUsd);
    return `Stopped early: the best so far is ${best} at ${cost}${part === undefined ? '' : ` for ${partText(part)}`}, not confirmed on fresh seeds.${untoldText(recommendation)}`;
  }
  const evidence = evidenceText(recommendation);
  const tried = recommendation.cancelled ? 'confirmed before it was stopped' : 'tried';
  if (verdict === 'noneFeasible') return `Nothing ${tried} keeps every limit. ${closestText(recommendation)}`;
  if (verdict === 'keep') {
    return `Keep the current configuration: nothing ${tried} is safely cheaper than its ${formatUsdMean(current.cost.totalUsd)}.`;
  }
  const heldOut = recommendation.holdout === null ? '' : ` ${holdoutSentence(recommendation.holdout)}`;
  const days = recommendation.overDays === undefined ? '' : ` ${overDaysVerdict(recommendation.overDays)}`;
  return `Change to ${recommended.name}: it ${changeEffect(recommendation)}. ${evidence}${smallChangeText(recommendation)}${days}${heldOut}`;
}

/** The search has seen, and so has a mean of, everything it recommends itself. */
function smallChangeText({ search, isConfirmed, savingUsd }: Recommendation): string {
  if (!isConfirmed || search.searchMeanUsd !== null) return '';
  if (search.outdone !== undefined)
    return ' It is a small change of the current configuration, and costs far less than what the search itself found.';
  const start = ' It is a small change of the current configuration, for the search itself';
  if (search.screened === 0) return `${start} had nothing to generate.`;
  const mayBeDear = savingUsd.mean < 0 ? ': what keeps the limits for far less may have been missed' : '';
  return `${start} found nothing on its budget${mayBeDear}.`;
}

function partText({ jobs, ofJobs }: NonNullable<Recommendation['search']['part']>): string {
  return `${formatCount(jobs)} of ${formatCount(ofJobs)} jobs`;
}

/** What one replication can say of those that were cheaper in it is nothing, for or against. */
function untoldText({ verdict, runnersUp }: Recommendation): string {
  const isUntold = runnersUp.some(({ extraUsd }) => extraUsd.lo === undefined && extraUsd.mean < 0);
  return verdict === 'keep' && isUntold
    ? ' Some were cheaper in the one replication there is, which cannot tell that from chance: see the runners-up.'
    : '';
}

function evidenceText({ confidence, savingUsd, savingShare, isConfirmed }: Recommendation): string {
  if (savingUsd.lo === undefined) return 'One replication only: this cannot be told from chance.';
  const pairs = formatPlural(savingUsd.pairs, 'paired replication');
  return `The ${Math.round(confidence * 100)} % ${intervalOfDifference(savingUsd, savingShare)}, over ${pairs} ${isConfirmed ? 'with seeds the search never used' : 'of the search itself, which was stopped before it could confirm on fresh seeds'}.`;
}

function closestText({ closest }: Recommendation): string {
  if (closest === undefined) return '';
  const broken = closest.limits.filter(({ ok }) => !ok).map(({ text }) => text);
  return `The closest is ${closest.name}, which breaks ${broken.join('; ')}.`;
}

/** Label, current, recommended. With nothing to change, the current configuration alone. */
export function sideBySideRows(recommendation: Recommendation): readonly (readonly string[])[] {
  const { current, recommended, verdict, confidence } = recommendation;
  const sides = verdict === 'change' ? [current, recommended] : [current];
  const rows = figureRows(sides, confidence);
  const afterWaits = rows.findIndex(([label]) => label === 'Makespan');
  return [
    ['', 'current', ...(verdict === 'change' ? ['recommended'] : [])],
    ...rows.slice(0, afterWaits),
    ...queueRows(recommendation),
    ...rows.slice(afterWaits),
  ];
}

/** Of many queues those that lose most. */
export function queueRows({ waitsByQueue }: Recommendation): readonly (readonly string[])[] {
  if (waitsByQueue === undefined) return [];
  const longer = ({ p95WaitSeconds: { current = 0, recommended = 0 } }: QueueWaits) => recommended - current;
  const shown = new Set(
    waitsByQueue.queues.toSorted((left, right) => longer(right) - longer(left)).slice(0, SHOWN_QUEUES),
  );
  return waitsByQueue.queues
    .filter((one) => shown.has(one))
    .map(({ queue, p95WaitSeconds: { current, recommended } }) => [
      `Wait p95, queue ${queue}`,
      formatDuration(current),
      formatDuration(recommended),
    ]);
}

/** What two configurations are compared by. */
export type ComparedFigures = Pick<
  EvaluatedConfiguration,
  | 'jobs'
  | 'deadlines'
  | 'cost'
  | 'waitSeconds'
  | 'makespanSeconds'
  | 'utilization'
  | 'spot'
  | 'ownFailures'
  | 'instances'
>;

/** A label and one text a side; the page shows the same rows. */
export function figureRows(sides: readonly ComparedFigures[], confidence: number): readonly (readonly string[])[] {
  const row = (label: string, read: (side: ComparedFigures) => string) => [label, ...sides.map(read)];
  return [
    row('Cost', ({ cost }) => formatUsdMean(cost.totalUsd)),
    row(`Cost, ${Math.round(confidence * 100)} % interval`, ({ cost }) => formatUsdRange(cost.totalUsd)),
    row('Wait p50', ({ waitSeconds }) => formatDuration(waitSeconds?.p50)),
    row('Wait p95', ({ waitSeconds }) => formatDuration(waitSeconds?.p95)),
    ...worstRunRows(row, sides),
    row('Wait max', ({ waitSeconds }) => formatDuration(waitSeconds?.max)),
    row('Makespan', ({ makespanSeconds, jobs }) =>
      formatDuration(jobs.neverRan > 0 ? undefined : makespanSeconds.mean),
    ),
    row('Spot interruptions', ({ spot }) => formatCount(spot.interruptions)),
    row('Jobs failed', ({ jobs }) => formatCount(jobs.failed)),
    row('Jobs that never ran', ({ jobs }) => formatCount(jobs.neverRan)),
    ...(sides[0]?.deadlines === undefined
      ? []
      : [row('Deadlines missed', ({ deadlines }) => formatCount(deadlines?.missed))]),
    row('vCPU-hours wasted', ({ spot }) => formatCount(spot.wastedVcpuHours)),
    ...ownFailureRows(row, sides),
    row('vCPU utilization', ({ utilization }) => formatPercent(utilization.vcpu)),
    row('Memory utilization', ({ utilization }) => formatPercent(utilization.memory)),
    ...(sides.some(({ utilization }) => utilization.gpu !== undefined)
      ? [row('GPU utilization', ({ utilization }) => formatPercent(utilization.gpu))]
      : []),
    row('Peak vCPUs', ({ instances }) => formatCount(instances.peakVcpus)),
    ...quotasOf(sides).map((quota) => row(`Peak vCPUs, ${quotaName(quota)}`, (side) => peakText(side, quota))),
  ];
}

/** The quotas that one of them takes something of, On-Demand first. */
function quotasOf(sides: readonly ComparedFigures[]): readonly string[] {
  const used = new Set(sides.flatMap(({ instances }) => instances.quotaPeaks.map(({ quota }) => quota)));
  return QUOTA_BUCKETS.map(({ field }) => field).filter((field) => used.has(field));
}

function peakText({ instances }: ComparedFigures, quota: string): string {
  const peak = instances.quotaPeaks.find((one) => one.quota === quota);
  return peak === undefined ? formatCount(0) : peakOfQuota(peak);
}

/** Type, market, share of the cost, dearest first. */
export function mixRows({ cost }: EvaluatedConfiguration): readonly (readonly string[])[] {
  const sorted = byTypeAndMarket(cost.ledger);
  const total = cost.totalUsd.mean || 1;
  const rest = sorted.slice(SHOWN_TYPES);
  const restUsd = rest.reduce((sum, line) => sum + line.usd, 0);
  const decimals = columnDecimals(sorted.map(({ usd }) => usd));
  const amounts = costByLine(sorted, SHOWN_TYPES, cost.totalUsd.mean, decimals);
  return [
    ...sorted
      .slice(0, SHOWN_TYPES)
      .map((line, index) => [
        line.instanceType,
        formatMarket(line.market),
        line.market === 'COMMITMENT' ? '' : `${formatCount(line.instances)} launched`,
        amounts[index],
        formatPercent(line.usd / total),
      ]),
    ...(rest.length === 0
      ? []
      : [[`${rest.length} more`, '', '', amounts[SHOWN_TYPES], formatPercent(restUsd / total)]]),
  ];
}

export function runnerUpText({ name, cost, waitSeconds, lostBecause }: RunnerUp): string {
  const wait = formatDuration(waitSeconds?.p95);
  return `${name}: ${formatUsdMean(cost.totalUsd)}, wait p95 ${wait} - ${lostBecause}`;
}

export function searchLines({
  search,
  replications,
  seed,
  recommended,
  cancelled,
  isConfirmed,
}: Recommendation): readonly string[] {
  const sample =
    search.sampleJobs === undefined
      ? ''
      : `; the early rounds ran on a sample of ${formatCount(search.sampleJobs)} jobs`;
  return [
    `${formatCount(search.screened)} configurations estimated, ${formatCount(search.candidates)} simulated, ${formatPlural(search.simulations, 'simulation')}${sample}`,
    `figures above: ${formatPlural(replications, isConfirmed ? 'fresh replication' : 'replication of the search')} each, seed ${seed}${search.part === undefined ? '' : `, of ${partText(search.part)}`}`,
    ...selectionBiasLine(search, recommended.name),
    ...(cancelled
      ? [
          isConfirmed
            ? 'stopped early, after the recommendation was confirmed'
            : 'stopped early: this is the best so far; no floor was computed under it',
        ]
      : []),
  ];
}

function selectionBiasLine(
  { selectionBiasUsd, searchMeanUsd }: Recommendation['search'],
  name: string,
): readonly string[] {
  if (selectionBiasUsd === null || searchMeanUsd === null) return [];
  const which = name === 'current' ? 'the current configuration' : 'the recommended one';
  const side =
    selectionBiasUsd === 0
      ? 'the same as'
      : `${formatUsd(Math.abs(selectionBiasUsd))} ${selectionBiasUsd < 0 ? 'below' : 'above'}`;
  return [
    `selection bias: the search saw ${which} at ${formatUsd(searchMeanUsd)}, ${side} its fresh figure over the same jobs`,
  ];
}

/** How old the prices are, figure by figure. */
export function dataLines({ data }: Recommendation): readonly string[] {
  return [
    `${data.region}, prices as of ${data.catalogDate}`,
    ...data.sources.map(
      ({ figure, date, source, estimate }) => `${figure}: ${source}, ${date}${estimate === true ? ' (estimate)' : ''}`,
    ),
  ];
}

/** What the figures do not show, whatever they say. */
export const LIMITS_OF_THE_CLAIM: readonly string[] = [
  'A replay of the past: it says what these jobs would have cost, not what next month will.',
  'AWS does not document its scaling delays, the order of equally priced types, job packing or the capacity score of Spot pools; each is a named assumption.',
];
