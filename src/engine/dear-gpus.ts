/**
 * BEST_FIT_PROGRESSIVE prefers the lowest price a vCPU (AWS Batch user guide, "Allocation strategies"), and of a GPU family that is a
 * large size with many vCPUs to few GPUs: jobs of one GPU then hold the whole of it.
 */
import type { Problem } from '../models/problem.ts';
import type { Environment } from './environments.ts';
import { holds, type LaunchableType } from './launchable-types.ts';
import type { Queue } from './queues.ts';
import type { ClassSetup } from './setup.ts';
import type { Shape } from './shapes.ts';
import { typesWithinQuota } from './type-quotas.ts';

/** Below this the saving may go into idle room. */
const DEAR = 2;

interface Finding {
  readonly shape: Shape;
  readonly taken: LaunchableType;
  readonly cheapest: LaunchableType;
  readonly ratio: number;
}

/** One an environment, of the request that pays most beyond the cheapest type it allows. */
export function dearGpuWarnings(
  environments: readonly Environment[],
  queues: readonly Queue[],
  classes: readonly ClassSetup[],
): Problem[] {
  return environments.flatMap((environment) => {
    const { index, name, strategy, enabled } = environment;
    if (!enabled || strategy !== 'BEST_FIT_PROGRESSIVE' || environment.maxTypeGpus === 0) return [];
    const here = classes.filter(({ queue, request }) => request.gpus > 0 && queues[queue].environments.includes(index));
    const findings = here.flatMap(({ request }) => findingOf(environment, request) ?? []);
    const [worst] = findings.sort((left, right) => right.ratio - left.ratio);
    if (worst === undefined) return [];
    const { shape, taken, cheapest } = worst;
    return [
      {
        path: `batch.computeEnvironments[${index}].computeResources.instanceTypes`,
        message: `jobs of ${shape.gpus} GPU${shape.gpus === 1 ? '' : 's'} and ${shape.vcpus} vCPU in ${name} get ${written(taken, shape)}, where ${written(cheapest, shape)} would do: BEST_FIT_PROGRESSIVE takes the lowest price a vCPU, which GPU jobs do not pay by`,
        hint: 'list only the sizes that suit the jobs, or try BEST_FIT',
      },
    ];
  });
}

function findingOf(environment: Environment, shape: Shape): Finding | undefined {
  // Of an environment's list the strategy takes the first that holds the job.
  const holding = typesWithinQuota(environment, shape).filter((type) => holds(type, shape));
  const [taken] = holding;
  if (taken === undefined) return undefined;
  const cheapest = holding.reduce((best, type) => (usdOf(type, shape) < usdOf(best, shape) ? type : best));
  const ratio = usdOf(taken, shape) / usdOf(cheapest, shape);
  return ratio >= DEAR ? { shape, taken, cheapest, ratio } : undefined;
}

/** US dollars an hour for one job, with as many on the instance as it holds; a node has an instance to itself. */
function usdOf({ vcpus, memoryMiB, gpus, microUsdPerHour }: LaunchableType, shape: Shape): number {
  const places = Math.floor(Math.min(vcpus / shape.vcpus, memoryMiB / shape.memoryMiB, gpus / shape.gpus));
  return microUsdPerHour / 1_000_000 / (shape.nodes > 1 ? 1 : places);
}

function written(type: LaunchableType, shape: Shape): string {
  return `${type.instanceType.instanceType} at $${usdOf(type, shape).toFixed(2)} an hour a job`;
}
