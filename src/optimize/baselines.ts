/**
 * What is always in the race: the current configuration, AWS's own default bundle, every single family worth trying, and the
 * cheapest fitting type for each job.
 */
import type { Candidate, Market } from './candidate.ts';
import { candidateOf, configure } from './configure.ts';
import { familiesWorthTrying } from './families.ts';
import { cheapest } from './instance-types.ts';
import { type Landscape, typeHolds } from './landscape.ts';
import { currentMaxVcpus } from './max-vcpus.ts';
import { isTypeAllowed } from './space.ts';

export const CURRENT_NAME = 'current';

/** The current configuration first. Where the user lists instance types, AWS's bundles do not race. */
export function baselines(landscape: Landscape): readonly Candidate[] {
  const current: Candidate = { name: CURRENT_NAME, origin: 'current', config: landscape.current };
  if (landscape.shapes.length === 0) return [current];
  const bundles =
    landscape.space.instanceTypes === undefined
      ? [defaultBundle(landscape, 'EC2'), defaultBundle(landscape, 'SPOT')]
      : [];
  return [current, ...bundles, cheapestPerJob(landscape), ...singleFamilies(landscape)];
}

/** Instance-type keyword `optimal` (x86_64) or `default_arm64` with today's maxvCpus. */
function defaultBundle(landscape: Landscape, market: Market): Candidate {
  const keyword = landscape.architecture === 'arm64' ? 'default_arm64' : 'optimal';
  const maxvCpus = currentMaxVcpus(landscape);
  return {
    name: `${keyword} on ${market === 'SPOT' ? 'Spot' : 'On-Demand'}`,
    origin: 'baseline',
    config: configure(landscape, { markets: [market], instanceTypes: [keyword], maxvCpus, minvCpus: 0 }),
  };
}

/** What a person does who looks each job up in the price list: BEST_FIT over the cheapest type that holds each job. */
function cheapestPerJob(landscape: Landscape): Candidate {
  const types = landscape.shapes.flatMap((shape) => {
    const fitting = landscape.types.filter((type) => typeHolds(type, shape, landscape.assumptions));
    return cheapest(fitting.filter((type) => isTypeAllowed(landscape.space, type))) ?? [];
  });
  const instanceTypes = [...new Set(types.map(({ instanceType }) => instanceType))].sort();
  const plan = { markets: ['EC2'] as const, instanceTypes, maxvCpus: currentMaxVcpus(landscape), minvCpus: 0 };
  return {
    name: 'the cheapest fitting type for each job, On-Demand',
    origin: 'baseline',
    config: configure(landscape, { ...plan, strategies: { EC2: 'BEST_FIT' } }),
  };
}

function singleFamilies(landscape: Landscape): readonly Candidate[] {
  const shared = { smallestVcpus: 0, largestVcpus: Number.POSITIVE_INFINITY, maxvCpus: currentMaxVcpus(landscape) };
  return familiesWorthTrying(landscape, 'EC2').map((family) =>
    candidateOf(landscape, { markets: ['EC2'], families: [family], minvCpus: 0, ...shared }, 'baseline'),
  );
}
