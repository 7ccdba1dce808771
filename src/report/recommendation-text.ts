/** Writes a recommendation for people at a terminal: what to do, what it saves, what changes, and how sure we are. */
import type { EvaluatedConfiguration, Recommendation } from '../optimize/recommendation.ts';
import { assumptionTitle, changedAssumptionLines, compactAssumptionLines } from './assumption-lines.ts';
import { standingOfLimit } from './change-effect.ts';
import { boundsSentence, floorSentence, gapLines, limitedSentence } from './floor-text.ts';
import { columnDecimals, formatDuration, formatPercent, formatUsd } from './format.ts';
import { holdoutLines, holdoutTitle } from './holdout-lines.ts';
import { alignRows, section, wrap } from './layout.ts';
import { ninesLines } from './nines-lines.ts';
import { overDaysLines, overDaysTitle } from './over-days-lines.ts';
import { withReadableLimits } from './readable-limits.ts';
import { changeLines } from './recommendation-changes.ts';
import {
  dataLines,
  LIMITS_OF_THE_CLAIM,
  mixRows,
  recommendationSentence,
  runnerUpText,
  searchLines,
  sideBySideRows,
} from './recommendation-rows.ts';
import { sensitivityLines, sensitivityTitle } from './sensitivity-lines.ts';
import { stressLines, stressSentence } from './stress-lines.ts';
import { todaySections } from './today-lines.ts';
import { tornadoLines, tornadoTitle } from './tornado-lines.ts';

const SHOWN_PARETO = 10;
const LIMIT_MARKS = { kept: '  kept    ', unsure: '  UNSURE  ', broken: '  BROKEN  ' } as const;

/** At most 100 columns, no colours, ends with a newline. */
export function renderRecommendation(found: Recommendation): string {
  const recommendation = withReadableLimits(found);
  const { current, recommended, verdict, assumptions, notes, data, closest, stress } = recommendation;
  const isChange = verdict === 'change';
  const lines = [
    `${recommendation.scenario} - ${data.region}, seed ${recommendation.seed}`,
    '',
    ...wrap(recommendationSentence(recommendation), '', ''),
    '',
    ...alignRows(sideBySideRows(recommendation), isChange ? ['left', 'right', 'right'] : ['left', 'right'], ''),
    ...section(
      isChange || closest === undefined ? 'Limits' : `Limits, of the closest configuration: ${closest.name}`,
      (isChange ? recommended : (closest ?? current)).limits.flatMap((reading) =>
        wrap(reading.text, LIMIT_MARKS[standingOfLimit(reading)], '          '),
      ),
    ),
    ...section('Instance mix, current', mixLines(current)),
    ...(isChange ? section('Instance mix, recommended', mixLines(recommended)) : []),
    ...section(
      'What changes',
      changeLines(recommendation.changes).flatMap((line) => wrap(line, '  ', '      ')),
    ),
    ...todaySections(recommendation).flatMap(({ title, lines }) =>
      section(
        title,
        lines.flatMap((line) => wrap(line.trimStart(), line.startsWith('  ') ? '    ' : '  ', '      ')),
      ),
    ),
    ...(recommendation.overDays === undefined
      ? []
      : section(overDaysTitle(recommendation.overDays), overDaysLines(recommendation.overDays))),
    ...(recommendation.holdout === null
      ? []
      : section(holdoutTitle(recommendation.holdout), holdoutLines(recommendation.holdout))),
    ...section('Distance to the floor', floorLines(recommendation)),
    ...section(sensitivityTitle(recommendation.sensitivity), sensitivityLines(recommendation.sensitivity)),
    ...(recommendation.tornado === undefined
      ? []
      : section(tornadoTitle(recommendation.tornado), tornadoLines(recommendation.tornado))),
    ...(stress === undefined
      ? []
      : section(`Named weather: the recommended configuration ${stressSentence(stress)}`, stressLines(stress))),
    ...section(
      'Price of each extra nine',
      ninesLines(recommendation.priceOfNines ?? []).flatMap((line) => wrap(line, '  ', '      ')),
    ),
    ...section(
      'Runners-up',
      recommendation.runnersUp.flatMap((runner) => wrap(runnerUpText(runner), '  ', '      ')),
    ),
    ...section(
      'Cost against waiting (nobody is better in cost, p95 wait and lost jobs at once)',
      paretoLines(recommendation),
    ),
    ...section(
      'Search',
      searchLines(recommendation).flatMap((line) => wrap(line, '  ', '    ')),
    ),
    ...section(
      'Data',
      dataLines(recommendation).flatMap((line) => wrap(line, '  ', '    ')),
    ),
    ...section(assumptionTitle(assumptions), [
      ...changedAssumptionLines(assumptions),
      ...compactAssumptionLines(assumptions),
    ]),
    ...section(
      'Limits of the claim',
      [...notes, ...LIMITS_OF_THE_CLAIM].flatMap((note) => wrap(note, '  - ', '    ')),
    ),
  ];
  return `${lines.join('\n')}\n`;
}

function floorLines({ floor, recommended, gapPercent }: Recommendation): readonly string[] {
  if (floor === null) return [];
  const { mean, hi = mean } = recommended.cost.totalUsd;
  const title = `In one replication, which cost ${formatUsd(floor.gap.costUsd)}, the distance went into`;
  const limited = floor.underLimits === undefined ? [] : wrap(limitedSentence(floor.underLimits, hi));
  return [
    ...wrap(floorSentence(floor, hi, gapPercent)),
    ...wrap(boundsSentence(floor, hi)),
    ...limited,
    ...wrap(title),
    ...gapLines(floor.gap),
  ];
}

function mixLines(side: EvaluatedConfiguration): readonly string[] {
  return alignRows(mixRows(side), ['left', 'left', 'right', 'right', 'right']);
}

function paretoLines({ pareto }: Recommendation): readonly string[] {
  const shown = pareto.slice(0, SHOWN_PARETO);
  const decimals = columnDecimals(shown.map(({ costUsd }) => costUsd));
  const rows = shown.map((point) => [
    point.name,
    formatUsd(point.costUsd, decimals),
    formatDuration(point.p95WaitSeconds),
    `${formatPercent(point.lostShare)} lost`,
    point.isConfirmed ? '' : 'not confirmed',
  ]);
  return alignRows(rows, ['left', 'right', 'right', 'right', 'left']);
}
