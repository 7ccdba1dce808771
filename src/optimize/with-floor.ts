/** Puts the floor under a recommendation: under every plan, and under runs that keep the limits where that says more. */
import { type Assembled, checkRunnable } from '../scenario/assemble.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import { roundToThousandths } from '../study/rounding.ts';
import { floorFor, type LpSolver, measureGap, planLimitsOf } from './floor/index.ts';
import type { FloorUnderLimits, Recommendation } from './recommendation.ts';

/** A floor under limits is told when it is higher by at least this share. */
const WORTH_TELLING = 0.001;

/** The floor under every plan, and how far the recommended one may lie above it. */
export async function withFloor(
  recommendation: Recommendation,
  assembled: Assembled,
  limits: readonly Threshold[],
  solver: LpSolver | undefined,
): Promise<Recommendation> {
  if (solver === undefined) return recommendation;
  const found = await floorFor(assembled, solver);
  const { usd } = found;
  const { mean, hi = mean } = recommendation.recommended.cost.totalUsd;
  const setup = checkRunnable(assembled, recommendation.recommended.batch);
  if (!setup.ok) throw new Error('the recommended configuration was simulated, so it can be prepared');
  const underLimits = await floorUnderLimits(assembled, limits, solver, hi);
  const isHigher = underLimits !== undefined && underLimits.usd > usd * (1 + WORTH_TELLING);
  const floor = {
    ...found,
    gap: measureGap(setup.value, usd),
    ...(isHigher && { underLimits }),
  };
  return { ...recommendation, floor, gapPercent: gapPercent(usd, hi) };
}

async function floorUnderLimits(
  assembled: Assembled,
  thresholds: readonly Threshold[],
  solver: LpSolver,
  costUsd: number,
): Promise<FloorUnderLimits | undefined> {
  const limits = planLimitsOf(thresholds);
  if (limits === undefined) return undefined;
  const found = await floorFor(assembled, solver, 'mean', limits);
  return { limits, ...found, gapPercent: gapPercent(found.usd, costUsd) };
}

/** Null without a floor above 0. */
function gapPercent(floorUsd: number, costUsd: number): number | null {
  return floorUsd > 0 ? roundToThousandths(((costUsd - floorUsd) / floorUsd) * 100) : null;
}
