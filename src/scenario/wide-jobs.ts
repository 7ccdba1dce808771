/**
 * Turns jobs wider than any instance their queue may use into multi-node parallel jobs, when the scenario asks for it
 * (`workload.trace.wideJobs: multi-node`): as few nodes as the largest allowed size permits, the request shared out evenly.
 * Such jobs ran on several hosts of a cluster; AWS Batch runs them On-Demand on EC2 only.
 */
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
    const largest = largestType(jobClass, scenario.batch, catalog);
    return largest === undefined ? jobClass : splitOver(jobClass, largest, schedulableMemoryFraction);
  });
  const note = noteOf(workload, classes);
  return note === undefined ? { workload, notes: [] } : { workload: { ...workload, classes }, notes: [note] };
}

/** Most vCPUs, then most memory, among the On-Demand types of the job's queue that have its architecture and its GPUs. */
function largestType(jobClass: JobClass, batch: BatchConfig, catalog: Catalog): InstanceType | undefined {
  const queue = batch.jobQueues.find(({ jobQueueName }) => jobQueueName === jobClass.queue) ?? batch.jobQueues[0];
  const names = queue?.computeEnvironmentOrder.map(({ computeEnvironment }) => nameIn(computeEnvironment)) ?? [];
  const types = batch.computeEnvironments
    .filter(({ computeEnvironmentName }) => names.includes(computeEnvironmentName))
    .flatMap((environment) => onDemandTypes(environment, catalog))
    .filter(({ architecture }) => jobClass.architecture === undefined || architecture === jobClass.architecture)
    .filter(({ gpus }) => jobClass.gpus === 0 || gpus > 0);
  return types.toSorted((left, right) => right.vcpus - left.vcpus || right.memoryMiB - left.memoryMiB).at(0);
}

function onDemandTypes({ computeResources, state }: ComputeEnvironment, catalog: Catalog): readonly InstanceType[] {
  if (computeResources?.type !== 'EC2' || state === 'DISABLED') return [];
  const resolved = resolveInstanceTypes(computeResources.instanceTypes ?? [], catalog);
  return resolved.ok ? resolved.value.filter((type) => type.onDemandMicroUsdPerHour !== undefined) : [];
}

/** AWS takes a name or an ARN ending in `compute-environment/<name>`. */
function nameIn(reference: string): string {
  return reference.slice(reference.lastIndexOf('/') + 1);
}

function splitOver(jobClass: JobClass, largest: InstanceType, schedulableMemoryFraction: number): JobClass {
  const { vcpus, memoryMiB, gpus, nodes: given } = jobClass;
  if (given !== undefined || vcpus <= largest.vcpus) return jobClass;
  const schedulableMiB = Math.floor(largest.memoryMiB * schedulableMemoryFraction);
  const nodes = Math.max(
    Math.ceil(vcpus / largest.vcpus),
    Math.ceil(memoryMiB / schedulableMiB),
    gpus === 0 ? 0 : Math.ceil(gpus / largest.gpus),
  );
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
    message: `${jobs} of ${workload.jobCount} jobs are wider than the largest allowed instance; they run as multi-node parallel jobs of ${range} nodes, the request shared out evenly`,
  };
}
