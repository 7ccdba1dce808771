/** What is tried: every combination of family set, size range, market, maxvCpus and minvCpus that makes sense. */
import { type Choice, choiceKey, type Market } from './candidate.ts';
import { familySets } from './families.ts';
import type { Landscape } from './landscape.ts';
import { currentMinVcpus, maxVcpusGrid } from './max-vcpus.ts';
import { sizeRanges } from './sizes.ts';

/** On-Demand; Spot; Spot while there is some, then On-Demand, which is how AWS Batch does a fallback. */
const MARKET_ORDERS: readonly (readonly Market[])[] = [['EC2'], ['SPOT'], ['SPOT', 'EC2']];

/** In a fixed order that does not depend on the order of any list of the user's. */
export function generateChoices(landscape: Landscape): readonly Choice[] {
  if (landscape.shapes.length === 0) return [];
  const sizes = sizeRanges(landscape);
  const limits = capacityLimits(landscape);
  const choices = MARKET_ORDERS.flatMap((markets) =>
    familySets(landscape, markets[0]).flatMap((families) =>
      sizes.flatMap((range) => limits.map((limit): Choice => ({ markets, families, ...range, ...limit }))),
    ),
  );
  return [...new Map(choices.map((choice) => [choiceKey(choice), choice])).values()];
}

/** Nothing kept running, or what is kept running today. */
function capacityLimits(landscape: Landscape): readonly Pick<Choice, 'maxvCpus' | 'minvCpus'>[] {
  const minima = [...new Set([0, currentMinVcpus(landscape)])];
  return maxVcpusGrid(landscape).flatMap((maxvCpus) =>
    minima.filter((minvCpus) => minvCpus <= maxvCpus).map((minvCpus) => ({ maxvCpus, minvCpus })),
  );
}
