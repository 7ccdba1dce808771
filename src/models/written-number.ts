/**
 * How far money and shares are rounded in texts, for every text there is: what is not 0 is never written as 0, no sign is left on
 * what was rounded away, a share short of all is never written as 100 %, and two amounts that are told apart look different.
 * No locale is consulted.
 */

/** Decimals that keep a table of amounts readable when the largest is `usd`: cents, or hundredths of one for less than a dollar. */
export function moneyDecimals(usd: number): 2 | 4 {
  return usd !== 0 && Math.abs(usd) < 1 ? 4 : 2;
}

/** Decimals for an amount and the ends of its interval together, so that the amount lies in it as printed. */
export function intervalDecimals({ mean, lo, hi }: { mean?: number; lo?: number; hi?: number }): 2 | 4 {
  return moneyDecimals(Math.max(...[mean, lo, hi].map((usd) => Math.abs(usd ?? 0))));
}

/** `$1,234.50`, `-$0.0123`. What the decimals cannot show is less than their last one: `<$0.01`. */
export function writtenUsd(usd: number, decimals: number = moneyDecimals(usd)): string {
  const sign = usd < 0 ? '-' : '';
  const digits = Math.abs(usd).toFixed(decimals);
  if (usd !== 0 && Number(digits) === 0) return `${sign}<$${leastStep(decimals)}`;
  return `${sign}$${withThousands(digits)}`;
}

/** A share of 0 to 1 as `78.2 %`; `<0.1 %` and `>99.9 %` next to none and all. */
export function writtenPercent(share: number, decimals = 1): string {
  const percent = share * 100;
  const digits = Math.abs(percent).toFixed(decimals);
  if (share !== 0 && Number(digits) === 0) return `${share < 0 ? '-' : ''}<${leastStep(decimals)} %`;
  if (share < 1 && percent.toFixed(decimals) === (100).toFixed(decimals))
    return `>${(100 - Number(leastStep(decimals))).toFixed(decimals)} %`;
  return `${share < 0 ? '-' : ''}${digits} %`;
}

/** A bound of a share, with the decimals that tell it from none, from all and from the limit it is held against. */
export function writtenBound(share: number, limit = 1): string {
  const percent = share * 100;
  return writtenPercent(share, Math.max(...[0, 100, limit * 100].map((other) => decimalsApart(percent, other, 1))));
}

/** Fewest decimals, of `fewest` and up to six by twos, that show the value apart from the other one; six where none do. */
export function decimalsApart(value: number, other: number, fewest: number): number {
  let decimals = fewest;
  while (decimals < 6 && value !== other && value.toFixed(decimals) === other.toFixed(decimals)) decimals += 2;
  return Math.min(6, decimals);
}

/** `1,234` for 1234; the fraction stays. */
export function withThousands(digits: string): string {
  const [whole, fraction] = digits.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+$)/g, ',');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** The last digit that so many decimals can show: `0.01`. */
export function leastStep(decimals: number): string {
  return decimals === 0 ? '1' : `0.${'0'.repeat(decimals - 1)}1`;
}

/** `1 row`, `2 rows`; digits without separators, for notes that programs read as well. */
export function counted(count: number, singular: string, plural = `${singular}s`): string {
  return `${count} ${count === 1 ? singular : plural}`;
}
