/** Decides what negotiated discounts do to list prices. Commitments (Savings Plans) are not discounts and live elsewhere. */
import type { InstanceType } from './catalog.ts';
import { withSavings } from './catalog-overrides.ts';
import { nearestName } from './nearest-name.ts';
import type { Problem } from './problem.ts';

/** One entry of `catalog.discounts`. */
export interface CatalogDiscount {
  /** A type (`c6i.large`), a family (`c6i`), or a beginning with a star (`c*`, `*`). */
  readonly match: string;
  /** Percent off, 0 to 100. */
  readonly percent: number;
  /** Which prices it lowers; default on-demand. */
  readonly market?: 'on-demand' | 'spot' | 'both';
}

/** Prices after discounts, whole micro-dollars. Where several match a type, the last listed counts for that market. */
export function applyDiscounts(
  types: readonly InstanceType[],
  discounts: readonly CatalogDiscount[],
  problems: Problem[],
): readonly InstanceType[] {
  discounts.forEach((discount, index) => {
    problems.push(...problemsOf(discount, types, `catalog.discounts[${index}]`));
  });
  if (discounts.length === 0) return types;
  return types.map((type) => {
    const onDemand = lastMatching(discounts, type, 'on-demand');
    const spot = lastMatching(discounts, type, 'spot');
    if (onDemand === undefined && spot === undefined) return type;
    return withSavings({
      ...type,
      ...lowered('onDemandMicroUsdPerHour', type.onDemandMicroUsdPerHour, onDemand),
      ...lowered('spotMicroUsdPerHour', type.spotMicroUsdPerHour, spot),
    });
  });
}

function lastMatching(
  discounts: readonly CatalogDiscount[],
  type: InstanceType,
  market: 'on-demand' | 'spot',
): CatalogDiscount | undefined {
  return discounts.findLast((discount) => {
    const wanted = discount.market ?? 'on-demand';
    return (wanted === 'both' || wanted === market) && doesMatch(discount.match, type);
  });
}

function lowered(key: string, microUsd: number | undefined, discount: CatalogDiscount | undefined): object {
  if (microUsd === undefined || discount === undefined) return {};
  return { [key]: Math.round((microUsd * (100 - discount.percent)) / 100) };
}

function doesMatch(pattern: string, type: InstanceType): boolean {
  if (pattern.endsWith('*')) return type.instanceType.startsWith(pattern.slice(0, -1));
  return pattern === type.instanceType || pattern === type.family;
}

function problemsOf(discount: CatalogDiscount, types: readonly InstanceType[], path: string): readonly Problem[] {
  const problems: Problem[] = [];
  if (!(discount.percent >= 0 && discount.percent <= 100)) {
    problems.push({ path: `${path}.percent`, message: `${discount.percent} is not possible`, hint: 'give 0 to 100' });
  }
  if (!types.some((type) => doesMatch(discount.match, type))) {
    const names = types.flatMap((type) => [type.family, type.instanceType]);
    const nearest = nearestName(discount.match, new Set(names));
    problems.push({
      path: `${path}.match`,
      message: `"${discount.match}" matches no instance type of the catalogue`,
      ...(nearest === undefined ? {} : { hint: `did you mean ${nearest}?` }),
    });
  }
  return problems;
}
