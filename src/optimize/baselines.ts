/**
 * What is always in the race: the current configuration, AWS's own default bundle, every single family worth trying, and the
 * cheapest fitting type for each job.
 */
import type { Candidate, Choice, Market } from './candidate.ts';
import { candidateOf, configure } from './configure.ts';
import { familiesWorthTrying } from './families.ts';
import { cheapest } from './instance-types.ts';
import { type Landscape, typeHolds } from './landscape.ts';
import { currentMaxVcpus } from './max-vcpus.ts';
import { isInside, isOrderAllowed, strategiesOf } from './space.ts';

export const CURRENT_NAME = 'current';

/** The current configuration first. Where the user lists what may be tried, only what is inside races with it. */
export function baselines(landscape: Landscape): readonly Candidate[] {
  const { space, shapes } = landscape;
  const current: Candidate = { name: CURRENT_NAME, origin: 'current', config: landscape.current };
  if (shapes.length === 0) return [current];
  const bundles =
    space.instanceTypes === undefined ? [defaultBundle(landscape, 'EC2'), defaultBundle(landscape, 'SPOT')] : [];
  const perJob =
    strategiesOf(space, 'EC2').includes('BEST_FIT') && isOrderAllowed(space, ['EC2'])
      ? [cheapestPerJob(landscape)]
      : [];
  return [current, ...bundles, ...perJob, ...singleFamilies(landscape)];
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
    return cheapest(fitting) ?? [];
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
  return familiesWorthTrying(landscape, 'EC2')
    .map((family): Choice => ({ markets: ['EC2'], families: [family], minvCpus: 0, ...shared }))
    .filter((choice) => isInside(landscape.space, choice))
    .map((choice) => candidateOf(landscape, choice, 'baseline'));
}
