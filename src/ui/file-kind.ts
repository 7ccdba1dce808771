/** Decides whether a dropped file is a scenario or a job history; every name and content we do not know is a job history. */

export type FileKind = 'scenario' | 'trace';

/** `head` is the start of the file as text; a few hundred characters suffice. */
export function kindOfFile(name: string, head: string): FileKind {
  if (/\.ya?ml$/i.test(name)) return 'scenario';
  if (!/\.json$/i.test(name)) return 'trace';
  return /^\s*\{\s*("\$schema"|"version"|"name"|"workload"|"batch"|"region")\s*:/.test(head) ? 'scenario' : 'trace';
}
