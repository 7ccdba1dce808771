/** Chooses the Spot market model a scenario asks for. One model per file; this is their registry. */
import type { SpotAssumptions } from '../assumptions.ts';
import { fail, type Result, succeed } from '../problem.ts';
import type { SpotMarket } from '../spot-market.ts';
import { createAdvisorMarket } from './advisor.ts';
import type { DailyRhythm } from './diurnal.ts';
import { createNoneMarket } from './none.ts';
import { createPoolsMarket } from './pools.ts';

export interface SpotMarketInput {
  readonly assumptions: SpotAssumptions;
  readonly seed: number;
  /** Time of day of the run's start, for the `pools` model; midnight when left out. */
  readonly rhythm?: Partial<DailyRhythm>;
}

/** The market for one replication; every model is a pure function of its input, so equal inputs give equal weather. */
export function createSpotMarket(input: SpotMarketInput): Result<SpotMarket> {
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
      return fail({ path: 'assumptions.spot.model', message: `${assumptions.model} is not available yet` });
  }
}
