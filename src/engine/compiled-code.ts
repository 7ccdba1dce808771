/**
 * Decides that one emptied run outlives its simulation, so that V8 keeps what it compiled. A hidden class dies with its last
 * object, and with it all machine code that relies on it: without this, a study of thousands of short runs compiles the event
 * loop again after every collection (three times the cost per event in runs of 100,000 jobs).
 */
import type { Run } from './run.ts';

/** On a shelf rather than in a variable, which a bundler may drop because nobody reads it. */
const shelf: Run[] = [];

/** The run has ended and nothing will read it again. Its rows are for the next one; the setup, which callers mostly hold too, stays. */
export function keepCompiledCode(run: Run): void {
  run.letGoOfRows();
  shelf[0] = run;
}
