/**
 * How much of the On-Demand use a Savings Plan should cover. A plan is paid every hour, used or not: covering a level L of
 * On-Demand spend at a discount d costs L(1 - d) an hour and saves what is used of L. One more dollar of L pays in the share of
 * hours that use it, so the best level is the one that a share 1 - d of the hours exceeds.
 */
import { roundShare, roundToMicros, roundToThousandths } from '../../study/rounding.ts';
import type { BestCommitment, Coverage, CoverageLevel } from './today.ts';

const HOURS_A_YEAR = 8760;
/** Levels shown: those that this share of the hours reaches. */
const SHOWN_SHARES = [0.95, 0.9, 0.75, 0.5, 0.25, 0.1];

/** `hours` are On-Demand US dollars by clock hour. Undefined when there are none; `discountPercent` null when unknown. */
export function coverageOf(hours: readonly number[], discountPercent: number | null): Coverage | undefined {
  const onDemandUsd = hours.reduce((sum, usd) => sum + usd, 0);
  if (onDemandUsd <= 0) return undefined;
  const descending = hours.toSorted((left, right) => right - left);
  // In whole micro-dollars: the last seconds of a run may leave an hour with less than one.
  const levels = SHOWN_SHARES.map((share) => roundToMicros(reachedBy(descending, share)))
    .filter((level, index, all) => level > 0 && all.indexOf(level) === index)
    .map((level) => levelOf(hours, level));
  return {
    hours: hours.length,
    onDemandUsd: roundToMicros(onDemandUsd),
    levels,
    best: discountPercent === null ? null : bestCommitment(hours, descending, onDemandUsd, discountPercent / 100),
  };
}

/** The largest level that at least this share of the hours reaches. */
function reachedBy(descending: readonly number[], share: number): number {
  return descending[Math.max(0, Math.ceil(share * descending.length) - 1)];
}

function levelOf(hours: readonly number[], level: number): CoverageLevel {
  const usedShare = usedOf(hours, level) / (level * hours.length);
  return {
    onDemandUsdPerHour: roundToMicros(level),
    usedShare: roundShare(usedShare),
    breakEvenDiscountPercent: roundToThousandths(100 * (1 - usedShare)),
  };
}

function usedOf(hours: readonly number[], level: number): number {
  return hours.reduce((sum, usd) => sum + Math.min(usd, level), 0);
}

function bestCommitment(
  hours: readonly number[],
  descending: readonly number[],
  onDemandUsd: number,
  discount: number,
): BestCommitment | null {
  const level = reachedBy(descending, 1 - discount);
  if (level <= 0) return null;
  const used = usedOf(hours, level);
  const savingPerHour = used / hours.length - level * (1 - discount);
  if (savingPerHour <= 0) return null;
  return {
    usdPerHour: roundToMicros(level * (1 - discount)),
    level: levelOf(hours, level),
    coveredShare: roundShare(used / onDemandUsd),
    savingUsdPerYear: roundToMicros(savingPerHour * HOURS_A_YEAR),
  };
}
