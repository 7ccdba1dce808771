/** Rows that every table of several configurations side by side has where their runs have the figures. */
import type { SimulationResult } from '../study/simulation-result.ts';
import { formatCount, formatDuration } from './format.ts';

type Figures = Pick<SimulationResult, 'waitSeconds' | 'ownFailures'>;
type Rows = readonly (readonly string[])[];
/** Reads one figure of every side. */
type Row = (label: string, read: (figures: Figures) => string) => readonly string[];

export function worstRunRows(row: Row, sides: readonly Figures[]): Rows {
  if (sides.every(({ waitSeconds }) => waitSeconds?.p95OverRuns === undefined)) return [];
  return [row('Wait p95, worst run', ({ waitSeconds }) => formatDuration(waitSeconds?.p95OverRuns?.worst))];
}

/** Asked of the first side: mostly all replay the same jobs. */
export function ownFailureRows(row: Row, [first]: readonly Figures[]): Rows {
  if (first?.ownFailures === undefined) return [];
  return [
    row('Own failures', ({ ownFailures }) => formatCount(ownFailures?.attempts)),
    row('vCPU-hours of those', ({ ownFailures }) => formatCount(ownFailures?.vcpuHours)),
  ];
}
