/** The saving under other readings of what AWS does not document, one row a reading. */
import type { SensitivityReading } from '../optimize/sensitivity.ts';
import { columnDecimals, formatCount, formatPlural, formatUsd } from './format.ts';
import { alignRows, wrap } from './layout.ts';

/** Empty when nothing was read. */
export function sensitivityLines(readings: readonly SensitivityReading[]): readonly string[] {
  if (readings.length === 0) return [];
  const decimals = sensitivityDecimals(readings);
  const header = ['assumption (other seeds)', 'current', 'recommended', 'saving', ''];
  return [
    ...alignRows(
      [header, ...readings.map((reading) => row(reading, decimals))],
      ['left', 'right', 'right', 'right', 'left'],
    ),
    ...readings.flatMap(warningsOf),
  ];
}

/** Of all its amounts. */
export function sensitivityDecimals(readings: readonly SensitivityReading[]): number {
  return columnDecimals(readings.flatMap((one) => [one.currentUsd.mean, one.recommendedUsd.mean]));
}

function row(reading: SensitivityReading, decimals: number): readonly string[] {
  const { assumption, value, currentUsd, recommendedUsd, savingUsd } = reading;
  const words = savingInWords(reading);
  return [
    `${assumption} = ${value}`,
    formatUsd(currentUsd.mean, decimals),
    formatUsd(recommendedUsd.mean, decimals),
    formatUsd(savingUsd.mean, decimals),
    words === 'not cheaper' ? words.toUpperCase() : words,
  ];
}

/** Few replications tell small savings from nothing: one that they cannot tell is not refuted. */
export function savingInWords({ isStillCheaper, savingUsd }: SensitivityReading): string {
  if (isStillCheaper) return 'still cheaper';
  return savingUsd.mean > 0 ? 'not told from chance' : 'not cheaper';
}

/** What goes wrong under a reading, in a line of its own: in the table it would push the names of the assumptions out. */
function warningsOf(reading: SensitivityReading): readonly string[] {
  const warning = sensitivityWarning(reading);
  if (warning === '') return [];
  return wrap(`with ${reading.assumption} = ${reading.value} ${warning}`, '  ! ', '    ');
}

/** Goes on after the name of the assumption; empty where nothing goes wrong. */
export function sensitivityWarning({
  brokenLimits,
  lostJobs,
  lostForGood = 0,
  flipsTo,
  ranking,
}: SensitivityReading): string {
  const other = ranking.find(({ name }) => name === flipsTo);
  const parts = [
    ...(brokenLimits.length > 0 ? [`it BREAKS ${brokenLimits.join(' and ')}`] : []),
    ...(lostJobs > lostForGood ? [lostText(lostJobs, lostForGood)] : []),
    ...(other === undefined ? [] : [`the CHOICE FLIPS to ${other.name} (${formatUsd(other.usd)})`]),
  ];
  return parts.join(', ');
}

/** What the history lost for good is lost whatever is assumed. */
function lostText(lostJobs: number, forGood: number): string {
  return `${formatCount(lostJobs)} jobs are lost${forGood > 0 ? `, ${forGood} of them for good in the history` : ''}`;
}

/** How many replications each reading is of. */
export function sensitivityTitle(readings: readonly SensitivityReading[]): string {
  return `Does it survive other assumptions? (${formatPlural(readings[0]?.replications ?? 0, 'replication')} each)`;
}
