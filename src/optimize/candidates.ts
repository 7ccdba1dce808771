/** What is tried: every combination of family set, size range, market, maxvCpus and minvCpus that makes sense. */
import type { AllocationStrategy } from '../models/batch-config.ts';
import { type Choice, choiceKey, type Market, USUAL_ATTEMPTS, USUAL_STRATEGIES } from './candidate.ts';
import { familySets } from './families.ts';
import type { Landscape } from './landscape.ts';
import { baseVcpusGrid, currentMinVcpus, maxVcpusGrid } from './max-vcpus.ts';
import { quotaBoundOf } from './quota-cap.ts';
import { sizeRanges } from './sizes.ts';
import { isOrderAllowed, type SearchSpace, strategiesOf } from './space.ts';

/** On-Demand; Spot; Spot while there is some, then On-Demand, which is how AWS Batch does a fallback. */
const MARKET_ORDERS: readonly (readonly Market[])[] = [['EC2'], ['SPOT'], ['SPOT', 'EC2']];
/** A base of On-Demand, and Spot for what comes on top. */
const BASE_ORDER: readonly Market[] = ['EC2', 'SPOT'];

/** In a fixed order that does not depend on the order of any list of the user's. */
export function generateChoices(landscape: Landscape): readonly Choice[] {
  if (landscape.shapes.length === 0) return [];
  const { space, architecture, isOtherArchitecture } = landscape;
  const limits = capacityLimits(landscape);
  const where = isOtherArchitecture ? { architecture } : {};
  const overFamilies = (markets: readonly Market[]) =>
    familySets(landscape, markets[0]).flatMap((families) =>
      sizeRanges(landscape).map((range) => ({
        ...where,
        markets,
        families,
        ...range,
        ...leadingAttempts(space, markets),
      })),
    );
  const plain = MARKET_ORDERS.filter((markets) => isOrderAllowed(space, markets)).flatMap((markets) =>
    overFamilies(markets).flatMap((fleet) =>
      reachable(limits, fleet, landscape).flatMap((limit) =>
        strategySets(landscape, markets).map((strategies): Choice => ({ ...fleet, ...limit, ...strategies })),
      ),
    ),
  );
  const based = isOrderAllowed(space, BASE_ORDER)
    ? overFamilies(BASE_ORDER).flatMap((fleet) =>
        roomyLimits(reachable(limits, fleet, landscape)).flatMap((limit) =>
          baseVcpusGrid(landscape, fleet.families)
            .filter((baseVcpus) => baseVcpus < limit.maxvCpus && limit.minvCpus <= baseVcpus)
            .map((baseVcpus): Choice => ({ ...fleet, ...limit, baseVcpus, ...leadingStrategies(space, BASE_ORDER) })),
        ),
      )
    : [];
  return [...new Map([...plain, ...based].map((choice) => [choiceKey(choice), choice])).values()];
}

/** What the quotas of the fleet's own markets and families allow; the grid has the bounds of both markets. */
function reachable<Limit extends Pick<Choice, 'maxvCpus'>>(
  limits: readonly Limit[],
  fleet: Pick<Choice, 'families' | 'markets'>,
  landscape: Landscape,
): readonly Limit[] {
  const bound = quotaBoundOf(landscape, fleet);
  return limits.filter(({ maxvCpus }) => maxvCpus <= bound);
}

/** Those with the two largest maxvCpus: a base has to be small beside what comes on top. */
function roomyLimits<Limit extends Pick<Choice, 'maxvCpus'>>(limits: readonly Limit[]): readonly Limit[] {
  const largest = [...new Set(limits.map(({ maxvCpus }) => maxvCpus))].slice(-2);
  return limits.filter(({ maxvCpus }) => largest.includes(maxvCpus));
}

/** On Spot by price and capacity, and by capacity alone; all of them where the user lists some. The moves try the others. */
function strategySets({ space }: Landscape, markets: readonly Market[]): readonly Pick<Choice, 'strategies'>[] {
  const generated = (market: Market) =>
    space.allocationStrategies === undefined ? GENERATED[market] : strategiesOf(space, market);
  return markets.reduce<readonly Pick<Choice, 'strategies'>[]>(
    (sets, market) => sets.flatMap((set) => generated(market).map((strategy) => withStrategy(set, market, strategy))),
    [{}],
  );
}

const GENERATED: Readonly<Record<Market, readonly AllocationStrategy[]>> = {
  EC2: ['BEST_FIT_PROGRESSIVE'],
  SPOT: ['SPOT_PRICE_CAPACITY_OPTIMIZED', 'SPOT_CAPACITY_OPTIMIZED'],
};

/** The first that is worth a try in each market: the usual ones, unless the user lists others. */
export function leadingStrategies(space: SearchSpace, markets: readonly Market[]): Pick<Choice, 'strategies'> {
  return markets.reduce<Pick<Choice, 'strategies'>>(
    (set, market) => withStrategy(set, market, strategiesOf(space, market)[0]),
    {},
  );
}

/** The usual number of tries on Spot is left out; where the user's list has it not, the largest it has. */
export function leadingAttempts({ attempts }: SearchSpace, markets: readonly Market[]): Pick<Choice, 'attempts'> {
  if (!markets.includes('SPOT') || attempts === undefined || attempts.includes(USUAL_ATTEMPTS)) return {};
  return { attempts: Math.max(...attempts) };
}

/** The usual strategy is left out, so that equal choices are equal. */
export function withStrategy<Part extends Pick<Choice, 'strategies'>>(
  choice: Part,
  market: Market,
  strategy: AllocationStrategy,
): Part {
  const { [market]: _before, ...others } = choice.strategies ?? {};
  const strategies = strategy === USUAL_STRATEGIES[market] ? others : { ...others, [market]: strategy };
  const { strategies: _strategies, ...rest } = choice;
  return (Object.keys(strategies).length === 0 ? rest : { ...rest, strategies }) as Part;
}

/** Nothing kept running, or what is kept running today. */
function capacityLimits(landscape: Landscape): readonly Pick<Choice, 'maxvCpus' | 'minvCpus'>[] {
  const { minvCpus: listed } = landscape.space;
  const minima = [...new Set(listed ?? [0, currentMinVcpus(landscape)])].sort((left, right) => left - right);
  return maxVcpusGrid(landscape).flatMap((maxvCpus) =>
    minima.filter((minvCpus) => minvCpus <= maxvCpus).map((minvCpus) => ({ maxvCpus, minvCpus })),
  );
}
