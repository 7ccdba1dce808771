/** Bars of text: what the recommended configuration costs at both ends of each assumption's range, longest bar first. */
import type { Tornado, TornadoBar, TornadoEnd } from '../optimize/tornado.ts';
import { columnDecimals, formatCount, formatExact, formatPlural, formatUsd } from './format.ts';
import { alignRows, wrap } from './layout.ts';

const SIDE = 12;
const SHOWN = 10;
/** A swing below this share of the cost is not worth a line. */
const SMALLEST_SHARE = 0.002;

export function tornadoTitle({ replications }: Tornado): string {
  return `What the cost hangs on (each assumption alone at both ends, ${formatPlural(replications, 'replication')}, same luck)`;
}

/** The bars worth a line, longest first. */
export function shownBars({ baseline, bars }: Tornado): readonly TornadoBar[] {
  return bars.filter(({ costSwingUsd }) => costSwingUsd > SMALLEST_SHARE * baseline.recommendedUsd).slice(0, SHOWN);
}

/** Of all its amounts. */
export function tornadoDecimals(bars: readonly TornadoBar[]): number {
  return columnDecimals(bars.flatMap(({ low, high }) => [low.recommendedUsd, high.recommendedUsd]));
}

/** The largest distance of an end from the baseline, US dollars: what a bar is drawn against. */
export function longestSide(bars: readonly TornadoBar[], baselineUsd: number): number {
  return bars.reduce((most, bar) => Math.max(most, ...deviations(bar, baselineUsd).map(Math.abs)), 0);
}

export function tornadoLines(tornado: Tornado): readonly string[] {
  const { baseline } = tornado;
  const shown = shownBars(tornado);
  const longest = longestSide(shown, baseline.recommendedUsd);
  const decimals = tornadoDecimals(shown);
  const header = ['assumption', 'low', 'cost', '', 'high', 'cost', ''];
  const rows = shown.map((bar) => [
    bar.assumption,
    valueText(bar.low, bar.unit),
    formatUsd(bar.low.recommendedUsd, decimals),
    drawn(deviations(bar, baseline.recommendedUsd), longest),
    valueText(bar.high, bar.unit),
    formatUsd(bar.high.recommendedUsd, decimals),
    remark(bar, baseline),
  ]);
  return [
    ...(rows.length === 0
      ? []
      : alignRows([header, ...rows], ['left', 'right', 'right', 'left', 'right', 'right', 'left'])),
    ...wrap(`${formatUsd(baseline.recommendedUsd)} at | ; ${otherBarsText(tornado)}`),
  ];
}

/** What the shown bars leave out. */
export function otherBarsText(tornado: Tornado): string {
  const others = tornado.bars.length - shownBars(tornado).length;
  const less = `${formatPlural(others, 'other assumption')} ${others === 1 ? 'moves' : 'move'} it by less`;
  return `${others === 0 ? 'no other assumption was varied' : less}${tornado.isComplete ? '' : '; stopped before the last one'}`;
}

/** Both ends less the baseline, US dollars. */
export function deviations({ low, high }: TornadoBar, centre: number): readonly number[] {
  return [low.recommendedUsd - centre, high.recommendedUsd - centre];
}

/** From the lower to the upper of the two ends, through the baseline. */
function drawn(ends: readonly number[], longest: number): string {
  const cells = (usd: number) => (longest === 0 ? 0 : Math.round((SIDE * usd) / longest));
  const left = Math.max(0, -cells(Math.min(...ends)));
  const right = Math.max(0, cells(Math.max(...ends)));
  return `${' '.repeat(SIDE - left)}${'='.repeat(left)}|${'='.repeat(right)}${' '.repeat(SIDE - right)}`;
}

export function valueText({ value }: TornadoEnd, unit: string): string {
  if (typeof value === 'string') return value;
  return unit === '' || unit === 'share' || unit === '0 or 1' ? String(value) : `${formatExact(value)} ${unit}`;
}

/** What matters more than the cost; jobs that are lost under the scenario's own assumptions too are no news. */
export function remark({ low, high }: TornadoBar, baseline: Tornado['baseline']): string {
  const dearer = [low, high].some(({ savingUsd }) => savingUsd <= 0);
  const lost = Math.max(low.lostJobs, high.lostJobs);
  return [...(dearer ? ['NOT CHEAPER'] : []), ...(lost > baseline.lostJobs ? [`${formatCount(lost)} lost`] : [])].join(
    ', ',
  );
}
