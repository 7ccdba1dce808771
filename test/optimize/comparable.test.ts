import { describe, expect, it } from 'vitest';
import type { InstanceType } from '../../src/models/catalog.ts';
import { comparableTypes } from '../../src/optimize/comparable.ts';
import { catalogOf } from '../models/catalog-fixture.ts';

const { types, byName } = catalogOf('us-east-1');

function familiesBeside(...inUse: readonly string[]): ReadonlySet<string> {
  const used = inUse.map((name) => byName.get(name) as InstanceType);
  return new Set(comparableTypes(types, used).map(({ family }) => family));
}

const ACCELERATORS = /^(dl|f|inf|trn|vt)\d/;

describe('types that may stand in for those in use', () => {
  it('are none sold for an accelerator that is no GPU, however cheap Spot has them', () => {
    // Only GPUs in use: nothing says how old a CPU may be, so no generation keeps these out.
    for (const inUse of ['g5.xlarge', 'm5.xlarge'])
      expect([...familiesBeside(inUse)].filter((family) => ACCELERATORS.test(family))).toEqual([]);
    expect(types.some(({ family }) => ACCELERATORS.test(family))).toBe(true);
  });

  it('keep such a family where it is in use, all its sizes, and the GPUs', () => {
    const families = familiesBeside('inf2.xlarge', 'g5.xlarge');
    expect([...families].filter((family) => ACCELERATORS.test(family))).toEqual(['inf2']);
    expect(families).toContain('g5');
    expect(families).toContain('c6a');
  });

  it('do not grow older because an accelerator in use counts its generations differently', () => {
    expect(familiesBeside('m6i.xlarge', 'inf2.xlarge')).not.toContain('m5');
  });
});
