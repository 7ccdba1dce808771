import { describe, expect, it } from 'vitest';
import type { BatchConfig, ComputeResource } from '../../../src/models/batch-config.ts';
import type { FieldChange } from '../../../src/optimize/changes.ts';
import { risksOf } from '../../../src/optimize/today/risks.ts';
import { labConfig } from '../../support/lab.ts';

const toSpot = { path: 'computeEnvironments[ce0].computeResources.type', before: 'EC2', after: 'SPOT' } as const;
/** Of a step that is this change alone. */
function riskOf(change: FieldChange, changed: BatchConfig): string {
  return risksOf([change], changed)[0];
}

const ROLE = 'needs a Spot Fleet role (spotIamFleetRole)';

describe('the risk of a change to Spot', () => {
  const risk = (resources: Partial<ComputeResource>) => riskOf(toSpot, labConfig({ type: 'SPOT', ...resources }));

  it('names the strategy that takes the cheapest pool, and what AWS advises instead', () => {
    const advice = 'AWS advises SPOT_PRICE_CAPACITY_OPTIMIZED there';
    expect(risk({ allocationStrategy: 'BEST_FIT_PROGRESSIVE' })).toMatch(
      new RegExp(`^EC2 may .*; BEST_FIT_P.*${advice}$`),
    );
    expect(risk({ allocationStrategy: 'SPOT_PRICE_CAPACITY_OPTIMIZED' })).not.toContain(advice);
    const onDemand = labConfig({ type: 'EC2', allocationStrategy: 'BEST_FIT_PROGRESSIVE' });
    expect(riskOf({ ...toSpot, before: 'SPOT', after: 'EC2' }, onDemand)).not.toContain(advice);
  });

  it('names the role that BEST_FIT needs there, and that a strategy left out means it', () => {
    expect(risk({ allocationStrategy: 'BEST_FIT' })).toMatch(/^EC2 may take Spot instances back: .*; BEST_FIT on Spot/);
    const { computeEnvironments, ...rest } = labConfig({ type: 'SPOT' });
    const [{ computeResources, ...one }] = computeEnvironments;
    if (computeResources === undefined) throw new Error('it has some');
    const { allocationStrategy: _left, ...without } = computeResources;
    expect(riskOf(toSpot, { ...rest, computeEnvironments: [{ ...one, computeResources: without }] })).toContain(ROLE);
  });

  it('names none where there is one, or another strategy', () => {
    expect(risk({ allocationStrategy: 'BEST_FIT', spotIamFleetRole: 'fleet' })).not.toContain(ROLE);
    expect(risk({ allocationStrategy: 'SPOT_CAPACITY_OPTIMIZED' })).not.toContain(ROLE);
  });

  it('names what market and strategy bring together once where a step changes both', () => {
    const toBestFit = { path: 'computeEnvironments[ce0].computeResources.allocationStrategy', after: 'BEST_FIT' };
    const changed = labConfig({ type: 'SPOT', allocationStrategy: 'BEST_FIT' });
    const [first, second] = risksOf([toSpot, toBestFit], changed);
    expect(first).toContain(ROLE);
    expect(second).toBe('BEST_FIT waits for its one cheapest type when EC2 runs short of it');
    expect(risksOf([toBestFit], changed)[0]).toContain(ROLE);
    // Of another environment it is another matter.
    const [ce0] = changed.computeEnvironments;
    const two = { ...changed, computeEnvironments: [ce0, { ...ce0, computeEnvironmentName: 'ce1' }] };
    const elsewhere = { ...toBestFit, path: toBestFit.path.replace('ce0', 'ce1') };
    expect(risksOf([toSpot, elsewhere], two).map((risk) => risk.includes(ROLE))).toEqual([true, true]);
  });
});
