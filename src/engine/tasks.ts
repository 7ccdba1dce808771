/**
 * Jobs on Fargate: each is a task of its own, started when the job is dispatched and gone when it ends; no instance waits
 * or idles. Decides when a task may start, when its container runs and when EC2 takes it.
 *
 * Sources: AWS Batch user guide, "Fargate" (about 30 seconds to provision); Amazon ECS developer guide, throttling (100 tasks
 * at once, 20 a second after that, apart for Fargate and Fargate Spot) and Fargate image pull behaviour (no cache).
 */
import type { SpotPool } from '../models/spot-market.ts';
import type { Environment } from './environments.ts';
import * as EVENT from './event-kinds.ts';
import { WIDE_ROW } from './fleet.ts';
import * as HELD from './held-places.ts';
import * as INSTANCE from './instance-state.ts';
import type { LaunchableType } from './launchable-types.ts';
import { REFUSAL_RETRY_MS } from './refusals.ts';
import type { EnvironmentState, Run } from './run.ts';
import type { Shape } from './shapes.ts';

/** Tasks that may start at once before the rate counts. */
const LAUNCH_BURST = 100;

/**
 * A token bucket as one number (generic cell rate algorithm): when it would be empty of debts. A task beyond the burst waits
 * in STARTING for its token.
 */
export class LaunchRate {
  private theoreticalMs = 0;

  constructor(private readonly intervalMs: number) {}

  /** When the task asked for now may start, ms. */
  take(nowMs: number): number {
    const arrivalMs = Math.max(nowMs, this.theoreticalMs);
    this.theoreticalMs = arrivalMs + this.intervalMs;
    return Math.max(nowMs, Math.ceil(arrivalMs - (LAUNCH_BURST - 1) * this.intervalMs));
  }
}

/** A new task for a job of that size index, ready to be attached; -1 when maxvCpus is reached or Fargate Spot refuses. */
export function openTask(run: Run, environment: EnvironmentState, size: number): number {
  const { setup } = environment;
  const type = setup.types[size];
  if (environment.vcpus + type.vcpus > setup.maxVcpus || environment.refusals.askableFromMs(size) > run.nowMs)
    return -1;
  if (run.quotas.isBeyond(setup.quota.buckets[size], type.vcpus)) {
    environment.refusals.note([size], run.nowMs, run.nowMs + REFUSAL_RETRY_MS);
    environment.refusals.holdForQuota(size, run.nowMs);
    return -1;
  }
  if (setup.market === 'FARGATE_SPOT' && !run.setup.world.spotMarket.canLaunch(type.pools[0], run.nowMs)) {
    environment.refusals.note(sizesIn(setup, type.pools[0]), run.nowMs, run.nowMs + REFUSAL_RETRY_MS);
    run.failedLaunches++;
    return -1;
  }
  const slot = run.fleet.open(setup, size, 0, run.nowMs);
  setTimes(run, environment, slot);
  if (environment.refusals.refusedTypes > 0)
    for (const other of sizesIn(setup, type.pools[0])) environment.refusals.forget(other);
  environment.vcpus += type.vcpus;
  run.quotas.take(setup.quota.buckets[size], type.vcpus);
  environment.instancesByZone[0]++;
  environment.readyVcpus += type.vcpus;
  environment.freeVcpus += type.vcpus;
  environment.freeMemoryMiB += type.memoryMiB;
  run.recorder.advance();
  run.recorder.setTotalVcpus(run.recorder.totalVcpus + type.vcpus);
  return slot;
}

/** Sizes of one pool are to be had or not together. */
function sizesIn({ types }: Environment, { key }: SpotPool): number[] {
  return types.flatMap((type, size) => (type.pools[0].key === key ? [size] : []));
}

/** Billed from the start of the image pull, after provisioning; the container starts after the pull. */
function setTimes(run: Run, { setup }: EnvironmentState, slot: number): void {
  const { fleet, events } = run;
  const { world } = run.setup;
  const startMs = (setup.market === 'FARGATE' ? run.fargateRate : run.fargateSpotRate).take(run.nowMs);
  const pullFromMs = startMs + Math.round(world.assumptions.fargateProvisioningSeconds * 1000);
  const pool = setup.types[fleet.typeOf(slot)].pools[0];
  const ordinal = run.launchesByPool.get(pool.key) ?? 0;
  run.launchesByPool.set(pool.key, ordinal + 1);
  fleet.state[slot] = INSTANCE.ready;
  fleet.ordinal[slot] = ordinal;
  fleet.runningMs[slot] = pullFromMs;
  fleet.readyMs[slot] = pullFromMs;
  fleet.held[slot * WIDE_ROW + HELD.lastChangeMs] = pullFromMs;
  fleet.setPullDone(slot, pullFromMs + run.pullMs);
  if (setup.market !== 'FARGATE_SPOT') return;
  const reclaimMs = world.spotMarket.reclaimMs(pool, ordinal, pullFromMs);
  if (reclaimMs < Number.POSITIVE_INFINITY) events.push(reclaimMs, EVENT.reclaim, slot, fleet.generation[slot]);
}

/**
 * The one job of the task ends after it held the task for `heldMs`, `lostMs` of them in vain. What the task was busy with is that job's
 * share: rows of what is free are whole numbers, and jobs of tasks may ask for quarters of a vCPU.
 */
export function endTask(
  run: Run,
  slot: number,
  type: LaunchableType,
  shape: Shape,
  heldMs: number,
  lostMs: number,
): void {
  const { fleet } = run;
  const usedMs = billedHoldMs(run, slot, heldMs);
  fleet.giveBack(slot, type, shape, heldMs, usedMs, lostMs);
  fleet.held[slot * WIDE_ROW + HELD.busyMs] = usedMs * fleet.lastShare;
}

/** A task is not there yet while it is provisioned, though its job holds it: what of the hold came after that, ms. */
function billedHoldMs({ fleet, nowMs }: Run, slot: number, heldMs: number): number {
  return Math.max(0, Math.min(heldMs, nowMs - fleet.runningMs[slot]));
}

/** Fargate has nothing to scale; only a refusal makes its queues try again later. */
export function requestTaskRetry(run: Run, component: number): void {
  const state = run.components[component];
  let retryMs = Number.POSITIVE_INFINITY;
  for (const index of run.setup.components[component].environments)
    retryMs = Math.min(retryMs, run.environments[index].refusals.nextAskableMs(run.nowMs));
  if (state.decideAtMs < Number.POSITIVE_INFINITY || retryMs === Number.POSITIVE_INFINITY) return;
  state.decideAtMs = retryMs;
  run.events.push(retryMs, EVENT.scaleOut, component, 0);
}
