/** What so many successes in so many trials prove about their share, whatever it is: exact bounds (Clopper and Pearson 1934). */
import { chanceOfAtLeast } from './binomial.ts';
import { CONFIDENCE } from './statistics.ts';

export interface ShareInterval {
  readonly share: number;
  readonly lo: number;
  readonly hi: number;
}

/** `successes` of `trials` as a share, with the exact interval of Clopper and Pearson (1934); undefined without trials. */
export function shareInterval(
  successes: number,
  trials: number,
  confidence: number = CONFIDENCE,
): ShareInterval | undefined {
  if (trials <= 0) return undefined;
  const sureness = 1 - (1 - confidence) / 2;
  return {
    share: successes / trials,
    lo: leastShare(successes, trials, sureness),
    hi: 1 - leastShare(trials - successes, trials, sureness),
  };
}

/** The share that is reached at least, `sureness` sure: sureness = 0.95 errs in at most 5 % of samples. 0.05^(1 / n) for n of n. */
export function leastShare(successes: number, trials: number, sureness: number): number {
  if (successes <= 0) return 0;
  let low = 0;
  let high = 1;
  for (;;) {
    const middle = low + (high - low) / 2;
    if (middle <= low || middle >= high) return low;
    if (chanceOfAtLeast(successes, trials, middle) > 1 - sureness) high = middle;
    else low = middle;
  }
}

/** The share of runs, 95 % sure, that are no worse than the worst of so many. */
export function shareNoWorse(runs: number): number {
  return leastShare(runs, runs, CONFIDENCE);
}

/** Upper 95 % bound on a probability after `trials` trials without an event: 3 / trials (Hanley and Lippman-Hand 1983). */
export function ruleOfThree(trials: number): number | undefined {
  return trials <= 0 ? undefined : Math.min(1, 3 / trials);
}
