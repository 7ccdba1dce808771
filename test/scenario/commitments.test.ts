import { describe, expect, it } from 'vitest';
import { buildCatalog, emptyRegionTable, emptyTypeTable } from '../../src/models/catalog-build.ts';
import type { Commitment } from '../../src/models/commitments.ts';
import { commitmentProblems } from '../../src/scenario/check-commitments.ts';
import { parseScenario } from '../../src/scenario/load.ts';
import { costResult } from '../../src/study/cost-result.ts';
import { labConfig, labType, labWorld, workloadOf } from '../support/lab.ts';
import { replay } from '../support/replay.ts';
import { SMALL_SCENARIO } from '../support/small-scenario.ts';

const TEXT = `${SMALL_SCENARIO}commitments:
  - { kind: compute-savings-plan, usdPerHour: $1.50, discountPercent: 17 }
  - { kind: reserved-instances, count: 2, instanceType: c6i.large, discountPercent: 40 }
`;

describe('commitments of a scenario', () => {
  it('are read with their units', () => {
    const loaded = parseScenario(TEXT, 'x.yaml');
    expect(loaded.ok && loaded.value.commitments).toEqual([
      { kind: 'compute-savings-plan', usdPerHour: 1.5, discountPercent: 17 },
      { kind: 'reserved-instances', count: 2, instanceType: 'c6i.large', discountPercent: 40 },
    ]);
  });

  it('of an unknown kind, family or type are problems, with the nearest name', () => {
    expect(parseScenario(TEXT.replace('compute-savings-plan', 'savings'), 'x.yaml')).toMatchObject({ ok: false });
    const catalog = buildCatalog(emptyTypeTable(), emptyRegionTable('us-east-1'), [labType('lab.4', 4, 1000)]);
    if (!catalog.ok) throw new Error('the lab catalogue is wrong');
    const commitments: readonly Commitment[] = [
      { kind: 'ec2-instance-savings-plan', usdPerHour: 1, family: 'lap', discountPercent: 10 },
      { kind: 'reserved-instances', count: 1, instanceType: 'lab.44', discountPercent: 10 },
      { kind: 'reserved-instances', count: 1, instanceType: 'lab.4', discountPercent: 10 },
    ];
    expect(commitmentProblems(commitments, catalog.value)).toEqual([
      { path: 'commitments[0].family', message: '"lap" is not in the catalogue', hint: 'did you mean lab?' },
      { path: 'commitments[1].instanceType', message: '"lab.44" is not in the catalogue', hint: 'did you mean lab.4?' },
    ]);
  });

  it('appear in the result in lines that sum to the total', () => {
    const commitments: readonly Commitment[] = [{ kind: 'compute-savings-plan', usdPerHour: 1, discountPercent: 50 }];
    const { outcome } = replay(
      workloadOf([{ submitMs: 0, runMs: 1_800_000, vcpus: 4 }]),
      labConfig({ instanceTypes: ['lab.4'] }),
      labWorld([labType('lab.4', 4, 1000, 3.6)], { commitments }),
    );
    const cost = costResult([outcome]);
    // Half an hour costs $1.80 On-Demand, $0.90 at the plan's rate; the plan's $1 covers it all.
    expect(cost.totalUsd.mean).toBe(1);
    expect(cost.byKind).toMatchObject({ busy: 1.8, commitment: 1, covered: -1.8 });
    expect(cost.byComputeEnvironment).toEqual({ '(commitments)': 1, ce0: 0 });
  });
});
