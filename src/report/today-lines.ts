/** Writes what to change today: single changes, cliffs, right-sizing and Savings Plan coverage, as sections of lines. */

import type { UpdateKind } from '../models/update-kind.ts';
import type { Recommendation } from '../optimize/recommendation.ts';
import type {
  BeforeAfter,
  ChangesToday,
  Cliff,
  Coverage,
  PassedOver,
  RequestGroupName,
  RightSizedRequest,
  RightSizing,
  SavingsPlanAdvice,
  TodayPlan,
} from '../optimize/today/today.ts';
import type { PairedDifference } from '../study/statistics.ts';
import { rangeInDirection } from './cost-direction.ts';
import { formatCount, formatDifference, formatDuration, formatPercent, formatPlural, formatUsd } from './format.ts';
import { changeLines } from './recommendation-changes.ts';

export interface TodaySection {
  readonly title: string;
  readonly lines: readonly string[];
}

const SHOWN_CLIFFS = 5;
const SHOWN_SIZES = 8;
const A_WEEK = 168;
const SHORT_TRACE = 'The run is shorter than a week: no commitment for a year can be told from it.';

/** Sections with nothing to say are left out; the text is neither wrapped nor marked up. */
export function todaySections({
  changesToday,
  cliffs,
  rightSizing,
  savingsPlan,
}: Recommendation): readonly TodaySection[] {
  return [
    ...(changesToday === undefined ? [] : [changesSection(changesToday)]),
    ...(cliffs === undefined || cliffs.length === 0 ? [] : [cliffSection(cliffs)]),
    ...(rightSizing === undefined || rightSizing.groups.length === 0 ? [] : [sizingSection(rightSizing)]),
    ...(savingsPlan === undefined ? [] : [savingsPlanSection(savingsPlan)]),
  ];
}

const UPDATES: Readonly<Record<UpdateKind, string>> = {
  'in-place': 'takes effect in place',
  scaling: 'scaling update: minutes, instances stay',
  infrastructure: 'infrastructure update: instances are replaced',
  'blue-green': 'blue/green: a new environment takes the place of the old one',
};

function changesSection({ plans, passedOver = [], otherSingles, replications, tried }: ChangesToday): TodaySection {
  const title = `What to change today (${formatCount(tried)} single changes tried, ${replications} fresh paired replications each)`;
  if (plans.length === 0) {
    return { title, lines: ['No single change of the current configuration keeps the limits and saves money.'] };
  }
  return {
    title,
    lines: [
      ...[...plans.map(planByNumber), ...passedOver.map(passedOverByNumber)]
        .sort((left, right) => left.changes - right.changes)
        .flatMap(({ lines }) => lines),
      ...otherSingles.flatMap((plan) => planLines('Or 1 change', plan)),
    ],
  };
}

function planLines(label: string, plan: TodayPlan): readonly string[] {
  const { savingUsd, savingShare, addedUsd, p95WaitSeconds, lostJobs, changes } = plan;
  const saving = effectText(savingUsd, savingShare);
  const added =
    addedUsd === undefined || addedUsd.distinguishable ? '' : '; what the last change adds is not distinguishable';
  const effects = [
    `p95 wait ${beforeAfter(p95WaitSeconds, formatDuration)}`,
    `lost jobs ${beforeAfter(lostJobs, formatCount)}`,
    UPDATES[plan.updateKind],
  ];
  return [
    `${label}: ${saving}${intervalText(savingUsd)}${added}. ${effects.join('; ')}.`,
    ...changeLines(changes).map((line) => `  ${line}`),
    ...risksOf(plan).map((risk) => `  risk: ${risk}`),
  ];
}

interface Numbered {
  readonly changes: number;
  readonly lines: readonly string[];
}

function planByNumber(plan: TodayPlan): Numbered {
  const changes = plan.changes.length;
  return { changes, lines: planLines(formatPlural(changes, 'change'), plan) };
}

/** Else one would ask where the plan of so many changes is. */
function passedOverByNumber({ changes, why, best }: PassedOver): Numbered {
  const label = formatPlural(changes, 'change');
  const saves = changes === 1 ? 'saves' : 'saves more than fewer';
  if (why === 'savesNoMore') return { changes, lines: [`${label}: none ${saves}.`] };
  if (best === undefined) return { changes, lines: [`${label}: none; what ${saves} breaks a limit.`] };
  const broken = best.limits.flatMap(({ ok, text }) => (ok ? [] : [text.split(';')[0]]));
  const cheapest = `the cheapest ${effectText(best.savingUsd, best.savingShare)}, but breaks ${broken.join(' and ')}`;
  const lines = changeLines(best.changes).map((line) => `  ${line}`);
  return { changes, lines: [`${label}: none; ${cheapest}.`, ...lines] };
}

function effectText(savingUsd: PairedDifference, savingShare?: PairedDifference): string {
  if (savingUsd.mean === 0) return 'costs the same';
  const amount = formatDifference(savingUsd, savingShare);
  return savingUsd.mean < 0 ? `costs ${amount} more` : `saves ${amount}`;
}

function intervalText(saving: PairedDifference): string {
  const isTheSame = saving.lo === 0 && saving.hi === 0;
  if (saving.lo === undefined || isTheSame) return '';
  return `, ${rangeInDirection(saving)}${saving.distinguishable ? '' : ', not distinguishable from nothing'}`;
}

function risksOf({ changes }: TodayPlan): readonly string[] {
  return [...new Set(changes.map(({ risk }) => risk))].filter((risk) => risk !== '');
}

function beforeAfter({ current, changed }: BeforeAfter, format: (value: number | undefined) => string): string {
  const [before, after] = [format(current), format(changed)];
  return before === after ? `${before} as now` : `${before} -> ${after}`;
}

function cliffSection(cliffs: readonly Cliff[]): TodaySection {
  return {
    title: 'Requests just above a size (estimates as if a kind of job filled instances of its own)',
    lines: cliffs.slice(0, SHOWN_CLIFFS).map(cliffLine),
  };
}

function cliffLine(cliff: Cliff): string {
  const { resource, ask, request, before, after, estimatedSavingShare, estimatedSavingUsd, breakEvenStretch } = cliff;
  const unit = resource === 'memoryMiB' ? 'MiB' : ask === 1 ? 'vCPU' : 'vCPUs';
  const checked =
    cliff.simulatedSavingUsd === undefined
      ? ''
      : `; simulated: ${effectText(cliff.simulatedSavingUsd)}${intervalText(cliff.simulatedSavingUsd)}`;
  const stretch =
    breakEvenStretch === undefined
      ? ''
      : `; pays unless run times grow by more than ${formatPercent(breakEvenStretch)}`;
  const peak =
    cliff.largestPeakMiB === undefined
      ? ''
      : `; largest measured peak ${formatCount(Math.round(cliff.largestPeakMiB))} MiB`;
  return `${groupText(cliff)}: asking ${formatCount(ask)} instead of ${formatCount(request[resource])} ${unit} saves about ${formatPercent(estimatedSavingShare)} of its cost (${formatUsd(estimatedSavingUsd, 2)}${checked}): ${after.jobsPerInstance} on a ${after.instanceType} instead of ${before.jobsPerInstance} on a ${before.instanceType}${stretch}${peak}.`;
}

function groupText({ jobDefinition, queue, request, jobs }: RequestGroupName): string {
  const gpus = request.gpus === 0 ? '' : `, ${formatPlural(request.gpus, 'GPU')}`;
  const name = jobDefinition ?? `${formatPlural(request.vcpus, 'vCPU')}, ${formatCount(request.memoryMiB)} MiB${gpus}`;
  return `${name} in ${queue}, ${formatPlural(jobs, 'job')}`;
}

function sizingSection({
  groups,
  quantile,
  margin,
  simulatedSavingUsd,
  tooFewPeaks,
  leastSample,
}: RightSizing): TodaySection {
  const together =
    simulatedSavingUsd === undefined
      ? []
      : [
          `Simulated with all smaller requests together: ${effectText(simulatedSavingUsd)}${intervalText(simulatedSavingUsd)}.`,
        ];
  const left =
    tooFewPeaks === 0
      ? []
      : [`${formatPlural(tooFewPeaks, 'more kind')} of job with fewer than ${leastSample} measured peaks: no advice.`];
  const rest = groups.length - SHOWN_SIZES;
  return {
    title: `Right-sizing memory from measured peaks (the ${formatPercent(quantile)} quantile plus ${formatPercent(margin)})`,
    lines: [
      ...groups.slice(0, SHOWN_SIZES).map(sizeLine),
      ...(rest > 0 ? [`${formatPlural(rest, 'more kind')} of job: see --json.`] : []),
      ...together,
      ...left,
    ],
  };
}

function sizeLine(group: RightSizedRequest): string {
  const { request, recommendedMemoryMiB, peakMiB, measured, outOfMemory, estimatedSavingUsd } = group;
  const verb = recommendedMemoryMiB < request.memoryMiB ? 'ask' : 'ask more:';
  return `${groupText(group)}: ${verb} ${formatCount(recommendedMemoryMiB)} instead of ${formatCount(request.memoryMiB)} MiB${estimateText(estimatedSavingUsd)}; ${formatCount(measured)} peaks, median ${formatCount(peakMiB.median)}, largest ${formatCount(peakMiB.largest)} MiB; out of memory ${formatPercent(outOfMemory.share)}, at most ${formatPercent(outOfMemory.hi)} (95 %).`;
}

function estimateText(savingUsd: number | undefined): string {
  if (savingUsd === undefined) return '';
  if (savingUsd === 0) return ', at about the same cost';
  return `, about ${formatUsd(Math.abs(savingUsd), 2)} ${savingUsd < 0 ? 'more' : 'less'}`;
}

function savingsPlanSection({ discountPercent, current, recommended }: SavingsPlanAdvice): TodaySection {
  const ask =
    discountPercent === null
      ? ['The catalogue has no Savings Plan rates: give catalog.savingsPlanDiscountPercent for the best commitment.']
      : [];
  return {
    title: 'On-Demand against a Savings Plan (1 year, no upfront; if the year is like the trace)',
    lines: [
      ...(current === undefined ? [] : coverageLines('Current', current, discountPercent)),
      ...(recommended === undefined ? [] : coverageLines('Recommended', recommended, discountPercent)),
      ...ask,
      ...(Math.max(current?.hours ?? 0, recommended?.hours ?? 0) < A_WEEK ? [SHORT_TRACE] : []),
    ],
  };
}

function coverageLines(
  name: string,
  { hours, onDemandUsd, levels, best }: Coverage,
  discountPercent: number | null,
): readonly string[] {
  const levelText = levels
    .map(
      ({ onDemandUsdPerHour, breakEvenDiscountPercent }) =>
        `${formatPercent(breakEvenDiscountPercent / 100)} for ${formatUsd(onDemandUsdPerHour)}/h`,
    )
    .join(', ');
  const breakEven =
    levels.length === 0
      ? 'a tenth of the hours or fewer have any: no level is used enough'
      : `covering that much of it pays at a discount above ${levelText}`;
  const choice =
    discountPercent === null || hours < A_WEEK
      ? []
      : [
          best === null
            ? `  At ${discountPercent} % off no commitment saves: the use comes in too few hours.`
            : `  At ${discountPercent} % off commit to ${formatUsd(best.usdPerHour)}/h: it covers ${formatPercent(best.coveredShare)} of the On-Demand spend, ${formatPercent(best.level.usedShare)} of it is used, and it saves ${formatUsd(best.savingUsdPerYear)} a year.`,
        ];
  return [
    `${name}: ${formatUsd(onDemandUsd, 2)} On-Demand over ${formatPlural(hours, 'hour')}; ${breakEven}.`,
    ...choice,
  ];
}
