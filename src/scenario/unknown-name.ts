/** What is said of a name that nothing has. */
import { nearestName } from '../models/nearest-name.ts';
import { type Finding, problemAt } from './finding.ts';
import type { FieldPath } from './source-map.ts';

/** The nearest of the known names, or else all of them. */
export function knownHint(name: string, known: readonly string[]): string {
  const near = nearestName(name, known);
  return near === undefined ? `known: ${known.join(', ')}` : `did you mean ${near}?`;
}

/** Of a name that must be one of the configuration's queues. */
export function queueFindings(name: string, queues: readonly string[], path: FieldPath): readonly Finding[] {
  return queues.includes(name) ? [] : [problemAt(path, `unknown job queue "${name}"`, knownHint(name, queues))];
}
