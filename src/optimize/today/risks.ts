/** What may go wrong with a single change, in a few plain words. */
import type { BatchConfig, ComputeResource } from '../../models/batch-config.ts';
import type { FieldChange } from '../changes.ts';

const EQUAL_RUN_TIMES = 'run times are taken as equal on all types';

/**
 * One for each change of a step, empty where none is known. `changed` is the configuration with all of them. What the market and the strategy
 * of an environment bring together is named with the first that changes.
 */
export function risksOf(changes: readonly FieldChange[], changed: BatchConfig): readonly string[] {
  const told = new Set<string>();
  return changes.map((change) => {
    const name = strategyOwner(change.path);
    const resources = name === undefined || told.has(name) ? undefined : resourcesOf(name, changed);
    if (name !== undefined) told.add(name);
    const risks = [riskOfField(change), fleetRoleRisk(resources), spotStrategyRisk(resources)];
    return risks.filter((risk) => risk !== '').join('; ');
  });
}

/** API ComputeResource: BEST_FIT on Spot, the default included, needs a role that no other strategy does. */
function fleetRoleRisk({
  type,
  allocationStrategy = 'BEST_FIT',
  spotIamFleetRole,
}: Partial<ComputeResource> = {}): string {
  const needsRole = type === 'SPOT' && allocationStrategy === 'BEST_FIT' && spotIamFleetRole === undefined;
  return needsRole ? 'BEST_FIT on Spot needs a Spot Fleet role (spotIamFleetRole) before it can be applied' : '';
}

/** User guide, "Allocation strategies": the strategy takes what costs least a vCPU, and AWS advises another one on Spot. */
export const CHEAPEST_SPOT_POOL =
  'BEST_FIT_PROGRESSIVE takes the Spot pool of the cheapest vCPU however often EC2 takes its instances back; AWS advises SPOT_PRICE_CAPACITY_OPTIMIZED there';

function spotStrategyRisk({ type, allocationStrategy }: Partial<ComputeResource> = {}): string {
  return type === 'SPOT' && allocationStrategy === 'BEST_FIT_PROGRESSIVE' ? CHEAPEST_SPOT_POOL : '';
}

/** The environment whose market or strategy `path` names; undefined for other fields. */
function strategyOwner(path: string): string | undefined {
  return /^computeEnvironments\[(.+)\]\.computeResources\.(?:type|allocationStrategy)$/.exec(path)?.[1];
}

function resourcesOf(name: string, { computeEnvironments }: BatchConfig): ComputeResource | undefined {
  return computeEnvironments.find((one) => one.computeEnvironmentName === name)?.computeResources;
}

function riskOfField({ path, before, after }: FieldChange): string {
  const field = /\.(type|instanceTypes|allocationStrategy|maxvCpus|minvCpus|scalingPolicy)\b/.exec(path)?.[1];
  switch (field) {
    case 'type':
      return after === 'SPOT'
        ? 'EC2 may take Spot instances back: a job on one starts again, or fails without retries'
        : '';
    case 'instanceTypes':
      return typesRisk(before, after);
    case 'allocationStrategy':
      return strategyRisk(before, after);
    case 'maxvCpus':
      return numeric(after) < numeric(before)
        ? 'a burst larger than those of the trace waits longer'
        : 'the limit is also the most that a mistake can cost';
    case 'minvCpus':
      return numeric(after) < numeric(before)
        ? 'the first jobs wait for an instance to start'
        : 'paid around the clock, with jobs or without';
    case 'scalingPolicy':
      return delayOf(after) > delayOf(before)
        ? 'idle instances are paid for longer'
        : 'more instances are started anew';
  }
  if (path.includes('computeEnvironmentOrder')) return 'the environment that is tried first now carries most jobs';
  return /retryStrategy/i.test(path) ? 'a job that EC2 takes down again and again is paid for each time' : '';
}

function typesRisk(before: unknown, after: unknown): string {
  const [old, now] = [before, after].map((list) => (Array.isArray(list) ? list.length : 0));
  return now < old ? 'fewer types to find capacity in when EC2 runs short' : EQUAL_RUN_TIMES;
}

function strategyRisk(before: unknown, after: unknown): string {
  if (after === 'BEST_FIT') return 'BEST_FIT waits for its one cheapest type when EC2 runs short of it';
  if (before === 'BEST_FIT' || before === undefined) return 'a new environment takes the place of the old one';
  return String(after).startsWith('SPOT') ? 'other Spot pools, with other rates of interruption' : '';
}

function numeric(value: unknown): number {
  return typeof value === 'number' ? value : 0;
}

function delayOf(policy: unknown): number {
  const { minScaleDownDelayMinutes } = (policy ?? {}) as { readonly minScaleDownDelayMinutes?: number };
  return typeof policy === 'number' ? policy : (minScaleDownDelayMinutes ?? 0);
}
