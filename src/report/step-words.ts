/** What a step of a change plan does, in words: the operation of AWS Batch, or what is waited for in its states. */
import type { PlanStep, WaitCondition } from '../aws/change-plan.ts';

const WAITS: Readonly<Record<WaitCondition, string>> = {
  valid: 'wait until VALID',
  settled: 'wait until VALID or INVALID',
  gone: 'wait until deleted',
  drained: 'wait until it has no jobs',
};

export function stepWords(step: PlanStep): string {
  return step.action === 'write' ? step.operation : WAITS[step.until];
}

/** The same with what it is done to. */
export function stepAndResource(step: PlanStep): string {
  return `${stepWords(step)}${step.action === 'write' ? '' : ':'} ${step.resource.name}`;
}
