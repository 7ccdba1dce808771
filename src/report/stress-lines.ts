/** Named weather as lines of text: what each storm costs, delays and loses, and whether the configuration survives it. */
import type { StressReport, WeatherFigures } from '../study/stress.ts';
import { formatCount, formatDuration, formatPlural, formatUsd } from './format.ts';
import { alignRows, wrap } from './layout.ts';

/** One table a configuration, fair weather first; then what was broken and what the storms are. */
export function stressLines(report: StressReport): readonly string[] {
  const { fairWeather, storms, rule, replications, isComplete } = report;
  return [
    ...fairWeather.flatMap((fair, side) => [
      `  ${fair.name}`,
      ...alignRows(
        [
          ['storm (other seeds)', 'cost', 'p95 wait', 'makespan', 'lost jobs', ''],
          row('fair weather', fair, ''),
          ...storms.map((reading) =>
            row(reading.storm, reading.sides[side], verdictOf(reading.pointless, reading.sides[side].survives)),
          ),
        ],
        ['left', 'right', 'right', 'right', 'right', 'left'],
        '    ',
      ),
      ...storms.flatMap(({ storm, sides }) =>
        sides[side].broken.length === 0 ? [] : wrap(`${storm}: ${sides[side].broken.join('; ')}`, '    ! ', '      '),
      ),
    ]),
    ...wrap(
      `${rule}; ${formatPlural(replications, 'replication')} each${isComplete ? '' : '; stopped before the last storm'}`,
      '  ',
      '  ',
    ),
    ...storms.flatMap(({ storm, description }) => wrap(`${storm}: ${description}`, '  - ', '    ')),
  ];
}

/** One sentence for the last configuration, which is the one under test. */
export function stressSentence({ storms }: StressReport): string {
  const felt = storms.filter(({ pointless }) => pointless === undefined);
  const fallen = felt.filter(({ sides }) => !sides[sides.length - 1].survives).map(({ storm }) => storm);
  if (fallen.length === 0) return `survives all ${felt.length} storms that can touch it`;
  return `survives ${felt.length - fallen.length} of ${felt.length} storms; not ${fallen.join(', ')}`;
}

function verdictOf(pointless: string | undefined, survives: boolean): string {
  if (pointless !== undefined) return pointless;
  return survives ? 'survives' : 'DOES NOT SURVIVE';
}

function row(name: string, figures: WeatherFigures, verdict: string): readonly string[] {
  return [
    name,
    formatUsd(figures.costUsd, 2),
    formatDuration(figures.p95WaitSeconds),
    formatDuration(figures.makespanSeconds),
    formatCount(figures.failedJobs + figures.neverRanJobs),
    verdict,
  ];
}
