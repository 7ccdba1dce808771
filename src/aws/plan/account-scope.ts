/** Which resources a plan touches or relies on, and the digest that tells whether they are still as it saw them. */
import type { LiveAccount } from '../live-account.ts';
import { withoutImageStatus } from './exact-fields.ts';
import { digestOf } from './stable-digest.ts';

export interface Scope {
  readonly computeEnvironments: ReadonlySet<string>;
  readonly jobQueues: ReadonlySet<string>;
  readonly schedulingPolicies: ReadonlySet<string>;
  readonly jobDefinitions: ReadonlySet<string>;
}

/** Only the resources in scope, without those that are gone. */
export function inScope(account: LiveAccount, scope: Scope): LiveAccount {
  const isThere = ({ status }: { readonly status: string }) => status !== 'DELETED';
  return {
    ...account,
    computeEnvironments: account.computeEnvironments.filter(
      (each) => isThere(each) && scope.computeEnvironments.has(each.computeEnvironmentName),
    ),
    jobQueues: account.jobQueues.filter((each) => isThere(each) && scope.jobQueues.has(each.jobQueueName)),
    schedulingPolicies: account.schedulingPolicies.filter((each) => scope.schedulingPolicies.has(each.name)),
    jobDefinitions: account.jobDefinitions.filter((each) => scope.jobDefinitions.has(each.jobDefinitionName)),
    consumableResources: [],
    jobCounts: [],
  };
}

/** Independent of what AWS moves by itself: desiredvCpus, statuses and their reasons (of images too), jobs. */
export function stateHash(account: LiveAccount, scope: Scope): string {
  const { computeEnvironments, jobQueues, schedulingPolicies, jobDefinitions } = inScope(account, scope);
  return digestOf({
    computeEnvironments: computeEnvironments.map(({ status: _s, statusReason: _r, computeResources, ...rest }) => {
      if (computeResources === undefined) return rest;
      const { desiredvCpus: _, ec2Configuration: images, ...resources } = computeResources;
      const ec2Configuration = images?.map(withoutImageStatus);
      return { ...rest, computeResources: { ...resources, ec2Configuration } };
    }),
    jobQueues: jobQueues.map(({ status: _s, statusReason: _r, ...rest }) => rest),
    schedulingPolicies,
    jobDefinitions,
  });
}
