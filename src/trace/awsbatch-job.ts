/**
 * The part of AWS Batch's JobDetail (DescribeJobs, or the `detail` of a Job State Change event) that a replay needs, in
 * both the present shape (resourceRequirements, ecsProperties) and the old one (vcpus, memory).
 *
 * Source: AWS Batch API reference, JobDetail, ContainerDetail, ResourceRequirement, ArrayPropertiesDetail.
 */
import './zod-messages.ts';
import { z } from 'zod/mini';
import { jobDefinitionNameOf, nameInArn } from '../models/batch-arns.ts';
import type { JobRequest } from '../models/workload-builder.ts';
import { HIGHEST_PRIORITY } from './request-limits.ts';

const optionalNumber = z.optional(z.number());
const optionalText = z.optional(z.string());
const textOrNull = z.nullish(z.string());
const count = z.int().check(z.gte(1));

const priority = z
  .number()
  .check(
    z.lte(HIGHEST_PRIORITY, { error: ({ input }) => `${input} is above 9999, the highest priority AWS Batch takes` }),
  );

const requirement = z.object({ type: z.string(), value: z.string() });
const platform = z.optional(z.object({ cpuArchitecture: optionalText }));
const container = z.object({
  vcpus: optionalNumber,
  memory: optionalNumber,
  resourceRequirements: z.optional(z.array(requirement)),
  runtimePlatform: platform,
  exitCode: z.nullish(z.number()),
  reason: textOrNull,
});
const attempt = z.object({
  startedAt: optionalNumber,
  stoppedAt: optionalNumber,
  statusReason: optionalText,
  container: z.optional(z.object({ exitCode: optionalNumber, reason: optionalText })),
});
const task = z.object({ containers: z.array(container), runtimePlatform: platform });
const ecsProperties = z.optional(z.object({ taskProperties: z.array(task) }));
const nodeRange = z.object({ container: z.optional(container), ecsProperties });
const consumable = z.object({ consumableResource: z.string(), quantity: count });

export const jobDetailSchema = z.object({
  jobId: z.string().check(z.minLength(1)),
  status: z.string(),
  statusReason: textOrNull,
  isTerminated: z.nullish(z.boolean()),
  jobQueue: optionalText,
  jobDefinition: optionalText,
  createdAt: optionalNumber,
  startedAt: optionalNumber,
  stoppedAt: optionalNumber,
  attempts: z.optional(z.array(attempt)),
  container: z.optional(container),
  ecsProperties,
  nodeProperties: z.optional(
    z.object({ numNodes: z.optional(count), nodeRangeProperties: z.optional(z.array(nodeRange)) }),
  ),
  arrayProperties: z.optional(z.object({ size: optionalNumber, index: optionalNumber })),
  dependsOn: z.optional(z.array(z.object({ jobId: optionalText, type: optionalText }))),
  retryStrategy: z.optional(z.object({ attempts: optionalNumber })),
  timeout: z.optional(z.object({ attemptDurationSeconds: optionalNumber })),
  consumableResourceProperties: z.optional(z.object({ consumableResourceList: z.optional(z.array(consumable)) })),
  shareIdentifier: optionalText,
  schedulingPriority: z.optional(priority),
});

export type JobDetail = z.infer<typeof jobDetailSchema>;
type Container = z.infer<typeof container>;

/** What the job asked for; a multi-container job asks for the sum of its containers, a multi-node one for its largest node. */
export function requestOf(detail: JobDetail): JobRequest {
  const task = detail.ecsProperties?.taskProperties[0];
  const containers = task?.containers ?? (detail.container === undefined ? [] : [detail.container]);
  const platform = detail.container?.runtimePlatform ?? task?.runtimePlatform;
  const timeoutS = detail.timeout?.attemptDurationSeconds;
  const nodes = detail.nodeProperties?.numNodes ?? 1;
  const ranges = (detail.nodeProperties?.nodeRangeProperties ?? []).map(
    (range) =>
      range.ecsProperties?.taskProperties[0]?.containers ?? (range.container === undefined ? [] : [range.container]),
  );
  // All node groups use one instance type, so every node needs what the largest asks for.
  const groups = ranges.length > 0 ? ranges : [containers];
  return {
    vcpus: mostOf(groups, 'VCPU', (each) => each.vcpus),
    memoryMiB: mostOf(groups, 'MEMORY', (each) => each.memory),
    gpus: mostOf(groups, 'GPU', () => undefined),
    nodes: nodes === 1 ? undefined : nodes,
    architecture: architectureOf(platform?.cpuArchitecture),
    queue: detail.jobQueue === undefined ? undefined : nameInArn(detail.jobQueue),
    jobDefinition: detail.jobDefinition === undefined ? undefined : jobDefinitionNameOf(detail.jobDefinition),
    consumableResources: consumablesOf(detail),
    attempts: askedAttempts(detail.retryStrategy?.attempts),
    timeoutMs: timeoutS === undefined ? undefined : timeoutS * 1000,
    shareIdentifier: detail.shareIdentifier,
    schedulingPriority: detail.schedulingPriority,
  };
}

/** The largest total of any group; undefined when none says. */
function mostOf(
  groups: readonly (readonly Container[])[],
  type: string,
  oldField: (container: Container) => number | undefined,
): number | undefined {
  const totals = groups.flatMap((group) => totalOf(group, type, oldField) ?? []);
  return totals.length === 0 ? undefined : Math.max(...totals);
}

function totalOf(
  containers: readonly Container[],
  type: string,
  oldField: (container: Container) => number | undefined,
): number | undefined {
  let total: number | undefined;
  for (const each of containers) {
    const requirement = each.resourceRequirements?.find((one) => one.type === type);
    // The old fields stand at 0 beside the new ones, so the new ones go first.
    const value = requirement === undefined ? oldField(each) : Number(requirement.value);
    if (value !== undefined && value > 0) total = (total ?? 0) + value;
  }
  return total;
}

function architectureOf(cpuArchitecture: string | undefined): JobRequest['architecture'] {
  if (cpuArchitecture === 'ARM64') return 'arm64';
  return cpuArchitecture === 'X86_64' ? 'x86_64' : undefined;
}

function consumablesOf({ consumableResourceProperties }: JobDetail): JobRequest['consumableResources'] {
  return consumableResourceProperties?.consumableResourceList?.map(({ consumableResource, quantity }) => {
    return { name: nameInArn(consumableResource), quantity };
  });
}

export interface AttemptTimes {
  readonly startedAt: number;
  readonly stoppedAt: number;
}

/**
 * The times of the last attempt that ended with exit code 0, else of the last attempt that ran, else those of the job
 * itself; undefined when nothing ran.
 */
export function runTimesOf(detail: JobDetail): AttemptTimes | undefined {
  const attempts = detail.attempts ?? [];
  const succeeded = attempts.findLast(
    (attempt) => attempt.container?.exitCode === 0 && attemptTimesOf(attempt) !== undefined,
  );
  const ran = attempts.findLast((attempt) => attemptTimesOf(attempt) !== undefined);
  return attemptTimesOf(succeeded ?? {}) ?? attemptTimesOf(ran ?? {}) ?? attemptTimesOf(detail);
}

/** Epoch ms of an attempt, or of a job; undefined when it never ran. */
export function attemptTimesOf(times: {
  startedAt?: number | undefined;
  stoppedAt?: number | undefined;
}): AttemptTimes | undefined {
  const { startedAt, stoppedAt } = times;
  // Some answers hold 0 for "not yet".
  return startedAt && stoppedAt ? { startedAt, stoppedAt } : undefined;
}

/** AWS writes 1 into the record of a job for which nobody asked for retries, so 1 leaves the choice to the configuration. */
function askedAttempts(attempts: number | undefined): number | undefined {
  return attempts === 1 ? undefined : attempts;
}
