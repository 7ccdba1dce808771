/**
 * What a column with an unknown name most likely is. Names of other tools come first: by their letters alone `cores` would be
 * `nodes`, and gigabytes MiB.
 */
import { nearestName } from '../models/nearest-name.ts';
import { CSV_COLUMNS } from './csv-columns.ts';

/** The hint of the problem. */
export function columnHint(name: string): string {
  if (/^(run|duration|elapsed|wall|real)/.test(name)) return runHint(name);
  const meant = namesOfOthers(name) ?? nearestName(name, CSV_COLUMNS.keys());
  return meant === undefined ? 'remove it, or list it in ignoreColumns' : `did you mean "${meant}"?`;
}

/** Hours under the name of seconds would be read as seconds. */
function runHint(name: string): string {
  return /ms\)?$|milli/.test(name) ? 'did you mean "run_ms"?' : 'did you mean "run_s", in seconds?';
}

function namesOfOthers(name: string): string | undefined {
  if (/util|efficien|percent|%/.test(name)) return undefined;
  if (/mem|^ram|rss/.test(name)) return memoryColumn(name);
  return /(core|cpu)s$|^core$|(core|cpu)_count$|threads$/.test(name) ? 'vcpus' : undefined;
}

function memoryColumn(name: string): string {
  const unit = /gi?b|gig/.test(name) ? 'gib' : 'mib';
  return /peak|rss|used/.test(name) ? `peak_memory_${unit}` : `memory_${unit}`;
}
