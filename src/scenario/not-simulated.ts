/**
 * What AWS Batch can do and the engine cannot yet, so that nobody takes a result for more than it is. Shrink this list as
 * the engine grows.
 */
import type { SpotModelName } from '../models/assumptions.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Finding } from './finding.ts';
import type { FieldPath } from './source-map.ts';

export interface NotSimulated {
  readonly feature: string;
  /** A problem where simulating without it would be about something else; a warning where it only matters at the edges. */
  readonly severity: Finding['severity'];
  /** What happens instead, or what to do. */
  readonly hint: string;
  /** The Spot model under which it is simulated all the same. */
  readonly unlessModel?: SpotModelName;
  readonly find: (batch: BatchConfig) => readonly FieldPath[];
}

/** A run over so many takes seconds; beyond, minutes and all memory. */
const MOST_MIN_VCPUS = 10_000_000;

export const NOT_SIMULATED: readonly NotSimulated[] = [
  {
    feature: 'UNMANAGED compute environments',
    severity: 'problem',
    hint: 'AWS Batch does not scale them, so there is nothing to plan; use MANAGED',
    find: (batch) => environmentPaths(batch, ({ type }) => type === 'UNMANAGED', ['type']),
  },
  {
    feature: 'minvCpus above 10,000,000',
    severity: 'problem',
    hint: 'that would be millions of instances that never end; check the number',
    find: (batch) =>
      environmentPaths(batch, ({ computeResources }) => (computeResources?.minvCpus ?? 0) > MOST_MIN_VCPUS, [
        'computeResources',
        'minvCpus',
      ]),
  },
  {
    feature: 'bidPercentage below 100',
    severity: 'warning',
    hint: 'interruptions caused by the lower maximum price are left out, except with spot.model: price-history',
    unlessModel: 'price-history',
    find: (batch) =>
      environmentPaths(batch, ({ computeResources }) => (computeResources?.bidPercentage ?? 100) < 100, [
        'computeResources',
        'bidPercentage',
      ]),
  },
];

/** Fields and values of AWS Batch that the schema does not even take, and why. */
export const REFUSED: ReadonlyMap<string, { readonly message: string; readonly hint: string }> = new Map([
  [
    'eksConfiguration',
    {
      message: 'not simulated: compute environments on EKS',
      hint: 'Kubernetes places the pods there; to size the fleet, use an environment on ECS (no eksConfiguration) of the same instance types',
    },
  ],
  [
    'ECS_MANAGED_INSTANCES',
    {
      message: 'not simulated: ECS_MANAGED_INSTANCES environments',
      hint: 'their management fee is in no price list of AWS; use EC2 or SPOT with the same instance types and add the fee yourself',
    },
  ],
]);

export function notSimulatedFindings(batch: BatchConfig, model?: SpotModelName): Finding[] {
  const left = NOT_SIMULATED.filter(({ unlessModel }) => unlessModel === undefined || unlessModel !== model);
  return left.flatMap(({ feature, severity, hint, find }) =>
    find(batch).map((path) => ({ path, severity, hint, message: `not simulated yet: ${feature}` })),
  );
}

function environmentPaths(
  batch: BatchConfig,
  applies: (environment: BatchConfig['computeEnvironments'][number]) => boolean,
  field: FieldPath,
): FieldPath[] {
  return batch.computeEnvironments.flatMap((environment, index) =>
    applies(environment) ? [['computeEnvironments', index, ...field]] : [],
  );
}
