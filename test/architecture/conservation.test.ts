import { describe, expect, it } from 'vitest';
import { isChecked } from '../../src/engine/invariants.ts';

describe('the test suite', () => {
  it('asserts the conservation laws in every run, also where a test does not ask for it', () => {
    expect(isChecked({})).toBe(true);
  });
});
