/** What a request costs an hour when jobs like it fill the instance that its queue launches for it. */
import type { Environment } from '../../engine/environments.ts';
import { holds, type LaunchableType } from '../../engine/launchable-types.ts';
import type { Setup } from '../../engine/setup.ts';
import type { Shape } from '../../engine/shapes.ts';
import type { Packing } from './today.ts';

/** Of the first open environment that holds the request; undefined when none of EC2 or Spot does. */
export function packingOf(setup: Setup, queueIndex: number, shape: Shape): Packing | undefined {
  for (const environment of openEnvironments(setup, queueIndex)) {
    // Cheapest vCPU first, then the smaller: what the strategies launch for the job at the head of the queue.
    const type = environment.types.find((candidate) => holds(candidate, shape));
    if (type !== undefined) return packedOn(type, shape);
  }
  return undefined;
}

/** Enabled ones that launch instances, in the queue's order. */
export function openEnvironments(setup: Setup, queueIndex: number): readonly Environment[] {
  return setup.queues[queueIndex].environments
    .map((index) => setup.environments[index])
    .filter(({ enabled, market }) => enabled && (market === 'EC2' || market === 'SPOT'));
}

function packedOn(type: LaunchableType, shape: Shape): Packing {
  const jobsPerInstance = Math.min(
    Math.floor(type.vcpus / shape.vcpus),
    Math.floor(type.memoryMiB / shape.memoryMiB),
    shape.gpus === 0 ? Number.POSITIVE_INFINITY : Math.floor(type.gpus / shape.gpus),
  );
  return {
    instanceType: type.instanceType.instanceType,
    jobsPerInstance,
    usdPerJobHour: type.microUsdPerHour / jobsPerInstance / 1_000_000,
  };
}
