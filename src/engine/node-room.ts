/**
 * How many whole instances fit under maxvCpus, and so whether an environment can ever hold all nodes of a multi-node parallel
 * job at once (AWS Batch user guide, "Multi-node parallel jobs": EC2 On-Demand only, one type, one container an instance).
 */
import type { Problem } from '../models/problem.ts';
import type { Environment } from './environments.ts';
import { holds, type LaunchableType } from './launchable-types.ts';
import type { Queue } from './queues.ts';
import type { ClassSetup } from './setup.ts';
import type { Shape } from './shapes.ts';

export interface VcpuLimits {
  readonly minVcpus: number;
  readonly maxVcpus: number;
  readonly mayOvershoot: boolean;
}

/** How many more instances of a size AWS Batch would launch: beyond maxvCpus by one at most, on BEST_FIT by none. */
export function instancesWithin(
  { maxVcpus, mayOvershoot }: Omit<VcpuLimits, 'minVcpus'>,
  vcpus: number,
  presentVcpus: number,
): number {
  const instances = (maxVcpus - presentVcpus) / vcpus;
  return Math.max(0, mayOvershoot ? Math.ceil(instances) : Math.floor(instances));
}

/** `types` are all of the environment. What minvCpus keeps is for other jobs, so it leaves no room. */
export function fitsNodes(shape: Shape, market: string, types: readonly LaunchableType[], limits: VcpuLimits): boolean {
  if (market !== 'EC2' || shape.jobVcpus > limits.maxVcpus) return false;
  const keptVcpus = leastKeptVcpus(types, limits.minVcpus);
  return types.some((type) => holds(type, shape) && shape.nodes <= instancesWithin(limits, type.vcpus, keptVcpus));
}

/** The least that whole instances can have to reach minvCpus: a multiple of what all sizes are multiples of. */
function leastKeptVcpus(types: readonly LaunchableType[], minVcpus: number): number {
  const step = types.reduce((divisor, { vcpus }) => greatestCommonDivisor(divisor, vcpus), 0);
  return step === 0 ? minVcpus : Math.ceil(minVcpus / step) * step;
}

function greatestCommonDivisor(left: number, right: number): number {
  return right === 0 ? left : greatestCommonDivisor(right, left % right);
}

/** AWS advises separate environments: jobs of one node and of several can make each other wait. */
export function mixedNodesWarnings(
  environments: readonly Environment[],
  queues: readonly Queue[],
  classes: readonly ClassSetup[],
  shapes: readonly Shape[],
): Problem[] {
  if (shapes.every(({ nodes }) => nodes === 1)) return [];
  return environments.flatMap(({ index, name, fits }) => {
    const here = classes.filter(({ queue, shape }) => fits[shape] === 1 && queues[queue].environments.includes(index));
    const isMixed =
      here.some(({ shape }) => shapes[shape].nodes > 1) && here.some(({ shape }) => shapes[shape].nodes === 1);
    if (!isMixed) return [];
    return [
      {
        path: `batch.computeEnvironments[${index}]`,
        message: `${name} serves multi-node parallel jobs and jobs of one node, which can make each other wait`,
        hint: 'AWS advises a compute environment of its own for each kind',
      },
    ];
  });
}
