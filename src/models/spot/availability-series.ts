/**
 * Reads the public spot-traces format, `{"metadata": {"gap_seconds": g}, "data": [n0, n1, ...]}`: how many instances of a
 * group could be had, or were alive, at every tick.
 */
import { fail, type Problem, type Result, succeed } from '../problem.ts';

export interface AvailabilitySeries {
  /** Length of a tick, whole ms. */
  readonly gapMs: number;
  /** Instances available during each tick; whole, not negative, at least one entry. */
  readonly counts: readonly number[];
}

/** All problems at once; the path names the field inside the file. */
export function parseAvailabilitySeries(text: string): Result<AvailabilitySeries> {
  let parsed: unknown;
  try {
    parsed = JSON.parse(text);
  } catch (error) {
    return fail({ path: '', message: `not JSON: ${error instanceof Error ? error.message : String(error)}` });
  }
  const { metadata, data } = fieldsOf(parsed);
  const gapSeconds = fieldsOf(metadata).gap_seconds;
  const problems: Problem[] = [];
  const gapMs = typeof gapSeconds === 'number' ? Math.round(gapSeconds * 1000) : Number.NaN;
  if (!(gapMs > 0 && gapMs < Number.POSITIVE_INFINITY)) {
    const message = `expected the length of a tick in seconds, above 0, found ${JSON.stringify(gapSeconds)}`;
    problems.push({
      path: 'metadata.gap_seconds',
      message,
      hint: 'e.g. {"metadata": {"gap_seconds": 60}, "data": [1]}',
    });
  }
  problems.push(...countProblems(data));
  return problems.length > 0 ? fail(...problems) : succeed({ gapMs, counts: data as readonly number[] });
}

function countProblems(data: unknown): readonly Problem[] {
  if (!Array.isArray(data) || data.length === 0) return [{ path: 'data', message: 'expected a list of counts' }];
  return data.flatMap((count: unknown, index) => {
    if (typeof count === 'number' && Number.isInteger(count) && count >= 0) return [];
    return [{ path: `data[${index}]`, message: `expected a whole number from 0, found ${JSON.stringify(count)}` }];
  });
}

function fieldsOf(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : {};
}
