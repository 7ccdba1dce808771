/** The assumptions a result rests on as rows of text, each compared with its preset. */
import { ASSUMPTION_NUMBERS, type AssumptionName, type Assumptions, presetAssumptions } from '../models/assumptions.ts';

export interface AssumptionRow {
  readonly name: string;
  readonly value: string;
  readonly presetValue: string;
  readonly isChanged: boolean;
}

/** In the order of ASSUMPTION_NUMBERS, then the choices, then Spot. */
export function assumptionRows(assumptions: Assumptions): readonly AssumptionRow[] {
  const preset = presetAssumptions(assumptions.preset);
  const names = Object.keys(ASSUMPTION_NUMBERS) as AssumptionName[];
  const spotNames = [...new Set([...Object.keys(preset.spot), ...Object.keys(assumptions.spot)])];
  return [
    ...names.map((name) => row(name, assumptions[name], preset[name], ASSUMPTION_NUMBERS[name].unit)),
    row('packing', assumptions.packing, preset.packing),
    row('typeRanking', assumptions.typeRanking, preset.typeRanking),
    row('backfill', assumptions.backfill, preset.backfill),
    ...spotNames.map((name) => row(`spot.${name}`, read(assumptions.spot, name), read(preset.spot, name))),
    ...invalidRows(assumptions),
  ];
}

/** No preset has any, so there is nothing to say when the scenario has none. */
function invalidRows({ invalidEnvironments }: Assumptions): readonly AssumptionRow[] {
  if (invalidEnvironments === undefined) return [];
  const value = JSON.stringify(invalidEnvironments);
  return [{ name: 'invalidEnvironments', value, presetValue: 'none', isChanged: true }];
}

export function changedAssumptions(assumptions: Assumptions): readonly AssumptionRow[] {
  return assumptionRows(assumptions).filter((candidate) => candidate.isChanged);
}

function row(name: string, value: unknown, presetValue: unknown, unit?: string): AssumptionRow {
  return {
    name,
    value: valueText(value, unit),
    presetValue: valueText(presetValue, unit),
    isChanged: value !== presetValue,
  };
}

function valueText(value: unknown, unit?: string): string {
  if (value === undefined) return 'from the data';
  if (typeof value === 'object') return JSON.stringify(value);
  if (unit === undefined || unit === 'share' || unit === '0 or 1') return String(value);
  return `${value} ${value === 1 ? (SINGULAR[unit] ?? unit) : unit}`;
}

/** Of the units that are words. */
const SINGULAR: Readonly<Record<string, string>> = { addresses: 'address', zones: 'zone', jobs: 'job' };

function read(record: object, name: string): unknown {
  return Object.entries(record).find(([key]) => key === name)?.[1];
}
