/**
 * Turns the consumable resources of a configuration, and what its jobs ask of them, into numbers; says which requests name
 * nothing there is, and which can never be met.
 */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, JobDefinition } from '../models/batch-config.ts';
import { type ConsumableRequest, consumablesKey } from '../models/consumable-resources.ts';
import type { Problem } from '../models/problem.ts';
import type { JobClass } from '../models/workload.ts';

export interface ConsumableSetup {
  /** By resource. */
  readonly totals: readonly number[];
  /** By resource: true when a job that ends gives back what it took. */
  readonly isReplenishable: readonly boolean[];
  /** Distinct requests: pairs of resource and quantity. */
  readonly requests: readonly (readonly { readonly resource: number; readonly quantity: number }[])[];
  /** By class: index of its request, -1 for none. */
  readonly requestOfClass: Int32Array;
}

/** Undefined when no job asks for any, so that nothing is kept for them. */
export function consumableSetup(
  config: BatchConfig,
  classes: readonly JobClass[],
  problems: Problem[],
  warnings: Problem[],
): ConsumableSetup | undefined {
  const resources = config.consumableResources ?? [];
  const totals = resources.map(({ totalQuantity }) => totalQuantity);
  const requests: { resource: number; quantity: number }[][] = [];
  const known = new Map<string, number>();
  const requestOfClass = Int32Array.from(classes, (jobClass) => {
    const asked = askedBy(config, jobClass);
    const key = consumablesKey(asked);
    if (asked === undefined || key === undefined || key === '') return -1;
    const before = known.get(key);
    if (before !== undefined) return before;
    known.set(key, requests.length);
    const request = asked.map(({ name, quantity }) => {
      const resource = resources.findIndex(({ consumableResourceName }) => consumableResourceName === name);
      if (resource < 0) problems.push(unknownResource(name));
      else if (quantity > totals[resource]) warnings.push(neverEnough(name, quantity, totals[resource]));
      return { resource, quantity };
    });
    return requests.push(request) - 1;
  });
  if (requests.length === 0) return undefined;
  const isReplenishable = resources.map(({ resourceType }) => resourceType !== 'NON_REPLENISHABLE');
  return { totals, isReplenishable, requests, requestOfClass };
}

/** SubmitJob.consumableResourcePropertiesOverride goes before the job definition. */
function askedBy({ jobDefinitions = [] }: BatchConfig, jobClass: JobClass): readonly ConsumableRequest[] | undefined {
  if (jobClass.consumableResources !== undefined) return jobClass.consumableResources;
  const definition = jobDefinitions.find(({ jobDefinitionName: name }) => name === jobClass.jobDefinition);
  return definition === undefined ? undefined : askedInDefinition(definition);
}

export function askedInDefinition({
  consumableResourceProperties,
}: Pick<JobDefinition, 'consumableResourceProperties'>): readonly ConsumableRequest[] | undefined {
  return consumableResourceProperties?.consumableResourceList?.map(({ consumableResource, quantity }) => {
    return { name: nameInArn(consumableResource), quantity };
  });
}

function unknownResource(name: string): Problem {
  return {
    path: 'batch.consumableResources',
    message: `jobs ask for the consumable resource "${name}", which the configuration does not have`,
    hint: 'list it with its totalQuantity',
  };
}

function neverEnough(name: string, quantity: number, total: number): Problem {
  return {
    path: 'batch.consumableResources',
    message: `some jobs ask for ${quantity} of "${name}", of which there are ${total}: they stay PENDING for ever`,
  };
}
