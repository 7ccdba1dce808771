/** Writes a recommendation for pull requests and wikis: the same facts as the terminal page, as Markdown. */
import type { Recommendation } from '../optimize/recommendation.ts';
import { formatDuration, formatUsdMean } from './format.ts';
import { holdoutNotes, holdoutRows, holdoutTitle } from './holdout-lines.ts';
import { ninesLines } from './nines-lines.ts';
import { overDaysRows, overDaysSentence, overDaysTitle } from './over-days-lines.ts';
import { withReadableLimits } from './readable-limits.ts';
import { changeLines } from './recommendation-changes.ts';
import {
  dataLines,
  LIMITS_OF_THE_CLAIM,
  mixRows,
  recommendationSentence,
  searchLines,
  sideBySideRows,
} from './recommendation-rows.ts';
import { todaySections } from './today-lines.ts';

/** GitHub-flavoured; ends with a newline. */
export function renderRecommendationMarkdown(found: Recommendation): string {
  const recommendation = withReadableLimits(found);
  const { scenario, recommended, verdict, notes, changes } = recommendation;
  const [header, ...rows] = sideBySideRows(recommendation);
  const mix = mixRows(recommended).map((row) => row.map((cell) => cell || ' '));
  const parts = [
    [`## ${escaped(scenario)}`],
    [escaped(recommendationSentence(recommendation))],
    table(header, rows),
    changes.length === 0 ? [] : ['### What changes', '', '```diff', ...changeLines(changes).map(diffLine), '```'],
    [
      `### Instance mix, ${verdict === 'change' ? 'recommended' : 'current'}`,
      '',
      ...table(['type', 'market', 'launched', 'cost', 'share'], mix),
    ],
    ...todaySections(recommendation).map(({ title, lines }) => [`### ${escaped(title)}`, '', ...nested(lines)]),
    againstHabits(recommendation),
    heldOut(recommendation),
    nines(recommendation),
    runnersUp(recommendation),
    ['### Search', '', ...list(searchLines(recommendation))],
    ['### Data', '', ...list(dataLines(recommendation))],
    ['### Limits of the claim', '', ...list([...notes, ...LIMITS_OF_THE_CLAIM])],
  ];
  const blocks = parts.filter((lines) => lines.length > 0).map((lines) => lines.join('\n'));
  return `${blocks.join('\n\n')}\n`;
}

function againstHabits({ overDays }: Recommendation): readonly string[] {
  if (overDays === undefined) return [];
  const [header, ...rows] = overDaysRows(overDays);
  return [`### ${overDaysTitle(overDays)}`, '', ...table(header, rows), '', `${overDaysSentence(overDays)}.`];
}

function heldOut({ holdout }: Recommendation): readonly string[] {
  if (holdout === null) return [];
  const [header, ...rows] = holdoutRows(holdout);
  return [`### ${holdoutTitle(holdout)}`, '', ...table(header, rows), '', ...list(holdoutNotes(holdout))];
}

function nines({ priceOfNines = [] }: Recommendation): readonly string[] {
  return priceOfNines.length === 0 ? [] : ['### Price of each extra nine', '', ...list(ninesLines(priceOfNines))];
}

function runnersUp({ runnersUp: losers }: Recommendation): readonly string[] {
  if (losers.length === 0) return [];
  const rows = losers.map(({ name, cost, waitSeconds, lostBecause }) => [
    name,
    formatUsdMean(cost.totalUsd),
    formatDuration(waitSeconds?.p95),
    lostBecause,
  ]);
  return ['### Runners-up', '', ...table(['configuration', 'cost', 'wait p95', 'why not'], rows)];
}

function table(header: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.map(escaped).join(' | ')} |`;
  return [line(header), `|${header.map((_, column) => (column === 0 ? '---' : '---:')).join('|')}|`, ...rows.map(line)];
}

function list(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `- ${escaped(line)}`);
}

/** Lines that are indented belong to the one before. */
function nested(lines: readonly string[]): readonly string[] {
  return lines.map((line) => `${line.startsWith('  ') ? '  ' : ''}- ${escaped(line.trim())}`);
}

/** Diff highlighting knows `-`, `+` and `!`. */
function diffLine(line: string): string {
  return line.startsWith('~') ? `!${line.slice(1)}` : line;
}

function escaped(text: string): string {
  return text.replace(/[|<>*_`[\]]/g, (character) => `\\${character}`);
}
