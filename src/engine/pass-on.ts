/**
 * When jobs pass on from an EC2 or Spot environment that cannot grow to the next one of their queue (fallThroughDelaySeconds),
 * and how long an environment launches nothing after scale-in took its last instance (coolDownSeconds). AWS documents neither.
 */
import * as EVENT from './event-kinds.ts';
import { isFullFor } from './growth.ts';
import { REFUSAL_RETRY_MS } from './offers.ts';
import type { EnvironmentState, Run } from './run.ts';

/** Whether the environment, which has no room and cannot grow now, has been so for long enough. */
export function mayPassOn(run: Run, { unableSinceMs }: EnvironmentState): boolean {
  return unableSinceMs === Number.POSITIVE_INFINITY || run.clock.nowMs - unableSinceMs >= run.fallThroughMs;
}

/** An instance of the type was launched: EC2 has capacity, and the environment is full or not. */
export function noteLaunch(run: Run, environment: EnvironmentState, type: number): void {
  if (environment.refusals.refusedTypes > 0) environment.refusals.forget(type);
  environment.unableSinceMs = Number.POSITIVE_INFINITY;
  if (isFullFor(environment.setup, environment.vcpus)) startWaiting(run, environment);
}

/** EC2 has none of the types now, and is not asked for them again for a while. */
export function noteRefused(run: Run, environment: EnvironmentState, types: readonly number[]): void {
  const untilMs = run.clock.nowMs + REFUSAL_RETRY_MS;
  environment.refusals.note(types, untilMs);
  if (run.fallThroughMs === 0) return;
  if (environment.unableSinceMs === Number.POSITIVE_INFINITY) startWaiting(run, environment);
  run.events.push(untilMs, EVENT.lookAgain, environment.setup.index, 0);
}

/** An instance of that many vCPUs has ended; `isScaleIn` says whether Batch gave it back. */
export function noteEnd(run: Run, environment: EnvironmentState, vcpus: number, isScaleIn: boolean): void {
  const { setup } = environment;
  if (isFullFor(setup, environment.vcpus + vcpus) && !isFullFor(setup, environment.vcpus))
    environment.unableSinceMs = Number.POSITIVE_INFINITY;
  if (!isScaleIn || environment.vcpus > 0 || run.coolDownMs === 0) return;
  environment.coolsUntilMs = run.clock.nowMs + run.coolDownMs;
  run.events.push(environment.coolsUntilMs, EVENT.lookAgain, setup.index, 0);
}

function startWaiting(run: Run, environment: EnvironmentState): void {
  if (run.fallThroughMs === 0) return;
  environment.unableSinceMs = run.clock.nowMs;
  run.events.push(run.clock.nowMs + run.fallThroughMs, EVENT.lookAgain, environment.setup.index, 0);
}
