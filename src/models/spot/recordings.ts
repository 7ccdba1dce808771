/** Recorded Spot weather as an edge has read it for a scenario: plain data, so that it reaches worker threads too. */
import type { AvailabilitySeries } from './availability-series.ts';
import type { SpotPriceHistory } from './spot-price-history.ts';

export interface SpotRecordings {
  /** By `instanceType/zone` (0-based zone number) or by instance type, as `assumptions.spot.replay.files` names them. */
  readonly series?: ReadonlyMap<string, AvailabilitySeries>;
  /** The file `assumptions.spot.priceHistory` names. */
  readonly priceHistory?: SpotPriceHistory;
}
