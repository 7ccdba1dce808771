/**
 * The scenario behind `optimize --trace FILE` when there is no scenario file: the habit to beat, one On-Demand environment
 * of `optimal` types, and others where jobs ask for GPUs or are built for arm64, wide enough that the trace's own peaks hardly wait.
 */
import type { BatchConfig, ComputeEnvironment } from '../models/batch-config.ts';
import type { JobClass, Workload } from '../models/workload.ts';

const HOUR_MS = 3_600_000;
/** AWS's console proposes 256 vCPUs; no smaller default. */
const SMALLEST_MAXIMUM = 256;
/** More than any account has; a job that asks for more is reported as one that can never run. */
const LARGEST_MAXIMUM = 2 ** 30;
const BUSY_SHARE = 0.95;

const OPTIMAL = 'optimal-on-demand';
const ARM = 'arm64-on-demand';
const GPU = 'gpu-on-demand';
const LARGE_GPU = 'large-gpu-on-demand';
/** By environment, in the order of the configuration. */
const INSTANCE_TYPES: Readonly<Record<string, readonly string[]>> = {
  [OPTIMAL]: ['optimal'],
  [ARM]: ['default_arm64'],
  // The cheapest families with GPUs of a generation that every Region sells; traces do not say which GPU a job needs.
  [GPU]: ['g4dn', 'g5'],
  [LARGE_GPU]: ['p4d', 'p5'],
};
/** What AWS Batch leaves to jobs of the 768 GiB of a g5.48xlarge, which has the most of them. */
const MOST_GPU_MEMORY_MIB = Math.floor(768 * 1024 * 0.965);

/**
 * Queues are those the jobs name; maxvCpus is the power of two at or above the busy-hour demand. `optimal` has no GPUs: jobs that
 * ask for some get an environment of their own, and so do those that need more memory beside them than any G5 has.
 */
export function habitualConfig(workload: Workload): BatchConfig {
  const names = [...new Set(workload.classes.map((jobClass) => jobClass.queue))];
  const queues = names.some((name) => name !== undefined) ? names.map((name) => name ?? 'default') : ['default'];
  const jobQueues = queues.map((jobQueueName) => ({
    jobQueueName,
    state: 'ENABLED' as const,
    priority: 1,
    // Jobs that name no queue go to the first one.
    computeEnvironmentOrder: environmentsFor(
      workload.classes.filter(({ queue }) => (queue ?? queues[0]) === jobQueueName),
    ).map((computeEnvironment, index) => ({ order: index + 1, computeEnvironment })),
  }));
  const used = new Set(
    jobQueues.flatMap((queue) => queue.computeEnvironmentOrder.map((one) => one.computeEnvironment)),
  );
  const maxvCpus = habitualMaximum(workload);
  return {
    computeEnvironments: Object.keys(INSTANCE_TYPES)
      .filter((name) => used.has(name))
      .map((name) => environmentOf(name, maxvCpus)),
    jobQueues,
  };
}

function environmentsFor(classes: readonly JobClass[]): readonly string[] {
  // One queue has environments of one architecture.
  if (classes.length > 0 && classes.every(({ architecture, gpus }) => architecture === 'arm64' && gpus === 0))
    return [ARM];
  const asking = classes.filter(({ gpus }) => gpus > 0);
  const isLarge = ({ memoryMiB }: JobClass) => memoryMiB > MOST_GPU_MEMORY_MIB;
  return [
    ...(asking.length < classes.length || classes.length === 0 ? [OPTIMAL] : []),
    ...(asking.some((one) => !isLarge(one)) ? [GPU] : []),
    ...(asking.some(isLarge) ? [LARGE_GPU] : []),
  ];
}

function environmentOf(computeEnvironmentName: string, maxvCpus: number): ComputeEnvironment {
  return {
    computeEnvironmentName,
    type: 'MANAGED',
    state: 'ENABLED',
    computeResources: {
      type: 'EC2',
      allocationStrategy: 'BEST_FIT_PROGRESSIVE',
      minvCpus: 0,
      maxvCpus,
      instanceTypes: [...(INSTANCE_TYPES[computeEnvironmentName] ?? [])],
    },
  };
}

/** Power of two at or above the 95th percentile over hours of the vCPUs that would run if nothing waited. */
export function habitualMaximum(workload: Workload): number {
  const demand = hourlyVcpus(workload).sort();
  const busy = demand.length === 0 ? 0 : demand[Math.min(demand.length - 1, Math.floor(BUSY_SHARE * demand.length))];
  const widest = workload.classes.reduce((most, { vcpus, nodes = 1 }) => Math.max(most, vcpus * nodes), 0);
  const wanted = Math.min(Math.max(busy, widest), LARGEST_MAXIMUM);
  let maximum = SMALLEST_MAXIMUM;
  while (maximum < wanted) maximum *= 2;
  return maximum;
}

/** Mean vCPUs in use in each hour when every job starts at its submission. */
export function hourlyVcpus(workload: Workload): Float64Array {
  let endMs = 0;
  for (let job = 0; job < workload.jobCount; job++)
    endMs = Math.max(endMs, workload.submitMs[job] + workload.runMs[job]);
  // A difference array of vCPU-ms: partial hours at both ends, whole hours between through their slope.
  const hours = Math.floor(endMs / HOUR_MS) + 2;
  const partial = new Float64Array(hours);
  const slope = new Float64Array(hours + 1);
  for (let job = 0; job < workload.jobCount; job++) {
    const { vcpus: nodeVcpus, nodes = 1 } = workload.classes[workload.classIndex[job]];
    const vcpus = nodeVcpus * nodes;
    const fromMs = workload.submitMs[job];
    const toMs = fromMs + workload.runMs[job];
    const first = Math.floor(fromMs / HOUR_MS);
    const last = Math.floor(toMs / HOUR_MS);
    if (first === last) {
      partial[first] += vcpus * (toMs - fromMs);
      continue;
    }
    partial[first] += vcpus * ((first + 1) * HOUR_MS - fromMs);
    partial[last] += vcpus * (toMs - last * HOUR_MS);
    slope[first + 1] += vcpus * HOUR_MS;
    slope[last] -= vcpus * HOUR_MS;
  }
  let whole = 0;
  return partial.map((value, hour) => {
    whole += slope[hour];
    return (value + whole) / HOUR_MS;
  });
}
