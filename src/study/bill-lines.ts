/** The bill: each row of the mean ledger as quantity x unit price, with the source of the price. */
import type { LedgerMarket } from '../engine/outcome.ts';
import type { MeanLedgerRow } from './mean-ledger.ts';
import { roundToMicros } from './rounding.ts';

/** `usd` is exact; quantity x unitPriceUsd meets it up to the rounding of quantities and of each instance's bill. */
export interface BillLine {
  readonly computeEnvironment: string;
  readonly instanceType: string;
  readonly market: LedgerMarket;
  readonly what: 'instances' | 'root volumes' | 'public IPv4 addresses' | 'commitment' | 'covered by commitments';
  /** Below 0 for credits. */
  readonly quantity: number;
  readonly unit: 'hours' | 'GiB-months';
  readonly unitPriceUsd: number;
  readonly usd: number;
  readonly source: string;
}

const HOUR_MS = 3_600_000;

/** Lines of one row; what was not bought has none. They sum to the row. */
export function billLines(row: MeanLedgerRow): readonly BillLine[] {
  const { microUsd, microUsdPerHour, source } = row;
  const { computeEnvironment, instanceType, market } = row;
  const line = (
    what: BillLine['what'],
    amountMicroUsd: number,
    { quantity, microUsdPerUnit, source: from }: { quantity: number; microUsdPerUnit: number; source: string },
  ): BillLine => ({
    computeEnvironment,
    instanceType,
    market,
    what,
    quantity: roundToMicros(quantity),
    unit: what === 'root volumes' ? 'GiB-months' : 'hours',
    unitPriceUsd: roundToMicros(microUsdPerUnit / 1_000_000),
    usd: roundToMicros(amountMicroUsd / 1_000_000),
    source: from,
  });
  const hours = { quantity: (row.billedMs - row.freeMs) / HOUR_MS, microUsdPerUnit: microUsdPerHour, source };
  if (market === 'COMMITMENT') return [line('commitment', microUsd.commitment ?? 0, hours)];
  const { busy, idle, boot, wasted, ebs, publicIpv4, covered = 0 } = microUsd;
  const coveredHours = { ...hours, quantity: microUsdPerHour === 0 ? 0 : covered / microUsdPerHour };
  return [
    line('instances', busy + idle + boot + wasted, hours),
    ...(row.volumes === undefined ? [] : [line('root volumes', ebs, row.volumes)]),
    ...(row.addresses === undefined ? [] : [line('public IPv4 addresses', publicIpv4, row.addresses)]),
    ...(covered === 0 ? [] : [line('covered by commitments', covered, coveredHours)]),
  ];
}
