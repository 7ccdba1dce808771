/** What an infrastructure update does to running jobs (API UpdatePolicy): AWS Batch keeps the policy of the last update. */
import type { LiveComputeEnvironment } from '../live-account.ts';
import { isRecord } from './equality.ts';

export interface UpdatePolicy {
  readonly terminateJobsOnUpdate: boolean;
  readonly jobExecutionTimeoutMinutes: number;
}

/** API UpdatePolicy. */
const DEFAULT: UpdatePolicy = { terminateJobsOnUpdate: false, jobExecutionTimeoutMinutes: 30 };

/** The policy of an environment, with AWS's defaults where it says nothing. */
export function policyOf({ unmodelled }: Pick<LiveComputeEnvironment, 'unmodelled'>): UpdatePolicy {
  const said = unmodelled?.updatePolicy;
  return isRecord(said) ? { ...DEFAULT, ...said } : DEFAULT;
}

/** What our updates are sent with: running jobs get AWS's default time, or what the user gave them when that is more. */
export function gentlePolicy(live: LiveComputeEnvironment): UpdatePolicy {
  const minutes = Math.max(policyOf(live).jobExecutionTimeoutMinutes, DEFAULT.jobExecutionTimeoutMinutes);
  return { terminateJobsOnUpdate: false, jobExecutionTimeoutMinutes: minutes };
}

/** How much longer than by default an update may take, since it waits for jobs. */
export function extraSeconds({ jobExecutionTimeoutMinutes: minutes }: UpdatePolicy): number {
  return (minutes - DEFAULT.jobExecutionTimeoutMinutes) * 60;
}

export interface PolicyDifference {
  readonly path: string;
  readonly before: boolean | number;
  readonly after: boolean | number;
}

export function policyChanges(before: UpdatePolicy, after: UpdatePolicy): readonly PolicyDifference[] {
  return (['terminateJobsOnUpdate', 'jobExecutionTimeoutMinutes'] as const)
    .filter((field) => before[field] !== after[field])
    .map((field) => ({ path: `updatePolicy.${field}`, before: before[field], after: after[field] }));
}
