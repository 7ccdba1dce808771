/** Watches an account while a plan is applied: what must hold at every observed instant, whatever crashes or is lost. */
import type { MemoryAccount } from './memory-account.ts';

export interface Watch {
  /** Sentences; empty when all held. */
  readonly faults: string[];
}

/**
 * After every call the queue must have an environment that takes jobs, no job may have been ended by the account, and only
 * `deletable` may be deleted.
 */
export function watch(account: MemoryAccount, queue: string, deletable: (name: string) => boolean): Watch {
  const faults: string[] = [];
  account.observe(({ operation, input, failure }) => {
    if (account.environmentForJobs(queue) === undefined)
      faults.push(`after ${operation} nothing takes jobs of ${queue}`);
    if (account.killedJobs.length > 0) faults.push(`${operation} ended the job ${account.killedJobs[0]}`);
    if (failure !== undefined || !/^Delete|^Deregister/.test(operation)) return;
    const arn = String(input.computeEnvironment ?? input.jobQueue ?? input.arn ?? input.jobDefinition);
    const name = arn.slice(arn.lastIndexOf('/') + 1);
    if (!deletable(name)) faults.push(`${operation} of ${name}, which the plan does not name`);
  });
  return { faults };
}
