/** What a check found about a scenario, before it is known in which file and on which line it stands. */
import type { Problem } from '../models/problem.ts';
import { type FieldPath, formatPath } from './source-map.ts';

export interface Finding {
  readonly path: FieldPath;
  readonly message: string;
  readonly hint?: string;
  /** A warning does not stop the run; a problem does. */
  readonly severity: 'problem' | 'warning';
}

export function problemAt(path: FieldPath, message: string, hint?: string): Finding {
  return { path, message, severity: 'problem', ...(hint === undefined ? {} : { hint }) };
}

export function warningAt(path: FieldPath, message: string, hint?: string): Finding {
  return { ...problemAt(path, message, hint), severity: 'warning' };
}

export interface Place {
  readonly file?: string;
  readonly lineOf?: (path: FieldPath) => number;
}

export function toProblem(finding: Finding, place: Place = {}): Problem {
  const { message, hint, path } = finding;
  return {
    path: formatPath(path),
    message,
    ...(hint === undefined ? {} : { hint }),
    ...(place.file === undefined ? {} : { file: place.file }),
    ...(place.lineOf === undefined ? {} : { line: place.lineOf(path) }),
  };
}
