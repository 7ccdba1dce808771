/** The proven floor: a lower bound on the cost of any plan, with a certificate anyone can check. */
import type { Assembled } from '../../scenario/assemble.ts';
import { computeFloor, type Floor } from './compute-floor.ts';
import type { LpSolver } from './linear-program.ts';
import type { FloorInput } from './proof.ts';
import type { FloorScope } from './rent.ts';
import { scopeOf } from './scope.ts';

export type { FloorBound, FloorCertificate } from './certificate.ts';
export { computeFloor, type Floor } from './compute-floor.ts';
export { type FloorGap, gapOf, measureGap } from './gap.ts';
export { createHighsSolver } from './highs-solver.ts';
export type { LinearProgram, LpSolution, LpSolver } from './linear-program.ts';
export { parseCertificate } from './parse-certificate.ts';
export type { FloorInput, Proof } from './proof.ts';
export type { FloorMarket, FloorScope, SpotTreatment } from './rent.ts';
export { scopeOf } from './scope.ts';
export { type VerifyInput, verifyCertificate } from './verify.ts';

/** The floor under every configuration that could serve an assembled scenario; for the mean over interruptions by default. */
export function floorFor(
  assembled: Assembled,
  solver: LpSolver,
  interruptions: FloorScope['interruptions'] = 'mean',
): Promise<Floor> {
  return computeFloor(floorInputOf(assembled, scopeOf(assembled, interruptions)), solver);
}

export function floorInputOf({ workload, catalog, scenario }: Assembled, scope: FloorScope): FloorInput {
  const { jobDefinitions } = scenario.batch;
  return {
    workload,
    catalog,
    assumptions: scenario.assumptions,
    scope,
    ...(jobDefinitions !== undefined && { jobDefinitions }),
  };
}
