/**
 * How V8 compiles, by how long the runs are. A short run is over before thorough compiling pays: the compiler is a third of its
 * processor time. A long run gains a tenth from more inlining: the functions an event goes through are each small, but together
 * more than twice V8's default budget, and what is left out costs calls, checks and boxed times (docs/performance.md).
 */

/** From so many jobs on a run is long; below so many job starts a study is short. */
export const LONG_RUN_JOBS = 100_000;
/** From so many on the second half a second of compiling pays as well. */
const VERY_LONG_RUN_JOBS = 500_000;

/** Flags of V8. Every list names the same ones, so that setting one list undoes another. */
type Settings = readonly string[];

/** What V8 begins with. Bytes are of bytecode, inlined into one function. */
const USUAL: Settings = [
  '--max-inlined-bytecode-size-cumulative=920',
  '--use-osr',
  '--turbo-loop-peeling',
  '--minimum-invocations-after-ic-update=500',
];
const LONG = withBudget(2000);
const VERY_LONG = withBudget(4000);
/**
 * Loops of a short run end before their compiled code is there (on-stack replacement), peeling makes every other loop twice as
 * long to compile, and what is called a hundred times after its types were last new is compiled then.
 */
const SHORT: Settings = [
  '--max-inlined-bytecode-size-cumulative=400',
  '--no-use-osr',
  '--no-turbo-loop-peeling',
  '--minimum-invocations-after-ic-update=100',
];

let current = USUAL;

export function compileForRunsOf(jobs: number): void {
  if (jobs < LONG_RUN_JOBS) compileAsUsual();
  else set(jobs < VERY_LONG_RUN_JOBS ? LONG : VERY_LONG);
}

export function compileForShortRuns(): void {
  set(SHORT);
}

export function compileAsUsual(): void {
  set(USUAL);
}

function withBudget(bytes: number): Settings {
  return [`--max-inlined-bytecode-size-cumulative=${bytes}`, ...USUAL.slice(1)];
}

/**
 * Node says such flags may be changed by a program at its own risk; these are each read once in the compilation of a function,
 * and change no result. (The largest function that is inlined, --max-inlined-bytecode-size, is read more than once: V8
 * ends the process when it changes meanwhile.) From then on V8 no longer takes bytecode kept under other flags, so it is for when
 * all is loaded, and undone at the end.
 */
function set(settings: Settings): void {
  if (settings === current) return;
  const changed = settings.filter((flag) => !current.includes(flag));
  current = settings;
  // Loaded here, since most commands need nothing of it.
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  for (const flag of changed) setFlagsFromString(flag);
}
