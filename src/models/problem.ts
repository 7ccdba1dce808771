/**
 * What is wrong with something the user gave us, where, and how to mend it. Domain problems are values that travel
 * together (all at once); a programmer error throws instead.
 */
export interface Problem {
  /** Field path inside the input, e.g. `batch.computeEnvironments[0].computeResources.instanceTypes[1]`; '' for the whole. */
  readonly path: string;
  readonly message: string;
  /** What to do about it. */
  readonly hint?: string;
  /** File the input came from, when known. */
  readonly file?: string;
  /** 1-based line in that file, when known. */
  readonly line?: number;
}

export type Result<Value> =
  | { readonly ok: true; readonly value: Value; readonly warnings: readonly Problem[] }
  | { readonly ok: false; readonly problems: readonly Problem[] };

export function succeed<Value>(value: Value, warnings: readonly Problem[] = []): Result<Value> {
  return { ok: true, value, warnings };
}

export function fail<Value = never>(...problems: readonly Problem[]): Result<Value> {
  return { ok: false, problems };
}

/** One line for people, whatever names are quoted in it: `file:line  path: message - hint`. */
export function formatProblem(problem: Problem): string {
  const place =
    problem.file === undefined ? '' : `${problem.file}${problem.line === undefined ? '' : `:${problem.line}`}  `;
  const path = problem.path === '' ? '' : `${problem.path}: `;
  const hint = problem.hint === undefined ? '' : ` - ${problem.hint}`;
  return `${place}${path}${problem.message}${hint}`.replace(/\r\n|[\n\r]/g, '\\n');
}
