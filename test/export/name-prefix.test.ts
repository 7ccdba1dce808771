import { expect, it } from 'vitest';
import { withNamePrefix } from '../../src/export/name-prefix.ts';
import { templateRequests } from '../../src/export/requests.ts';
import type { BatchConfig } from '../../src/models/batch-config.ts';
import { FULL, MULTI_NODE, NETWORK, TEMPLATE_CONFIGS } from './configs.ts';

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

it('knows its own environments and policies by ARN too, as AWS gives them, and no others', () => {
  const arn = (kind: string, name: string) => `arn:aws:batch:us-east-1:111122223333:${kind}/${name}`;
  const [queue] = CONFIG.jobQueues;
  const computeEnvironmentOrder = ['spot', 'elsewhere'].map((name, order) => ({
    order,
    computeEnvironment: arn('compute-environment', name),
  }));
  const [mine, theirs] = ['fair', 'other'].map((name) => ({
    ...queue,
    schedulingPolicyArn: arn('scheduling-policy', name),
    computeEnvironmentOrder,
  }));
  const renamed = withNamePrefix({ ...CONFIG, jobQueues: [mine, theirs] }, 'new-').jobQueues;
  expect(renamed.map(({ schedulingPolicyArn }) => schedulingPolicyArn)).toEqual([
    'new-fair',
    arn('scheduling-policy', 'other'),
  ]);
  expect(renamed[0].computeEnvironmentOrder.map(({ computeEnvironment }) => computeEnvironment)).toEqual([
    'new-spot',
    arn('compute-environment', 'elsewhere'),
  ]);
});

it('renames the job definitions it registers, or a live one would get a new revision; others are the user’s own', () => {
  const route = { fromQueue: 'shared', toQueue: 'night', jobDefinitions: ['align', 'call'] };
  const renamed = withNamePrefix({ ...FULL, submission: { queueRoutes: [route] } }, 'new-');
  expect(renamed.jobDefinitions?.map(({ jobDefinitionName }) => jobDefinitionName)).toEqual(['new-align', 'call']);
  expect(renamed.submission?.queueRoutes).toEqual([
    { fromQueue: 'new-shared', toQueue: 'night', jobDefinitions: ['new-align', 'call'] },
  ]);
});

it('renames consumable resources with the definitions that ask for them', () => {
  const [definition] = MULTI_NODE.jobDefinitions ?? [];
  const consumableResourceList = [
    { consumableResource: 'arn:aws:batch:us-east-1:111122223333:consumable-resource/licence', quantity: 1 },
    { consumableResource: 'theirs', quantity: 2 },
  ];
  const jobDefinitions = [{ ...definition, consumableResourceProperties: { consumableResourceList } }];
  const renamed = withNamePrefix({ ...MULTI_NODE, jobDefinitions }, 'new-');
  expect(renamed.consumableResources?.[0].consumableResourceName).toBe('new-licence');
  expect(renamed.jobDefinitions?.[0].consumableResourceProperties?.consumableResourceList).toEqual([
    { consumableResource: 'new-licence', quantity: 1 },
    { consumableResource: 'theirs', quantity: 2 },
  ]);
});

it.each(TEMPLATE_CONFIGS)(
  'gives everything that %s makes a new name, and queues refer to nothing old',
  (_name, config) => {
    const requests = templateRequests(withNamePrefix(config, 'new-'), NETWORK, {});
    if (!requests.ok) throw new Error(JSON.stringify(requests.problems));
    expect(requests.warnings).toEqual([]);
    for (const request of requests.value) {
      expect(request.name).toMatch(/^new-/);
      if (request.operation === 'CreateJobQueue') expect(request.body.schedulingPolicyArn).toBeUndefined();
    }
  },
);
