import { describe, expect, it } from 'vitest';
import type { Commitment } from '../../src/models/commitments.ts';
import { applyCommitments } from '../../src/models/commitments.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';

const HOUR_MS = 3_600_000;
/** lab.4 at $3.60 an hour On-Demand, $1.80 Spot. */
const LAB_4 = labType('lab.4', 4, 1000, 3.6);
const ON_DEMAND = labConfig({ instanceTypes: ['lab.4'] });

/** One job that keeps one instance for 90 minutes: $5.40 On-Demand. */
const NINETY_MINUTES = workloadOf([{ submitMs: 0, runMs: 1.5 * HOUR_MS, vcpus: 4 }]);

function ledgerOf(commitments: readonly Commitment[], config = ON_DEMAND) {
  return replay(NINETY_MINUTES, config, labWorld([LAB_4], { commitments })).outcome.ledger;
}

describe('a Compute Savings Plan', () => {
  it('covers usage up to its hourly amount at the discounted rate, and costs the same every hour', () => {
    const ledger = ledgerOf([{ kind: 'compute-savings-plan', usdPerHour: 1.8, discountPercent: 50 }]);
    // Rate $1.80: it covers all of the first hour and the half of the second; half of the second hour's $1.80 is lost.
    // 2 x $1.80 = $3.60 for usage that would have cost $5.40.
    expect(ledger.byKind).toMatchObject({ busy: 5_400_000, commitment: 3_600_000, covered: -5_400_000 });
    expect(ledger.totalMicroUsd).toBe(3_600_000);
  });

  it('leaves what is above the commitment at the On-Demand price', () => {
    const ledger = ledgerOf([{ kind: 'compute-savings-plan', usdPerHour: 0.9, discountPercent: 50 }]);
    // Each hour covers half an instance-hour ($1.80 On-Demand): all of the second hour's half, half of the first hour.
    expect(ledger.byKind).toMatchObject({ commitment: 1_800_000, covered: -3_600_000 });
    expect(ledger.totalMicroUsd).toBe(1_800_000 + 5_400_000 - 3_600_000);
  });

  it('is never used by Spot, and is paid all the same', () => {
    const spot = labConfig({ type: 'SPOT', instanceTypes: ['lab.4'] });
    const ledger = ledgerOf([{ kind: 'compute-savings-plan', usdPerHour: 1, discountPercent: 50 }], spot);
    expect(ledger.byKind).toMatchObject({ busy: 2_700_000, commitment: 2_000_000 });
    expect(ledger.totalMicroUsd).toBe(4_700_000);
  });

  it('has a row of its own, so that every sum of the rows is the total', () => {
    const ledger = ledgerOf([{ kind: 'compute-savings-plan', usdPerHour: 1.8, discountPercent: 50 }]);
    expect(ledger.rows).toMatchObject([
      { instanceType: 'lab.4', microUsd: { busy: 5_400_000, covered: -5_400_000 } },
      {
        computeEnvironment: '(commitments)',
        instanceType: '1: compute-savings-plan $1.8/h at 50 % off',
        market: 'COMMITMENT',
        billedMs: 2 * HOUR_MS,
        microUsdPerHour: 1_800_000,
        microUsd: { commitment: 3_600_000 },
      },
    ]);
  });
});

describe('Reserved Instances', () => {
  it('cover their type hour by hour and are lost where nothing runs', () => {
    const ledger = ledgerOf([{ kind: 'reserved-instances', count: 2, instanceType: 'lab.4', discountPercent: 25 }]);
    // 2 x $2.70 x 2 hours, for one instance's $5.40.
    expect(ledger.byKind).toMatchObject({ commitment: 10_800_000, covered: -5_400_000 });
  });
});

describe('several commitments', () => {
  it('apply in the order of AWS: reservations, EC2 Instance plans, Compute plans, the highest discount first', () => {
    const rates = [{ instanceType: 'lab.4', family: 'lab', isFargate: false, microUsdPerHour: 3_600_000 }];
    const commitments: readonly Commitment[] = [
      { kind: 'compute-savings-plan', usdPerHour: 10, discountPercent: 10 },
      { kind: 'compute-savings-plan', usdPerHour: 1.8, discountPercent: 50 },
      { kind: 'ec2-instance-savings-plan', usdPerHour: 2.52, family: 'lab', discountPercent: 30 },
      { kind: 'reserved-instances', count: 1, instanceType: 'lab.4', discountPercent: 20 },
    ];
    // Four instances for an hour: one is reserved, one is $2.52 of the instance plan, one is $1.80 of the 50 % plan, the rest
    // $3.24 of the 10 % plan's $10.
    const { commitments: totals } = applyCommitments(
      commitments,
      rates,
      [Float64Array.of(4 * HOUR_MS)],
      1,
      () => 3_600_000,
    );
    expect(totals.map(({ covered }) => Math.round(covered))).toEqual([3_600_000, 3_600_000, 3_600_000, 3_600_000]);
    expect(totals.map(({ used }) => Math.round(used))).toEqual([3_240_000, 1_800_000, 2_520_000, 2_880_000]);
    expect(totals.map(({ cost }) => Math.round(cost))).toEqual([10_000_000, 1_800_000, 2_520_000, 2_880_000]);
  });

  it('cover Fargate by Compute plans only', () => {
    const rates = [
      { instanceType: 'fargate.1vcpu-2048mib', family: 'fargate', isFargate: true, microUsdPerHour: 50_000 },
    ];
    const commitments: readonly Commitment[] = [
      { kind: 'ec2-instance-savings-plan', usdPerHour: 1, family: 'fargate', discountPercent: 30 },
      { kind: 'compute-savings-plan', usdPerHour: 1, discountPercent: 20 },
    ];
    const { commitments: totals } = applyCommitments(commitments, rates, [Float64Array.of(HOUR_MS)], 1, () => 0);
    expect(totals.map(({ covered }) => Math.round(covered))).toEqual([0, 50_000]);
  });
});

it('a run without commitments has no line for them', () => {
  expect(Object.keys(ledgerOf([]).byKind)).toEqual(['busy', 'idle', 'boot', 'wasted', 'ebs', 'publicIpv4']);
});
