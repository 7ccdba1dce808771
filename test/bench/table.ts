/** The printed table: one line a row, columns aligned, numbers at the right. */
import type { MeasuredRow, SkippedMeasurement } from './measure.ts';
import type { MeasuredMemory } from './memory.ts';

const HEAD = ['workload', 'jobs', 'events/s', 'jobs/s', 'ns/event', 'bytes/job', 'growth', 'of reference'];

export function table(
  rows: readonly (MeasuredRow | SkippedMeasurement)[],
  memory: ReadonlyMap<string, MeasuredMemory>,
): string {
  const cells = [
    HEAD,
    ...rows.map((row) => ('skipped' in row ? [row.label, `skipped: ${row.skipped}`] : cellsOf(row, memory))),
  ];
  const widths = HEAD.map((_, column) => Math.max(...cells.map((line) => (line.length > 2 ? line[column].length : 0))));
  widths[0] = Math.max(...cells.map(([label]) => label.length));
  const lines = cells.map((line) =>
    line
      .map((cell, column) =>
        column === 0 || line.length === 2 ? cell.padEnd(widths[0]) : cell.padStart(widths[column]),
      )
      .join('  '),
  );
  return lines.map((line) => line.trimEnd()).join('\n');
}

function cellsOf(row: MeasuredRow, memory: ReadonlyMap<string, MeasuredMemory>): string[] {
  const bytesPerJob = memory.get(row.label)?.bytesPerJob;
  return [
    row.label,
    grouped(row.jobs),
    grouped(1e9 / row.nsPerEvent),
    grouped(1e9 / row.nsPerJob),
    row.nsPerEvent.toFixed(0),
    bytesPerJob === undefined ? '' : bytesPerJob.toFixed(0),
    row.eventGrowth === undefined ? '' : `${row.eventGrowth.toFixed(2)}x`,
    `1/${(1 / row.shareOfReference).toFixed(1)}`,
  ];
}

function grouped(value: number): string {
  return Math.round(value).toLocaleString('en-US');
}
