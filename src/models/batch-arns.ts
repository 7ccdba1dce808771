/** The names inside ARNs of AWS Batch: jobs may give either. */

/** `arn:aws:batch:...:job-queue/name` -> `name`; a plain name stays. */
export function queueNameOf(arnOrName: string): string {
  return arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
}

/** `arn:aws:batch:...:job-definition/name:3` and `name:3` -> `name`. */
export function jobDefinitionNameOf(arnOrName: string): string {
  return queueNameOf(arnOrName).replace(/:\d+$/, '');
}
