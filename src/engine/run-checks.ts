/**
 * Whether a run is held to the conservation laws. The laws come from outside (invariants.ts), so that a page, which never asks for
 * them, need not load them.
 */
import type { Outcome } from './outcome.ts';
import type { Run, SimulateOptions } from './run.ts';

export interface RunChecks {
  /** Told of every event of the run, after the clock has moved to it. */
  watch(run: Run): { onEvent(): void };
  /** Throws when the run that has ended broke a law. */
  assertConserved(run: Run, outcome: Outcome): void;
}

let ofEveryRun: RunChecks | undefined;

/** Every run of this process from now on, whatever its options say; the test suite starts with it. */
export function checkEveryRun(checks: RunChecks): void {
  ofEveryRun = checks;
}

export function checksOf({ assertInvariants }: SimulateOptions): RunChecks | undefined {
  return assertInvariants ?? ofEveryRun;
}
