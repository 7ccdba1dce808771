/** The proven floor: a lower bound on the cost of any plan, with a certificate anyone can check. */
import { withSpotPriceFactor } from '../../models/spot-price-factor.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import { computeFloor, type Floor } from './compute-floor.ts';
import type { FloorInput } from './ground.ts';
import type { LpSolver } from './linear-program.ts';
import type { PlanLimits } from './plan-limits.ts';
import type { FloorScope } from './rent.ts';
import { scopeOf } from './scope.ts';

export type { TriedBound, UnusedBound } from './bound-record.ts';
export type { FloorBound, FloorCertificate } from './certificate.ts';
export { boundsOf, computeFloor, type Floor } from './compute-floor.ts';
export { type FloorGap, gapOf, measureGap } from './gap.ts';
export type { FloorInput, Proof } from './ground.ts';
export { createHighsSolver } from './highs-solver.ts';
export { leftOutOf, narrowerThan } from './left-out.ts';
export type { LinearProgram, LpSolution, LpSolver } from './linear-program.ts';
export { parseCertificate } from './parse-certificate.ts';
export { type DurationLimit, type PlanLimits, planLimitsOf } from './plan-limits.ts';
export type { FloorMarket, FloorScope, SpotTreatment } from './rent.ts';
export { scopeOf } from './scope.ts';
export { type Use, useOf } from './use.ts';
export { type VerifyInput, verifyCertificate } from './verify.ts';

/**
 * The floor under every configuration that could serve an assembled scenario; for the mean over interruptions by default. With
 * `limits`, under runs that keep them.
 */
export function floorFor(
  assembled: Assembled,
  solver: LpSolver,
  interruptions: FloorScope['interruptions'] = 'mean',
  limits?: PlanLimits,
): Promise<Floor> {
  const scope = scopeOf(assembled, interruptions);
  return computeFloor(floorInputOf(assembled, limits === undefined ? scope : { ...scope, limits }), solver);
}

export function floorInputOf({ workload, catalog, scenario, recordings }: Assembled, scope: FloorScope): FloorInput {
  const { assumptions, commitments, batch } = scenario;
  return {
    workload,
    catalog: withSpotPriceFactor(catalog, assumptions.spot.priceFactor ?? 1),
    assumptions,
    scope,
    ...(batch.jobDefinitions !== undefined && { jobDefinitions: batch.jobDefinitions }),
    ...(commitments.length > 0 && { commitments }),
    recordings,
  };
}
