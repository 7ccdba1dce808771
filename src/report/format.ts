/**
 * How numbers become text: money, durations, counts, shares. Every report goes through here; undefined is written as
 * `unknown`, never as 0. No locale is consulted, so the same result is the same bytes everywhere.
 */
import type { LedgerMarket } from '../engine/outcome.ts';
import type { MeanInterval } from '../study/statistics.ts';

export const UNKNOWN = 'unknown';

/** Decimals that keep a table of amounts readable when the largest is `usd`: cents, or hundredths of one for less than a dollar. */
export function moneyDecimals(usd: number): 2 | 4 {
  return usd !== 0 && Math.abs(usd) < 1 ? 4 : 2;
}

/** `$1,234.50`; below a dollar `$0.0123`, unless `decimals` says otherwise. An amount too small to show is `<$0.01`, not $0.00. */
export function formatUsd(usd: number | undefined, decimals: number = moneyDecimals(usd ?? 0)): string {
  if (usd === undefined) return UNKNOWN;
  const digits = Math.abs(usd).toFixed(decimals);
  const isTiny = usd !== 0 && Number(digits) === 0;
  if (isTiny) return `${usd < 0 ? '-' : ''}<$${(1 / (decimals === 2 ? 100 : 10_000)).toFixed(decimals)}`;
  return `${usd < 0 ? '-' : ''}$${groupThousands(digits)}`;
}

/** `$120.10 to $126.80`; unknown without both ends. */
export function formatUsdRange(interval: Partial<MeanInterval>): string {
  if (interval.lo === undefined || interval.hi === undefined) return UNKNOWN;
  const decimals = moneyDecimals(interval.hi);
  return `${formatUsd(interval.lo, decimals)} to ${formatUsd(interval.hi, decimals)}`;
}

/** The two largest units: `4.2 s`, `12 s`, `4 m 10 s`, `2 h 14 m`, `3 d 4 h`. */
export function formatDuration(seconds: number | undefined): string {
  if (seconds === undefined) return UNKNOWN;
  if (seconds < 0) return `-${formatDuration(-seconds)}`;
  const tenths = Math.round(seconds * 10) / 10;
  if (tenths < 10) return `${tenths} s`;
  const whole = Math.round(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} m ${whole % 60} s`;
  const minutes = Math.round(seconds / 60);
  if (minutes < 1440) return `${Math.floor(minutes / 60)} h ${minutes % 60} m`;
  const hours = Math.round(seconds / 3600);
  return `${Math.floor(hours / 24)} d ${hours % 24} h`;
}

/** `5,000`, `12.3`: at most one decimal, three significant ones below 1. */
export function formatCount(count: number | undefined): string {
  if (count === undefined) return UNKNOWN;
  const decimals = Math.abs(count) < 1 ? 3 : 1;
  const digits = Math.abs(count).toFixed(decimals);
  const trimmed = digits.replace(/\.?0+$/, '');
  return `${count < 0 && Number(digits) !== 0 ? '-' : ''}${groupThousands(trimmed)}`;
}

/** One decimal always, for columns: `1,234.0`. */
export function formatHours(hours: number): string {
  return groupThousands(hours.toFixed(1));
}

/** A share of 0 to 1 as `78.2 %`. */
export function formatPercent(share: number | undefined): string {
  if (share === undefined) return UNKNOWN;
  const digits = (share * 100).toFixed(1);
  return `${digits === '-0.0' ? '0.0' : digits} %`;
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

function groupThousands(digits: string): string {
  const [whole, fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}
