/** Fargate in the bound: every job is a task of its own, so what it costs there is exact: the cheapest size that holds it. */
import { FARGATE_ARCHITECTURE, FARGATE_SIZES, fargateFamily } from '../../models/fargate.ts';
import { leastShare } from './discounts.ts';
import type { JobGroup } from './job-groups.ts';
import type { RentInput } from './rent.ts';

const MIB_PER_GIB = 1024;

/** Micro-dollars an hour of one task of each group; Infinity where the scope has no Fargate or no size holds the job. */
export function taskRates(groups: readonly JobGroup[], input: RentInput): Float64Array {
  const offers = offersOf(input);
  return Float64Array.from(groups, (group) => {
    const { vcpus, memoryMiB, gpus, needsWholeInstance, architecture = FARGATE_ARCHITECTURE } = group;
    if (gpus > 0 || needsWholeInstance) return Number.POSITIVE_INFINITY;
    const offer = offers.find(
      (one) => one.architecture === architecture && one.vcpus >= vcpus && one.memoryMiB >= memoryMiB,
    );
    return offer?.microUsdPerHour ?? Number.POSITIVE_INFINITY;
  });
}

/** Every size of the launch types in scope, cheapest first; the ledger's own rounding of a size's price. */
function offersOf({ catalog, scope, commitments = [] }: RentInput) {
  return catalog.fargate
    .filter(({ launch }) => scope.markets.includes(launch))
    .flatMap(({ launch, architecture, microUsdPerVcpuHour, microUsdPerGibHour }) => {
      const family = fargateFamily(architecture);
      const usage = { instanceType: family, family, isFargate: true };
      const share = launch === 'FARGATE' ? leastShare(usage, commitments, scope.commitments) : 1;
      return FARGATE_SIZES.map(({ vcpus, memoryMiB }) => ({
        architecture,
        vcpus,
        memoryMiB,
        microUsdPerHour:
          share * Math.round(vcpus * microUsdPerVcpuHour + (memoryMiB / MIB_PER_GIB) * microUsdPerGibHour),
      }));
    })
    .sort((left, right) => left.microUsdPerHour - right.microUsdPerHour);
}
