/**
 * How numbers become text: money, durations, counts, shares. Every report goes through here; undefined is written as
 * `unknown`, never as 0. How far is rounded, models/written-number.ts decides.
 */
import type { LedgerMarket } from '../engine/outcome.ts';
import {
  intervalDecimals,
  moneyDecimals,
  withThousands,
  writtenPercent,
  writtenUsd,
} from '../models/written-number.ts';
import type { MeanInterval } from '../study/statistics.ts';

export const UNKNOWN = 'unknown';

/** `$1,234.50`; below a dollar `$0.0123`, unless `decimals` says otherwise. An amount too small to show is `<$0.01`, not $0.00. */
export function formatUsd(usd: number | undefined, decimals?: number): string {
  return usd === undefined ? UNKNOWN : writtenUsd(usd, decimals);
}

/** The amount with the decimals that its interval gets. */
export function formatUsdMean(interval: MeanInterval): string {
  return formatUsd(interval.mean, intervalDecimals(interval));
}

/** Those of a column whose largest amount they keep readable: cents, or hundredths of one where all are less than a dollar. */
export function columnDecimals(amountsUsd: readonly number[]): number {
  return moneyDecimals(amountsUsd.reduce((most, usd) => Math.max(most, Math.abs(usd)), 0));
}

/** `$120.10 to $126.80`; unknown without both ends. The decimals are those of the amount inside, unless said otherwise. */
export function formatUsdRange(interval: Partial<MeanInterval>, decimals: number = intervalDecimals(interval)): string {
  if (interval.lo === undefined || interval.hi === undefined) return UNKNOWN;
  return `${formatUsd(interval.lo, decimals)} to ${formatUsd(interval.hi, decimals)}`;
}

/** The two largest units: `4.2 s`, `12 s`, `4 m 10 s`, `2 h 14 m`, `3 d 4 h`. */
export function formatDuration(seconds: number | undefined): string {
  if (seconds === undefined) return UNKNOWN;
  const tenths = Math.round(Math.abs(seconds) * 10) / 10;
  if (seconds < 0 && tenths > 0) return `-${formatDuration(-seconds)}`;
  if (tenths < 10) return `${tenths} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** An instant, from 0 on: `3 d 2 h 1 m 20 s`. As a duration it would be rounded, and what happened one after the other stand at one time. */
export function formatInstant(seconds: number): string {
  const whole = Math.round(seconds);
  if (whole < 3600) return formatDuration(seconds);
  const days = Math.floor(whole / 86_400);
  return `${days > 0 ? `${days} d ` : ''}${Math.floor(whole / 3600) % 24} h ${Math.floor(whole / 60) % 60} m ${whole % 60} s`;
}

/** `5,000`, `12.3`: at most one decimal, three below 1; `<0.001` for less than that. */
export function formatCount(count: number | undefined): string {
  if (count === undefined) return UNKNOWN;
  const decimals = Math.abs(count) < 1 ? 3 : 1;
  const digits = Math.abs(count).toFixed(decimals);
  if (count > 0 && Number(digits) === 0) return '<0.001';
  const trimmed = digits.replace(/\.?0+$/, '');
  return `${count < 0 && Number(digits) !== 0 ? '-' : ''}${withThousands(trimmed)}`;
}

/** One decimal always, for columns: `1,234.0`. */
export function formatHours(hours: number): string {
  return withThousands(hours.toFixed(1));
}

/** A share of 0 to 1 as `78.2 %`; `<0.1 %` and `>99.9 %` next to none and all. */
export function formatPercent(share: number | undefined): string {
  return share === undefined ? UNKNOWN : writtenPercent(share);
}

/** The same with its direction, for differences: `+3.1 %`, `-0.4 %`, `+<0.1 %`. */
export function formatSignedPercent(share: number): string {
  return `${share > 0 ? '+' : ''}${formatPercent(share)}`;
}

/** How much is saved or paid more, whichever: `$12.30 (4.1 %)`, with the decimals that its interval gets. */
export function formatDifference(usd: MeanInterval, share: MeanInterval | undefined): string {
  const percent = share === undefined ? '' : ` (${formatPercent(Math.abs(share.mean))})`;
  return `${formatUsd(Math.abs(usd.mean), intervalDecimals(usd))}${percent}`;
}

/** A number that somebody chose, all of it: `1.25`, `86,400`. */
export function formatExact(value: number): string {
  return withThousands(String(value));
}

/** `1 replication`, `30 replications`. */
export function formatPlural(count: number, singular: string): string {
  return `${formatCount(count)} ${singular}${count === 1 ? '' : 's'}`;
}

const MARKETS = {
  EC2: 'On-Demand',
  SPOT: 'Spot',
  FARGATE: 'Fargate',
  FARGATE_SPOT: 'Fargate Spot',
  COMMITMENT: 'commitment',
} as const;

export function formatMarket(market: LedgerMarket): string {
  return MARKETS[market];
}
