import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { formatHash, parseHash } from '../../src/ui/hash-state.ts';

const usual = {
  ...{ region: 'us-east-1', seed: 1, preset: 'typical', replications: 20, idle: undefined, attempts: undefined },
  ...{ type: 'EC2', types: 'optimal', max: 512 },
};

describe('the address', () => {
  it('stays plain while nothing differs from the sample', () => {
    expect(formatHash(usual, usual)).toBe('');
  });

  it('names only what differs', () => {
    expect(formatHash({ ...usual, region: 'eu-west-1', seed: 7 }, usual)).toBe('#region=eu-west-1&seed=7');
  });

  it('names types as one reads them', () => {
    const changed = { ...usual, type: 'SPOT', types: 'c6a.large,m6a', max: 64, idle: 60 };
    expect(formatHash(changed, usual)).toBe('#idle=60&type=SPOT&types=c6a.large,m6a&max=64');
  });

  it('ignores what it cannot read, so that an old link never breaks the page', () => {
    expect(parseHash('#region=<script>&seed=-1&preset=lucky&replications=0&panel=3')).toEqual({});
    expect(parseHash('#seed=4294967296&replications=1.5')).toEqual({});
    expect(parseHash('#type=MANAGED&types=c6a,<b>&max=1e3&idle=86401&attempts=11')).toEqual({});
    expect(parseHash('')).toEqual({});
  });

  it('reads back what it wrote', () => {
    const states = fc.record({
      region: fc.constantFrom('us-east-1', 'ap-southeast-2', 'me-central-1'),
      seed: fc.integer({ min: 0, max: 4_294_967_295 }),
      preset: fc.constantFrom('ideal', 'typical', 'stress'),
      replications: fc.integer({ min: 1, max: 100_000 }),
      idle: fc.option(fc.integer({ min: 0, max: 86_400 }), { nil: undefined }),
      attempts: fc.option(fc.integer({ min: 1, max: 10 }), { nil: undefined }),
      type: fc.constantFrom('EC2', 'SPOT', 'FARGATE', 'FARGATE_SPOT'),
      types: fc.constantFrom('optimal', 'default_arm64', 'c6a.large,m6a,u-6tb1.metal'),
      max: fc.integer({ min: 0, max: 2_147_483_647 }),
    });
    fc.assert(
      fc.property(states, (state) => {
        expect({ ...usual, ...parseHash(formatHash(state, usual)) }).toEqual(state);
      }),
    );
  });
});
