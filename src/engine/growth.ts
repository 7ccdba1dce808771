/**
 * Whether an environment can become larger, and for whom. On-Demand BEST_FIT never exceeds maxvCpus, so it can be full for one shape, none of
 * whose types fits below the maximum any more, and not for another; all other strategies may exceed it by one instance (AWS
 * Batch user guide, "Allocation strategies").
 */
import type { Environment } from './environments.ts';
import { fittingTypes } from './fitting-types.ts';
import type { LaunchableType } from './launchable-types.ts';
import { holds } from './launchable-types.ts';
import type { EnvironmentState, Run } from './run.ts';
import type { Shape } from './shapes.ts';
import { cheapestOf } from './strategies/best-fit.ts';

/** By shape: how many vCPUs below maxvCpus there must be for a launch, Infinity when no type holds the shape. */
export function launchVcpusOf(
  types: readonly LaunchableType[],
  shapes: readonly Shape[],
  mayOvershoot: boolean,
): Float64Array {
  if (mayOvershoot) return new Float64Array(shapes.length).fill(1);
  const bySize = [...types].sort((left, right) => left.vcpus - right.vcpus);
  return Float64Array.from(
    shapes,
    (shape) => bySize.find((type) => holds(type, shape))?.vcpus ?? Number.POSITIVE_INFINITY,
  );
}

/** The least maxvCpus that has room for a job of one node; for a shape that no type holds, what it asks for. */
export function leastMaxVcpus({ types, mayOvershoot }: Environment, shape: Shape): number {
  if (mayOvershoot || shape.nodes > 1) return shape.jobVcpus;
  const [needed] = launchVcpusOf(types, [shape], mayOvershoot);
  return needed < Number.POSITIVE_INFINITY ? needed : shape.jobVcpus;
}

/** The least that any shape needs; Infinity where no type holds one. */
export function leastLaunchVcpus(launchVcpus: Float64Array): number {
  return launchVcpus.reduce((least, vcpus) => Math.min(least, vcpus), Number.POSITIVE_INFINITY);
}

/** The most that any shape needs which has room for an instance when nothing runs; 0 when none has. */
export function mostLaunchVcpus(launchVcpus: Float64Array, maxVcpus: number): number {
  return launchVcpus.reduce((most, vcpus) => (vcpus <= maxVcpus ? Math.max(most, vcpus) : most), 0);
}

/** Whether maxvCpus leaves room for an instance that holds the shape. */
export function hasHeadroom({ vcpus, setup }: EnvironmentState, shapeIndex: number): boolean {
  return vcpus + setup.launchVcpus[shapeIndex] <= setup.maxVcpus;
}

/** Whether the environment takes jobs and has room for an instance for some shape, whatever EC2 has. */
export function mayEverLaunch({ isOpen, vcpus, setup }: EnvironmentState): boolean {
  return isOpen && vcpus + setup.leastLaunchVcpus <= setup.maxVcpus;
}

/** Whether maxvCpus leaves no room for an instance for some shape; what never has room waits for none. */
export function isFullFor(setup: Environment, vcpus: number): boolean {
  return vcpus + setup.mostLaunchVcpus > setup.maxVcpus;
}

/** Whether EC2 can be asked now for an instance that holds the shape. */
export function mayLaunch(run: Run, environment: EnvironmentState, shapeIndex: number): boolean {
  if (!environment.isOpen || !hasHeadroom(environment, shapeIndex)) return false;
  if (environment.refusals.refusedTypes === 0) return true;
  return askableFromMs(run, environment, shapeIndex) <= run.clock.nowMs;
}

/** When EC2 may be asked for an instance that holds the shape, ms; not later than now when it may. */
export function askableFromMs(run: Run, environment: EnvironmentState, shapeIndex: number): number {
  return environment.refusals.earliestMs(askedTypes(run, environment, shapeIndex));
}

/**
 * Whether a job waits for the environment to grow. EC2 is asked again for what it refused last time when something is to be
 * bought, but until it has given something no job waits for that which has room elsewhere.
 */
export function mayGrow(run: Run, environment: EnvironmentState, shapeIndex: number): boolean {
  if (!environment.isOpen || !hasHeadroom(environment, shapeIndex)) return false;
  return !isRefused(run, environment, shapeIndex);
}

/** Whether EC2 had nothing for the shape when it was last asked. */
export function isRefused(run: Run, environment: EnvironmentState, shapeIndex: number): boolean {
  if (environment.refusals.refusedTypes === 0) return false;
  return environment.refusals.areRefused(askedTypes(run, environment, shapeIndex));
}

/**
 * The types EC2 is asked for for a shape: those that hold it and that maxvCpus leaves room for, of which BEST_FIT takes one. Fargate has
 * one size for it. Of the nodes of a multi-node parallel job it is known only once EC2 has been asked in vain.
 */
export function askedTypes(
  { setup: { shapes } }: Run,
  environment: EnvironmentState,
  shapeIndex: number,
): readonly number[] {
  const { setup } = environment;
  if (setup.taskSize !== undefined) return [setup.taskSize[shapeIndex]];
  if (shapes[shapeIndex].nodes > 1) {
    const asked = environment.refusedNodes.get(shapeIndex);
    return asked === undefined ? [] : [asked];
  }
  const allowed = allowedTypes(environment, shapes[shapeIndex], shapeIndex);
  return setup.strategy === 'BEST_FIT' && allowed.length > 0 ? [cheapestOf(setup.types, allowed)] : allowed;
}

/** The types that hold the shape and that maxvCpus leaves room for. */
export function allowedTypes(environment: EnvironmentState, shape: Shape, shapeIndex: number): readonly number[] {
  return typesWithinMaximum(environment, fittingTypes(environment.setup, shape, shapeIndex));
}

/** Of the types those that may be launched: all, but for On-Demand BEST_FIT, which never exceeds maxvCpus. */
export function typesWithinMaximum(
  { setup, vcpus }: Pick<EnvironmentState, 'setup' | 'vcpus'>,
  types: readonly number[],
): readonly number[] {
  return setup.mayOvershoot ? types : types.filter((type) => vcpus + setup.types[type].vcpus <= setup.maxVcpus);
}
