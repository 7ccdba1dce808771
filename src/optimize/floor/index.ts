/** The proven floor: a lower bound on the cost of any plan, with a certificate anyone can check. */
import type { Assembled } from '../../scenario/assemble.ts';
import { computeFloor, type Floor } from './compute-floor.ts';
import type { LpSolver } from './linear-program.ts';
import type { FloorInput } from './proof.ts';
import type { FloorScope } from './rent.ts';

export type { FloorBound, FloorCertificate } from './certificate.ts';
export { computeFloor, type Floor } from './compute-floor.ts';
export { createHighsSolver } from './highs-solver.ts';
export type { LinearProgram, LpSolution, LpSolver } from './linear-program.ts';
export { parseCertificate } from './parse-certificate.ts';
export type { FloorInput, Proof } from './proof.ts';
export type { FloorMarket, FloorScope, SpotTreatment } from './rent.ts';
export { type VerifyInput, verifyCertificate } from './verify.ts';

/** Every priced type, On-Demand and Spot: what a recommendation may choose from. */
export const WHOLE_MARKET: FloorScope = { markets: ['EC2', 'SPOT'] };

/** The floor under every configuration that could serve an assembled scenario. */
export function floorFor(assembled: Assembled, solver: LpSolver, scope: FloorScope = WHOLE_MARKET): Promise<Floor> {
  return computeFloor(floorInputOf(assembled, scope), solver);
}

export function floorInputOf({ workload, catalog, scenario }: Assembled, scope: FloorScope = WHOLE_MARKET): FloorInput {
  const { jobDefinitions } = scenario.batch;
  return {
    workload,
    catalog,
    assumptions: scenario.assumptions,
    scope,
    ...(jobDefinitions !== undefined && { jobDefinitions }),
  };
}
