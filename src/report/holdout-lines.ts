/** What the confirmed configurations cost on days the search never saw, beside the days it chose on. */
import type { HeldOutSide, Holdout } from '../optimize/holdout/holdout.ts';
import { intervalOfDifference } from './cost-direction.ts';
import {
  formatCount,
  formatDifference,
  formatDuration,
  formatPercent,
  formatPlural,
  formatSignedPercent,
  formatUsd,
  formatUsdMean,
  formatUsdRange,
} from './format.ts';
import { alignRows, wrap } from './layout.ts';

export function holdoutTitle({ trainDays, testDays, replications }: Holdout): string {
  return `Held-out days (chosen on the first ${formatCount(trainDays)}, judged on the last ${formatCount(testDays)}; ${formatPlural(replications, 'fresh replication')})`;
}

/** Header first: name, cost a day on both parts, cost per 1,000 vCPU-hours on both, wait, lost jobs. */
export function holdoutRows({ current, recommended, runnersUp, verdict }: Holdout): readonly (readonly string[])[] {
  const sides = [current, ...(verdict === 'unchanged' ? [] : [recommended]), ...runnersUp];
  return [
    ['', '$/day chosen', 'held out', '$/1000 vCPU-h', 'held out', 'wait p95', 'lost'],
    ...sides.map((side, index) => row(side, index === 1 && verdict !== 'unchanged' ? 'recommended' : side.name)),
  ];
}

function row({ training, heldOut, p95WaitSeconds, lostJobs }: HeldOutSide, name: string): readonly string[] {
  return [
    name,
    training === undefined ? '' : formatUsd(training.usdPerDay),
    formatUsd(heldOut.usdPerDay),
    training === undefined ? '' : formatUsd(training.usdPer1000VcpuHours, 2),
    formatUsd(heldOut.usdPer1000VcpuHours, 2),
    formatDuration(p95WaitSeconds),
    formatCount(lostJobs),
  ];
}

/** The verdict in one sentence; an interval over replications says nothing about other days, and it says so. */
export function holdoutSentence(holdout: Holdout): string {
  const { verdict, testDays, savingUsd, savingShare, recommended, holdsCopies = false } = holdout;
  const days = `the ${formatCount(testDays)} days ${holdsCopies ? 'kept from the search, which hold copies of jobs it saw,' : 'that the search never saw'}`;
  const amount = formatDifference(savingUsd, savingShare);
  switch (verdict) {
    case 'cheaper':
      return `On ${days} it saves ${amount}.`;
    case 'dearer':
      return `BUT on ${days} it costs ${amount} more than the current configuration.`;
    case 'notDistinguishable':
      return `BUT on ${days} it cannot be told from the current configuration in cost.`;
    case 'breaksLimits':
      return `BUT on ${days} it breaks ${recommended.limits
        .filter(({ ok }) => !ok)
        .map(({ text }) => text)
        .join('; ')}.`;
    case 'unchanged':
      return `On ${days} the current configuration costs ${formatUsdMean(recommended.heldOut.costUsd)}.`;
  }
}

/** What else the reader must know, one line each. */
export function holdoutNotes(holdout: Holdout): readonly string[] {
  const { degradationPercent, floorUsd, gapPercent, seamPercent, savingUsd, recommended, verdict } = holdout;
  const { expected, comingWeek } = holdout;
  return [
    ...(holdout.holdsCopies === true
      ? [
          'growth copies jobs from day to day: these days are not as new to the choice as those of a trace, and the forecasts take copies for days of their own',
        ]
      : []),
    ...(expected === undefined ? [] : [expectedLine(holdout, expected)]),
    ...(comingWeek === undefined ? [] : [comingWeekLine(comingWeek)]),
    ...(recommended.lostJobs > 0 && (expected ?? comingWeek) !== undefined ? [lostLine(recommended)] : []),
    ...(degradationPercent === null
      ? []
      : [
          `a submitted vCPU-hour costs ${formatSignedPercent(degradationPercent / 100)} on the held-out days against those it was chosen on`,
        ]),
    ...(verdict === 'unchanged' || savingUsd.lo === undefined
      ? []
      : [
          `the 95 % ${intervalOfDifference(savingUsd, undefined)} on the held-out days, over the luck of the same days`,
        ]),
    floorUsd === null
      ? 'no floor under the held-out days'
      : `floor under the held-out days ${formatUsd(floorUsd)}; ${gapPercent === null ? 'no gap to it can be told' : `the upper end of ${formatUsdRange(recommended.heldOut.costUsd)} lies ${formatPercent(gapPercent / 100)} above it`}`,
    `each part starts without instances and pays its own jobs to their end: together ${formatSignedPercent(seamPercent / 100)} against the whole`,
  ];
}

function expectedLine({ recommended }: Holdout, expected: NonNullable<Holdout['expected']>): string {
  const { days, usdPerDay, usdPer1000VcpuHours, holdsUsdPerDay, holdsUsdPer1000VcpuHours } = expected;
  const kept = (holds: boolean) => (holds ? 'holds' : 'DOES NOT HOLD');
  const daily = { ...usdPerDay, mean: recommended.heldOut.usdPerDay };
  const perHours = { ...usdPer1000VcpuHours, mean: recommended.heldOut.usdPer1000VcpuHours };
  return `forecast from ${formatPlural(days, 'day')} (95 %, bootstrap over days): ${formatUsdRange(daily)} a day, which ${kept(holdsUsdPerDay)} the held-out ${formatUsdMean(daily)}; ${formatUsdRange(perHours)} per 1,000 vCPU-hours, which ${kept(holdsUsdPer1000VcpuHours)} the ${formatUsdMean(perHours)}`;
}

/** A job that never runs costs nothing, so a forecast would look right for the wrong reason. */
function lostLine({ lostJobs }: HeldOutSide): string {
  return `the forecasts price what runs; of the held-out days ${formatPlural(lostJobs, 'job')} failed or never ran, and no forecast covers them`;
}

/** A mean is printed nowhere beside it: the forecast is the range. */
function comingWeekLine({ days, usdPerDay, usdPer1000VcpuHours }: NonNullable<Holdout['comingWeek']>): string {
  const week = formatUsdRange({ lo: 7 * usdPerDay.lo, hi: 7 * usdPerDay.hi });
  return `a week like those of the ${formatPlural(days, 'day')} seen costs ${week} (95 %), ${formatUsdRange(usdPer1000VcpuHours)} per 1,000 vCPU-hours: as wide as what is submitted varies`;
}

export function holdoutLines(holdout: Holdout): readonly string[] {
  return [
    ...alignRows(holdoutRows(holdout), ['left', 'right', 'right', 'right', 'right', 'right', 'right']),
    ...wrap(holdoutSentence(holdout)),
    ...holdoutNotes(holdout).flatMap((note) => wrap(note, '  - ', '    ')),
  ];
}
