/** The saving under other readings of what AWS does not document, one row a reading. */
import type { SensitivityReading } from '../optimize/sensitivity.ts';
import { formatUsd } from './format.ts';
import { alignRows, wrap } from './layout.ts';

/** Empty when nothing was read. */
export function sensitivityLines(readings: readonly SensitivityReading[]): readonly string[] {
  if (readings.length === 0) return [];
  const header = ['assumption (other seeds)', 'current', 'recommended', 'saving', ''];
  return [
    ...alignRows([header, ...readings.map(row)], ['left', 'right', 'right', 'right', 'left']),
    ...readings.flatMap(({ assumption, value, flipsTo, ranking }) => {
      const other = ranking.find(({ name }) => name === flipsTo);
      if (other === undefined) return [];
      return wrap(
        `with ${assumption} = ${value} the choice would be ${other.name} (${formatUsd(other.usd)})`,
        '  ! ',
        '    ',
      );
    }),
  ];
}

function row(reading: SensitivityReading): readonly string[] {
  const { assumption, value, currentUsd, recommendedUsd, savingUsd, lostJobs, isStillCheaper, brokenLimits } = reading;
  const broken = brokenLimits.length > 0 ? `, BREAKS ${brokenLimits.join(' and ')}` : '';
  const lost = lostJobs > 0 ? `, ${lostJobs} jobs lost` : '';
  const flips = reading.flipsTo === undefined ? '' : ', CHOICE FLIPS';
  return [
    `${assumption} = ${value}`,
    formatUsd(currentUsd.mean, 2),
    formatUsd(recommendedUsd.mean, 2),
    formatUsd(savingUsd.mean, 2),
    `${isStillCheaper ? 'still cheaper' : 'NOT CHEAPER'}${broken}${lost}${flips}`,
  ];
}
