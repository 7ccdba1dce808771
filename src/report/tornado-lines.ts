/** Bars of text: what the recommended configuration costs at both ends of each assumption's range, longest bar first. */
import type { Tornado, TornadoBar, TornadoEnd } from '../optimize/tornado.ts';
import { formatCount, formatPlural, formatUsd } from './format.ts';
import { alignRows, wrap } from './layout.ts';

const SIDE = 12;
const SHOWN = 10;
/** A swing below this share of the cost is not worth a line. */
const SMALLEST_SHARE = 0.002;

export function tornadoTitle({ replications }: Tornado): string {
  return `What the cost hangs on (each assumption alone at both ends, ${formatPlural(replications, 'replication')}, same luck)`;
}

export function tornadoLines({ baseline, bars, isComplete }: Tornado): readonly string[] {
  const worthShowing = bars.filter(({ costSwingUsd }) => costSwingUsd > SMALLEST_SHARE * baseline.recommendedUsd);
  const shown = worthShowing.slice(0, SHOWN);
  const longest = shown.reduce(
    (most, bar) => Math.max(most, ...deviations(bar, baseline.recommendedUsd).map(Math.abs)),
    0,
  );
  const header = ['assumption', 'low', 'cost', '', 'high', 'cost', ''];
  const rows = shown.map((bar) => [
    bar.assumption,
    valueText(bar.low, bar.unit),
    formatUsd(bar.low.recommendedUsd, 2),
    drawn(deviations(bar, baseline.recommendedUsd), longest),
    valueText(bar.high, bar.unit),
    formatUsd(bar.high.recommendedUsd, 2),
    remark(bar),
  ]);
  const others = bars.length - shown.length;
  return [
    ...(rows.length === 0
      ? []
      : alignRows([header, ...rows], ['left', 'right', 'right', 'left', 'right', 'right', 'left'])),
    ...wrap(
      `${formatUsd(baseline.recommendedUsd)} at | ; ${others === 0 ? 'no other assumption was varied' : `${formatPlural(others, 'other assumption')} ${others === 1 ? 'moves' : 'move'} it by less`}${isComplete ? '' : '; stopped before the last one'}`,
    ),
  ];
}

function deviations({ low, high }: TornadoBar, centre: number): readonly number[] {
  return [low.recommendedUsd - centre, high.recommendedUsd - centre];
}

/** From the lower to the upper of the two ends, through the baseline. */
function drawn(ends: readonly number[], longest: number): string {
  const cells = (usd: number) => (longest === 0 ? 0 : Math.round((SIDE * usd) / longest));
  const left = Math.max(0, -cells(Math.min(...ends)));
  const right = Math.max(0, cells(Math.max(...ends)));
  return `${' '.repeat(SIDE - left)}${'='.repeat(left)}|${'='.repeat(right)}${' '.repeat(SIDE - right)}`;
}

function valueText({ value }: TornadoEnd, unit: string): string {
  if (typeof value === 'string') return value;
  return unit === '' || unit === 'share' || unit === '0 or 1' ? String(value) : `${formatCount(value)} ${unit}`;
}

/** What matters more than the cost. */
function remark({ low, high }: TornadoBar): string {
  const dearer = [low, high].some(({ savingUsd }) => savingUsd <= 0);
  const lost = Math.max(low.lostJobs, high.lostJobs);
  return [...(dearer ? ['NOT CHEAPER'] : []), ...(lost > 0 ? [`${formatCount(lost)} lost`] : [])].join(', ');
}
