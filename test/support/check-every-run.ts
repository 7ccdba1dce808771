/** Runs before every test file: whatever a test simulates, the conservation laws are asserted. */
import { checkEveryRun } from '../../src/engine/invariants.ts';

checkEveryRun();
