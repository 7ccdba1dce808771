/** What AWS Batch demands of one job queue, one function a rule. */
import { nameInArn } from '../models/batch-arns.ts';
import type { ComputeEnvironment, JobQueue } from '../models/batch-config.ts';
import { architectureOfName } from './architecture-of-name.ts';
import { isFargate } from './compute-environment-rules.ts';
import { type Finding, problemAt } from './finding.ts';
import type { FieldPath } from './source-map.ts';
import { knownHint } from './unknown-name.ts';

export interface QueueContext {
  readonly environments: ReadonlyMap<string, ComputeEnvironment>;
  readonly policies: readonly string[];
  readonly path: FieldPath;
}

type Rule = (queue: JobQueue, context: QueueContext) => readonly Finding[];

/** API CreateJobQueue: one to three compute environments. */
const environmentCount: Rule = ({ computeEnvironmentOrder: order }, { path }) =>
  order.length >= 1 && order.length <= 3
    ? []
    : [problemAt([...path, 'computeEnvironmentOrder'], `needs 1 to 3 compute environments, got ${order.length}`)];

/** API ComputeEnvironmentOrder; by name, so that the file describes one account as well as another. */
const environmentsExist: Rule = ({ computeEnvironmentOrder }, { environments, path }) =>
  computeEnvironmentOrder.flatMap(({ computeEnvironment: name }, index) => {
    if (environments.has(name)) return [];
    return [
      problemAt(
        [...path, 'computeEnvironmentOrder', index, 'computeEnvironment'],
        `unknown compute environment "${name}"`,
        environments.size === 0 ? 'there is none' : knownHint(name, [...environments.keys()]),
      ),
    ];
  });

/** API ComputeEnvironmentOrder: lower order first, so two equal orders would be undecided; nor the same one twice. */
const orderUnique: Rule = ({ computeEnvironmentOrder }, { path }) =>
  (['order', 'computeEnvironment'] as const).flatMap((key) => {
    const values = computeEnvironmentOrder.map((entry) => entry[key]);
    return values.flatMap((value, index) => {
      if (values.indexOf(value) === index) return [];
      return [
        problemAt(
          [...path, 'computeEnvironmentOrder', index, key],
          `${value} is used twice`,
          'each entry needs its own',
        ),
      ];
    });
  });

/** API CreateJobQueue: EC2 and SPOT may be mixed, FARGATE and FARGATE_SPOT may be mixed, the two kinds not. */
const noFargateMix: Rule = (queue, { environments, path }) => {
  const kinds = resourcesOf(queue, environments).map(isFargate);
  if (!kinds.includes(true) || !kinds.includes(false)) return [];
  return [
    problemAt(
      [...path, 'computeEnvironmentOrder'],
      'mixes Fargate with EC2 or SPOT compute environments',
      'give each kind its own queue',
    ),
  ];
};

/** API CreateJobQueue: all compute environments of a queue share one CPU architecture. */
const oneArchitecture: Rule = (queue, { environments, path }) => {
  const found = new Set(
    resourcesOf(queue, environments).flatMap(({ instanceTypes = [] }) => instanceTypes.map(architectureOfName)),
  );
  if (!found.has('arm64') || !found.has('x86_64')) return [];
  return [
    problemAt(
      [...path, 'computeEnvironmentOrder'],
      'mixes x86_64 and arm64 compute environments',
      'give each architecture its own queue',
    ),
  ];
};

/** API CreateJobQueue: schedulingPolicyArn; inside this file the last part of the ARN names a policy. */
const policyExists: Rule = ({ schedulingPolicyArn }, { policies, path }) => {
  if (schedulingPolicyArn === undefined) return [];
  const name = nameInArn(schedulingPolicyArn);
  if (policies.includes(name)) return [];
  return [
    problemAt(
      [...path, 'schedulingPolicyArn'],
      `unknown scheduling policy "${name}"`,
      'list it under batch.schedulingPolicies',
    ),
  ];
};

/** Batch user guide, job state time limit actions: the three supported reasons. */
const TIME_LIMIT_REASONS: readonly string[] = [
  'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY',
  'MISCONFIGURATION:COMPUTE_ENVIRONMENT_MAX_RESOURCE',
  'MISCONFIGURATION:JOB_RESOURCE_REQUIREMENT',
];

/** API JobStateTimeLimitAction: 600 to 86,400 seconds. */
const timeLimitActions: Rule = ({ jobStateTimeLimitActions = [] }, { path }) =>
  jobStateTimeLimitActions.flatMap(({ maxTimeSeconds, reason }, index) => {
    const at = [...path, 'jobStateTimeLimitActions', index];
    const findings: Finding[] = [];
    if (maxTimeSeconds < 600 || maxTimeSeconds > 86_400) {
      findings.push(problemAt([...at, 'maxTimeSeconds'], `must be 600 to 86400, got ${maxTimeSeconds}`));
    }
    if (!TIME_LIMIT_REASONS.includes(reason)) {
      findings.push(
        problemAt([...at, 'reason'], `unknown reason "${reason}"`, `one of ${TIME_LIMIT_REASONS.join(', ')}`),
      );
    }
    return findings;
  });

export const JOB_QUEUE_RULES: readonly Rule[] = [
  environmentCount,
  environmentsExist,
  orderUnique,
  noFargateMix,
  oneArchitecture,
  policyExists,
  timeLimitActions,
];

function resourcesOf(queue: JobQueue, environments: ReadonlyMap<string, ComputeEnvironment>) {
  return queue.computeEnvironmentOrder.flatMap(({ computeEnvironment }) => {
    const resource = environments.get(computeEnvironment)?.computeResources;
    return resource === undefined ? [] : [resource];
  });
}
