/** What AWS Batch demands of one compute environment, one function a rule. */
import type { AllocationStrategy, BatchConfig, ComputeEnvironment, ComputeResource } from '../models/batch-config.ts';
import { architectureOfName } from './architecture-of-name.ts';
import { type Finding, problemAt, warningAt } from './finding.ts';
import type { FieldPath } from './source-map.ts';

type Rule = (environment: ComputeEnvironment, path: FieldPath) => readonly Finding[];

/** A rule about computeResources only; silent when there are none. */
function onResources(rule: (resource: ComputeResource, path: FieldPath) => readonly Finding[]): Rule {
  return ({ computeResources }, path) =>
    computeResources === undefined ? [] : rule(computeResources, [...path, 'computeResources']);
}

export function isFargate(resource: ComputeResource): boolean {
  return resource.type === 'FARGATE' || resource.type === 'FARGATE_SPOT';
}

/** API CreateComputeEnvironment: computeResources is required for managed compute environments. */
const managedNeedsResources: Rule = (environment, path) =>
  environment.type === 'MANAGED' && environment.computeResources === undefined
    ? [problemAt([...path, 'computeResources'], 'is missing', 'a MANAGED compute environment needs it')]
    : [];

/** API ComputeResource: minvCpus <= desiredvCpus <= maxvCpus. */
const vcpuBounds = onResources(({ minvCpus, desiredvCpus, maxvCpus }, path) => {
  const findings: Finding[] = [];
  const minimum = minvCpus ?? 0;
  if (minimum > maxvCpus) {
    findings.push(
      problemAt([...path, 'minvCpus'], `${minimum} is above maxvCpus ${maxvCpus}`, 'lower one or raise the other'),
    );
  }
  if (desiredvCpus !== undefined && (desiredvCpus < minimum || desiredvCpus > maxvCpus)) {
    findings.push(
      problemAt(
        [...path, 'desiredvCpus'],
        `${desiredvCpus} is outside ${minimum} to ${maxvCpus}`,
        'leave it out: AWS Batch moves it itself',
      ),
    );
  }
  return findings;
});

/** API ComputeResource: instanceTypes is required for EC2 and SPOT. */
const needsInstanceTypes = onResources((resource, path) =>
  isFargate(resource) || (resource.instanceTypes?.length ?? 0) > 0
    ? []
    : [
        problemAt(
          [...path, 'instanceTypes'],
          'needs at least one instance type',
          'for example [optimal] or [c6i, m6i, r6i]',
        ),
      ],
);

/** API ComputeResource: one CPU architecture per compute environment. */
const oneArchitecture = onResources(({ instanceTypes = [] }, path) => {
  const known = instanceTypes.map(architectureOfName);
  const first = known.find((architecture) => architecture !== undefined);
  const odd = known.findIndex((architecture) => architecture !== undefined && architecture !== first);
  if (odd < 0) return [];
  const message = `"${instanceTypes[odd]}" is ${known[odd]} among ${first} types`;
  return [
    problemAt(
      [...path, 'instanceTypes', odd],
      message,
      'AWS Batch allows one CPU architecture per compute environment',
    ),
  ];
});

const SPOT_ONLY: ReadonlySet<AllocationStrategy> = new Set([
  'SPOT_CAPACITY_OPTIMIZED',
  'SPOT_PRICE_CAPACITY_OPTIMIZED',
  'SPOT_CAPACITY_OPTIMIZED_PRIORITIZED',
]);

/**
 * Batch user guide, allocation strategies: the SPOT_ ones are for SPOT, BEST_FIT_PROGRESSIVE_ORDERED is for EC2, and
 * Fargate takes none. Left out means BEST_FIT, which is legal (and stays left out).
 */
const strategyFitsMarket = onResources((resource, path) => {
  const { allocationStrategy: strategy, type } = resource;
  if (strategy === undefined) return [];
  const at = [...path, 'allocationStrategy'];
  if (isFargate(resource))
    return [problemAt(at, `${strategy} cannot be used with ${type}`, 'leave it out for Fargate')];
  if (type === 'EC2' && SPOT_ONLY.has(strategy)) {
    return [problemAt(at, `${strategy} works on SPOT only`, 'use BEST_FIT_PROGRESSIVE, or type SPOT')];
  }
  if (type === 'SPOT' && strategy === 'BEST_FIT_PROGRESSIVE_ORDERED') {
    return [
      problemAt(
        at,
        `${strategy} works on EC2 only`,
        'use SPOT_CAPACITY_OPTIMIZED_PRIORITIZED for an ordered list on Spot',
      ),
    ];
  }
  return [];
});

/** API ComputeResource: spotIamFleetRole is required when BEST_FIT (or nothing) is used with SPOT. */
const bestFitSpotNeedsFleetRole = onResources(({ type, allocationStrategy = 'BEST_FIT', spotIamFleetRole }, path) =>
  type === 'SPOT' && allocationStrategy === 'BEST_FIT' && spotIamFleetRole === undefined
    ? [
        warningAt(
          [...path, 'spotIamFleetRole'],
          'BEST_FIT on SPOT needs a Spot Fleet role before it can be applied',
          'prefer SPOT_PRICE_CAPACITY_OPTIMIZED, which needs none',
        ),
      ]
    : [],
);

/** API ComputeResource: bidPercentage is a percentage of the On-Demand price, above 0, at most 100; Spot only. */
const bidRange = onResources(({ bidPercentage, type }, path) => {
  if (bidPercentage === undefined) return [];
  const at = [...path, 'bidPercentage'];
  if (bidPercentage < 1 || bidPercentage > 100) {
    return [problemAt(at, `must be 1 to 100, got ${bidPercentage}`, 'AWS advises leaving it out')];
  }
  return type === 'SPOT' ? [] : [warningAt(at, `has no effect on ${type}`, 'remove it')];
});

/** API ComputeScalingPolicy: 0 (not set) or 20 to 10080 minutes; not for Fargate. */
const scaleDownDelay = onResources((resource, path) => {
  const minutes = resource.scalingPolicy?.minScaleDownDelayMinutes;
  if (minutes === undefined) return [];
  const at = [...path, 'scalingPolicy', 'minScaleDownDelayMinutes'];
  if (isFargate(resource)) return [problemAt(at, `cannot be used with ${resource.type}`, 'leave it out for Fargate')];
  if (minutes === 0 || (minutes >= 20 && minutes <= 10_080)) return [];
  return [problemAt(at, `must be 0 or 20 to 10080, got ${minutes}`, '0 keeps the default of AWS Batch')];
});

/** Beside these allocationStrategy and scalingPolicy, which have rules of their own. */
export const NOT_FOR_FARGATE = [
  'minvCpus',
  'desiredvCpus',
  'instanceTypes',
  'bidPercentage',
  'ec2Configuration',
  'launchTemplate',
  'imageId',
  'ec2KeyPair',
  'instanceRole',
  'placementGroup',
  'spotIamFleetRole',
  'tags',
] as const;

/** API ComputeResource: these fields "shouldn't be specified" for Fargate. */
const fargateFields = onResources((resource, path) =>
  isFargate(resource)
    ? NOT_FOR_FARGATE.filter((field) => resource[field] !== undefined).map((field) =>
        problemAt([...path, field], `cannot be used with ${resource.type}`, 'remove it'),
      )
    : [],
);

const MOST_ON_FARGATE = { subnets: 16, securityGroupIds: 5 } as const;

/** API ComputeResource: a Fargate environment has 1 to 16 subnets and 1 to 5 security groups (left out: to be filled in). */
const fargateNetwork = onResources((resource, path) =>
  isFargate(resource)
    ? (['subnets', 'securityGroupIds'] as const).flatMap((field) => {
        const [count, most] = [resource[field]?.length, MOST_ON_FARGATE[field]];
        return count === undefined || (count >= 1 && count <= most)
          ? []
          : [problemAt([...path, field], `needs 1 to ${most} entries for ${resource.type}, got ${count}`)];
      })
    : [],
);

/** API LaunchTemplateSpecification: exactly one of id and name. */
const launchTemplateReference = onResources(({ launchTemplate }, path) => {
  if (launchTemplate === undefined) return [];
  const given = [launchTemplate.launchTemplateId, launchTemplate.launchTemplateName].filter(
    (each) => each !== undefined,
  );
  if (given.length === 1) return [];
  return [problemAt([...path, 'launchTemplate'], 'needs exactly one of launchTemplateId and launchTemplateName')];
});

/** API ComputeResource: ec2Configuration has one or two entries. */
const imageEntries = onResources(({ ec2Configuration }, path) =>
  ec2Configuration === undefined || (ec2Configuration.length >= 1 && ec2Configuration.length <= 2)
    ? []
    : [problemAt([...path, 'ec2Configuration'], `needs 1 or 2 entries, got ${ec2Configuration.length}`)],
);

export const COMPUTE_ENVIRONMENT_RULES: readonly Rule[] = [
  managedNeedsResources,
  vcpuBounds,
  needsInstanceTypes,
  oneArchitecture,
  strategyFitsMarket,
  bestFitSpotNeedsFleetRole,
  bidRange,
  scaleDownDelay,
  fargateFields,
  fargateNetwork,
  launchTemplateReference,
  imageEntries,
];

/** Not AWS's rule but nearly always a slip: no queue leads to the environment, yet its minvCpus are billed. */
export function unusedEnvironments(batch: BatchConfig): Finding[] {
  const used = new Set(
    batch.jobQueues.flatMap((queue) => queue.computeEnvironmentOrder.map((entry) => entry.computeEnvironment)),
  );
  return batch.computeEnvironments.flatMap(({ computeEnvironmentName: name }, index) =>
    used.has(name)
      ? []
      : [
          warningAt(
            ['computeEnvironments', index],
            `no job queue uses "${name}"`,
            'add it to a computeEnvironmentOrder or remove it',
          ),
        ],
  );
}
