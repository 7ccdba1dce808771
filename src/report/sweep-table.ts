/** The tables of a sweep: a row a point with all its figures, or a row an end of a range with what it moves. */
import { moneyDecimals } from '../models/written-number.ts';
import type { PairedDifference } from '../study/statistics.ts';
import type { SweepPoint, SweepReport } from '../study/sweep.ts';
import { formatCount, formatDuration, formatPlural, formatUsd } from './format.ts';
import { type Alignment, alignRows, fitToPage, shorten, wrap } from './layout.ts';
import { labelOf, valueText } from './sweep-values.ts';

/** Stands before a difference that may be luck. */
export const CHANCE = '~';
/** What the figures leave of the page for the values of a point, which must do for this many. */
const VALUES_WIDTH = 30;
const MOST_VALUES = 3;

export interface PointTable {
  readonly lines: readonly string[];
  /** What the numbers of points stand for; nothing where the table says it. */
  readonly numbered: readonly string[];
}

/** The scenario as written, then the points in their order, by their values or, where these would not be told apart, by number. */
export function pointTable(report: SweepReport, names: ReadonlyMap<string, string>): PointTable {
  const columns = valueColumns(report, names);
  if (columns !== undefined) return { lines: alignTable(tableOf(report, columns)), numbered: [] };
  return { lines: alignTable(tableOf(report, numberColumn(report))), numbered: numberedPoints(report, names) };
}

interface PointColumns {
  readonly header: readonly string[];
  /** By point. */
  readonly cells: readonly (readonly string[])[];
}

function numberColumn({ points }: SweepReport): PointColumns {
  return { header: ['point'], cells: points.map((_, index) => [String(index)]) };
}

/** A column a path; undefined where that would be too many, or where different values would look the same. */
function valueColumns(report: SweepReport, names: ReadonlyMap<string, string>): PointColumns | undefined {
  const { points, varied } = report;
  if (varied.length > MOST_VALUES) return undefined;
  const whole = {
    header: varied.map(({ path }) => names.get(path) ?? path),
    cells: points.map(({ values }) => varied.map(({ path }) => valueText(values[path]))),
  };
  if (isUncut(tableOf(report, whole))) return whole;
  // The first column may be as wide as the page allows.
  const width = Math.floor(VALUES_WIDTH / varied.length);
  const short = (row: readonly string[]) => row.map((text, column) => (column === 0 ? text : shorten(text, width)));
  const columns = { header: short(whole.header), cells: whole.cells.map(short) };
  const shown = shownCells(tableOf(report, columns));
  return areToldApart([whole.header, ...whole.cells], shown) ? columns : undefined;
}

function isUncut(table: Table): boolean {
  const shown = shownCells(table);
  return table.rows.every((row, index) => row.every((text, column) => text === shown[index][column]));
}

function shownCells({ rows, alignments }: Table): readonly (readonly string[])[] {
  return fitToPage(rows, alignments.length).cells;
}

/** Paths by their headers, and the values of each. */
function areToldApart(whole: readonly (readonly string[])[], shown: readonly (readonly string[])[]): boolean {
  const [header, ...points] = whole;
  const [shownHeader, ...shownPoints] = shown;
  const count = (texts: readonly string[]) => new Set(texts).size;
  return (
    count(shownHeader.slice(0, header.length)) === header.length &&
    header.every((_, column) => {
      const [before, after] = [points, shownPoints].map((rows) => count(rows.map((row) => row[column])));
      return before === after;
    })
  );
}

function numberedPoints({ points }: SweepReport, names: ReadonlyMap<string, string>): readonly string[] {
  return points.flatMap(({ values }, index) => wrap(labelOf(values, names), `  ${index}: `, '    '));
}

interface Table {
  readonly rows: readonly (readonly string[])[];
  readonly alignments: readonly Alignment[];
}

function tableOf({ points }: SweepReport, { header, cells }: PointColumns): Table {
  const rows = points.map((point, index) => [
    ...cells[index],
    ...(point.result === undefined ? ['', neverText(point), '', '', '', ''] : figures(point, index === 0)),
    remark(point),
  ]);
  const figureNames = ['cost', 'difference', 'p95 wait', 'makespan', 'failed', 'limits', ''];
  const values = header.map((_, column): Alignment => (column === 0 ? 'left' : 'right'));
  return withRemarks(
    [[...header, ...figureNames], ...rows],
    [...values, 'right', 'right', 'right', 'right', 'right', 'right'],
  );
}

/** Remarks come last, and take no room where there are none. */
function withRemarks(rows: readonly (readonly string[])[], alignments: readonly Alignment[]): Table {
  if (rows.some((row) => row[alignments.length] !== '')) return { rows, alignments: [...alignments, 'left'] };
  return { rows: rows.map((row) => row.slice(0, alignments.length)), alignments };
}

function alignTable({ rows, alignments }: Table): readonly string[] {
  return alignRows(rows, alignments);
}

function figures(point: SweepPoint, isWritten: boolean): readonly string[] {
  const { cost, failed, limits, makespan, wait } = wordsOf(point);
  return [cost, isWritten ? 'as written' : differenceText(point), wait, makespan, failed, limits];
}

/** The scenario as written in a sentence, then two rows a path; paths that change nothing at either end in a sentence. */
export function endTable({ points: [written, ...ends], varied }: SweepReport): readonly string[] {
  const pairs = varied.map(({ path }, index) => {
    return { name: path.replace(/^assumptions\./, ''), path, ends: ends.slice(2 * index, 2 * index + 2) };
  });
  const idle = pairs.filter((pair) => pair.ends.every(isWithoutEffect));
  const moving = pairs.filter((pair) => !idle.includes(pair));
  const rows = moving.flatMap(({ name, path, ends: both }) =>
    both.map((end, index) => [index === 0 ? name : '', valueText(end.values[path]), ...moves(end), remark(end)]),
  );
  const header = ['assumption', 'value', 'cost difference', 'p95 wait', 'makespan', 'limits', ''];
  return [
    ...wrap(`As written: ${writtenText(written)}`, '', ''),
    ...(rows.length === 0
      ? []
      : ['', ...alignTable(withRemarks([header, ...rows], ['left', 'right', 'right', 'right', 'right', 'right']))]),
    ...(idle.length === 0 ? [] : ['', ...wrap(`Without any effect here: ${idle.map(({ name }) => name).join(', ')}`)]),
  ];
}

function moves(end: SweepPoint): readonly string[] {
  if (end.result === undefined) return [neverText(end), '', '', ''];
  const { limits, makespan, wait } = wordsOf(end);
  return [differenceText(end), wait, makespan, limits];
}

function writtenText(written: SweepPoint): string {
  if (written.result === undefined) return neverText(written);
  const { cost, failed, limits, makespan, wait } = wordsOf(written);
  const parts = [
    `cost ${cost}`,
    `p95 wait ${wait}`,
    `makespan ${makespan}`,
    `${failed} failed`,
    ...(written.thresholds.length === 0 ? [] : [`${limits} limits hold`]),
  ];
  return [...parts, remark(written)].filter((part) => part !== '').join(', ');
}

function isWithoutEffect({ costDifferenceUsd: cost, p95WaitDifferenceSeconds: wait }: SweepPoint): boolean {
  return cost !== undefined && isNone(cost) && (wait === undefined || isNone(wait));
}

/** Of a point that ran. */
function wordsOf({ result, thresholds, p95WaitDifferenceSeconds }: SweepPoint) {
  if (result === undefined) throw new Error('a point without a result has no figures');
  const { cost, jobs, waitSeconds, makespanSeconds } = result;
  const isLuck = p95WaitDifferenceSeconds !== undefined && isChance(p95WaitDifferenceSeconds);
  return {
    cost: withHalfWidth(cost.totalUsd, moneyDecimals(cost.totalUsd.mean), formatUsd),
    wait: `${isLuck ? `${CHANCE} ` : ''}${formatDuration(waitSeconds?.p95)}`,
    makespan: formatDuration(jobs.neverRan > 0 ? undefined : makespanSeconds.mean),
    failed: formatCount(jobs.failed),
    limits: thresholds.length === 0 ? '-' : `${thresholds.filter(({ ok }) => ok).length}/${thresholds.length}`,
  };
}

function neverText({ impossible = [] }: SweepPoint): string {
  const jobs = impossible.reduce((sum, shape) => sum + shape.jobs, 0);
  return `${formatPlural(jobs, 'job')} can never run`;
}

function remark({ result, leftOutJobs = 0 }: SweepPoint): string {
  const neverRan = result?.jobs.neverRan ?? 0;
  return [
    ...(neverRan > 0 ? [`${formatCount(neverRan)} never ran`] : []),
    ...(leftOutJobs > 0 ? [`${formatCount(leftOutJobs)} left out`] : []),
  ].join(', ');
}

function differenceText({ costDifferenceUsd: difference, result }: SweepPoint): string {
  if (difference === undefined) return 'unknown';
  if (isNone(difference)) return 'none';
  const decimals = moneyDecimals(result?.cost.totalUsd.mean ?? 0);
  const text = withHalfWidth(difference, decimals, (usd) => `${usd > 0 ? '+' : ''}${formatUsd(usd, decimals)}`);
  return isChance(difference) ? `${CHANCE} ${text}` : text;
}

/** The same in every replication. */
function isNone({ mean, lo, hi }: PairedDifference): boolean {
  return mean === 0 && (lo ?? 0) === 0 && (hi ?? 0) === 0;
}

export function isChance(difference: PairedDifference): boolean {
  return !difference.distinguishable && !isNone(difference);
}

/** `$12.34 ±0.56`; without an interval the mean alone. */
function withHalfWidth(
  { mean, lo, hi }: { readonly mean: number; readonly lo?: number; readonly hi?: number },
  decimals: number,
  money: (usd: number, decimals: number) => string,
): string {
  if (lo === undefined || hi === undefined) return money(mean, decimals);
  return `${money(mean, decimals)} ±${formatUsd((hi - lo) / 2, decimals).replace('$', '')}`;
}
