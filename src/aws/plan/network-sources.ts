/**
 * Where a new environment's subnets, security groups and roles come from: what the user says, else the live environments
 * beside it when they agree. Never invented; where they disagree the user must choose.
 */

import type { NetworkSettings } from '../../export/exporter.ts';
import { fillNetwork, missingProblems } from '../../export/network.ts';
import type { ComputeEnvironment } from '../../models/batch-config.ts';
import type { Problem } from '../../models/problem.ts';
import { isFargate } from '../../models/update-kind.ts';
import type { LiveComputeEnvironment } from '../live-account.ts';
import { isSameSet } from './equality.ts';

export type { NetworkSettings } from '../../export/exporter.ts';

export interface Networked {
  readonly environment: ComputeEnvironment;
  readonly problems: readonly Problem[];
  /** Which settings were taken from live environments, for the reader of the plan. */
  readonly notes: readonly string[];
}

const FIELDS = ['subnets', 'securityGroupIds', 'instanceRole'] as const;
type Field = (typeof FIELDS)[number];
const FLAGS: Readonly<Record<Field, string>> = {
  subnets: '--subnets',
  securityGroupIds: '--security-groups',
  instanceRole: '--instance-role',
};

/** `siblings`: live environments, the nearest group first; the first group that says anything about a field decides. */
export function withNetwork(
  environment: ComputeEnvironment,
  given: NetworkSettings,
  siblings: readonly (readonly LiveComputeEnvironment[])[],
  path: string,
): Networked {
  const notes: string[] = [];
  const problems: Problem[] = [];
  let settings = given;
  for (const field of neededFields(environment)) {
    if (isGiven(environment.computeResources?.[field]) || isGiven(given[field])) continue;
    const found = agreed(field, siblings);
    if (found === undefined) continue;
    if (found.value === undefined) problems.push(disagreement(field, found.names, path));
    else {
      settings = { ...settings, [field]: found.value };
      notes.push(`${field} of ${environment.computeEnvironmentName} taken from ${found.names.join(', ')}`);
    }
  }
  const filled = fillNetwork(environment, settings);
  const told = new Set(problems.map((problem) => problem.path));
  return {
    environment: filled.environment,
    problems: [...problems, ...missingProblems(filled.missing, path).filter((problem) => !told.has(problem.path))],
    notes,
  };
}

function neededFields({ computeResources }: ComputeEnvironment): readonly Field[] {
  if (computeResources === undefined) return [];
  if (isFargate(computeResources)) return ['subnets', 'securityGroupIds'];
  // A launch template may carry the security groups.
  return computeResources.launchTemplate === undefined ? FIELDS : ['subnets', 'instanceRole'];
}

interface Agreement {
  readonly names: readonly string[];
  /** Absent when they disagree. */
  readonly value?: string | readonly string[];
}

function agreed(field: Field, groups: readonly (readonly LiveComputeEnvironment[])[]): Agreement | undefined {
  for (const group of groups) {
    const sayers = group.filter(({ computeResources }) => isGiven(computeResources?.[field]));
    if (sayers.length === 0) continue;
    const values = sayers.map(({ computeResources }) => computeResources?.[field]);
    const names = sayers.map(({ computeEnvironmentName }) => computeEnvironmentName);
    const [value] = values;
    const isOne = values.every((other) => isSameSet([value].flat(), [other].flat()));
    return isOne && value !== undefined ? { names, value } : { names };
  }
  return undefined;
}

function disagreement(field: Field, names: readonly string[], path: string): Problem {
  return {
    path: `${path}.computeResources.${field}`,
    message: `is missing, and the live environments ${names.join(', ')} disagree about it`,
    hint: `put it in the scenario or give ${FLAGS[field]}`,
  };
}

function isGiven(value: string | readonly string[] | undefined): boolean {
  return value !== undefined && value.length > 0;
}
