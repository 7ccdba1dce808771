/**
 * How much V8 may inline in long runs. The functions an event goes through are each small, but together more than twice V8's
 * default budget, and what is left out costs calls, checks and boxed times: about a tenth of a long run (docs/performance.md).
 */

/** Compiling larger functions takes longer, so short runs are left alone. */
export const LONG_RUN_JOBS = 100_000;

/** Bytes of bytecode inlined into one function; V8's default is 920. */
const BUDGET_BYTES = 2000;

/**
 * Node says such flags may be changed by a program at its own risk; this one is only read when a function is compiled, and
 * changes no result. From then on V8 no longer takes bytecode kept under other flags, so it is for when all is loaded.
 */
export function raiseInliningBudget(): void {
  // Loaded here: short runs, which start often, need nothing of it.
  process.getBuiltinModule('node:v8').setFlagsFromString(`--max-inlined-bytecode-size-cumulative=${BUDGET_BYTES}`);
}
