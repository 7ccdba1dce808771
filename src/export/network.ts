/** Fills in the network settings and roles a compute environment lacks, or says which flag would supply each. */
import type { ComputeEnvironment, ComputeResource } from '../models/batch-config.ts';
import type { Problem } from '../models/problem.ts';
import type { NetworkSettings } from './exporter.ts';

/** A field AWS requires beyond the scenario's own shapes, and the flag that gives it. */
interface Requirement {
  readonly field: 'subnets' | 'securityGroupIds' | 'instanceRole' | 'spotIamFleetRole';
  readonly flag: string;
  readonly why: string;
}

const SUBNETS: Requirement = { field: 'subnets', flag: '--subnets', why: 'AWS needs subnets to start instances in' };
const SECURITY_GROUPS: Requirement = {
  field: 'securityGroupIds',
  flag: '--security-groups',
  why: 'AWS needs security groups for the instances',
};
const INSTANCE_ROLE: Requirement = {
  field: 'instanceRole',
  flag: '--instance-role',
  why: 'AWS needs the ECS instance profile the instances run as',
};
const SPOT_FLEET_ROLE: Requirement = {
  field: 'spotIamFleetRole',
  flag: '--spot-fleet-role',
  why: 'a SPOT environment with BEST_FIT (or no strategy) runs on a Spot Fleet, which needs a role',
};

export interface FilledEnvironment {
  readonly environment: ComputeEnvironment;
  readonly problems: readonly Problem[];
}

/**
 * The environment with every missing setting taken from `network`; what it says itself always wins. `path` is its place in
 * the scenario, for the problems.
 */
export function fillNetwork(
  environment: ComputeEnvironment,
  network: NetworkSettings,
  path: string,
): FilledEnvironment {
  const filled = fillResources(environment.computeResources, network, `${path}.computeResources`);
  const serviceRole = environment.serviceRole ?? network.serviceRole;
  const problems = [...filled.problems];
  if (environment.type === 'UNMANAGED' && serviceRole === undefined) {
    problems.push(missing(`${path}.serviceRole`, 'an UNMANAGED environment needs a service role', '--service-role'));
  }
  const environmentWithRole = serviceRole === undefined ? environment : { ...environment, serviceRole };
  if (filled.resources === undefined) return { environment: environmentWithRole, problems };
  return { environment: { ...environmentWithRole, computeResources: filled.resources }, problems };
}

function fillResources(resources: ComputeResource | undefined, network: NetworkSettings, path: string) {
  if (resources === undefined) return { resources, problems: [] };
  let filled = resources;
  const problems: Problem[] = [];
  for (const { field, flag, why } of requirementsOf(resources)) {
    if (isGiven(resources[field])) continue;
    const value = network[field];
    if (isGiven(value)) filled = { ...filled, [field]: value };
    else problems.push(missing(`${path}.${field}`, why, flag));
  }
  return { resources: filled, problems };
}

/** Rules of the Batch API's ComputeResource page (2016-08-10). */
function requirementsOf(resources: ComputeResource): readonly Requirement[] {
  if (resources.type === 'FARGATE' || resources.type === 'FARGATE_SPOT') return [SUBNETS, SECURITY_GROUPS];
  const requirements = [SUBNETS];
  // A launch template may carry the security groups, so an environment that names one is left as it is.
  if (resources.launchTemplate === undefined) requirements.push(SECURITY_GROUPS);
  requirements.push(INSTANCE_ROLE);
  if (resources.type === 'SPOT' && (resources.allocationStrategy ?? 'BEST_FIT') === 'BEST_FIT') {
    requirements.push(SPOT_FLEET_ROLE);
  }
  return requirements;
}

function isGiven(value: string | readonly string[] | undefined): boolean {
  return value !== undefined && value.length > 0;
}

function missing(path: string, why: string, flag: string): Problem {
  return { path, message: `is missing: ${why}`, hint: `put it in the scenario or give ${flag}` };
}
