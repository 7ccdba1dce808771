/** The markets of recorded weather. No recording reaches the page, so its build puts `unrecorded.ts` in the place of this file (vite.config.ts). */
import { fail, type Result, succeed } from '../problem.ts';
import type { SpotMarket } from '../spot-market.ts';
import type { SpotMarketInput } from './index.ts';
import { createPriceHistoryMarket, type PriceHistoryInput } from './price-history.ts';
import { createReplayMarket } from './replay.ts';

export type RecordedModel = 'replay' | 'price-history';

/** A model whose recordings are missing is a problem at `assumptions.spot.model`. */
export function recordedMarket(model: RecordedModel, input: SpotMarketInput): Result<SpotMarket> {
  return model === 'replay' ? replayMarket(input) : priceHistoryMarket(input);
}

function replayMarket({ replay, seed }: SpotMarketInput): Result<SpotMarket> {
  if (replay !== undefined && replay.series.size > 0) return succeed(createReplayMarket(replay, seed));
  return missing(
    'replay',
    'availability series',
    'name a spot-traces file per instance type under assumptions.spot.replay.files',
  );
}

function priceHistoryMarket({ priceHistory, catalog }: SpotMarketInput): Result<SpotMarket> {
  if (priceHistory === undefined) {
    return missing(
      'price-history',
      'price history',
      'save `aws ec2 describe-spot-price-history` to a file and name it under assumptions.spot.priceHistory',
    );
  }
  if (catalog === undefined) return missing('price-history', 'catalogue', 'On-Demand prices set the ceiling');
  return succeed(createPriceHistoryMarket(atItsDate(priceHistory), catalog));
}

/** A run that begins while the prices were recorded is replayed at its own date, any other from the first price on. */
function atItsDate({ originEpochMs, ...input }: PriceHistoryInput): PriceHistoryInput {
  const { steps, firstEpochMs } = input.history;
  const lastEpochMs = [...steps.values()].reduce(
    (last, { fromEpochMs }) => Math.max(last, fromEpochMs[fromEpochMs.length - 1]),
    firstEpochMs,
  );
  const isInside = originEpochMs !== undefined && originEpochMs >= firstEpochMs && originEpochMs < lastEpochMs;
  return isInside ? { ...input, originEpochMs } : input;
}

function missing(model: RecordedModel, what: string, hint: string): Result<SpotMarket> {
  return fail({ path: 'assumptions.spot.model', message: `model ${model} needs a ${what}, none was given`, hint });
}
