/**
 * How much V8 may inline, by how long the runs are. The functions an event goes through are each small, but together more than
 * twice V8's default budget, and what is left out costs calls, checks and boxed times: about a tenth of a long run. A short run
 * is over before that pays: compiling larger functions takes a fifth of its processor time (docs/performance.md).
 */

/** From so many jobs on a run is long; below so many job starts a study is short. */
export const LONG_RUN_JOBS = 100_000;

/** Bytes of bytecode: the most in a function that is inlined, and in all that are inlined into one. */
const DEFAULTS = { size: 460, total: 920 };
const LONG = { size: 460, total: 2000 };
const SHORT = { size: 100, total: 920 };

let current = DEFAULTS;

export function inlineForLongRuns(): void {
  setInlining(LONG);
}

export function inlineForShortRuns(): void {
  setInlining(SHORT);
}

export function inlineAsUsual(): void {
  setInlining(DEFAULTS);
}

/**
 * Node says such flags may be changed by a program at its own risk; these are only read when a function is compiled, and
 * change no result. From then on V8 no longer takes bytecode kept under other flags, so it is for when all is loaded, and undone at the end.
 */
function setInlining(wanted: typeof DEFAULTS): void {
  if (wanted === current) return;
  current = wanted;
  const { size, total } = wanted;
  // Loaded here, since most commands need nothing of it.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  setFlagsFromString(`--max-inlined-bytecode-size=${size}`);
  setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${total}`);
}
