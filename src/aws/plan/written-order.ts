/** The environments that a step gives its queue, by name and in order. */
import { madeName } from '../apply/placeholders.ts';
import type { PlanStep } from '../change-plan.ts';
import { orderedNames } from './matching.ts';

type Order = readonly { readonly order: number; readonly computeEnvironment: string }[];

export function orderIn(step: PlanStep): readonly string[] | undefined {
  if (step.action !== 'write' || step.resource.kind !== 'jobQueue') return undefined;
  const order = step.request.computeEnvironmentOrder as Order | undefined;
  return order && orderedNames(order).map(madeName);
}
