/** The precision results are handed out in, so that the same run prints the same bytes everywhere. */

/** Seconds, shares, counts and hours: three decimals. */
export function roundToThousandths(value: number): number {
  return roundTo(value, 1000);
}

/** US dollars: six decimals, one micro-dollar. */
export function roundToMicros(value: number): number {
  return roundTo(value, 1_000_000);
}

/** Shares: six decimals. */
export const roundShare = roundToMicros;

/** Halves go up. Adding 0 turns -0 into 0. */
function roundTo(value: number, perUnit: number): number {
  return Math.round(value * perUnit) / perUnit + 0;
}
