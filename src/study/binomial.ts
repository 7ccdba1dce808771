/** The binomial distribution, exact from the four IEEE operations alone, and the ranks that bound a quantile of any distribution by it. */

/** Weights below this, of the likeliest number's 1, add nothing. */
const NOTHING = 1e-20;

/**
 * P(X >= successes) of `trials` independent ones that succeed with `chance` each; whole numbers, 0 <= chance <= 1. The weights are those of
 * the likeliest number times ratios of neighbours, so that nothing under- or overflows; less than about 1e-20 comes out as 0.
 */
export function chanceOfAtLeast(successes: number, trials: number, chance: number): number {
  if (successes <= 0) return 1;
  if (chance <= 0 || chance >= 1) return chance > 0 && successes <= trials ? 1 : 0;
  const likeliest = Math.min(trials, Math.floor((trials + 1) * chance));
  const odds = chance / (1 - chance);
  let all = 1;
  let wanted = likeliest >= successes ? 1 : 0;
  for (let at = likeliest + 1, weight = 1; at <= trials && weight > NOTHING; at++) {
    weight *= ((trials - at + 1) / at) * odds;
    all += weight;
    if (at >= successes) wanted += weight;
  }
  for (let at = likeliest - 1, weight = 1; at >= 0 && weight > NOTHING; at--) {
    weight *= (at + 1) / (trials - at) / odds;
    all += weight;
    if (at >= successes) wanted += weight;
  }
  return wanted / all;
}

/**
 * The lowest rank, 1 for the smallest of `count` values, whose value lies below the `share` quantile of their distribution by a chance of at
 * most `doubt`: it does only where so many of them do. Undefined where no value has it. From above it is the same with 1 - share.
 */
export function rankAbove(count: number, share: number, doubt: number): number | undefined {
  for (let rank = Math.max(1, Math.floor(count * share)); rank <= count; rank++)
    if (chanceOfAtLeast(rank, count, share) <= doubt) return rank;
  return undefined;
}
