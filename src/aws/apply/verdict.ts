/**
 * What a failed write means for the step: send it again, look first whether it happened, wait until AWS is ready for it, or
 * give up. Messages: hashicorp/terraform-provider-aws issues 2044 and 46925; the service gives them no codes of their own.
 */
import { kindOfFailure, statusOf } from '../call-failure.ts';
import type { WriteOperation } from '../change-plan.ts';

export type Verdict =
  /** The service did not take the call. */
  | 'again'
  /** Nobody knows whether it took effect. */
  | 'look-first'
  /** Eventually consistent: refused now, accepted soon. */
  | 'not-yet'
  | 'give-up';

const NOT_YET = [
  // A queue has let go, but AWS has not noticed everywhere.
  /found existing jobqueue relationship/i,
  // Another update is under way, perhaps our own whose answer was lost.
  /resource is being modified/i,
];

/** A queue is given an environment that has just become VALID. The same words about a template, a role or a name are final. */
const ENVIRONMENT_NOT_YET = /compute[- ]?environment.*\b(is|are) not (in )?valid\b/i;
const OF_QUEUES: readonly WriteOperation[] = ['CreateJobQueue', 'UpdateJobQueue'];

/** Somebody made it, or removed it, before: perhaps this very call. */
const PERHAPS_OURS = /already exists|does not exist|not found/i;

export function verdictOn(error: unknown, operation: WriteOperation): Verdict {
  const kind = kindOfFailure(error);
  if (kind === 'transient') return statusOf(error) === 429 ? 'again' : 'look-first';
  if (kind !== 'refused') return 'give-up';
  const message = error instanceof Error ? error.message : '';
  if (NOT_YET.some((pattern) => pattern.test(message))) return 'not-yet';
  if (OF_QUEUES.includes(operation) && ENVIRONMENT_NOT_YET.test(message)) return 'not-yet';
  return PERHAPS_OURS.test(message) ? 'look-first' : 'give-up';
}
