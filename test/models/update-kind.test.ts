import { describe, expect, it } from 'vitest';
import type { ComputeEnvironment, ComputeResource } from '../../src/models/batch-config.ts';
import { fieldUpdate, mostDisruptive, typeUpdate, whyNoInfrastructureUpdate } from '../../src/models/update-kind.ts';

const ON_DEMAND: ComputeResource = { type: 'EC2', maxvCpus: 16, allocationStrategy: 'BEST_FIT_PROGRESSIVE' };

function environment(resources: Partial<ComputeResource>, serviceRole?: string): ComputeEnvironment {
  return {
    computeEnvironmentName: 'main',
    type: 'MANAGED',
    computeResources: { ...ON_DEMAND, ...resources },
    ...(serviceRole !== undefined && { serviceRole }),
  };
}

describe('the update a change of an environment needs', () => {
  it('is a scaling update for limits and the scale-down delay, an infrastructure update for what instances are', () => {
    expect(fieldUpdate('maxvCpus', ON_DEMAND)).toBe('scaling');
    expect(fieldUpdate('scalingPolicy', ON_DEMAND)).toBe('scaling');
    expect(fieldUpdate('instanceTypes', ON_DEMAND)).toBe('infrastructure');
    expect(typeUpdate(ON_DEMAND, { ...ON_DEMAND, type: 'SPOT' })).toBe('infrastructure');
    expect(typeUpdate(ON_DEMAND, { type: 'FARGATE', maxvCpus: 16 })).toBe('blue-green');
    expect(fieldUpdate('subnets', { type: 'FARGATE', maxvCpus: 16 })).toBe('scaling');
  });

  it('is as disruptive as its most disruptive field', () => {
    expect(mostDisruptive(['scaling', 'infrastructure', 'in-place'])).toBe('infrastructure');
    expect(mostDisruptive([])).toBeUndefined();
  });

  it('cannot be an infrastructure update from or to BEST_FIT, or under a role of its own', () => {
    const plain = environment({});
    const bestFit = environment({ allocationStrategy: 'BEST_FIT' });
    expect(whyNoInfrastructureUpdate(plain, plain)).toBeUndefined();
    expect(whyNoInfrastructureUpdate(bestFit, plain)).toContain('BEST_FIT');
    expect(whyNoInfrastructureUpdate(plain, bestFit)).toContain('BEST_FIT');
    expect(whyNoInfrastructureUpdate(environment({}, 'arn:aws:iam::1:role/mine'), plain)).toContain('role of its own');
    const linked = 'arn:aws:iam::1:role/aws-service-role/batch.amazonaws.com/AWSServiceRoleForBatch';
    expect(whyNoInfrastructureUpdate(environment({}, linked), plain)).toBeUndefined();
  });
});
