/** The names inside ARNs of Batch resources: `arn:aws:batch:<region>:<account>:compute-environment/<name>`. */

/** The last part of an ARN; a plain name stays as it is. */
export function nameInArn(arnOrName: string): string {
  return arnOrName.slice(arnOrName.lastIndexOf('/') + 1);
}
