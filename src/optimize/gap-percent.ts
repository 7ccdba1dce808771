/** How far a cost lies above a floor, in percent. */
import { roundToThousandths } from '../study/rounding.ts';

/** Below 0 for a cost under the floor; null without a floor above 0. */
export function signedGapPercent(floorUsd: number, costUsd: number): number | null {
  return floorUsd > 0 ? roundToThousandths(((costUsd - floorUsd) / floorUsd) * 100) : null;
}

/**
 * Null for a cost under the floor too: such a plan is none of those the floor is about (jobs fail or never run in it) or was
 * lucky in the runs simulated, so it is not "at most so much above any possible plan".
 */
export function gapPercent(floorUsd: number, costUsd: number): number | null {
  const percent = signedGapPercent(floorUsd, costUsd);
  return percent === null || percent < 0 ? null : percent;
}
