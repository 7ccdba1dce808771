/** An instance type as one market sells it: what jobs can use of it, its price and its Spot pools. */
import type { InstanceType } from '../models/catalog.ts';
import { keyOf } from '../models/random.ts';
import type { SpotPool } from '../models/spot-market.ts';
import type { World } from '../models/world.ts';
import type { Shape } from './shapes.ts';

/** An instance type as one environment sees it: schedulable capacity and the price of its market. */
export interface LaunchableType {
  readonly instanceType: InstanceType;
  readonly vcpus: number;
  readonly memoryMiB: number;
  readonly gpus: number;
  readonly microUsdPerHour: number;
  /** Price per vCPU-hour in steps of 100 micro-dollars: sizes of one family differ by rounding only and must tie. */
  readonly vcpuPriceStep: number;
  /** One Spot pool per zone. */
  readonly pools: readonly SpotPool[];
}

/** The type as this market sells it; nothing when its price is unknown, so that it can never look free. */
export function launchable(instanceType: InstanceType, market: 'EC2' | 'SPOT', world: World): LaunchableType[] {
  const price = market === 'SPOT' ? instanceType.spotMicroUsdPerHour : instanceType.onDemandMicroUsdPerHour;
  if (price === undefined) return [];
  const { zones, schedulableMemoryFraction } = world.assumptions;
  const { instanceType: name, family, spotInterruptionBucket: interruptionBucket } = instanceType;
  const pools = Array.from({ length: zones }, (_, zone): SpotPool => {
    const key = keyOf(`${name}/${zone}`);
    // Written out: spread copies get hidden classes of their own.
    if (interruptionBucket === undefined) return { instanceType: name, family, zone, key };
    return { instanceType: name, family, zone, key, interruptionBucket };
  });
  return [
    {
      instanceType,
      vcpus: instanceType.vcpus,
      memoryMiB: Math.floor(instanceType.memoryMiB * schedulableMemoryFraction),
      gpus: instanceType.gpus,
      microUsdPerHour: price,
      vcpuPriceStep: priceStep(price, instanceType.vcpus),
      pools,
    },
  ];
}

/** Of an instance that counts for so many vCPUs; see vcpuPriceStep. */
export function priceStep(microUsdPerHour: number, vcpus: number): number {
  return Math.round(microUsdPerHour / vcpus / 100);
}

/** Cheapest vCPU first; equal prices by size, then name, so that the order of the user's list cannot matter. */
export function byPricePerVcpu(left: LaunchableType, right: LaunchableType): number {
  if (left.vcpuPriceStep !== right.vcpuPriceStep) return left.vcpuPriceStep - right.vcpuPriceStep;
  if (left.vcpus !== right.vcpus) return left.vcpus - right.vcpus;
  return left.instanceType.instanceType < right.instanceType.instanceType ? -1 : 1;
}

export function holds(type: LaunchableType, shape: Shape): boolean {
  return (
    type.vcpus >= shape.vcpus &&
    type.memoryMiB >= shape.memoryMiB &&
    type.gpus >= shape.gpus &&
    (shape.architecture === undefined || shape.architecture === type.instanceType.architecture)
  );
}
