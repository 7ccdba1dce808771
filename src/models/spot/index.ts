/** Chooses the Spot market model a scenario asks for. One model per file; this is their registry. */
import type { SpotAssumptions } from '../assumptions.ts';
import type { Catalog } from '../catalog.ts';
import { fail, type Result, succeed } from '../problem.ts';
import type { SpotMarket } from '../spot-market.ts';
import { createAdvisorMarket } from './advisor.ts';
import type { DailyRhythm } from './diurnal.ts';
import { createNoneMarket } from './none.ts';
import { withOutages } from './outages.ts';
import { createPoolsMarket } from './pools.ts';
import { createPriceHistoryMarket, type PriceHistoryInput } from './price-history.ts';
import { createReplayMarket, type ReplayInput } from './replay.ts';

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
      return replayMarket(input);
    case 'price-history':
      return priceHistoryMarket(input);
  }
}

function replayMarket({ replay, seed }: SpotMarketInput): Result<SpotMarket> {
  if (replay !== undefined && replay.series.size > 0) return succeed(createReplayMarket(replay, seed));
  return missing(
    'replay',
    'availability series',
    'name a spot-traces file per instance type under assumptions.spot.replay.files and run from the command line',
  );
}

function priceHistoryMarket({ priceHistory, catalog }: SpotMarketInput): Result<SpotMarket> {
  if (priceHistory === undefined) {
    return missing(
      'price-history',
      'price history',
      'save `aws ec2 describe-spot-price-history` to a file, name it under assumptions.spot.priceHistory, run from the command line',
    );
  }
  if (catalog === undefined) return missing('price-history', 'catalogue', 'On-Demand prices set the ceiling');
  return succeed(createPriceHistoryMarket(priceHistory, catalog));
}

function missing(model: string, what: string, hint: string): Result<SpotMarket> {
  return fail({ path: 'assumptions.spot.model', message: `model ${model} needs a ${what}, none was given`, hint });
}
