/** Which single changes are about which reason to wait. Some need a simulation of their own to know by how much. */
import { isQuotaReason, quotaOfReason, type Setup, simulatePrepared, type WaitReason } from '../engine/index.ts';
import type { BatchConfig, ComputeResource } from '../models/batch-config.ts';
import type { Result } from '../models/problem.ts';
import { QUOTA_BUCKETS, type QuotaBucket } from '../models/vcpu-quotas.ts';
import type { World } from '../models/world.ts';
import { consumableNeeds, withTotal } from './consumable-needs.ts';
import { afterInvalid } from './invalid-edits.ts';
import type { WaitChange } from './wait-change.ts';
import type { WaitedFor } from './waited-for.ts';

export interface WaitEdit {
  readonly computeEnvironment: string | undefined;
  readonly change: WaitChange;
  readonly reason: WaitReason;
  readonly config: BatchConfig;
  readonly world: World;
}

export interface WaitQuestion {
  readonly setup: Setup;
  readonly config: BatchConfig;
  readonly waits: readonly WaitedFor[];
  /** Row of the job asked about; all jobs when left out. */
  readonly job?: number;
  /** The same jobs and luck under another configuration or in another world. */
  readonly prepare: (config: BatchConfig, world: World) => Result<Setup>;
}

/** Reasons below this share of the waiting are not looked into. */
const LEAST_SHARE = 0.05;
/** Each change is a whole simulation, or two. */
const MOST_TRIED = 6;

/** Of the reasons that jobs wait for to the end, then of those waited for longest, without the same edit twice. */
export function editsFor(question: WaitQuestion): readonly WaitEdit[] {
  const { waits } = question;
  const total = waits.reduce((sum, { jobMs }) => sum + jobMs, 0);
  const byReason = new Map<string, WaitedFor>();
  for (const wait of waits) {
    const key = `${wait.queue}/${wait.reason}`;
    const before = byReason.get(key);
    byReason.set(key, { ...before, ...wait, jobMs: wait.jobMs + (before?.jobMs ?? 0) });
  }
  const reasons = [...byReason.values()]
    .filter(({ jobMs, isStuck }) => isStuck === true || jobMs >= LEAST_SHARE * total)
    .sort((left, right) => Number(right.isStuck ?? false) - Number(left.isStuck ?? false) || right.jobMs - left.jobMs);
  const edits = new Map<string, WaitEdit>();
  for (const wait of reasons) {
    if (edits.size >= MOST_TRIED) break;
    for (const edit of editsOf(question, wait)) {
      const key = keyOf(edit);
      if (!edits.has(key)) edits.set(key, edit);
    }
  }
  return [...edits.values()].slice(0, MOST_TRIED);
}

function keyOf({ computeEnvironment, change }: WaitEdit): string {
  const which =
    change.field === 'quota' ? change.quota.field : change.field === 'consumableResource' ? change.name : '';
  return `${computeEnvironment}/${change.field}/${which}`;
}

function editsOf(question: WaitQuestion, wait: WaitedFor): readonly WaitEdit[] {
  const { reason } = wait;
  if (isQuotaReason(reason)) return quotaEdits(question, reason);
  if (reason === 'CONSUMABLE_RESOURCE') return consumableEdits(question);
  if (reason === 'ACTION_REQUIRED') return invalidEdits(question, wait.queue);
  return environmentEdits(question, wait);
}

/**
 * Enough for the peak there would be without the quota, in whole instances of the largest type launched then. One instance more where
 * that peak is no higher than the quota: what would be hit next shows when that is simulated.
 */
function quotaEdits({ setup: { world }, config, prepare }: WaitQuestion, reason: WaitReason): readonly WaitEdit[] {
  const quota = isQuotaReason(reason) ? quotaOfReason(reason) : undefined;
  const from = quota && world.quotas?.[quota.market]?.[quota.group];
  if (quota === undefined || from === undefined) return [];
  const unlimited = prepare(config, withQuota(world, quota, undefined));
  if (!unlimited.ok) return [];
  const { peakVcpus, stepVcpus } = quotaNeed(unlimited.value, QUOTA_BUCKETS.indexOf(quota));
  const steps = Math.max(Math.ceil(peakVcpus / stepVcpus), Math.floor(from / stepVcpus) + 1);
  const change: WaitChange = { field: 'quota', quota, from, to: steps * stepVcpus };
  return [{ computeEnvironment: undefined, change, reason, config, world: withQuota(world, quota, change.to) }];
}

function quotaNeed(setup: Setup, bucket: number): { readonly peakVcpus: number; readonly stepVcpus: number } {
  let largest = 0;
  const { instances } = simulatePrepared(setup, {
    onInstance: ({ environment, type }) => {
      const { types, quota } = setup.environments[environment];
      if (quota.buckets[type] === bucket) largest = Math.max(largest, types[type].vcpus);
    },
  });
  const peakVcpus = instances.quotaPeaks.find((peak) => peak.bucket === bucket)?.peakVcpus ?? 0;
  // Fargate counts parts of a vCPU, a quota does not.
  return { peakVcpus, stepVcpus: Math.ceil(largest === 0 ? smallestType(setup, bucket) : largest) };
}

/** Where nothing of the quota was launched. */
function smallestType({ environments }: Setup, bucket: number): number {
  const counted = environments.flatMap(({ types, quota }) =>
    types.filter((_, index) => quota.buckets[index] === bucket),
  );
  return counted.reduce((least, { vcpus }) => Math.min(least, vcpus), counted[0]?.vcpus ?? 1);
}

function withQuota(world: World, { market, group }: QuotaBucket, vcpus: number | undefined): World {
  const { [group]: _, ...others } = world.quotas?.[market] ?? {};
  const quotas = { ...world.quotas, [market]: vcpus === undefined ? others : { ...others, [group]: vcpus } };
  return { ...world, quotas };
}

/** As much as would be held at once were there more than enough; of what is used up, all that is asked for. */
function consumableEdits({ setup, config, job, prepare }: WaitQuestion): readonly WaitEdit[] {
  return consumableNeeds(setup, config, job, prepare).map(({ name, from, to }) => ({
    computeEnvironment: undefined,
    change: { field: 'consumableResource', name, from, to },
    reason: 'CONSUMABLE_RESOURCE',
    config: withTotal(config, name, to),
    world: setup.world,
  }));
}

function invalidEdits({ setup, config, job }: WaitQuestion, queueName: string): readonly WaitEdit[] {
  const queue = setup.queues.find(({ name }) => name === queueName);
  if (queue === undefined) return [];
  const shape = job === undefined ? undefined : setup.classes[setup.workload.classIndex[job]].shape;
  return queue.environments
    .map((index) => setup.environments[index])
    .filter(({ enabled, fits }) => enabled && (shape === undefined || fits[shape] === 1))
    .flatMap(({ name }) => afterInvalid(setup.world, config, queueName, name))
    .map((edit) => ({ ...edit, reason: 'ACTION_REQUIRED' }));
}

function environmentEdits({ setup, config, job }: WaitQuestion, wait: WaitedFor): readonly WaitEdit[] {
  const queue = setup.queues.findIndex(({ name }) => name === wait.queue);
  const environments = setup.queues[queue].environments.map((index) => setup.environments[index]);
  return environments.flatMap(({ name, enabled, types }): WaitEdit[] => {
    const resources = config.computeEnvironments.find((one) => one.computeEnvironmentName === name)?.computeResources;
    if (!enabled || resources === undefined) return [];
    const change = changeFor(wait.reason, resources, {
      jobVcpus: job === undefined ? largestJob(setup, queue) : jobOf(setup, job),
      isArm: types[0]?.instanceType.architecture === 'arm64',
    });
    if (change === undefined) return [];
    const value = change.field === 'instanceTypes' ? [...(resources.instanceTypes ?? []), change.added] : change.to;
    const changed = withField(config, name, change.field, value);
    return [{ computeEnvironment: name, change, reason: wait.reason, config: changed, world: setup.world }];
  });
}

type FieldChange = Extract<WaitChange, { readonly field: 'maxvCpus' | 'minvCpus' | 'instanceTypes' }>;

function changeFor(
  reason: WaitReason,
  { type, maxvCpus, minvCpus = 0, instanceTypes = [] }: ComputeResource,
  { jobVcpus, isArm }: { readonly jobVcpus: number; readonly isArm: boolean },
): FieldChange | undefined {
  const hasInstances = type === 'EC2' || type === 'SPOT';
  switch (reason) {
    case 'MAX_VCPUS':
    case 'FALL_THROUGH':
    case 'COMPUTE_RESERVATION':
      return { field: 'maxvCpus', from: maxvCpus, to: 2 * maxvCpus };
    case 'SCALE_OUT': {
      // Room for one more of the largest jobs, always there.
      const to = minvCpus + Math.ceil(jobVcpus);
      return hasInstances && to <= maxvCpus ? { field: 'minvCpus', from: minvCpus, to } : undefined;
    }
    case 'CAPACITY:INSUFFICIENT_INSTANCE_CAPACITY': {
      const added = isArm ? 'default_arm64' : 'default_x86_64';
      const isThere = instanceTypes.includes(added) || (!isArm && instanceTypes.includes('optimal'));
      return hasInstances && !isThere ? { field: 'instanceTypes', added } : undefined;
    }
    default:
      return undefined;
  }
}

function largestJob({ workload, classes, shapes }: Setup, queue: number): number {
  const present = new Set(workload.classIndex);
  return classes.reduce(
    (most, entry, index) =>
      entry.queue === queue && present.has(index) ? Math.max(most, shapes[entry.shape].jobVcpus) : most,
    0,
  );
}

function jobOf({ workload, classes, shapes }: Setup, job: number): number {
  return shapes[classes[workload.classIndex[job]].shape].jobVcpus;
}

function withField(
  config: BatchConfig,
  name: string,
  field: FieldChange['field'],
  value: number | readonly string[],
): BatchConfig {
  return {
    ...config,
    computeEnvironments: config.computeEnvironments.map((environment) =>
      environment.computeEnvironmentName === name && environment.computeResources !== undefined
        ? { ...environment, computeResources: { ...environment.computeResources, [field]: value } }
        : environment,
    ),
  };
}
