import { describe, expect, it } from 'vitest';
import { QUOTA_BUCKETS, quotaBucketOf, quotaGroupOf, quotaLimits } from '../../src/models/vcpu-quotas.ts';
import { readTypes } from './catalog-fixture.ts';

describe('the vCPU quota group of an instance type', () => {
  // EC2 user guide: Standard is A, C, D, H, I, M, R, T, Z; the letters before the generation name the family.
  it.each([
    ['a1.large', 'standard'],
    ['c7i-flex.large', 'standard'],
    ['cr1.8xlarge', 'standard'],
    ['d3en.xlarge', 'standard'],
    ['h1.2xlarge', 'standard'],
    ['im4gn.large', 'standard'],
    ['is4gen.medium', 'standard'],
    ['m6i.large', 'standard'],
    ['r7iz.large', 'standard'],
    ['t3.medium', 'standard'],
    ['z1d.large', 'standard'],
    ['g5.xlarge', 'g'],
    ['gr6.4xlarge', 'g'],
    ['vt1.3xlarge', 'g'],
    ['p4d.24xlarge', 'p'],
    ['p6-b200.48xlarge', 'p'],
    ['f2.6xlarge', 'f'],
    ['inf2.xlarge', 'inf'],
    ['trn1.2xlarge', 'trn'],
    ['x2gd.medium', 'x'],
    ['dl1.24xlarge', 'dl'],
    ['u-6tb1.56xlarge', 'highMemory'],
    ['u7in-16tb.224xlarge', 'highMemory'],
    ['hpc7g.4xlarge', 'hpc'],
  ])('of %s is %s', (instanceType, group) => {
    expect(quotaGroupOf(instanceType)).toBe(group);
  });

  it.each(['lab.4', 'mac2.metal', 'constructor1.large', 'nonsense'])('of %s is unknown', (instanceType) => {
    expect(quotaGroupOf(instanceType)).toBeUndefined();
  });

  it('is known for every type of the embedded catalogue', () => {
    const unknown = readTypes().columns.instanceType.filter((name) => quotaGroupOf(name) === undefined);
    expect(unknown).toEqual([]);
  });
});

describe('the buckets', () => {
  it('are apart for On-Demand and Spot, with the codes a source of ours names', () => {
    const coded = QUOTA_BUCKETS.flatMap(({ field, code }) => (code === undefined ? [] : [[field, code]]));
    expect(Object.fromEntries(coded)).toEqual({
      'onDemand.standard': 'L-1216C47A',
      'onDemand.g': 'L-DB2E81BA',
      'onDemand.p': 'L-417A185B',
      'spot.standard': 'L-34B43A08',
      'spot.g': 'L-3819A6DF',
      'spot.p': 'L-7212CCBC',
    });
    expect(QUOTA_BUCKETS[quotaBucketOf('spot', 'trn')]).toMatchObject({ field: 'spot.trn', title: 'Spot Trn' });
  });

  it('hold what is given, and Infinity where nothing is', () => {
    const limits = quotaLimits({ onDemand: { standard: 5, g: 0 } });
    expect(limits?.[quotaBucketOf('onDemand', 'standard')]).toBe(5);
    expect(limits?.[quotaBucketOf('onDemand', 'g')]).toBe(0);
    expect(limits?.[quotaBucketOf('spot', 'standard')]).toBe(Number.POSITIVE_INFINITY);
    expect(quotaLimits(undefined)).toBeUndefined();
    expect(quotaLimits({ onDemand: {}, spot: {} })).toBeUndefined();
  });
});
