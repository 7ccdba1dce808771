/** The points of a sweep as scenarios to load: what the user varies, or each assumption alone over the range AWS may lie in. */
import type { Problem } from '../models/problem.ts';
import { sweepsFor } from '../optimize/assumption-sweeps.ts';
import { impliedDefault } from '../scenario/implied-defaults.ts';
import type { FieldPath } from '../scenario/source-map.ts';
import { parseVariations, type Variation } from '../scenario/variation.ts';
import { type PlacedVariation, placeVariations, valueAt, withValue } from '../scenario/vary.ts';
import { type PointValues, productOf, type Varied } from '../study/sweep.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { Failure } from './failure.ts';
import { type Loaded, loadSource, type ScenarioFlags, type ScenarioSource } from './load.ts';
import type { TraceShelf } from './trace-shelf.ts';

export interface SweepCase {
  readonly values: PointValues;
  /** Anew at every call, since hundreds of loaded scenarios would not fit in memory. Throws a Failure when it is not valid. */
  readonly load: () => Promise<Loaded>;
}

export interface SweepCases {
  readonly varied: readonly Varied[];
  /** The scenario's own values of what is varied. */
  readonly written: PointValues;
  readonly cases: readonly SweepCase[];
}

export interface OpenedScenario {
  readonly context: CliContext;
  readonly source: ScenarioSource;
  readonly flags: ScenarioFlags;
  readonly traces: TraceShelf;
}

/** Fields that a flag decides for every point. */
const DECIDED: Readonly<Record<string, { readonly flag: keyof ScenarioFlags; readonly option: string }>> = {
  region: { flag: 'region', option: '--region' },
  'catalog.tables': { flag: 'catalog', option: '--catalog' },
  'workload.growth': { flag: 'growth', option: '--growth' },
  'workload.trace.path': { flag: 'trace', option: '--trace' },
  'workload.trace.format': { flag: 'traceFormat', option: '--trace-format' },
  'workload.trace.memoryFrom': { flag: 'memoryFrom', option: '--memory-from' },
  'workload.defaults.vcpus': { flag: 'defaultVcpus', option: '--default-vcpus' },
  'workload.defaults.memoryMiB': { flag: 'defaultMemoryMib', option: '--default-memory-mib' },
};

/** Before anything is read. */
export function parsedVariations(texts: readonly string[]): readonly Variation[] {
  const parsed = parseVariations(texts);
  if (!parsed.ok) throw new Failure(EXIT.usage, parsed.problems);
  return parsed.value;
}

export function casesOfVariations(
  { context, source, flags, traces }: OpenedScenario,
  baseline: Loaded,
  variations: readonly Variation[],
): SweepCases {
  const { data } = source.document;
  const placed = placeVariations(data, variations);
  const problems = placed.ok ? placed.value.flatMap((one) => decidedByFlag(one, flags)) : placed.problems;
  if (!placed.ok || problems.length > 0) throw new Failure(EXIT.usage, problems);
  const varied = placed.value.map(({ path, values }) => ({ path, values }));
  const places = new Map<string, FieldPath>(placed.value.map(({ path, at }) => [path, at]));
  const cases = productOf(varied).map((values) => ({
    values,
    load: () => {
      let changed = data;
      for (const [path, at] of places) changed = withValue(changed, at, values[path]);
      const document = { ...source.document, data: changed };
      return loadSource(context, { ...source, document }, flags, traces);
    },
  }));
  return { varied, written: valuesOf(baseline, places), cases };
}

function decidedByFlag({ path, at }: PlacedVariation, flags: ScenarioFlags): readonly Problem[] {
  const decided = DECIDED[at.join('.')];
  if (decided === undefined || flags[decided.flag] === undefined) return [];
  const message = `${path} cannot be varied: ${decided.option} decides it for every point`;
  return [{ path: '--vary', message, hint: 'give one of them' }];
}

/** Two cases an assumption, low end first. */
export function casesOfAssumptions(
  { context, source, flags, traces }: OpenedScenario,
  { assembled }: Loaded,
): SweepCases {
  const { scenario, workload } = assembled;
  const sweeps = sweepsFor(scenario.assumptions, workload, [scenario.batch]);
  const varied = sweeps.map(({ assumption, low, high }) => {
    return { path: `assumptions.${assumption}`, values: [low.value, high.value] };
  });
  const cases = sweeps.flatMap(({ low, high }, index) =>
    [low, high].map(({ value, assumptions }) => ({
      values: { [varied[index].path]: value },
      load: () => loadSource(context, source, flags, traces, (written) => ({ ...written, assumptions })),
    })),
  );
  return { varied, written: {}, cases };
}

function valuesOf({ assembled: { scenario } }: Loaded, places: ReadonlyMap<string, FieldPath>): PointValues {
  const values = [...places].map(([path, at]) => [path, valueAt(scenario, at) ?? impliedDefault(at)] as const);
  return Object.fromEntries(values.filter(([, value]) => value !== undefined));
}
