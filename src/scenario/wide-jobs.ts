/**
 * Turns jobs that are too large for any instance their queue may use into multi-node parallel jobs, when the scenario asks
 * for it (`workload.trace.wideJobs: multi-node`): as few nodes as the largest allowed size permits, the request shared evenly.
 * Such jobs ran on several hosts of a cluster; AWS Batch runs them On-Demand on EC2 only.
 */
import { nameInArn } from '../models/batch-arns.ts';
import type { BatchConfig, ComputeEnvironment } from '../models/batch-config.ts';
import type { Catalog, InstanceType } from '../models/catalog.ts';
import { resolveInstanceTypes } from '../models/instance-selection.ts';
import type { Problem } from '../models/problem.ts';
import type { JobClass, Workload } from '../models/workload.ts';
import type { Scenario } from './schema.ts';

/** The workload itself when nothing is asked for or no job is wide; else the jobs split, and a note that says how many. */
export function withWideJobs(
  workload: Workload,
  scenario: Pick<Scenario, 'workload' | 'batch' | 'assumptions'>,
  catalog: Catalog,
): { readonly workload: Workload; readonly notes: readonly Problem[] } {
  if (scenario.workload.trace?.wideJobs !== 'multi-node') return { workload, notes: [] };
  const { schedulableMemoryFraction } = scenario.assumptions;
  const classes = workload.classes.map((jobClass) => {
    if (jobClass.nodes !== undefined) return jobClass;
    return splitOver(jobClass, sizesFor(jobClass, scenario.batch, catalog, schedulableMemoryFraction));
  });
  const note = noteOf(workload, classes);
  return note === undefined ? { workload, notes: [] } : { workload: { ...workload, classes }, notes: [note] };
}

/** What one instance offers a job. */
interface Size {
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
}

/** On-Demand sizes of the job's queue that have its architecture and GPUs if it wants any: most vCPUs first, then most memory. */
function sizesFor(
  jobClass: JobClass,
  batch: BatchConfig,
  catalog: Catalog,
  schedulableMemoryFraction: number,
): readonly Size[] {
  const queue = batch.jobQueues.find(({ jobQueueName }) => jobQueueName === jobClass.queue) ?? batch.jobQueues[0];
  const names = queue?.computeEnvironmentOrder.map(({ computeEnvironment }) => nameInArn(computeEnvironment)) ?? [];
  const types = batch.computeEnvironments
    .filter(({ computeEnvironmentName }) => names.includes(computeEnvironmentName))
    .flatMap((environment) => onDemandTypes(environment, catalog))
    .filter(({ architecture }) => jobClass.architecture === undefined || architecture === jobClass.architecture)
    .filter(({ gpus }) => jobClass.gpus === 0 || gpus > 0);
  return types
    .toSorted((left, right) => right.vcpus - left.vcpus || right.memoryMiB - left.memoryMiB)
    .map(({ vcpus, memoryMiB, gpus }) => {
      return { vcpus, memoryMiB: Math.floor(memoryMiB * schedulableMemoryFraction), gpus };
    });
}

function onDemandTypes({ computeResources, state }: ComputeEnvironment, catalog: Catalog): readonly InstanceType[] {
  if (computeResources?.type !== 'EC2' || state === 'DISABLED') return [];
  const resolved = resolveInstanceTypes(computeResources.instanceTypes ?? [], catalog);
  return resolved.ok ? resolved.value.filter((type) => type.onDemandMicroUsdPerHour !== undefined) : [];
}

/** Unchanged when an instance holds it, and when it has fewer vCPUs than it would need nodes. */
function splitOver(jobClass: JobClass, sizes: readonly Size[]): JobClass {
  const { vcpus, memoryMiB, gpus } = jobClass;
  const isHeld = sizes.some(
    (size) => size.vcpus >= vcpus && size.memoryMiB >= memoryMiB && (gpus === 0 || size.gpus >= gpus),
  );
  if (isHeld || sizes.length === 0) return jobClass;
  const [largest] = sizes;
  const nodes = Math.max(
    2,
    Math.ceil(vcpus / largest.vcpus),
    Math.ceil(memoryMiB / largest.memoryMiB),
    gpus === 0 ? 0 : Math.ceil(gpus / largest.gpus),
  );
  if (nodes > vcpus) return jobClass;
  return {
    ...jobClass,
    vcpus: Math.ceil(vcpus / nodes),
    memoryMiB: Math.ceil(memoryMiB / nodes),
    gpus: Math.ceil(gpus / nodes),
    nodes,
  };
}

function noteOf(workload: Workload, classes: readonly JobClass[]): Problem | undefined {
  let jobs = 0;
  let fewest = Number.POSITIVE_INFINITY;
  let most = 0;
  for (const index of workload.classIndex) {
    const { nodes = 1 } = classes[index];
    if (classes[index] === workload.classes[index]) continue;
    jobs++;
    fewest = Math.min(fewest, nodes);
    most = Math.max(most, nodes);
  }
  if (jobs === 0) return undefined;
  const range = fewest === most ? `${most}` : `${fewest} to ${most}`;
  return {
    path: 'workload.trace.wideJobs',
    message: `${jobs} of ${workload.jobCount} jobs are too large for any allowed instance; they run as multi-node parallel jobs of ${range} nodes, the request shared out evenly`,
  };
}
