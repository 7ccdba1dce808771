/** The life of an instance: launched, ready, idle, given back or taken by EC2. */
import { logNormal, PURPOSE, uniform } from '../models/random.ts';
import { retryHeads } from './dispatcher.ts';
import type { Environment } from './environments.ts';
import * as EVENT from './event-kinds.ts';
import { ROW, WIDE_ROW } from './fleet.ts';
import { isFullFor } from './growth.ts';
import * as HELD from './held-places.ts';
import { type Booking, cutAt, lastThingMs, mayBeInVain } from './in-vain.ts';
import * as MARK from './instance-marks.ts';
import * as INSTANCE from './instance-state.ts';
import { NO_JOB } from './jobs.ts';
import { billedTime } from './ledger.ts';
import { isBelowMinimum } from './minimum.ts';
import { nodesAwaitedUntilMs } from './nodes.ts';
import { noteEnd, noteLaunch } from './pass-on.ts';
import { offerQuota } from './quota-waits.ts';
import * as ROOM from './room-places.ts';
import { type EnvironmentState, type InstanceRow, nextTick, type Run } from './run.ts';
import { requestScaleOut } from './scaler.ts';

/** Opens an instance; instances of minvCpus at the start of the run are ready at once (the steady state before it). */
export function launch(
  run: Run,
  environment: EnvironmentState,
  typeIndex: number,
  zone: number,
  isAtStart: boolean,
): number {
  const { fleet, events } = run;
  const { nowMs } = run.clock;
  const { world } = run.setup;
  const type = environment.setup.types[typeIndex];
  const pool = type.pools[zone];
  const ordinal = run.launchesByPool.get(pool.key) ?? 0;
  run.launchesByPool.set(pool.key, ordinal + 1);
  const slot = fleet.open(environment.setup, typeIndex, zone, nowMs);
  const { launchPendingSeconds, bootMedianSeconds, bootP95Seconds } = world.assumptions;
  const bootSeconds = logNormal(
    bootMedianSeconds,
    bootP95Seconds,
    uniform(world.seed, PURPOSE.boot, pool.key, ordinal),
  );
  fleet.ordinal[slot] = ordinal;
  fleet.runningMs[slot] = nowMs + (isAtStart ? 0 : Math.round(launchPendingSeconds * 1000));
  fleet.readyMs[slot] = fleet.runningMs[slot] + (isAtStart ? 0 : Math.round(bootSeconds * 1000));
  environment.vcpus += type.vcpus;
  run.quotas.take(environment.setup.quota.buckets[typeIndex], type.vcpus);
  noteLaunch(run, environment, typeIndex);
  environment.instancesByZone[zone]++;
  environment.launching.add(slot);
  planWhole(run, environment, slot);
  run.recorder.advance();
  run.recorder.setTotalVcpus(run.recorder.totalVcpus + type.vcpus);
  events.push(fleet.readyMs[slot], EVENT.instanceReady, slot, fleet.generation[slot]);
  if (environment.setup.market === 'SPOT') {
    const reclaimMs = world.spotMarket.reclaimMs(pool, ordinal, fleet.runningMs[slot]);
    if (reclaimMs < Number.POSITIVE_INFINITY) events.push(reclaimMs, EVENT.reclaim, slot, fleet.generation[slot]);
  }
  // A full environment no longer holds its queues back from the next one in their order.
  if (isFullFor(environment.setup, environment.vcpus)) retryHeads(run, environment);
  return slot;
}

/** With more than minvCpus ready, those kept only for it may go. */
function watchHeld(run: Run, environment: EnvironmentState): void {
  const held = [...environment.held];
  environment.held.clear();
  for (const other of held) {
    run.fleet.room[other * ROW + ROOM.marks] &= ~MARK.isHeld;
    watchIdle(run, environment, other);
  }
}

/** All of a launching instance is free to be spoken for. */
export function planWhole({ fleet }: Run, environment: EnvironmentState, slot: number): void {
  fleet.planned.clear(slot, environment.setup.types[fleet.typeOf(slot)]);
  environment.planned.add(slot);
}

export function becomeReady(run: Run, slot: number, generation: number): void {
  const { fleet } = run;
  const { nowMs } = run.clock;
  if (fleet.generation[slot] !== generation) return;
  const environment = run.environments[fleet.environmentOf(slot)];
  const type = environment.setup.types[fleet.typeOf(slot)];
  fleet.state[slot] = INSTANCE.ready;
  fleet.held[slot * WIDE_ROW + HELD.lastChangeMs] = nowMs;
  fleet.held[slot * WIDE_ROW + HELD.idleSinceMs] = nowMs;
  environment.launching.delete(slot);
  environment.planned.remove(slot);
  environment.ready.add(slot);
  environment.freeVcpus += type.vcpus;
  environment.freeMemoryMiB += type.memoryMiB;
  environment.readyVcpus += type.vcpus;
  if (environment.held.size > 0 && environment.readyVcpus > environment.setup.minVcpus) watchHeld(run, environment);
  watchIdle(run, environment, slot);
  retryHeads(run, environment);
}

/** Arranges for the instance to be looked at when its idle time is up; at most one such event per instance. */
export function watchIdle(run: Run, environment: EnvironmentState, slot: number): void {
  const { fleet } = run;
  // Nothing but another that becomes ready can free it from minvCpus, and that looks at all of those.
  if ((fleet.room[slot * ROW + ROOM.marks] & (MARK.isCheckPending | MARK.isHeld)) !== 0) return;
  if (isKeptByMinimum(run, environment, slot)) hold(run, environment, slot);
  else checkAt(run, slot, idleEnd(run, environment, slot, fleet.held[slot * WIDE_ROW + HELD.idleSinceMs]));
}

/** Whether the environment would have less than minvCpus ready without the instance, which is: one that boots is no use yet. */
function isKeptByMinimum({ fleet }: Run, { readyVcpus, setup }: EnvironmentState, slot: number): boolean {
  return readyVcpus - setup.types[fleet.typeOf(slot)].vcpus < setup.minVcpus;
}

function checkAt({ fleet, events }: Run, slot: number, atMs: number): void {
  fleet.room[slot * ROW + ROOM.marks] |= MARK.isCheckPending;
  events.push(atMs, EVENT.idleCheck, slot, fleet.generation[slot]);
}

/** Idle, but minvCpus keeps it. */
function hold({ fleet }: Run, environment: EnvironmentState, slot: number): void {
  fleet.room[slot * ROW + ROOM.marks] |= MARK.isHeld;
  environment.held.add(slot);
}

/** When an instance that stays idle is given back. */
export function idleEnd(run: Run, { setup }: EnvironmentState, slot: number, idleSinceMs: number): number {
  return Math.max(run.clock.nowMs, idleTimeUp(run, setup, slot, idleSinceMs));
}

function idleTimeUp(run: Run, setup: Environment, slot: number, idleSinceMs: number): number {
  const timeoutMs = run.fleet.hasRunJob(slot) ? setup.idleTimeoutMs : setup.unusedTimeoutMs;
  const stepMs = Math.round(run.setup.world.assumptions.scaleInTickSeconds * 1000);
  return nextTick(idleSinceMs + timeoutMs, stepMs);
}

export function checkIdle(run: Run, slot: number, generation: number): void {
  const { fleet } = run;
  if (fleet.generation[slot] !== generation) return;
  fleet.room[slot * ROW + ROOM.marks] &= ~MARK.isCheckPending;
  if (fleet.jobCountOf(slot) > 0 || fleet.state[slot] !== INSTANCE.ready) return;
  const environment = run.environments[fleet.environmentOf(slot)];
  if (isKeptByMinimum(run, environment, slot)) {
    hold(run, environment, slot);
    return;
  }
  const endMs = idleEnd(run, environment, slot, fleet.held[slot * WIDE_ROW + HELD.idleSinceMs]);
  if (endMs > run.clock.nowMs) checkAt(run, slot, endMs);
  else if (isDispatchDue(run, environment)) checkAt(run, slot, run.dispatchAtMs);
  else {
    const awaitedUntilMs = nodesAwaitedUntilMs(run, environment);
    if (awaitedUntilMs === undefined) terminate(run, slot, run.clock.nowMs, 'scale-in');
    else checkAt(run, slot, Math.max(awaitedUntilMs, run.clock.nowMs));
  }
}

/** Jobs wait for the next scheduler cycle and may land on the instance: it is not idle capacity before that. */
function isDispatchDue(run: Run, { queues }: EnvironmentState): boolean {
  return run.dispatchAtMs < Number.POSITIVE_INFINITY && queues.some((queue) => run.lines[queue].head !== NO_JOB);
}

/** Ends the instance, which holds no jobs any more, and books what it cost. */
export function terminate(run: Run, slot: number, endMs: number, endedBy: InstanceRow['endedBy']): void {
  const { fleet, recorder } = run;
  const environment = run.environments[fleet.environmentOf(slot)];
  const type = environment.setup.types[fleet.typeOf(slot)];
  const isReady = fleet.state[slot] === INSTANCE.ready;
  if (isReady) {
    environment.ready.remove(slot);
    environment.freeVcpus -= type.vcpus;
    environment.freeMemoryMiB -= type.memoryMiB;
    environment.readyVcpus -= type.vcpus;
  } else {
    environment.launching.delete(slot);
    environment.planned.remove(slot);
  }
  environment.held.delete(slot);
  environment.vcpus -= type.vcpus;
  noteEnd(run, environment, endedBy === 'scale-in');
  environment.instancesByZone[fleet.zone[slot]]--;
  giveBackQuota(run, environment, fleet.typeOf(slot));
  recorder.advance();
  recorder.setTotalVcpus(recorder.totalVcpus - type.vcpus);
  book(run, slot, endMs, endedBy);
  fleet.close(slot);
  wantMore(run, environment);
}

/** Others may have what an ended instance had of its quota. */
function giveBackQuota(run: Run, { setup }: EnvironmentState, type: number): void {
  const bucket = setup.quota.buckets[type];
  run.quotas.giveBack(bucket, setup.types[type].vcpus);
  if (run.quotas.limits !== undefined && bucket >= 0) offerQuota(run, bucket);
}

/** With an instance less, waiting jobs or minvCpus may call for another. */
function wantMore(run: Run, environment: EnvironmentState): void {
  const isShort = isBelowMinimum(environment);
  for (const queue of environment.queues) {
    if (isShort || run.lines[queue].head !== NO_JOB) requestScaleOut(run, run.setup.queues[queue].component);
  }
}

function book(run: Run, slot: number, endMs: number, endedBy: InstanceRow['endedBy']): void {
  const { fleet } = run;
  const booking = {
    environment: fleet.environmentOf(slot),
    type: fleet.typeOf(slot),
    launchMs: fleet.launchMs[slot],
    runningMs: Math.min(fleet.runningMs[slot], endMs),
    hasRun: fleet.runningMs[slot] <= endMs,
    readyMs: fleet.readyMs[slot],
    endMs,
    isReclaimed: endedBy === 'reclaimed',
    busyMs: fleet.held[slot * WIDE_ROW + HELD.busyMs],
    keptWeightMs: fleet.held[slot * WIDE_ROW + HELD.keptWeightMs],
    lostWeightMs: fleet.lostWeightMsOf(slot),
    instance: fleet.number[slot],
    zone: fleet.zone[slot],
    endedBy,
  };
  const { setup } = run.environments[booking.environment];
  if (setup.taskSize === undefined && mayBeInVain(run, endMs)) {
    holdBack(run, setup, slot, booking);
    return;
  }
  if (run.heldBookings.length > 0) bookHeld(run, undefined);
  write(run, booking);
  run.attribution.book(slot, run.ledger.jobsMicroUsd);
}

function holdBack(run: Run, setup: Environment, slot: number, booking: Booking): void {
  const { fleet } = run;
  const sinceMs = lastThingMs(run);
  if (sinceMs > run.heldSinceMs) bookHeld(run, undefined);
  run.heldSinceMs = sinceMs;
  const isReady = fleet.state[slot] === INSTANCE.ready;
  const idleSinceMs = isReady ? fleet.held[slot * WIDE_ROW + HELD.idleSinceMs] : booking.readyMs;
  run.heldBookings.push({
    booking,
    idleTimeUpMs: idleTimeUp(run, setup, slot, idleSinceMs),
    weights: run.attribution.setAside(slot),
  });
}

/** Books what was held back: as it was, or, where the run was given up, without what was waited in vain since that time. */
export function bookHeld(run: Run, vainSinceMs: number | undefined): void {
  for (const held of run.heldBookings) {
    const booking = vainSinceMs === undefined ? held.booking : cutAt(held, vainSinceMs);
    if (booking !== held.booking && held.booking.isReclaimed) run.interruptions--;
    if (booking === undefined) {
      run.launchedInVain++;
      continue;
    }
    write(run, booking);
    if (held.weights !== undefined) run.attribution.bookWeights(held.weights, run.ledger.jobsMicroUsd);
  }
  run.heldBookings = [];
}

function write(run: Run, booking: Booking): void {
  const type = run.environments[booking.environment].setup.types[booking.type];
  const rentedMs = booking.endMs - booking.runningMs;
  run.rentedVcpuMs += rentedMs * type.vcpus;
  run.rentedMemoryMiBMs += rentedMs * type.memoryMiB;
  if (type.gpus > 0) run.rentedGpuMs += rentedMs * type.gpus;
  const microUsd = run.ledger.book(booking);
  run.options.onInstance?.({ ...booking, billedMs: billedTime(booking), microUsd });
}
