/** What is always in the race: the current configuration, AWS's own default bundle, and single families. */
import type { Candidate, Market } from './candidate.ts';
import { candidateOf, configure } from './configure.ts';
import { familiesWorthTrying } from './families.ts';
import type { Landscape } from './landscape.ts';
import { currentMaxVcpus } from './max-vcpus.ts';

const MOST_SINGLE_FAMILIES = 8;

export const CURRENT_NAME = 'current';

export function baselines(landscape: Landscape): readonly Candidate[] {
  const current: Candidate = { name: CURRENT_NAME, origin: 'current', config: landscape.current };
  if (landscape.shapes.length === 0) return [current];
  return [current, defaultBundle(landscape, 'EC2'), defaultBundle(landscape, 'SPOT'), ...singleFamilies(landscape)];
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

function singleFamilies(landscape: Landscape): readonly Candidate[] {
  const shared = { smallestVcpus: 0, largestVcpus: Number.POSITIVE_INFINITY, maxvCpus: currentMaxVcpus(landscape) };
  return familiesWorthTrying(landscape, 'EC2')
    .slice(0, MOST_SINGLE_FAMILIES)
    .map((family) =>
      candidateOf(landscape, { markets: ['EC2'], families: [family], minvCpus: 0, ...shared }, 'baseline'),
    );
}
