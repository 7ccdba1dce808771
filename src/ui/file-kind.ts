/** Decides whether a dropped file is a scenario or a job history; every name and content we do not know is a job history. */

export type FileKind = 'scenario' | 'trace';

/** JSON that was sorted begins with the first of its fields. */
const SCENARIO_START =
  /^\s*\{\s*"(\$schema|version|name|region|workload|batch|catalog|commitments|quotas|assumptions|objective|search|thresholds|replications|seed)"\s*:/;

/** `head` is the start of the file as text; a few hundred characters suffice. */
export function kindOfFile(name: string, head: string): FileKind {
  if (/\.ya?ml$/i.test(name)) return 'scenario';
  if (!/\.json$/i.test(name)) return 'trace';
  return SCENARIO_START.test(head) ? 'scenario' : 'trace';
}

/** `simulate --json`, `optimize --json` and the page's downloads: sorted, they begin as a scenario may. */
export function isResult(text: string): boolean {
  return /"schemaVersion"\s*:\s*\d/.test(text);
}
