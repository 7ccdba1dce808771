/**
 * What is always in the race: the current configuration, AWS's own default bundle, every single family worth trying, and the
 * cheapest fitting type for each job.
 */
import type { InstanceType } from '../models/catalog.ts';
import { type Candidate, type Choice, MARKET_NAMES, type Market } from './candidate.ts';
import { leadingAttempts, leadingStrategies, withStrategy } from './candidates.ts';
import { candidateOf, configure } from './configure.ts';
import { familiesWorthTrying } from './families.ts';
import { cheapest } from './instance-types.ts';
import { type Landscape, typeHolds } from './landscape.ts';
import { currentMaxVcpus, largestJobVcpus } from './max-vcpus.ts';
import { quotaBoundOf } from './quota-cap.ts';
import { isInside, largestSizes } from './space.ts';

export const CURRENT_NAME = 'current';

/** The current configuration first. Where the user lists what may be tried, only what is inside races with it. */
export function baselines(landscape: Landscape): readonly Candidate[] {
  const { space, shapes, architecture } = landscape;
  const current: Candidate = { name: CURRENT_NAME, origin: 'current', config: landscape.current };
  const isArchitectureAllowed = space.architectures?.includes(architecture) ?? true;
  if (shapes.length === 0 || !isArchitectureAllowed) return [current];
  return [
    current,
    ...defaultBundle(landscape, 'EC2'),
    ...defaultBundle(landscape, 'SPOT'),
    ...cheapestPerJob(landscape),
    ...singleFamilies(landscape),
  ];
}

/** Instance-type keyword `optimal` (x86_64) or `default_arm64`, which stands for all sizes of several families. */
function defaultBundle(landscape: Landscape, market: Market): readonly Candidate[] {
  const keyword = landscape.architecture === 'arm64' ? 'default_arm64' : 'optimal';
  const habit = plainHabit(landscape, [market], [keyword]);
  const hasAllSizes = habit.smallestVcpus <= 1 && habit.largestVcpus === Number.POSITIVE_INFINITY;
  const { space } = landscape;
  if (space.instanceTypes !== undefined || !hasAllSizes || !isInside(space, habit)) return [];
  const name = `${keyword} on ${MARKET_NAMES[market]}`;
  return [{ name, origin: 'baseline', config: configure(landscape, habit, () => [keyword]) }];
}

/** What a person does who looks each job up in the price list: BEST_FIT over the cheapest type that holds each job. */
function cheapestPerJob(landscape: Landscape): readonly Candidate[] {
  const habit = withStrategy(plainHabit(landscape, ['EC2'], []), 'EC2', 'BEST_FIT');
  if (!isInside(landscape.space, habit)) return [];
  const isOfSize = ({ vcpus }: InstanceType) => vcpus >= habit.smallestVcpus && vcpus <= habit.largestVcpus;
  const cheapestTypes = (part: Landscape) => {
    const types = part.shapes.flatMap((shape) => {
      const fitting = part.types.filter((type) => typeHolds(type, shape, part.assumptions));
      // A job that the sizes shut out brings in what holds it, as everywhere in the search.
      return cheapest(fitting.filter(isOfSize)) ?? cheapest(fitting) ?? [];
    });
    return [...new Set(types.map(({ instanceType }) => instanceType))].sort();
  };
  return [
    {
      name: 'the cheapest fitting type for each job, On-Demand',
      origin: 'baseline',
      config: configure(landscape, habit, cheapestTypes),
    },
  ];
}

function singleFamilies(landscape: Landscape): readonly Candidate[] {
  return familiesWorthTrying(landscape, 'EC2')
    .map((family) => plainHabit(landscape, ['EC2'], [family]))
    .filter((choice) => isInside(landscape.space, choice))
    .map((choice) => candidateOf(landscape, choice, 'baseline'));
}

/** All sizes, today's maxvCpus or what the quotas allow of it, nothing kept running; where the user's lists have not that, what they have nearest to it. */
function plainHabit(landscape: Landscape, markets: readonly Market[], families: readonly string[]): Choice {
  const { space, architecture, isOtherArchitecture } = landscape;
  return {
    ...(isOtherArchitecture && { architecture }),
    markets,
    families,
    smallestVcpus: Math.min(...(space.smallestMachineVcpus ?? [0])),
    largestVcpus: Math.max(...(largestSizes(space) ?? [Number.POSITIVE_INFINITY])),
    maxvCpus: habitMaxVcpus(landscape, markets, families),
    minvCpus: Math.min(...(space.minvCpus ?? [0])),
    ...leadingStrategies(space, markets),
    ...leadingAttempts(space, markets),
  };
}

function habitMaxVcpus(landscape: Landscape, markets: readonly Market[], families: readonly string[]): number {
  const today = currentMaxVcpus(landscape);
  const listed = landscape.space.maxvCpus;
  if (listed !== undefined) return nearestMaxVcpus(today, listed);
  return Math.min(today, Math.max(largestJobVcpus(landscape), quotaBoundOf(landscape, { families, markets })));
}

/** The least that is no less than today's, else the most. */
function nearestMaxVcpus(today: number, listed: readonly number[]): number {
  const roomy = listed.filter((value) => value >= today);
  return roomy.length > 0 ? Math.min(...roomy) : Math.max(...listed);
}
