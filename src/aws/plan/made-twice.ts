/** Two resources of one kind cannot be made under one name: apply would take the second for what it made first. */
import type { Problem } from '../../models/problem.ts';
import type { PlanStep } from '../change-plan.ts';

export function madeTwice(steps: readonly PlanStep[]): readonly Problem[] {
  const names = steps.flatMap((step) =>
    step.action === 'write' && step.operation.startsWith('Create') ? [`${step.operation} ${step.resource.name}`] : [],
  );
  const twice = new Set(names.filter((name, index) => names.indexOf(name) < index));
  return [...twice].map((name) => ({
    path: 'batch',
    message: `two would be made under the name ${name.slice(name.indexOf(' ') + 1)}`,
    hint: 'give one of them another name',
  }));
}
