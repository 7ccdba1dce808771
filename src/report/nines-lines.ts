/** The price of each extra nine of certainty, one line a level. */
import type { PriceOfNine } from '../optimize/nines.ts';
import { formatPercent, formatUsd } from './format.ts';

export function ninesLines(prices: readonly PriceOfNine[]): readonly string[] {
  return prices.map((price) => {
    const { limit, probability, name, costUsd, extraUsd, share, isConfirmed, neededReplications } = price;
    const level = `${limit.replace(/[<>]=?\s*[^<>]*$/, '').trim()} >= ${probability}`;
    if (name === undefined || costUsd === undefined) return `${level}: nothing tried holds it`;
    const extra =
      extraUsd === undefined
        ? ''
        : `, ${extraUsd <= 0 ? 'no more' : `${formatUsd(extraUsd)} more`} than the level before`;
    const sure = isConfirmed
      ? 'confirmed'
      : `held in ${formatPercent(share)} of the replications, to confirm it takes at least ${neededReplications}`;
    return `${level}: ${formatUsd(costUsd)}${extra}, ${sure} (${name})`;
  });
}
