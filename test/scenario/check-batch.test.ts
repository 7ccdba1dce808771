import { describe, expect, it } from 'vitest';
import { checkBatch } from '../../src/scenario/check-batch.ts';
import { NOT_SIMULATED } from '../../src/scenario/not-simulated.ts';
import { FILE, lineWith, problemsIn, SOUND, spoiled, warningsIn } from './scenario-text.ts';

const ENVIRONMENT = 'batch.computeEnvironments[0]';
const RESOURCES = `${ENVIRONMENT}.computeResources`;
const QUEUE = 'batch.jobQueues[0]';

/** name, what to replace, by what, path after it, message, fragment on the line of the problem (default: the new text). */
type Case = readonly [name: string, from: string, to: string, path: string, message: string, at?: string];

const twice = (name: string) => `jobQueues:
    - jobQueueName: ${name}
      priority: 9
      computeEnvironmentOrder: [{ order: 1, computeEnvironment: spot }]`;
const jobDefinition = (fields: string) => `batch:
  jobDefinitions:
    - jobDefinitionName: align
      type: container
      ${fields}`;
const definitionAt = 'batch.jobDefinitions[0]';
const queueField = (field: string) => `priority: 1\n      ${field}`;
const policy = (fields: string) => `batch:
  schedulingPolicies:
    - name: fair
      fairsharePolicy: { ${fields} }`;
const policyAt = 'batch.schedulingPolicies[0].fairsharePolicy';

const ENVIRONMENT_CASES: readonly Case[] = [
  [
    'a name with a space',
    'computeEnvironmentName: on-demand',
    'computeEnvironmentName: on demand',
    `${ENVIRONMENT}.computeEnvironmentName`,
    '"on demand" is not a name AWS Batch accepts',
  ],
  [
    'a name used twice',
    'computeEnvironmentName: spot',
    'computeEnvironmentName: on-demand # again',
    'batch.computeEnvironments[1].computeEnvironmentName',
    '"on-demand" is already the name of computeEnvironments[0]',
    '# again',
  ],
  ['minvCpus above maxvCpus', 'minvCpus: 0', 'minvCpus: 257', `${RESOURCES}.minvCpus`, '257 is above maxvCpus 256'],
  [
    'desiredvCpus outside its bounds',
    'minvCpus: 0',
    'desiredvCpus: 300',
    `${RESOURCES}.desiredvCpus`,
    '300 is outside 0 to 256',
  ],
  [
    'no instance types',
    'instanceTypes: [optimal]',
    'instanceTypes: []',
    `${RESOURCES}.instanceTypes`,
    'needs at least one instance type',
  ],
  [
    'two architectures in one environment',
    'instanceTypes: [optimal]',
    'instanceTypes: [c6i, m7g.large]',
    `${RESOURCES}.instanceTypes[1]`,
    '"m7g.large" is arm64 among x86_64 types',
  ],
  [
    'a Spot strategy on EC2',
    'BEST_FIT_PROGRESSIVE',
    'SPOT_CAPACITY_OPTIMIZED',
    `${RESOURCES}.allocationStrategy`,
    'SPOT_CAPACITY_OPTIMIZED works on SPOT only',
  ],
  [
    'a price-aware Spot strategy on EC2',
    'BEST_FIT_PROGRESSIVE',
    'SPOT_PRICE_CAPACITY_OPTIMIZED',
    `${RESOURCES}.allocationStrategy`,
    'SPOT_PRICE_CAPACITY_OPTIMIZED works on SPOT only',
  ],
  [
    'a prioritised Spot strategy on EC2',
    'BEST_FIT_PROGRESSIVE',
    'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
    `${RESOURCES}.allocationStrategy`,
    'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED works on SPOT only',
  ],
  [
    'the ordered strategy on SPOT',
    'SPOT_PRICE_CAPACITY_OPTIMIZED',
    'BEST_FIT_PROGRESSIVE_ORDERED',
    'batch.computeEnvironments[1].computeResources.allocationStrategy',
    'BEST_FIT_PROGRESSIVE_ORDERED works on EC2 only',
  ],
  [
    'a bid of 0 %',
    'type: SPOT',
    'type: SPOT\n        bidPercentage: 0',
    'batch.computeEnvironments[1].computeResources.bidPercentage',
    'must be 1 to 100, got 0',
    'bidPercentage',
  ],
  [
    'a bid above 100 %',
    'type: SPOT',
    'type: SPOT\n        bidPercentage: 101',
    'batch.computeEnvironments[1].computeResources.bidPercentage',
    'must be 1 to 100, got 101',
    'bidPercentage',
  ],
  [
    'a scale-down delay of 19 minutes',
    'minvCpus: 0',
    'scalingPolicy: { minScaleDownDelayMinutes: 19 }',
    `${RESOURCES}.scalingPolicy.minScaleDownDelayMinutes`,
    'must be 0 or 20 to 10080, got 19',
  ],
  [
    'a scale-down delay above a week',
    'minvCpus: 0',
    'scalingPolicy: { minScaleDownDelayMinutes: 10081 }',
    `${RESOURCES}.scalingPolicy.minScaleDownDelayMinutes`,
    'must be 0 or 20 to 10080, got 10081',
  ],
  [
    'a launch template with id and name',
    'minvCpus: 0',
    'launchTemplate: { launchTemplateId: lt-1, launchTemplateName: x }',
    `${RESOURCES}.launchTemplate`,
    'needs exactly one of launchTemplateId and launchTemplateName',
  ],
  [
    'three image entries',
    'minvCpus: 0',
    'ec2Configuration: [{ imageType: a }, { imageType: b }, { imageType: c }]',
    `${RESOURCES}.ec2Configuration`,
    'needs 1 or 2 entries, got 3',
  ],
  [
    'an allocation strategy on Fargate',
    'type: EC2',
    'type: FARGATE',
    `${RESOURCES}.allocationStrategy`,
    'BEST_FIT_PROGRESSIVE cannot be used with FARGATE',
    'allocationStrategy',
  ],
  [
    'instance types on Fargate',
    'type: EC2',
    'type: FARGATE',
    `${RESOURCES}.instanceTypes`,
    'cannot be used with FARGATE',
    'instanceTypes',
  ],
  [
    'a scale-down delay on Fargate',
    'type: EC2',
    'type: FARGATE\n        scalingPolicy: { minScaleDownDelayMinutes: 20 }',
    `${RESOURCES}.scalingPolicy.minScaleDownDelayMinutes`,
    'cannot be used with FARGATE',
    'scalingPolicy',
  ],
  ...['ec2KeyPair: k', 'instanceRole: r', 'placementGroup: p', 'spotIamFleetRole: r', 'tags: { a: b }'].map(
    (field): Case => {
      const [name] = field.split(':');
      return [
        `${name} on Fargate`,
        'type: EC2',
        `type: FARGATE\n        ${field}`,
        `${RESOURCES}.${name}`,
        'cannot be used with FARGATE',
        name,
      ];
    },
  ),
  [
    'more than 16 subnets on Fargate',
    'type: EC2',
    `type: FARGATE\n        subnets: [${Array.from({ length: 17 }, (_, index) => `subnet-${index}`)}]`,
    `${RESOURCES}.subnets`,
    'needs 1 to 16 entries for FARGATE, got 17',
    'subnets',
  ],
  [
    'more than five security groups on Fargate',
    'type: EC2',
    'type: FARGATE\n        securityGroupIds: [sg-1, sg-2, sg-3, sg-4, sg-5, sg-6]',
    `${RESOURCES}.securityGroupIds`,
    'needs 1 to 5 entries for FARGATE, got 6',
    'securityGroupIds',
  ],
  [
    'UNMANAGED, which is not simulated',
    'type: MANAGED',
    'type: UNMANAGED',
    `${ENVIRONMENT}.type`,
    'not simulated yet: UNMANAGED compute environments',
  ],
  [
    'an environment on EKS',
    'type: MANAGED',
    'type: MANAGED\n      eksConfiguration: { eksClusterArn: arn, kubernetesNamespace: batch }',
    `${ENVIRONMENT}.eksConfiguration`,
    'not simulated: compute environments on EKS',
    'eksConfiguration',
  ],
  [
    'managed instances of ECS',
    'type: EC2',
    'type: ECS_MANAGED_INSTANCES',
    `${RESOURCES}.type`,
    'not simulated: ECS_MANAGED_INSTANCES environments',
  ],
];

const QUEUE_CASES: readonly Case[] = [
  [
    'a bad queue name',
    'jobQueueName: main',
    'jobQueueName: -main',
    `${QUEUE}.jobQueueName`,
    '"-main" is not a name AWS Batch accepts',
  ],
  [
    'a queue name used twice',
    'jobQueues:',
    twice('main'),
    'batch.jobQueues[1].jobQueueName',
    '"main" is already the name of jobQueues[0]',
    '- jobQueueName: main\n      priority: 1',
  ],
  [
    'an unknown environment',
    'computeEnvironment: spot',
    'computeEnvironment: spto',
    `${QUEUE}.computeEnvironmentOrder[0].computeEnvironment`,
    'unknown compute environment "spto"',
  ],
  [
    'an order used twice',
    'order: 2',
    'order: 1 # again',
    `${QUEUE}.computeEnvironmentOrder[1].order`,
    '1 is used twice',
    '# again',
  ],
  [
    'an environment used twice',
    'computeEnvironment: on-demand',
    'computeEnvironment: spot # again',
    `${QUEUE}.computeEnvironmentOrder[1].computeEnvironment`,
    'spot is used twice',
    '# again',
  ],
  [
    'a mix of Fargate and EC2',
    'type: EC2',
    'type: FARGATE',
    `${QUEUE}.computeEnvironmentOrder`,
    'mixes Fargate with EC2 or SPOT compute environments',
    'computeEnvironmentOrder',
  ],
  [
    'a mix of architectures over environments',
    '[optimal]',
    '[default_arm64]',
    `${QUEUE}.computeEnvironmentOrder`,
    'mixes x86_64 and arm64 compute environments',
    'computeEnvironmentOrder',
  ],
  [
    'an unknown scheduling policy',
    'priority: 1',
    queueField('schedulingPolicyArn: "arn:aws:batch:us-east-1:1:scheduling-policy/fair"'),
    `${QUEUE}.schedulingPolicyArn`,
    'unknown scheduling policy "fair"',
    'schedulingPolicyArn',
  ],
  [
    'a time limit below ten minutes',
    'priority: 1',
    queueField(
      'jobStateTimeLimitActions: [{ reason: "MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT", state: RUNNABLE, maxTimeSeconds: 599, action: CANCEL }]',
    ),
    `${QUEUE}.jobStateTimeLimitActions[0].maxTimeSeconds`,
    'must be 600 to 86400, got 599',
    'jobStateTimeLimitActions',
  ],
  [
    'an unknown time limit reason',
    'priority: 1',
    queueField('jobStateTimeLimitActions: [{ reason: SLOW, state: RUNNABLE, maxTimeSeconds: 600, action: CANCEL }]'),
    `${QUEUE}.jobStateTimeLimitActions[0].reason`,
    'unknown reason "SLOW"',
    'jobStateTimeLimitActions',
  ],
];

const DEFINITION_CASES: readonly Case[] = [
  [
    'a bad definition name',
    'batch:',
    jobDefinition('retryStrategy: {}').replace('align', 'a/b'),
    `${definitionAt}.jobDefinitionName`,
    '"a/b" is not a name AWS Batch accepts',
    'a/b',
  ],
  [
    'a consumable resource asked for twice',
    'batch:',
    jobDefinition(
      'consumableResourceProperties: { consumableResourceList: [{ consumableResource: licence, quantity: 1 }, { consumableResource: licence, quantity: 2 }] }',
    ),
    `${definitionAt}.consumableResourceProperties.consumableResourceList[1].consumableResource`,
    '"licence" is given twice',
    'consumableResourceProperties',
  ],
  [
    'no attempts',
    'batch:',
    jobDefinition('retryStrategy: { attempts: 0 }'),
    `${definitionAt}.retryStrategy.attempts`,
    'must be 1 to 10, got 0',
    'attempts',
  ],
  [
    'eleven attempts',
    'batch:',
    'batch:\n  defaultRetryStrategy: { attempts: 11 }',
    'batch.defaultRetryStrategy.attempts',
    'must be 1 to 10, got 11',
    'attempts',
  ],
  [
    'six exit rules',
    'batch:',
    jobDefinition(
      `retryStrategy: { attempts: 2, evaluateOnExit: [${'{ onExitCode: "1", action: RETRY }, '.repeat(6)}] }`,
    ),
    `${definitionAt}.retryStrategy.evaluateOnExit`,
    'has 6 entries, AWS Batch allows 5',
    'retryStrategy',
  ],
  [
    'exit rules without attempts',
    'batch:',
    jobDefinition('retryStrategy: { evaluateOnExit: [{ onExitCode: "1", action: EXIT }] }'),
    `${definitionAt}.retryStrategy.evaluateOnExit`,
    'needs attempts beside it',
    'retryStrategy',
  ],
  [
    'an exit rule with another action',
    'batch:',
    jobDefinition('retryStrategy: { attempts: 2, evaluateOnExit: [{ onExitCode: "1", action: STOP }] }'),
    `${definitionAt}.retryStrategy.evaluateOnExit[0].action`,
    'expected RETRY or EXIT, got "STOP"',
    'retryStrategy',
  ],
  [
    'an exit rule without a condition',
    'batch:',
    jobDefinition('retryStrategy: { attempts: 2, evaluateOnExit: [{ action: EXIT }] }'),
    `${definitionAt}.retryStrategy.evaluateOnExit[0]`,
    'has no condition',
    'retryStrategy',
  ],
  [
    'an exit code pattern with letters',
    'batch:',
    jobDefinition('retryStrategy: { attempts: 2, evaluateOnExit: [{ onExitCode: "a*", action: EXIT }] }'),
    `${definitionAt}.retryStrategy.evaluateOnExit[0].onExitCode`,
    '"a*" is not a pattern AWS Batch accepts',
    'retryStrategy',
  ],
  [
    'a reason pattern with a star inside',
    'batch:',
    jobDefinition('retryStrategy: { attempts: 2, evaluateOnExit: [{ onReason: "Host*EC2", action: EXIT }] }'),
    `${definitionAt}.retryStrategy.evaluateOnExit[0].onReason`,
    '"Host*EC2" is not a pattern AWS Batch accepts',
    'retryStrategy',
  ],
  [
    'a timeout below a minute',
    'batch:',
    jobDefinition('timeout: { attemptDurationSeconds: 59 }'),
    `${definitionAt}.timeout.attemptDurationSeconds`,
    'must be at least 60, got 59',
    'timeout',
  ],
  [
    'a scheduling priority of 10000',
    'batch:',
    jobDefinition('schedulingPriority: 10000'),
    `${definitionAt}.schedulingPriority`,
    'must be 0 to 9999, got 10000',
    'schedulingPriority',
  ],
  [
    'a multi-node definition without nodes',
    'batch:',
    jobDefinition('').replace('type: container', 'type: multinode # no nodes'),
    `${definitionAt}.nodeProperties`,
    'is needed by type multinode',
    'align',
  ],
  [
    'nodes in a definition of one container',
    'batch:',
    jobDefinition('nodeProperties: { numNodes: 2, mainNode: 0, nodeRangeProperties: [{ targetNodes: "0:" }] }'),
    `${definitionAt}.nodeProperties`,
    'belongs to type multinode',
    'nodeProperties',
  ],
  [
    'a main node that is none of the nodes',
    'batch:',
    jobDefinition('nodeProperties: { numNodes: 2, mainNode: 2, nodeRangeProperties: [{ targetNodes: "0:" }] }').replace(
      'type: container',
      'type: multinode',
    ),
    `${definitionAt}.nodeProperties.mainNode`,
    'must be 0 to 1, got 2',
    'mainNode',
  ],
  [
    'half a vCPU',
    'batch:',
    jobDefinition('containerProperties: { resourceRequirements: [{ type: VCPU, value: "0.5" }] }'),
    `${definitionAt}.containerProperties.resourceRequirements[0].value`,
    'VCPU must be a whole number of at least 1, got "0.5"',
    'containerProperties',
  ],
  [
    '3 MiB',
    'batch:',
    jobDefinition('containerProperties: { resourceRequirements: [{ type: MEMORY, value: "3" }] }'),
    `${definitionAt}.containerProperties.resourceRequirements[0].value`,
    'MEMORY must be a whole number of at least 4, got "3"',
    'containerProperties',
  ],
  [
    'a requirement given twice',
    'batch:',
    jobDefinition(
      'containerProperties: { resourceRequirements: [{ type: GPU, value: "1" }, { type: GPU, value: "2" }] }',
    ),
    `${definitionAt}.containerProperties.resourceRequirements[1].type`,
    'GPU is given twice',
    'containerProperties',
  ],
];

const POLICY_CASES: readonly Case[] = [
  [
    'a decay above a week',
    'batch:',
    policy('shareDecaySeconds: 604801'),
    `${policyAt}.shareDecaySeconds`,
    'must be 0 to 604800, got 604801',
    'fairsharePolicy',
  ],
  [
    'a reservation of 100',
    'batch:',
    policy('computeReservation: 100'),
    `${policyAt}.computeReservation`,
    'must be 0 to 99, got 100',
    'fairsharePolicy',
  ],
  [
    'a weight of 0',
    'batch:',
    policy('shareDistribution: [{ shareIdentifier: A, weightFactor: 0 }]'),
    `${policyAt}.shareDistribution[0].weightFactor`,
    'must be 0.0001 to 999.9999, got 0',
    'fairsharePolicy',
  ],
  [
    'an identifier with a dash',
    'batch:',
    policy('shareDistribution: [{ shareIdentifier: a-b }]'),
    `${policyAt}.shareDistribution[0].shareIdentifier`,
    '"a-b" is not a share identifier',
    'fairsharePolicy',
  ],
  [
    'overlapping identifiers',
    'batch:',
    policy('shareDistribution: [{ shareIdentifier: User* }, { shareIdentifier: UserA }]'),
    `${policyAt}.shareDistribution[1].shareIdentifier`,
    '"UserA" overlaps with "User*"',
    'fairsharePolicy',
  ],
];

describe('AWS would refuse, and so do we,', () => {
  it.each(
    [...ENVIRONMENT_CASES, ...QUEUE_CASES, ...DEFINITION_CASES, ...POLICY_CASES].map(
      ([name, from, to, path, message, at = to]) => [name, from, to, path, message, at] as const,
    ),
  )('%s', (_name, from, to, path, message, at) => {
    const text = spoiled(from, to);
    const problems = problemsIn(text);
    const found = problems.find((problem) => problem.path === path && problem.message === message);
    expect(found, JSON.stringify(problems, undefined, 1)).toMatchObject({ file: FILE, line: lineWith(at, text) });
  });

  it('a managed environment without resources', () => {
    const text = `version: 1
workload: { trace: { path: a } }
batch:
  computeEnvironments:
    - { computeEnvironmentName: ce, type: MANAGED }
  jobQueues:
    - { jobQueueName: q, priority: 1, computeEnvironmentOrder: [{ order: 1, computeEnvironment: ce }] }
`;
    expect(problemsIn(text)).toMatchObject([
      { path: `${ENVIRONMENT}.computeResources`, message: 'is missing', line: 5 },
    ]);
  });

  it('a queue with four environments, and one with none', () => {
    const order = (count: number) =>
      Array.from({ length: count }, (_, index) => ({ order: index, computeEnvironment: `ce${index}` }));
    const environments = order(4).map(({ computeEnvironment }) => ({
      computeEnvironmentName: computeEnvironment,
      type: 'MANAGED' as const,
      computeResources: { type: 'EC2' as const, maxvCpus: 4, instanceTypes: ['c6i'] },
    }));
    for (const count of [0, 4]) {
      const jobQueues = [{ jobQueueName: 'q', priority: 1, computeEnvironmentOrder: order(count) }];
      const problems = checkBatch({ computeEnvironments: environments, jobQueues }).filter(
        (each) => each.severity === 'problem',
      );
      expect(problems).toMatchObject([
        {
          path: ['jobQueues', 0, 'computeEnvironmentOrder'],
          message: `needs 1 to 3 compute environments, got ${count}`,
        },
      ]);
    }
  });

  it('a configuration without environments or queues', () => {
    expect(checkBatch({ computeEnvironments: [], jobQueues: [] })).toMatchObject([
      { path: ['computeEnvironments'], message: 'is empty' },
      { path: ['jobQueues'], message: 'is empty' },
    ]);
  });
});

describe('AWS accepts, and so do we,', () => {
  it.each([
    ['the sound scenario', 'version: 1', 'version: 1'],
    ['a scale-down delay of 0', 'minvCpus: 0', 'scalingPolicy: { minScaleDownDelayMinutes: 0 }'],
    ['a scale-down delay of 20 minutes', 'minvCpus: 0', 'scalingPolicy: { minScaleDownDelayMinutes: 20 }'],
    ['the ordered strategy on EC2', 'BEST_FIT_PROGRESSIVE', 'BEST_FIT_PROGRESSIVE_ORDERED'],
    ['minvCpus equal to maxvCpus', 'minvCpus: 0', 'minvCpus: 256'],
    ['a type only the scenario knows', '[optimal]', '[lab.100]'],
    ['GPU families with g in front', '[optimal]', '[g4dn, g6, gr6]'],
    [
      'a Spot reclaim retry rule',
      'batch:',
      jobDefinition(
        'retryStrategy: { attempts: 5, evaluateOnExit: [{ onStatusReason: "Host EC2*", action: RETRY }, { onReason: "*", action: exit }] }',
      ),
    ],
    [
      'half a vCPU in a Fargate definition',
      'batch:',
      jobDefinition(
        'platformCapabilities: [FARGATE]\n      containerProperties: { resourceRequirements: [{ type: VCPU, value: "0.5" }] }',
      ),
    ],
    ['a timeout of a minute', 'batch:', jobDefinition('timeout: { attemptDurationSeconds: 60 }')],
  ])('%s', (_name, from, to) => {
    const text = spoiled(from, to);
    expect(problemsIn(text)).toEqual([]);
    expect(warningsIn(text)).toEqual([]);
  });
});

describe('a warning', () => {
  it.each([
    [
      'an environment no queue uses',
      '        - order: 2\n          computeEnvironment: on-demand\n',
      '',
      ENVIRONMENT,
      'no job queue uses "on-demand"',
      'computeEnvironmentName: on-demand',
    ],
    [
      'BEST_FIT on SPOT without a fleet role',
      'SPOT_PRICE_CAPACITY_OPTIMIZED',
      'BEST_FIT',
      'batch.computeEnvironments[1].computeResources.spotIamFleetRole',
      'BEST_FIT on SPOT needs a Spot Fleet role before it can be applied',
      'computeResources:\n        type: SPOT',
    ],
    [
      'a bid on On-Demand',
      'type: EC2',
      'type: EC2\n        bidPercentage: 100',
      `${RESOURCES}.bidPercentage`,
      'has no effect on EC2',
      'bidPercentage',
    ],
    [
      'a low bid',
      'type: SPOT',
      'type: SPOT\n        bidPercentage: 60',
      'batch.computeEnvironments[1].computeResources.bidPercentage',
      'not simulated yet: bidPercentage below 100',
      'bidPercentage',
    ],
  ])('tells of %s and lets the run go on', (_name, from, to, path, message, at) => {
    const text = spoiled(from, to);
    expect(problemsIn(text)).toEqual([]);
    expect(warningsIn(text)).toMatchObject([{ path, message, file: FILE, line: lineWith(at, text) }]);
  });

  it('takes fair-share queues without a word: they are simulated', () => {
    const text = spoiled('batch:', policy('shareDecaySeconds: 0')).replace(
      'priority: 1',
      'priority: 1\n      schedulingPolicyArn: fair',
    );
    expect(problemsIn(text)).toEqual([]);
    expect(warningsIn(text)).toEqual([]);
  });
});

it('every entry of the list of features not simulated is quiet on a sound configuration', () => {
  expect(problemsIn(SOUND)).toEqual([]);
  expect(NOT_SIMULATED.map((entry) => entry.feature)).toEqual([
    ...new Set(NOT_SIMULATED.map((entry) => entry.feature)),
  ]);
});
