/** Decides which plans the floor of a scenario is about: those a recommendation could be, and the configuration of today. */
import { needsOwnImage } from '../../models/batch-support.ts';
import type { InstanceType } from '../../models/catalog.ts';
import { FARGATE_ARCHITECTURE } from '../../models/fargate.ts';
import { resolveInstanceTypes } from '../../models/instance-selection.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import type { FloorScope } from './rent.ts';

/** Burstable and flex families: a vCPU that is busy all the time is not what their list price buys (EC2 user guide). */
const PART_TIME_FAMILY = /^t\d|-flex$/;

/**
 * Every priced type, On-Demand and Spot, of the architecture that today's environments have (container images are built for
 * one; any when they have both), except burstable, flex and own-image families that are not in use today. Fargate and Fargate
 * Spot where today's environments have them: a search that starts on instances proposes neither.
 */
export function scopeOf(assembled: Assembled, interruptions: FloorScope['interruptions']): FloorScope {
  const inUse = typesInUse(assembled);
  const tasks = fargateInUse(assembled);
  const familiesInUse = new Set(inUse.map(({ family }) => family));
  const [architecture, ...others] = new Set([
    ...inUse.map((type) => type.architecture),
    ...(tasks.length > 0
      ? [FARGATE_ARCHITECTURE, ...assembled.workload.classes.flatMap((one) => one.architecture ?? [])]
      : []),
  ]);
  const families = [...new Set(assembled.catalog.types.map(({ family }) => family))];
  const exceptFamilies = families.filter(
    (family) => !familiesInUse.has(family) && (PART_TIME_FAMILY.test(family) || needsOwnImage(family)),
  );
  return {
    markets: ['EC2', 'SPOT', ...tasks],
    interruptions,
    exceptFamilies: exceptFamilies.sort(),
    ...(others.length === 0 && architecture !== undefined && { architecture }),
  };
}

function fargateInUse({ scenario }: Assembled): readonly ('FARGATE' | 'FARGATE_SPOT')[] {
  const types = new Set(scenario.batch.computeEnvironments.map(({ computeResources }) => computeResources?.type));
  return (['FARGATE', 'FARGATE_SPOT'] as const).filter((type) => types.has(type));
}

function typesInUse({ scenario, catalog }: Assembled): readonly InstanceType[] {
  return scenario.batch.computeEnvironments.flatMap(({ computeResources }) => {
    const resolved = resolveInstanceTypes(computeResources?.instanceTypes ?? [], catalog);
    return resolved.ok ? resolved.value : [];
  });
}
