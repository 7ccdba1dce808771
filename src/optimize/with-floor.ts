/** Puts the floor under a recommendation: under every plan, and under runs that keep the limits where that says more. */
import type { Problem } from '../models/problem.ts';
import { type Assembled, checkRunnable } from '../scenario/assemble.ts';
import type { Threshold } from '../scenario/threshold-parser.ts';
import { floorFor, type LpSolver, leftOutOf, measureGap, planLimitsOf, useOf } from './floor/index.ts';
import { gapPercent, signedGapPercent } from './gap-percent.ts';
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
  const leftOut = leftOutOf(found.certificate.scope, useOf(recommendation.recommended.batch, assembled.catalog));
  const underLimits = await floorUnderLimits(assembled, limits, solver);
  const isHigher = underLimits !== undefined && underLimits.usd > usd * (1 + WORTH_TELLING);
  const isOutside = leftOut.length > 0;
  const floor = {
    ...found,
    gap: measureGap(setup.value, usd),
    ...(isHigher && {
      underLimits: { ...underLimits, gapPercent: isOutside ? null : signedGapPercent(underLimits.usd, hi) },
    }),
  };
  const notes = isOutside ? [...recommendation.notes, outsideNote(leftOut)] : recommendation.notes;
  return { ...recommendation, floor, gapPercent: isOutside ? null : gapPercent(usd, hi), notes };
}

/** The scope follows what the search may propose, so this is for what neither of them foresaw. */
function outsideNote(leftOut: readonly Problem[]): string {
  const reasons = leftOut.map(({ path, message }) => `its ${path} ${message}`).join('; ');
  return `the floor says nothing about the recommended configuration: ${reasons}`;
}

async function floorUnderLimits(
  assembled: Assembled,
  thresholds: readonly Threshold[],
  solver: LpSolver,
): Promise<Omit<FloorUnderLimits, 'gapPercent'> | undefined> {
  const limits = planLimitsOf(thresholds);
  return limits === undefined ? undefined : { limits, ...(await floorFor(assembled, solver, 'mean', limits)) };
}
