/**
 * How much V8 may inline, by how long the runs are. The functions an event goes through are each small, but together more than
 * twice V8's default budget, and what is left out costs calls, checks and boxed times: about a tenth of a long run. A short run
 * is over before that pays: compiling is a third of its processor time (docs/performance.md).
 */

/** From so many jobs on a run is long; below so many job starts a study is short. */
export const LONG_RUN_JOBS = 100_000;
/** From so many on the second half a second of compiling pays as well. */
const VERY_LONG_RUN_JOBS = 500_000;

/** Bytes of bytecode inlined into one function; V8's default is 920. */
const DEFAULT = 920;
const LONG = 2000;
const VERY_LONG = 4000;
const SHORT = 400;

let current = DEFAULT;

export function inlineForRunsOf(jobs: number): void {
  if (jobs < LONG_RUN_JOBS) inlineAsUsual();
  else setBudget(jobs < VERY_LONG_RUN_JOBS ? LONG : VERY_LONG);
}

export function inlineForShortRuns(): void {
  setBudget(SHORT);
}

export function inlineAsUsual(): void {
  setBudget(DEFAULT);
}

/**
 * Node says such flags may be changed by a program at its own risk; this one is read once when the compilation of a function
 * begins, and changes no result. (The largest function that is inlined, --max-inlined-bytecode-size, is read more than once: V8
 * ends the process when it changes meanwhile.) From then on V8 no longer takes bytecode kept under other flags, so it is for when
 * all is loaded, and undone at the end.
 */
function setBudget(bytes: number): void {
  if (bytes === current) return;
  current = bytes;
  // Loaded here, since most commands need nothing of it.
  process.getBuiltinModule('node:v8').setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${bytes}`);
}
