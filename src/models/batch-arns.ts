/** The names inside ARNs of AWS Batch, which takes either: `arn:aws:batch:<region>:<account>:compute-environment/<name>`. */

/** The last part of an ARN; a plain name stays as it is. */
export function nameInArn(arnOrName: string): string {
  return arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
}

/** `arn:aws:batch:...:job-definition/name:3` and `name:3` -> `name`. */
export function jobDefinitionNameOf(arnOrName: string): string {
  return nameInArn(arnOrName).replace(/:\d+$/, '');
}
