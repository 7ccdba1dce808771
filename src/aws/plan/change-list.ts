/** What a plan gathers while it is made: field changes, steps, warnings, problems and the resources it relies on. */
import type { Problem } from '../../models/problem.ts';
import type { UpdateKind } from '../../models/update-kind.ts';
import type { FieldChange, ResourceKind } from '../change-plan.ts';
import type { Scope } from './account-scope.ts';
import { StepList } from './step-list.ts';

export class ChangeList {
  readonly changes: FieldChange[] = [];
  readonly steps = new StepList();
  readonly warnings: string[] = [];
  readonly problems: Problem[] = [];
  readonly #scope: Readonly<Record<ResourceKind, Set<string>>> = {
    computeEnvironment: new Set(),
    jobQueue: new Set(),
    schedulingPolicy: new Set(),
    jobDefinition: new Set(),
  };

  /** The plan holds only while this resource stays as it is (or stays absent). */
  relyOn(kind: ResourceKind, name: string): void {
    this.#scope[kind].add(name);
  }

  /** Whether the plan changes this environment, and waits until it is VALID, before any queue. */
  updates(environment: string): boolean {
    return this.changes.some(
      ({ resource, path }) =>
        resource.kind === 'computeEnvironment' && resource.name === environment && !path.startsWith('tags.'),
    );
  }

  changed(
    resource: FieldChange['resource'],
    path: string,
    before: unknown,
    after: unknown,
    updateKind: UpdateKind = 'in-place',
  ): void {
    const sign = before === undefined ? '+' : after === undefined ? '-' : '~';
    this.relyOn(resource.kind, resource.name);
    this.changes.push({
      resource,
      path,
      sign,
      ...(before !== undefined && { before }),
      ...(after !== undefined && { after }),
      updateKind,
    });
  }

  get scope(): Scope {
    return {
      computeEnvironments: this.#scope.computeEnvironment,
      jobQueues: this.#scope.jobQueue,
      schedulingPolicies: this.#scope.schedulingPolicy,
      jobDefinitions: this.#scope.jobDefinition,
    };
  }
}
