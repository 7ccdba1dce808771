/** Chooses the Spot market model a scenario asks for. One model per file; this is their registry. */
import type { SpotAssumptions } from '../assumptions.ts';
import type { Catalog } from '../catalog.ts';
import { type Result, succeed } from '../problem.ts';
import type { SpotMarket } from '../spot-market.ts';
import { createAdvisorMarket } from './advisor.ts';
import type { DailyRhythm } from './diurnal.ts';
import { createNoneMarket } from './none.ts';
import { withOutages } from './outages.ts';
import { createPoolsMarket } from './pools.ts';
import type { PriceHistoryInput } from './price-history.ts';
import { recordedMarket } from './recorded.ts';
import type { ReplayInput } from './replay.ts';

export { parseAvailabilitySeries } from './availability-series.ts';
export type { SpotRecordings } from './recordings.ts';
export { parseSpotPriceHistory } from './spot-price-history.ts';

export interface SpotMarketInput {
  readonly assumptions: SpotAssumptions;
  readonly seed: number;
  /** On-Demand prices, for the `price-history` model. */
  readonly catalog?: Catalog;
  /** Recorded series, for the `replay` model. */
  readonly replay?: ReplayInput;
  /** Recorded prices, for the `price-history` model. */
  readonly priceHistory?: PriceHistoryInput;
  /** Time of day of the run's start and the daily swing, for the `pools` model; midnight when left out. */
  readonly rhythm?: Partial<DailyRhythm>;
}

/**
 * The market for one replication. Every model is a pure function of its input, so equal inputs give equal weather; the object
 * only caches. A model whose recordings are missing is a problem at `assumptions.spot.model`.
 */
export function createSpotMarket(input: SpotMarketInput): Result<SpotMarket> {
  const market = modelOf(input);
  return market.ok ? succeed(withOutages(market.value, input.assumptions.outages ?? []), market.warnings) : market;
}

function modelOf(input: SpotMarketInput): Result<SpotMarket> {
  const { assumptions, seed } = input;
  switch (assumptions.model) {
    case 'none':
      return succeed(createNoneMarket());
    case 'advisor':
      return succeed(createAdvisorMarket(assumptions, seed));
    case 'pools':
      return succeed(createPoolsMarket(assumptions, seed, input.rhythm));
    case 'replay':
    case 'price-history':
      return recordedMarket(assumptions.model, input);
  }
}
