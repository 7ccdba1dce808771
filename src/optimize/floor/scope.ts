/** Decides which plans the floor of a scenario is about: those a recommendation could be, and the configuration of today. */
import { hasOtherAccelerator } from '../../models/accelerator-families.ts';
import { needsOwnImage } from '../../models/batch-support.ts';
import { familyOf } from '../../models/catalog.ts';
import { FARGATE_ARCHITECTURE } from '../../models/fargate.ts';
import { isPartTime } from '../../models/part-time-families.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import type { FloorScope } from './rent.ts';
import { useOf } from './use.ts';

/**
 * Every priced type, On-Demand and Spot, of the architecture that today's environments have (container images are built for
 * one; any when they have both, or when the search may try the other), except burstable, flex and own-image families, and those
 * sold for an accelerator that is no GPU, that are neither in use today nor named in `search.instanceTypes`: the search takes none
 * of them by itself. Fargate and Fargate Spot where today's environments have them: a search that starts on instances proposes neither.
 */
export function scopeOf(assembled: Assembled, interruptions: FloorScope['interruptions']): FloorScope {
  const { markets, types: inUse } = useOf(assembled.scenario.batch, assembled.catalog);
  const tasks = markets.filter((market) => market === 'FARGATE' || market === 'FARGATE_SPOT');
  const { search } = assembled.scenario;
  const familiesOpen = new Set([...inUse.map(({ family }) => family), ...(search.instanceTypes ?? []).map(familyOf)]);
  const [architecture, ...others] = new Set([
    ...inUse.map((type) => type.architecture),
    ...(tasks.length > 0
      ? [FARGATE_ARCHITECTURE, ...assembled.workload.classes.flatMap((one) => one.architecture ?? [])]
      : []),
    // Without an architecture of today's there is none to narrow the scope to.
    ...(inUse.length + tasks.length > 0 ? (search.architectures ?? []) : []),
  ]);
  const families = [...new Set(assembled.catalog.types.map(({ family }) => family))];
  const exceptFamilies = families.filter(
    (family) =>
      !familiesOpen.has(family) && (isPartTime(family) || needsOwnImage(family) || hasOtherAccelerator(family)),
  );
  return {
    markets: ['EC2', 'SPOT', ...tasks],
    interruptions,
    exceptFamilies: exceptFamilies.sort(),
    ...(others.length === 0 && architecture !== undefined && { architecture }),
  };
}
