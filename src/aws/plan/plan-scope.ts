/** The id of a plan file, and which resources a plan read from a file touches or relies on. */
import type { ChangePlan } from '../change-plan.ts';
import type { Scope } from './account-scope.ts';
import { digestOf } from './stable-digest.ts';

export function planId(content: Omit<ChangePlan, 'id'>): string {
  return digestOf(content).slice(0, 16);
}

/** Whether the file still says what `plan` wrote: an edited plan is not the one that was approved. */
export function isUntouched(plan: ChangePlan): boolean {
  const { id, ...content } = plan;
  return planId(content) === id;
}

/** Everything the plan saw, changes or makes: what is compared with the account before the first write. */
export function scopeOf({ before, changes, steps, wanted }: ChangePlan): Scope {
  const namesOf = (kind: ChangePlan['steps'][number]['resource']['kind']) => [
    ...changes.filter(({ resource }) => resource.kind === kind).map(({ resource }) => resource.name),
    ...steps.filter(({ resource }) => resource.kind === kind).map(({ resource }) => resource.name),
  ];
  return {
    computeEnvironments: new Set([
      ...before.computeEnvironments.map(({ computeEnvironmentName }) => computeEnvironmentName),
      ...namesOf('computeEnvironment'),
    ]),
    jobQueues: new Set([
      ...before.jobQueues.map(({ jobQueueName }) => jobQueueName),
      ...wanted.jobQueues.map(({ jobQueueName }) => jobQueueName),
      ...namesOf('jobQueue'),
    ]),
    schedulingPolicies: new Set([
      ...before.schedulingPolicies.map(({ name }) => name),
      ...(wanted.schedulingPolicies ?? []).map(({ name }) => name),
      ...namesOf('schedulingPolicy'),
    ]),
    jobDefinitions: new Set([
      ...before.jobDefinitions.map(({ jobDefinitionName }) => jobDefinitionName),
      ...namesOf('jobDefinition'),
    ]),
  };
}
