import { describe, expect, it } from 'vitest';
import { INVARIANTS } from '../../src/engine/invariants.ts';
import { checksOf } from '../../src/engine/run-checks.ts';

describe('the test suite', () => {
  it('asserts the conservation laws in every run, also where a test does not ask for it', () => {
    expect(checksOf({})).toBe(INVARIANTS);
  });
});
