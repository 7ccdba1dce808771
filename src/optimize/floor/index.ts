/** The proven floor: a lower bound on the cost of any plan, with a certificate anyone can check. */
import { resolveInstanceTypes } from '../../models/instance-selection.ts';
import type { Assembled } from '../../scenario/assemble.ts';
import { computeFloor, type Floor } from './compute-floor.ts';
import type { LpSolver } from './linear-program.ts';
import type { FloorInput } from './proof.ts';
import type { FloorScope } from './rent.ts';

export type { FloorBound, FloorCertificate } from './certificate.ts';
export { computeFloor, type Floor } from './compute-floor.ts';
export { type FloorGap, gapOf, measureGap } from './gap.ts';
export { createHighsSolver } from './highs-solver.ts';
export type { LinearProgram, LpSolution, LpSolver } from './linear-program.ts';
export { parseCertificate } from './parse-certificate.ts';
export type { FloorInput, Proof } from './proof.ts';
export type { FloorMarket, FloorScope, SpotTreatment } from './rent.ts';
export { type VerifyInput, verifyCertificate } from './verify.ts';

/** The floor under every configuration that could serve an assembled scenario; for the mean over interruptions by default. */
export function floorFor(
  assembled: Assembled,
  solver: LpSolver,
  interruptions: FloorScope['interruptions'] = 'mean',
): Promise<Floor> {
  return computeFloor(floorInputOf(assembled, scopeOf(assembled, interruptions)), solver);
}

/**
 * Every priced type, On-Demand and Spot, of the architecture the current environments have: container images are built for
 * one. Any architecture when they have both.
 */
export function scopeOf({ scenario, catalog }: Assembled, interruptions: FloorScope['interruptions']): FloorScope {
  const architectures = new Set(
    scenario.batch.computeEnvironments.flatMap(({ computeResources }) => {
      const resolved = resolveInstanceTypes(computeResources?.instanceTypes ?? [], catalog);
      return resolved.ok ? resolved.value.map((type) => type.architecture) : [];
    }),
  );
  const [architecture] = architectures;
  return {
    markets: ['EC2', 'SPOT'],
    interruptions,
    ...(architectures.size === 1 && architecture !== undefined && { architecture }),
  };
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
