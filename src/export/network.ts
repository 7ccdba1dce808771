/** Fills in the network settings and roles a compute environment lacks, and says which are still missing. */
import type { ComputeEnvironment, ComputeResource } from '../models/batch-config.ts';
import type { Problem } from '../models/problem.ts';
import type { NetworkSettings } from './exporter.ts';

/** A field AWS requires beyond the scenario's own shapes, and the flag that gives it. */
export interface Setting {
  readonly field: 'subnets' | 'securityGroupIds' | 'instanceRole' | 'spotIamFleetRole' | 'serviceRole';
  readonly flag: string;
  readonly why: string;
}

type ResourceSetting = Setting & { readonly field: Exclude<Setting['field'], 'serviceRole'> };

const SUBNETS: ResourceSetting = {
  field: 'subnets',
  flag: '--subnets',
  why: 'AWS needs subnets to start instances in',
};
const SECURITY_GROUPS: ResourceSetting = {
  field: 'securityGroupIds',
  flag: '--security-groups',
  why: 'AWS needs security groups for the instances',
};
const INSTANCE_ROLE: ResourceSetting = {
  field: 'instanceRole',
  flag: '--instance-role',
  why: 'AWS needs the ECS instance profile the instances run as',
};
const SPOT_FLEET_ROLE: ResourceSetting = {
  field: 'spotIamFleetRole',
  flag: '--spot-fleet-role',
  why: 'a SPOT environment with BEST_FIT (or no strategy) runs on a Spot Fleet, which needs a role',
};

const SERVICE_ROLE: Setting = {
  field: 'serviceRole',
  flag: '--service-role',
  why: 'an UNMANAGED environment needs a service role',
};

export interface FilledEnvironment {
  readonly environment: ComputeEnvironment;
  /** What neither the environment nor the given settings say; a template asks for it, other formats refuse. */
  readonly missing: readonly Setting[];
}

/** The environment with every missing setting taken from `network`; what it says itself always wins. */
export function fillNetwork(environment: ComputeEnvironment, network: NetworkSettings): FilledEnvironment {
  const { resources, missing } = fillResources(environment.computeResources, network);
  const serviceRole = environment.serviceRole ?? network.serviceRole;
  const filled: ComputeEnvironment = {
    ...environment,
    ...(serviceRole !== undefined && { serviceRole }),
    ...(resources !== undefined && { computeResources: resources }),
  };
  if (environment.type !== 'UNMANAGED' || serviceRole !== undefined) return { environment: filled, missing };
  return { environment: filled, missing: [...missing, SERVICE_ROLE] };
}

/** `path` is the environment's place in the scenario. */
export function missingProblems(missing: readonly Setting[], path: string): readonly Problem[] {
  return missing.map(({ field, flag, why }) => ({
    path: field === 'serviceRole' ? `${path}.${field}` : `${path}.computeResources.${field}`,
    message: `is missing: ${why}`,
    hint: `put it in the scenario or give ${flag}`,
  }));
}

function fillResources(resources: ComputeResource | undefined, network: NetworkSettings) {
  if (resources === undefined) return { resources, missing: [] };
  let filled = resources;
  const missing: Setting[] = [];
  for (const setting of settingsOf(resources)) {
    const { field } = setting;
    if (isGiven(resources[field])) continue;
    const value = network[field];
    if (isGiven(value)) filled = { ...filled, [field]: value };
    else missing.push(setting);
  }
  return { resources: filled, missing };
}

/** Rules of the Batch API's ComputeResource page (2016-08-10). */
function settingsOf(resources: ComputeResource): readonly ResourceSetting[] {
  if (resources.type === 'FARGATE' || resources.type === 'FARGATE_SPOT') return [SUBNETS, SECURITY_GROUPS];
  const settings = [SUBNETS];
  // A launch template may carry the security groups, so an environment that names one is left as it is.
  if (resources.launchTemplate === undefined) settings.push(SECURITY_GROUPS);
  settings.push(INSTANCE_ROLE);
  if (resources.type === 'SPOT' && (resources.allocationStrategy ?? 'BEST_FIT') === 'BEST_FIT') {
    settings.push(SPOT_FLEET_ROLE);
  }
  return settings;
}

function isGiven(value: string | readonly string[] | undefined): boolean {
  return value !== undefined && value.length > 0;
}
