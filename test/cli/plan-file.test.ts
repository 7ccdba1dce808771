import { describe, expect, it } from 'vitest';
import { planBatch } from '../../src/cli/plan-file.ts';

const ENVIRONMENT = {
  computeEnvironmentName: 'a',
  type: 'MANAGED',
  computeResources: { type: 'EC2', minvCpus: 0, maxvCpus: 8, instanceTypes: ['m6i.large'] },
};
const QUEUE = {
  jobQueueName: 'q',
  priority: 1,
  computeEnvironmentOrder: [{ order: 1, computeEnvironment: 'a' }],
};
const batch = { computeEnvironments: [ENVIRONMENT], jobQueues: [QUEUE] };

describe('a plan file', () => {
  it.each([1, undefined])('is read with schemaVersion %j', (schemaVersion) => {
    const plan = planBatch(JSON.stringify({ schemaVersion, recommended: { batch } }), 'plan.json');
    expect(plan?.ok).toBe(true);
  });

  it.each([99, '1', null])('is refused with schemaVersion %j', (schemaVersion) => {
    const plan = planBatch(JSON.stringify({ schemaVersion, recommended: { batch } }), 'plan.json');
    if (plan === undefined || plan.ok) throw new Error('was taken');
    expect(plan.problems).toHaveLength(1);
    expect(plan.problems[0]).toMatchObject({ path: 'schemaVersion', file: 'plan.json' });
    expect(plan.problems[0].message).toContain(JSON.stringify(schemaVersion));
  });

  it('is something else without a recommendation', () => {
    expect(planBatch('{"version": 1}', 'scenario.json')).toBeUndefined();
  });
});
