/**
 * What is kept of a job that AWS describes: its times, its requests and how its attempts ended. Commands, environment
 * variables, parameters and tags stay in AWS: they may hold secrets, and no replay needs them.
 */
import type { JobDetail } from '@aws-sdk/client-batch';

/** Field to keep as it is, or an object of fields to keep inside it (and inside each entry of a list). */
type Keep = { readonly [field: string]: true | Keep };

const CONTAINER: Keep = {
  vcpus: true,
  memory: true,
  resourceRequirements: true,
  runtimePlatform: true,
  instanceType: true,
  containerInstanceArn: true,
  exitCode: true,
  reason: true,
};

const KEPT: Keep = {
  jobArn: true,
  jobId: true,
  jobName: true,
  jobQueue: true,
  jobDefinition: true,
  status: true,
  statusReason: true,
  createdAt: true,
  startedAt: true,
  stoppedAt: true,
  shareIdentifier: true,
  schedulingPriority: true,
  attempts: {
    container: { containerInstanceArn: true, exitCode: true, reason: true },
    startedAt: true,
    stoppedAt: true,
    statusReason: true,
  },
  dependsOn: true,
  retryStrategy: true,
  timeout: true,
  arrayProperties: { size: true, index: true },
  container: CONTAINER,
  ecsProperties: { taskProperties: { containers: { resourceRequirements: true }, runtimePlatform: true } },
  nodeProperties: { numNodes: true, mainNode: true, nodeRangeProperties: { targetNodes: true, container: CONTAINER } },
  platformCapabilities: true,
  consumableResourceProperties: true,
  isCancelled: true,
  isTerminated: true,
};

export type JobRecord = Readonly<Record<string, unknown>> & { readonly jobId: string; readonly createdAt: number };

export function jobRecordOf(detail: JobDetail): JobRecord {
  const record = keep(detail, KEPT) as Readonly<Record<string, unknown>>;
  return { ...record, jobId: detail.jobId ?? '', createdAt: detail.createdAt ?? 0 };
}

function keep(value: unknown, kept: Keep): unknown {
  if (Array.isArray(value)) return value.map((entry) => keep(entry, kept));
  if (typeof value !== 'object' || value === null) return value;
  const fields = value as Readonly<Record<string, unknown>>;
  const entries = Object.entries(kept).flatMap(([field, inner]) => {
    const found = fields[field];
    if (found === undefined || found === null) return [];
    return [[field, inner === true ? found : keep(found, inner)] as const];
  });
  return Object.fromEntries(entries);
}

/** `{"jobs":[...]}` with a job a line, by submission: what `import` reads, and what a diff can show. */
export function jobsFile(records: readonly JobRecord[]): string {
  return `{"jobs":[\n${records.map((record) => JSON.stringify(record)).join(',\n')}\n]}\n`;
}
