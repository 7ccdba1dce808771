/** Writes a sweep for people: one row a point against the scenario as written, which limits hold where, and what it rests on. */
import type { SimulationResult } from '../study/simulation-result.ts';
import type { SweepPoint, SweepReport, SweptThreshold } from '../study/sweep.ts';
import { assumptionTitle, changedAssumptionLines } from './assumption-lines.ts';
import { formatPercent, formatPlural } from './format.ts';
import { section, wrap } from './layout.ts';
import { sourceLines } from './source-lines.ts';
import { CHANCE, endTable, isChance, pointTable } from './sweep-table.ts';
import { labelOf, shortNames } from './sweep-values.ts';

/** Points that are named in one line. */
const SHOWN_LABELS = 6;

/** At most 100 columns, no colours, ends with a newline. */
export function renderSweep(report: SweepReport): string {
  const names = shortNames(report.varied.map(({ path }) => path));
  const written = report.points.find(({ result }) => result !== undefined)?.result;
  const table = report.design === 'product' ? pointTable(report, names) : { lines: endTable(report), numbered: [] };
  const lines = [
    ...wrap(title(report, written), '', ''),
    ...(report.design === 'product' ? legendLines(names) : []),
    '',
    ...table.lines,
    ...footLines(report),
    ...section('Points', table.numbered),
    ...section('Thresholds (limits above)', thresholdLines(report, names)),
    ...(written === undefined
      ? []
      : [
          ...section('Data', sourceLines(written)),
          ...section(assumptionTitle(written.assumptions), changedAssumptionLines(written.assumptions)),
        ]),
    ...section('Warnings', warningLines(report, names)),
  ];
  return `${lines.join('\n')}\n`;
}

function title({ scenario, seed, replications }: SweepReport, written: SimulationResult | undefined): string {
  const region = written === undefined ? '' : `${written.data.region}, `;
  const means = replications === 1 ? '' : '; figures are means';
  return `${scenario} - ${region}${formatPlural(replications, 'replication')} of every point from seed ${seed}${means}`;
}

/** Which path a column stands for, where its name does not say it all. */
function legendLines(names: ReadonlyMap<string, string>): readonly string[] {
  return [...names]
    .filter(([path, name]) => path !== name)
    .flatMap(([path, name]) => wrap(`${name} = ${path}`, '', '  '));
}

function footLines({ points, replications, isComplete, confidence, design }: SweepReport): readonly string[] {
  const level = `${Math.round(confidence * 100)} %`;
  const isLucky = points.some(
    ({ costDifferenceUsd, p95WaitDifferenceSeconds }) =>
      (costDifferenceUsd !== undefined && isChance(costDifferenceUsd)) ||
      (p95WaitDifferenceSeconds !== undefined && isChance(p95WaitDifferenceSeconds)),
  );
  const notes = [
    replications === 1
      ? 'one replication only: no difference can be told from chance'
      : `± is half the ${level} interval; every point has the luck of the scenario as written, and differences to it are taken run by run`,
    ...(isLucky && replications > 1 ? [`${CHANCE} = cannot be told from chance`] : []),
    ...(points.some(({ result, costDifferenceUsd }, index) => index > 0 && result && !costDifferenceUsd)
      ? ['unknown = not the jobs that the scenario as written runs']
      : []),
    ...(design === 'one-at-a-time' ? ['one assumption at a time, the largest effect on the cost first'] : []),
    ...(isComplete ? [] : [`stopped after ${formatPlural(points.length, 'point')}`]),
  ];
  return ['', ...wrap(notes.join('; '))];
}

interface JudgedAt {
  readonly label: string;
  readonly verdict: SweptThreshold;
}

/** One line a limit, also of those that are themselves varied. */
function thresholdLines({ points }: SweepReport, names: ReadonlyMap<string, string>): readonly string[] {
  const judged = new Map<string, JudgedAt[]>();
  for (const point of points) {
    const label = nameOf(point, points, names);
    for (const verdict of point.thresholds)
      judged.set(verdict.threshold, [...(judged.get(verdict.threshold) ?? []), { label, verdict }]);
  }
  return [...judged].flatMap(([threshold, all]) => {
    const isKept = all.every(({ verdict }) => verdict.ok);
    return wrap(`${threshold}: ${verdictText(all, points.length)}`, isKept ? '  ✓ ' : '  ✗ ', '    ');
  });
}

/** Where it fails, and where luck alone may keep it. */
function verdictText(all: readonly JudgedAt[], pointCount: number): string {
  const count = formatPlural(all.length, 'point');
  const everywhere = all.length === pointCount ? `at all ${count}` : `wherever it is judged (${count})`;
  const at = (some: readonly JudgedAt[]) =>
    some.length === all.length ? everywhere : `at ${someOf(some.map(({ label }) => label))}`;
  const failing = all.filter(({ verdict }) => !verdict.ok);
  const unsure = all.filter(({ verdict: { ok, isConfirmed } }) => ok && isConfirmed === false);
  const apart = all.flatMap(({ label, verdict: { ok, keptShare } }) =>
    ok && keptShare !== undefined && keptShare < 1 ? [`${label} (${formatPercent(keptShare)})`] : [],
  );
  return [
    failing.length === 0 ? `holds ${everywhere}` : `fails ${at(failing)}`,
    ...(unsure.length === 0 ? [] : [`too few replications to be sure ${at(unsure)}`]),
    ...(apart.length === 0 ? [] : [`not every run keeps it at ${someOf(apart)}`]),
  ].join('; ');
}

function warningLines({ points }: SweepReport, names: ReadonlyMap<string, string>): readonly string[] {
  const ran = points.filter(({ result }) => result !== undefined);
  const where = new Map<string, SweepPoint[]>();
  for (const point of ran) {
    for (const warning of point.result?.warnings ?? []) where.set(warning, [...(where.get(warning) ?? []), point]);
  }
  return [...where].flatMap(([warning, at]) => {
    const labels = at.map((point) => nameOf(point, points, names));
    return wrap(at.length === ran.length ? warning : `${warning} (at ${someOf(labels)})`, '  ! ', '    ');
  });
}

function someOf(labels: readonly string[]): string {
  const others = labels.length - SHOWN_LABELS;
  return others <= 1 ? labels.join(', ') : `${labels.slice(0, SHOWN_LABELS).join(', ')} and ${others} more`;
}

function nameOf(point: SweepPoint, points: readonly SweepPoint[], names: ReadonlyMap<string, string>): string {
  return point === points[0] ? 'the scenario as written' : labelOf(point.values, names);
}
