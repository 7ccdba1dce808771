/** Writes the Spot section of docs/validation.md: fit against record, whole groups, and zones predicted from other zones. */
import { presetAssumptions } from '../../src/models/assumptions.ts';
import { exp } from '../../src/models/elementary.ts';
import { fitSpells, medianMs, residualSurvival, type Spell } from '../../src/models/spot/fit-spells.ts';
import { advisorHazardPerHour, UNKNOWN_BUCKET } from '../../src/models/spot/hazards.ts';
import { FULL_SEVERITY, MILD_SEVERITY, MILD_STORM_PROBABILITY } from '../../src/models/spot/pools.ts';
import { availability, meanMs } from '../../src/models/spot/spells.ts';
import { type Prediction, possibleLaws, predictSurvival } from './predict.ts';
import { type Spells, type SpotSeries, spellsOf, survival, upSpans, wholeGroupLosses } from './series.ts';
import { groupOf, spreadWithout } from './zone-spread.ts';

const HOUR_MS = 3_600_000;
const HORIZONS_HOURS = [1, 2, 4, 8];
const HORIZONS_MS = HORIZONS_HOURS.map((hours) => hours * HOUR_MS);
/** Fewer spells say nothing about two phases. */
const ENOUGH_SPELLS = 10;
const WANTED = 0.7;

export function spotPage(all: readonly SpotSeries[]): string {
  const usable = all.filter(({ series }) => spellsOf(series).up.length >= ENOUGH_SPELLS);
  const left = all.filter((series) => !usable.includes(series));
  return [
    '## Spot: fitted spells against public records',
    '',
    'Records: skypilot-org/spot-traces (NSDI’24 “Can’t Be Late”), availability probes and held instances on AWS, 2022-2023.',
    'Each up and down spell law is a two-phase mixture (H2) fitted by maximum likelihood; spells cut by the edge of the',
    'record count as "at least". Survival = a job started at a random available moment is not interrupted for that long.',
    'Each cell is predicted / observed.',
    '',
    ...fitTable(usable),
    '',
    ...left.map(
      ({ name, series }) =>
        `Left out: ${name}, up spells: ${spellsOf(series).up.length} (fewer than ${ENOUGH_SPELLS}).`,
    ),
    '',
    '### Losing a whole group',
    '',
    ...groupTable(all.filter(({ nodes }) => nodes > 1)),
    '',
    ...outOfSample(usable),
  ].join('\n');
}

function fitTable(all: readonly SpotSeries[]): readonly string[] {
  const head = [
    'record',
    'up spells',
    'availability',
    'mean up, h',
    'median up, h',
    ...HORIZONS_HOURS.map((hours) => `survives ${hours} h`),
  ];
  const errors: number[] = [];
  const memorylessErrors: number[] = [];
  const rows = all.map((one) => {
    const spells = spellsOf(one.series);
    const up = fitSpells(spells.up);
    const down = fitSpells(spells.down);
    const observed = survivalsOf(one, spells);
    const predicted = HORIZONS_MS.map((ms) => residualSurvival(up, ms));
    predicted.forEach((value, index) => {
      const seen = observed[index] ?? Number.NaN;
      errors.push(Math.abs(value - seen));
      memorylessErrors.push(Math.abs(exp(-(HORIZONS_MS[index] ?? 0) / meanMs(up)) - seen));
    });
    return [
      label(one),
      String(spells.up.length),
      pair(availability(up, down), spells.upMs / spells.lengthMs),
      pair(meanMs(up) / HOUR_MS, mean(spells.up) / HOUR_MS),
      pair(medianMs(up) / HOUR_MS, median(spells.up) / HOUR_MS),
      ...predicted.map((value, index) => pair(value, observed[index] ?? Number.NaN)),
    ];
  });
  const meanOf = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  return [
    ...table(head, rows),
    '',
    `Mean absolute error of the ${errors.length} survivals: ${meanOf(errors).toFixed(3)}, largest ${Math.max(...errors).toFixed(3)}; of a memoryless pool with`,
    `the same mean up spell: ${meanOf(memorylessErrors).toFixed(3)}, largest ${Math.max(...memorylessErrors).toFixed(3)}.`,
  ];
}

function survivalsOf({ series }: SpotSeries, { lengthMs }: Spells): readonly number[] {
  const spans = upSpans(series);
  return HORIZONS_MS.map((ms) => survival(spans, lengthMs, ms));
}

/**
 * Chance that a full group of n which begins to lose instances loses all within 15 minutes: storms come once per mean up spell and
 * take each instance with the storm's severity, single losses come at the advisor's rate of an unknown type.
 */
function groupTable(all: readonly SpotSeries[]): readonly string[] {
  const single = advisorHazardPerHour(UNKNOWN_BUCKET, presetAssumptions('typical').spot);
  const rows = all.map((one) => {
    const storms = HOUR_MS / meanMs(fitSpells(spellsOf(one.series).up));
    const mixture = (of: (severity: number) => number) =>
      MILD_STORM_PROBABILITY * of(MILD_SEVERITY) + (1 - MILD_STORM_PROBABILITY) * of(FULL_SEVERITY);
    const whole = storms * mixture((severity) => severity ** one.nodes);
    const begins = storms * mixture((severity) => 1 - (1 - severity) ** one.nodes) + one.nodes * single;
    const { events, share } = wholeGroupLosses(one.series, one.nodes);
    return [label(one), String(one.nodes), String(events), pair(whole / begins, share)];
  });
  return [
    'Of the times a full group begins to lose instances, the share in which all are lost within 15 minutes (predicted by the',
    'storms of the `pools` model, which are not fitted to these records / observed).',
    '',
    ...table(['record', 'nodes', 'times', 'all lost'], rows),
  ];
}

interface Judged {
  readonly from: SpotSeries;
  readonly to: SpotSeries;
  readonly intervals: readonly Prediction[];
  readonly observed: readonly number[];
  readonly spreadUp: number;
}

function outOfSample(all: readonly SpotSeries[]): readonly string[] {
  const same = judged(all, (from, to) => groupOf(from) === groupOf(to));
  const plain = judged(all, (from, to) => groupOf(from) === groupOf(to), true);
  const others = judged(
    all,
    (from, to) => from.set === to.set && from.type === to.type && from.kind === to.kind && from.region !== to.region,
  );
  const rows = same.map((one) => [
    `${label(one.from)} → ${one.to.zone}`,
    one.spreadUp.toFixed(2),
    ...one.intervals.map(({ low, high }, index) => {
      const observed = one.observed[index] ?? Number.NaN;
      const text = `${low.toFixed(2)}-${high.toFixed(2)}: ${observed.toFixed(2)}`;
      return isHeld({ low, high }, observed) ? text : `**${text}**`;
    }),
  ]);
  return [
    '### Out of sample: one zone predicts the others',
    '',
    'Fitted on one zone of a type, 80 % interval of the survival that the record of another zone of the same region shows. The',
    'interval knows that few spells were seen (they are resampled and fitted again), that the other record is finite, and that zones',
    'differ: the deviation of ln mean spell between zones, learned from the other groups only. Bold: outside.',
    '',
    ...table(['from → to', 'zone deviation', ...HORIZONS_HOURS.map((hours) => `${hours} h`)], rows),
    '',
    verdict(same),
    '',
    `Without the deviation between zones ${heldText(plain)}: a fit of one zone taken at face value is far too sure of itself.`,
    `Predicting other regions with the deviation of zones ${heldText(others)}: what is learned in one region does not carry over.`,
  ];
}

function judged(
  all: readonly SpotSeries[],
  belongs: (from: SpotSeries, to: SpotSeries) => boolean,
  isPlain = false,
): readonly Judged[] {
  return all.flatMap((from) => {
    const targets = all.filter((to) => to !== from && belongs(from, to));
    if (targets.length === 0) return [];
    const spread = isPlain ? { up: 0, down: 0 } : spreadWithout(all, groupOf(from));
    const laws = possibleLaws(spellsOf(from.series), spread);
    return targets.map((to) => {
      const spells = spellsOf(to.series);
      return {
        from,
        to,
        intervals: predictSurvival(laws, spells.lengthMs, HORIZONS_MS),
        observed: survivalsOf(to, spells),
        spreadUp: spread.up,
      };
    });
  });
}

function isHeld({ low, high }: Prediction, observed: number): boolean {
  return observed >= low - 1e-9 && observed <= high + 1e-9;
}

function heldCount(all: readonly Judged[]): { held: number; total: number } {
  const hits = all.flatMap(({ intervals, observed }) =>
    intervals.map((interval, index) => isHeld(interval, observed[index] ?? Number.NaN)),
  );
  return { held: hits.filter(Boolean).length, total: hits.length };
}

function heldText(all: readonly Judged[]): string {
  const { held, total } = heldCount(all);
  return `${held} of ${total} intervals (${Math.round((100 * held) / total)} %) hold the observed survival`;
}

function verdict(all: readonly Judged[]): string {
  const { held, total } = heldCount(all);
  const wish = `at least 7 of 10 wanted: ${held / total >= WANTED ? 'reached' : '**missed**'}`;
  return `${heldText(all)}; ${wish}. The four horizons of a pair are not independent: they stand or fall together.`;
}

/** Spells as they are in the record, cut ones included. */
function mean(spells: readonly Spell[]): number {
  return spells.reduce((sum, { ms }) => sum + ms, 0) / spells.length;
}

function median(spells: readonly Spell[]): number {
  const sorted = spells.map(({ ms }) => ms).sort((left, right) => left - right);
  return sorted[Math.floor(sorted.length / 2)] ?? Number.NaN;
}

const TYPE_NAMES: Readonly<Record<string, string>> = {
  v100_1: 'p3.2xlarge',
  v100_8: 'p3.16xlarge',
  intel_64: 'r5.16xlarge',
};

function label({ zone, type, kind, nodes, set }: SpotSeries): string {
  const when = set.replace(/^[a-z]+-(\d\d)-\d\d-(\d{4})$/, '$2-$1');
  return `${zone} ${TYPE_NAMES[type] ?? type}${nodes > 1 ? ` x${nodes}` : ''}, ${kind} ${when}`;
}

function pair(predicted: number, observed: number): string {
  return `${number(predicted)} / ${number(observed)}`;
}

function number(value: number): string {
  if (Number.isNaN(value)) return '-';
  return Math.abs(value) >= 10 ? value.toFixed(1) : value.toFixed(2);
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [line(head), line(head.map((_, column) => (column === 0 ? '---' : '--:'))), ...rows.map(line)];
}
