/** Collects the steps of a plan by phase, so that no queue is without a working environment, and numbers them at the end. */
import type { PlanStep, WaitStep, WriteStep } from '../change-plan.ts';

/** In the order of execution. */
const PHASES = [
  'policies',
  'environments',
  'queues',
  'definitions',
  'tags',
  'stop',
  'drain',
  'detach',
  'delete-queues',
  'delete-environments',
  'delete-rest',
  'update-policies',
] as const;
export type Phase = (typeof PHASES)[number];

export type Draft = Omit<WriteStep, 'id'> | Omit<WaitStep, 'id'>;

/** API: nothing says how long; give up after 15 minutes, an hour for updates that replace instances (docs/account.md). */
export const TIMEOUT_SECONDS = { change: 15 * 60, infrastructure: 60 * 60, drain: 24 * 60 * 60 } as const;

export class StepList {
  readonly #phases = new Map<Phase, Draft[]>();

  add(phase: Phase, ...drafts: readonly Draft[]): void {
    this.#phases.set(phase, [...(this.#phases.get(phase) ?? []), ...drafts]);
  }

  numbered(): readonly PlanStep[] {
    const drafts = PHASES.flatMap((phase) => inWaves(this.#phases.get(phase) ?? []));
    const digits = Math.max(2, String(drafts.length).length);
    return drafts.map((draft, index) => ({ id: `step-${String(index + 1).padStart(digits, '0')}`, ...draft }));
  }
}

/** Writes that do not depend on each other go out first, then all are waited for: their waiting times overlap. */
function inWaves(drafts: readonly Draft[]): readonly Draft[] {
  return [...drafts.filter(({ action }) => action === 'write'), ...drafts.filter(({ action }) => action === 'wait')];
}
