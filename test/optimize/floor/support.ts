/** Floors of small worlds, solved with the real solver. */
import { simulate } from '../../../src/engine/simulate.ts';
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import type { Workload } from '../../../src/models/workload.ts';
import type { World } from '../../../src/models/world.ts';
import {
  computeFloor,
  createHighsSolver,
  type Floor,
  type FloorInput,
  type FloorScope,
} from '../../../src/optimize/floor/index.ts';

const solver = createHighsSolver();

export const ON_DEMAND: FloorScope = { markets: ['EC2'], interruptions: 'every' };
export const BOTH: FloorScope = { markets: ['EC2', 'SPOT'], interruptions: 'every' };

export function inputOf(workload: Workload, world: World, scope: FloorScope = BOTH): FloorInput {
  return { workload, catalog: world.catalog, assumptions: world.assumptions, scope };
}

export function floorOf(workload: Workload, world: World, scope: FloorScope = BOTH): Promise<Floor> {
  return computeFloor(inputOf(workload, world, scope), solver);
}

/** What the engine bills, USD; undefined when some job failed or never ran, so that the floor says nothing. */
export function simulatedUsd(workload: Workload, config: BatchConfig, world: World): number | undefined {
  const { jobs, ledger } = simulate(workload, config, world, { assertInvariants: true });
  return jobs.succeeded === jobs.submitted ? ledger.totalMicroUsd / 1_000_000 : undefined;
}
