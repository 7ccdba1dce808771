/**
 * When jobs pass on from an EC2 or Spot environment that cannot grow to the next one of their queue (fallThroughDelaySeconds),
 * and how long an environment launches nothing after scale-in took its last instance (coolDownSeconds). AWS documents neither.
 */
import * as EVENT from './event-kinds.ts';
import { askedTypes } from './growth.ts';
import { noteOverQuota } from './quota-waits.ts';
import { REFUSAL_RETRY_MS } from './refusals.ts';
import type { EnvironmentState, Run } from './run.ts';

/** Whether the environment, which has no room for the shape and cannot grow for it now, has been so for long enough. */
export function mayPassOn(run: Run, environment: EnvironmentState, shapeIndex: number): boolean {
  const { fullness, refusals } = environment;
  if (fullness === undefined) return true;
  const refusedSinceMs = refusals.sinceMsOf(askedTypes(run, environment, shapeIndex));
  const unableSinceMs = Math.min(fullness.of(shapeIndex), refusedSinceMs);
  return unableSinceMs === Number.POSITIVE_INFINITY || run.clock.nowMs - unableSinceMs >= run.fallThroughMs;
}

/** An instance of the type was launched: EC2 has capacity, and the environment is full or not. */
export function noteLaunch(run: Run, environment: EnvironmentState, type: number): void {
  const { refusals, fullness, vcpus } = environment;
  if (refusals.refusedTypes > 0) refusals.forget(type);
  if (fullness?.update(vcpus, run.clock.nowMs) === true)
    lookAgainAt(run, environment, run.clock.nowMs + run.fallThroughMs);
}

/** EC2 has none of the types now, or `instances` of them are beyond their quota, and it is not asked for them again for a while. */
export function noteRefused(
  run: Run,
  environment: EnvironmentState,
  types: readonly number[],
  instances: number,
): void {
  const { nowMs } = run.clock;
  environment.refusals.note(types, nowMs, nowMs + REFUSAL_RETRY_MS);
  if (run.quotas.limits !== undefined) noteOverQuota(run, environment, types, instances);
  if (environment.fullness === undefined) return;
  // The first refusal starts the wait; the next ones may come after its end.
  lookAgainAt(run, environment, nowMs + run.fallThroughMs);
  lookAgainAt(run, environment, nowMs + REFUSAL_RETRY_MS);
}

/** An instance has ended; `isScaleIn` says whether Batch gave it back. */
export function noteEnd(run: Run, environment: EnvironmentState, isScaleIn: boolean): void {
  environment.fullness?.update(environment.vcpus, run.clock.nowMs);
  if (!isScaleIn || environment.vcpus > 0 || run.coolDownMs === 0) return;
  environment.coolsUntilMs = run.clock.nowMs + run.coolDownMs;
  lookAgainAt(run, environment, environment.coolsUntilMs);
}

function lookAgainAt(run: Run, { setup }: EnvironmentState, atMs: number): void {
  run.comingLooks++;
  run.events.push(atMs, EVENT.lookAgain, setup.index, 0);
}
