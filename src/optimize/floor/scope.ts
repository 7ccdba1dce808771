/** Decides which plans the floor of a scenario is about: those a recommendation could be, and the configuration of today. */
import { needsOwnImage } from '../../models/batch-support.ts';
import type { InstanceType } from '../../models/catalog.ts';
import { resolveInstanceTypes } from '../../models/instance-selection.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import type { FloorScope } from './rent.ts';

/** Burstable and flex families: a vCPU that is busy all the time is not what their list price buys (EC2 user guide). */
const PART_TIME_FAMILY = /^t\d|-flex$/;

/**
 * Every priced type, On-Demand and Spot, of the architecture that today's environments have (container images are built for
 * one; any when they have both), except burstable, flex and own-image families that are not in use today.
 */
export function scopeOf(assembled: Assembled, interruptions: FloorScope['interruptions']): FloorScope {
  const inUse = typesInUse(assembled);
  const familiesInUse = new Set(inUse.map(({ family }) => family));
  const [architecture, ...others] = new Set(inUse.map((type) => type.architecture));
  const families = [...new Set(assembled.catalog.types.map(({ family }) => family))];
  const exceptFamilies = families.filter(
    (family) => !familiesInUse.has(family) && (PART_TIME_FAMILY.test(family) || needsOwnImage(family)),
  );
  return {
    markets: ['EC2', 'SPOT'],
    interruptions,
    exceptFamilies: exceptFamilies.sort(),
    ...(others.length === 0 && architecture !== undefined && { architecture }),
  };
}

function typesInUse({ scenario, catalog }: Assembled): readonly InstanceType[] {
  return scenario.batch.computeEnvironments.flatMap(({ computeResources }) => {
    const resolved = resolveInstanceTypes(computeResources?.instanceTypes ?? [], catalog);
    return resolved.ok ? resolved.value : [];
  });
}
