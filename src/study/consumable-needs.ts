/** How much of each consumable resource its jobs would hold at once if there were more than enough of it. */
import { type Setup, simulatePrepared } from '../engine/index.ts';
import type { BatchConfig } from '../models/batch-config.ts';
import type { Result } from '../models/problem.ts';
import type { World } from '../models/world.ts';

export interface ConsumableNeed {
  readonly name: string;
  /** totalQuantity. */
  readonly from: number;
  readonly to: number;
}

/** One simulation for each resource that jobs ask for, or that the given job does; only those of which there is too little. */
export function consumableNeeds(
  setup: Setup,
  config: BatchConfig,
  job: number | undefined,
  prepare: (config: BatchConfig, world: World) => Result<Setup>,
): readonly ConsumableNeed[] {
  return (config.consumableResources ?? []).flatMap(
    ({ consumableResourceName: name, totalQuantity: from }, resource) => {
      const asked = askedOf(setup, resource);
      const isAskedFor = job === undefined ? asked.some((quantity) => quantity > 0) : asked[classOf(setup, job)] > 0;
      if (!isAskedFor) return [];
      const plenty = prepare(withTotal(config, name, from + sumOver(setup, asked)), setup.world);
      const to = plenty.ok ? mostHeld(plenty.value, resource, askedOf(plenty.value, resource)) : from;
      return to > from ? [{ name, from, to }] : [];
    },
  );
}

export function withTotal(config: BatchConfig, name: string, totalQuantity: number): BatchConfig {
  return {
    ...config,
    consumableResources: (config.consumableResources ?? []).map((one) =>
      one.consumableResourceName === name ? { ...one, totalQuantity } : one,
    ),
  };
}

function classOf({ workload }: Setup, job: number): number {
  return workload.classIndex[job];
}

/** By class. */
function askedOf({ classes, consumables }: Setup, resource: number): readonly number[] {
  return classes.map((_, index) => {
    const request = consumables?.requests[consumables.requestOfClass[index]];
    return request?.find((one) => one.resource === resource)?.quantity ?? 0;
  });
}

function sumOver({ workload }: Setup, asked: readonly number[]): number {
  return workload.classIndex.reduce((sum, index) => sum + asked[index], 0);
}

/** A job holds from RUNNABLE to its end, retries included; what is not replenished it keeps once it has started. */
function mostHeld(setup: Setup, resource: number, asked: readonly number[]): number {
  const { workload, consumables } = setup;
  const isReplenished = consumables?.isReplenishable[resource] === true;
  const holds = new Uint8Array(workload.jobCount);
  const hasStarted = new Uint8Array(workload.jobCount);
  let held = 0;
  let most = 0;
  simulatePrepared(setup, {
    onState: (job, state) => {
      const quantity = asked[workload.classIndex[job]];
      if (state === 'STARTING') hasStarted[job] = 1;
      if (state === 'RUNNABLE' && holds[job] === 0) {
        holds[job] = 1;
        held += quantity;
        most = Math.max(most, held);
      }
      const hasEnded = state === 'SUCCEEDED' || state === 'FAILED';
      if (hasEnded && holds[job] === 1 && (isReplenished || hasStarted[job] === 0)) held -= quantity;
    },
  });
  return most;
}
