/** Decides which Fargate prices count: the scenario's own over the table's, by launch type and architecture. */
import type { FargatePrice } from './catalog.ts';
import type { Architecture } from './workload.ts';

/** One entry of `catalog.fargate`, USD per hour. */
export interface FargateOverride {
  readonly launch: FargatePrice['launch'];
  readonly architecture: Architecture;
  readonly usdPerVcpuHour: number;
  readonly usdPerGibHour: number;
}

/** Table prices that no override replaces, then the overrides, each pair of launch type and architecture once: the last counts. */
export function withFargateOverrides(
  listed: readonly FargatePrice[],
  overrides: readonly FargateOverride[],
): readonly FargatePrice[] {
  const prices = [...listed, ...overrides.map(priceOf)];
  return prices.filter((price, index) => !prices.slice(index + 1).some((later) => isSame(later, price)));
}

function isSame(left: FargatePrice, right: FargatePrice): boolean {
  return left.launch === right.launch && left.architecture === right.architecture;
}

function priceOf({ launch, architecture, usdPerVcpuHour, usdPerGibHour }: FargateOverride): FargatePrice {
  return {
    launch,
    architecture,
    microUsdPerVcpuHour: Math.round(usdPerVcpuHour * 1_000_000),
    microUsdPerGibHour: Math.round(usdPerGibHour * 1_000_000),
    source: 'the scenario (catalog.fargate)',
  };
}
