/**
 * Words that the page and the command line must say alike, because they are part of the bytes of their results. The
 * end-to-end test compares the two.
 */
import type { Problem } from '../models/problem.ts';
import { vcpuHoursOf, type Workload } from '../models/workload.ts';
import { counted, writtenPercent } from '../models/written-number.ts';
import type { ImportedTrace } from '../trace/index.ts';
import { lineFinder } from './source-map.ts';

/** Problems that showed only once everything was put together, with the line of their field in the scenario. */
export function located(problems: readonly Problem[], text: string, file: string): readonly Problem[] {
  if (problems.every((problem) => problem.file !== undefined)) return problems;
  const lineOf = lineFinder(text, file);
  return problems.map((problem) => {
    if (problem.file !== undefined) return problem;
    const line = problem.path === '' ? undefined : lineOf(problem.path);
    return { ...problem, file, ...(line !== undefined && { line }) };
  });
}

export function traceNotes({ format, rows, skipped, notes, workload }: ImportedTrace): readonly string[] {
  return [
    `read ${counted(workload.jobCount, 'job')} from ${counted(rows, 'row')} (format ${format})`,
    ...skipped.map(
      ({ reason, count, firstLine }) => `skipped ${counted(count, 'row')}: ${reason} (first on line ${firstLine})`,
    ),
    ...notes,
  ];
}

export function droppedNote(all: Workload, kept: Workload): string {
  const dropped = all.jobCount - kept.jobCount;
  const hours = vcpuHoursOf(all);
  const share = hours === 0 ? 0 : (hours - vcpuHoursOf(kept)) / hours;
  return `left out ${dropped} of ${all.jobCount} jobs that can never run (${writtenPercent(share)} of the vCPU-hours), with the jobs that depend on them`;
}
