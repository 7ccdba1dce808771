/**
 * Finds jobs for which minvCpus leaves no room: its instances, idle or not, fill the environment up to maxvCpus, and none of them holds
 * the job. Only what is certain is told: On-Demand, where the instances of the start of a run are known and stay for good.
 */
import type { Problem } from '../models/problem.ts';
import type { Environment } from './environments.ts';
import { holds, type LaunchableType } from './launchable-types.ts';
import { keptFromStart } from './minimum-choice.ts';
import type { Queue } from './queues.ts';
import type { ClassSetup } from './setup.ts';
import type { Shape } from './shapes.ts';

export function idleMinimumWarnings(
  environments: readonly Environment[],
  queues: readonly Queue[],
  classes: readonly ClassSetup[],
  shapes: readonly Shape[],
): Problem[] {
  const filling = environments.map(typesThatFill);
  const shutOut = classesWithoutRoom(environments, filling, queues, classes);
  return environments.flatMap((environment, index) => {
    const here = shutOut.filter(({ queue, shape }) => takes(environment, queues[queue], shape));
    const asked = [...new Set(here.map(({ shape }) => shape))].map((shape) => shapes[shape]);
    return asked.length === 0 ? [] : [warningOf(environment, filling[index] ?? [], asked)];
  });
}

/** The classes whose every environment is full of what minvCpus keeps, which holds none of their jobs. `filling`: see typesThatFill. */
export function classesWithoutRoom(
  environments: readonly Environment[],
  filling: readonly (readonly LaunchableType[] | undefined)[],
  queues: readonly Queue[],
  classes: readonly ClassSetup[],
): readonly ClassSetup[] {
  if (filling.every((types) => types === undefined)) return [];
  return classes.filter(({ queue, shape, request }) => {
    const own = queues[queue].environments.filter((index) => takes(environments[index], queues[queue], shape));
    return own.length > 0 && own.every((index) => filling[index]?.some((type) => holds(type, request)) === false);
  });
}

/** Whether jobs of the queue could run there if there were room. */
function takes({ index, enabled, fits }: Environment, queue: Queue, shape: number): boolean {
  return enabled && fits[shape] === 1 && queue.environments.includes(index);
}

/** The types of what fills the environment for good; undefined when something else may be launched, or one of them given back. */
export function typesThatFill(environment: Environment): readonly LaunchableType[] | undefined {
  const { enabled, market, minVcpus, maxVcpus, maxTypeVcpus, leastLaunchVcpus, types, quota } = environment;
  // A quota may leave some of it out, and other environments share the quota.
  if (!enabled || market !== 'EC2' || minVcpus === 0 || quota.vcpus !== undefined) return undefined;
  // The last of them is launched below minvCpus, so there cannot be more than this.
  const mostVcpus = minVcpus - 1 + maxTypeVcpus;
  if (mostVcpus + leastLaunchVcpus <= maxVcpus) return undefined;
  const instances = keptFromStart(environment);
  const kept = [...new Set(instances)].map((type) => types[type]);
  const keptVcpus = instances.reduce((sum, type) => sum + types[type].vcpus, 0);
  const isFull = keptVcpus + leastLaunchVcpus > maxVcpus;
  const isAllNeeded = kept.every(({ vcpus }) => keptVcpus - vcpus < minVcpus);
  return keptVcpus >= minVcpus && isFull && isAllNeeded ? kept : undefined;
}

function warningOf(
  environment: Environment,
  kept: readonly LaunchableType[],
  [first, ...others]: readonly Shape[],
): Problem {
  const names = kept.map(({ instanceType }) => instanceType.instanceType).join(', ');
  const gpus = first.gpus === 0 ? '' : `, ${first.gpus} GPU`;
  const more =
    others.length === 0 ? '' : ` (and ${others.length} other ${others.length === 1 ? 'request' : 'requests'})`;
  return {
    path: `batch.computeEnvironments[${environment.index}].computeResources.minvCpus`,
    message: `minvCpus keeps ${names} in ${environment.name}, which is all that maxvCpus leaves room for: jobs of ${first.vcpus} vCPU, ${first.memoryMiB} MiB${gpus}${more} fit on none of these and never run`,
    hint: 'lower minvCpus, raise maxvCpus, or list only types that hold every job',
  };
}
