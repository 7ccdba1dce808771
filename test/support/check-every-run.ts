/** Runs before every test file: whatever a test simulates, the conservation laws are asserted. */
import { INVARIANTS } from '../../src/engine/invariants.ts';
import { checkEveryRun } from '../../src/engine/run-checks.ts';

checkEveryRun(INVARIANTS);
