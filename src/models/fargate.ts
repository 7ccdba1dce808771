/**
 * The sizes AWS Fargate sells: which vCPU and memory pairs exist, and which is the nearest to a request that none holds.
 * Source: AWS Batch API ResourceRequirement, "VCPU" and "MEMORY" on Fargate.
 */
import type { Architecture } from './workload.ts';

export interface FargateSize {
  readonly vcpus: number;
  readonly memoryMiB: number;
}

/** Fargate runs containers on x86_64 unless runtimePlatform.cpuArchitecture says ARM64 (API RuntimePlatform). */
export const FARGATE_ARCHITECTURE: Architecture = 'x86_64';

/** Memory from, to and step in MiB by vCPUs; a quarter of a vCPU has the three sizes 512, 1024 and 2048. */
const STEPS: readonly { readonly vcpus: number; readonly memoryMiB: readonly number[] }[] = [
  { vcpus: 0.25, memoryMiB: [512, 1024, 2048] },
  { vcpus: 0.5, memoryMiB: stepped(1024, 4096, 1024) },
  { vcpus: 1, memoryMiB: stepped(2048, 8192, 1024) },
  { vcpus: 2, memoryMiB: stepped(4096, 16_384, 1024) },
  { vcpus: 4, memoryMiB: stepped(8192, 30_720, 1024) },
  { vcpus: 8, memoryMiB: stepped(16_384, 61_440, 4096) },
  { vcpus: 16, memoryMiB: stepped(32_768, 122_880, 8192) },
];

/** Every size, by vCPUs and then memory. */
export const FARGATE_SIZES: readonly FargateSize[] = STEPS.flatMap(({ vcpus, memoryMiB }) =>
  memoryMiB.map((amount) => ({ vcpus, memoryMiB: amount })),
);

function stepped(from: number, to: number, step: number): readonly number[] {
  return Array.from({ length: (to - from) / step + 1 }, (_, index) => from + index * step);
}

/** `fargate.2vcpu-4096mib`, `fargate-arm64.0.5vcpu-1024mib`. */
export function fargateName(architecture: Architecture, { vcpus, memoryMiB }: FargateSize): string {
  return `${fargateFamily(architecture)}.${vcpus}vcpu-${memoryMiB}mib`;
}

export function fargateFamily(architecture: Architecture): string {
  return architecture === FARGATE_ARCHITECTURE ? 'fargate' : `fargate-${architecture}`;
}

/** Of the sizes that no rounding up reaches: the one with the vCPUs nearest to the request, then the nearest memory. */
export function nearestFargateSize(request: FargateSize): FargateSize {
  const vcpusApart = (size: FargateSize) => Math.abs(size.vcpus - request.vcpus);
  const memoryApart = (size: FargateSize) => Math.abs(size.memoryMiB - request.memoryMiB);
  return FARGATE_SIZES.reduce((best, size) => {
    const difference = vcpusApart(size) - vcpusApart(best) || memoryApart(size) - memoryApart(best);
    return difference < 0 ? size : best;
  });
}
