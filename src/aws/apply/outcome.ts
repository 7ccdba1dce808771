/** How applying a plan can end, and what is told on the way. */
import type { Problem } from '../../models/problem.ts';
import type { PlanStep } from '../change-plan.ts';

export type ApplyOutcome =
  /** `writes`: calls that changed something in this run. */
  | { readonly kind: 'applied'; readonly writes: number }
  | { readonly kind: 'already-applied' }
  /** The account is not as the plan saw it; nothing was changed. */
  | { readonly kind: 'stale'; readonly problems: readonly Problem[] }
  /** The plan was rolled back, wholly or in part. */
  | { readonly kind: 'taken-back' }
  /** AWS refused a step or it took too long: what is done is in the journal, the next run goes on from there. */
  | { readonly kind: 'stopped'; readonly step?: PlanStep; readonly problem: Problem }
  | { readonly kind: 'interrupted'; readonly step?: PlanStep };

export interface ApplyEvent {
  readonly step: PlanStep;
  readonly state: 'started' | 'done' | 'retry' | 'waiting';
  readonly detail?: string;
}

/** Ends a run from anywhere inside it; becomes an outcome at the top. */
export class Stopped extends Error {
  readonly problem: Problem;

  constructor(problem: Problem) {
    super(problem.message);
    this.name = 'Stopped';
    this.problem = problem;
  }
}

export class Interrupted extends Error {
  constructor() {
    super('interrupted');
    this.name = 'Interrupted';
  }
}
