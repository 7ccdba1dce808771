/** Which fields differ between two configurations, environments and queues matched by name. */
import type { BatchConfig } from '../models/batch-config.ts';

/** Values are JSON; an absent side did not have the field. */
export interface FieldChange {
  /** For example `computeEnvironments[main-spot].computeResources.maxvCpus`. */
  readonly path: string;
  readonly before?: unknown;
  readonly after?: unknown;
}

export function changesBetween(before: BatchConfig, after: BatchConfig): readonly FieldChange[] {
  return [
    ...named('computeEnvironments', 'computeEnvironmentName', before.computeEnvironments, after.computeEnvironments),
    ...named('jobQueues', 'jobQueueName', before.jobQueues, after.jobQueues),
    ...named('jobDefinitions', 'jobDefinitionName', before.jobDefinitions ?? [], after.jobDefinitions ?? []),
    ...compared('defaultRetryStrategy', before.defaultRetryStrategy, after.defaultRetryStrategy),
    ...compared('submission', before.submission, after.submission),
  ];
}

function named<Key extends string>(
  list: string,
  key: Key,
  before: readonly Readonly<Record<Key, string>>[],
  after: readonly Readonly<Record<Key, string>>[],
): readonly FieldChange[] {
  const names = [...new Set([...before, ...after].map((item) => item[key]))];
  return names.flatMap((name) => {
    const left = before.find((item) => item[key] === name);
    const right = after.find((item) => item[key] === name);
    return compared(`${list}[${name}]`, left, right);
  });
}

/** Mappings are compared field by field, everything else as a whole; a mapping on one side only is one change. */
function compared(path: string, before: unknown, after: unknown): readonly FieldChange[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (!isMapping(before) || !isMapping(after)) {
    return [{ path, ...(before === undefined ? {} : { before }), ...(after === undefined ? {} : { after }) }];
  }
  const fields = [...new Set([...Object.keys(before), ...Object.keys(after)])];
  return fields.flatMap((field) => compared(`${path}.${field}`, before[field], after[field]));
}

function isMapping(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
