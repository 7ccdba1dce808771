/** Floors of small worlds, solved with the real solver. */
import { INVARIANTS } from '../../../src/engine/invariants.ts';
import { simulate } from '../../../src/engine/simulate.ts';
import type { BatchConfig } from '../../../src/models/batch-config.ts';
import type { Workload } from '../../../src/models/workload.ts';
import type { World } from '../../../src/models/world.ts';
import {
  boundsOf,
  computeFloor,
  createHighsSolver,
  type Floor,
  type FloorBound,
  type FloorInput,
  type FloorScope,
} from '../../../src/optimize/floor/index.ts';

const solver = createHighsSolver();

export const ON_DEMAND: FloorScope = { markets: ['EC2'], interruptions: 'every' };
export const BOTH: FloorScope = { markets: ['EC2', 'SPOT'], interruptions: 'every' };

export function inputOf(workload: Workload, world: World, scope: FloorScope = BOTH): FloorInput {
  const { catalog, assumptions, commitments } = world;
  return { workload, catalog, assumptions, scope, ...(commitments !== undefined && { commitments }) };
}

/** What each bound that applies proves by itself, USD; the best of its readings. */
export async function boundUsd(input: FloorInput): Promise<Partial<Record<FloorBound, number>>> {
  const usd: Partial<Record<FloorBound, number>> = {};
  for (const { bound, verifiedUsd } of await boundsOf(input, solver)) {
    usd[bound] = Math.max(usd[bound] ?? 0, verifiedUsd);
  }
  return usd;
}

export function floorOf(workload: Workload, world: World, scope: FloorScope = BOTH): Promise<Floor> {
  return computeFloor(inputOf(workload, world, scope), solver);
}

/** What the engine bills, USD; undefined when some job failed or never ran, so that the floor says nothing. */
export function simulatedUsd(workload: Workload, config: BatchConfig, world: World): number | undefined {
  const { jobs, ledger } = simulate(workload, config, world, { assertInvariants: INVARIANTS });
  return jobs.succeeded === jobs.submitted ? ledger.totalMicroUsd / 1_000_000 : undefined;
}
