/** Warns where few replications make the mean of a wait: then it is like none of them, and other seeds give another. */
import { formatQuantity } from '../scenario/format-quantity.ts';
import type { DurationResult } from './simulation-result.ts';

/**
 * One sentence where the mean over replications of the p95 wait lies above the interval of their median, which says for any distribution that
 * the usual replication has less; none elsewhere, or with fewer than six.
 */
export function fewRunsWarnings(wait: DurationResult | undefined, replications: number): readonly string[] {
  if (wait?.p95OverRuns === undefined) return [];
  const { p95, p95OverRuns } = wait;
  const { median, hi, worst } = p95OverRuns;
  if (hi === undefined || p95 <= hi) return [];
  const [meanText, medianText, worstText] = [p95, median, worst].map((seconds) => formatQuantity(seconds, 'seconds'));
  return [
    `few runs make the p95 wait of ${meanText}: the middle one of ${replications} has ${medianText}, the worst ${worstText}, and other seeds give other means; a limit such as P(p95(wait) <= 15m) >= 0.9 asks it of single runs`,
  ];
}
