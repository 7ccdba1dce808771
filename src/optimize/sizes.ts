/** Which sizes of a family a candidate may use: caps counted in typical jobs, and floors. */
import type { Landscape } from './landscape.ts';
import { largestSizes } from './space.ts';

export interface SizeRange {
  readonly smallestVcpus: number;
  readonly largestVcpus: number;
}

/**
 * Caps at 1, 2, 4 and 8 typical jobs (rounded up to a power of two, as EC2 sizes are) and none; floors of none, one and four
 * typical jobs: every machine pays for a root volume and an address, so small ones pay more a vCPU. The user's own lists replace them.
 */
export function sizeRanges(landscape: Landscape): readonly SizeRange[] {
  const typical = typicalVcpus(landscape);
  const { space } = landscape;
  const caps = largestSizes(space) ?? [
    ...[1, 2, 4, 8].map((jobs) => powerOfTwoFrom(jobs * typical)),
    Number.POSITIVE_INFINITY,
  ];
  const floors = space.smallestMachineVcpus ?? [0, powerOfTwoFrom(typical), powerOfTwoFrom(4 * typical)];
  const ranges = floors.flatMap((smallestVcpus) => caps.map((largestVcpus) => ({ smallestVcpus, largestVcpus })));
  return ranges.filter(({ smallestVcpus, largestVcpus }) => smallestVcpus <= largestVcpus);
}

/** vCPUs of the job that is in the middle when jobs are weighed by their vCPU-hours. */
export function typicalVcpus({ shapes }: Landscape): number {
  const total = shapes.reduce((sum, shape) => sum + shape.vcpus * shape.jobHours, 0);
  let seen = 0;
  for (const shape of shapes) {
    seen += shape.vcpus * shape.jobHours;
    if (seen >= total / 2) return shape.vcpus;
  }
  return 1;
}

export function powerOfTwoFrom(value: number): number {
  let power = 1;
  while (power < value) power *= 2;
  return power;
}
