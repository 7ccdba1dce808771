import { expect, it } from 'vitest';
import { withNamePrefix } from '../../src/export/name-prefix.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';

const CONFIG: BatchConfig = {
  computeEnvironments: [
    { computeEnvironmentName: 'spot', type: 'MANAGED', computeResources: { type: 'SPOT', maxvCpus: 8 } },
  ],
  jobQueues: [
    {
      jobQueueName: 'main',
      priority: 1,
      schedulingPolicyArn: 'fair',
      computeEnvironmentOrder: [
        { order: 1, computeEnvironment: 'spot' },
        { order: 2, computeEnvironment: 'somewhere-else' },
      ],
    },
  ],
  schedulingPolicies: [{ name: 'fair', fairsharePolicy: {} }],
};

it('renames resources and the references between them, and leaves references to others alone', () => {
  const renamed = withNamePrefix(CONFIG, 'new-');
  expect(renamed.computeEnvironments[0].computeEnvironmentName).toBe('new-spot');
  expect(renamed.jobQueues[0]).toMatchObject({ jobQueueName: 'new-main', schedulingPolicyArn: 'new-fair' });
  expect(renamed.jobQueues[0].computeEnvironmentOrder.map(({ computeEnvironment }) => computeEnvironment)).toEqual([
    'new-spot',
    'somewhere-else',
  ]);
  expect(renamed.schedulingPolicies?.[0].name).toBe('new-fair');
});
