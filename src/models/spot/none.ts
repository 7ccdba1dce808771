/** The Spot market of the `ideal` preset: every pool always has room and nothing is ever taken back. */
import type { SpotMarket } from '../spot-market.ts';

export function createNoneMarket(): SpotMarket {
  return {
    model: 'none',
    canLaunch: () => true,
    capacityScore: () => 1,
    reclaimMs: () => Number.POSITIVE_INFINITY,
  };
}
