/** When to buy: one scale-out decision per group of queues that share environments, after the delay nobody documents. */
import { logNormal, PURPOSE, uniform } from '../models/random.ts';
import { retryHeads } from './dispatcher.ts';
import { EVENT } from './event-queue.ts';
import { fillToMinimum, isBelowMinimum } from './minimum.ts';
import type { Run } from './run.ts';
import { Decision } from './scale-out-decision.ts';
import { requestTaskRetry } from './tasks.ts';

/** Something fits nowhere: decide about launching after the scale-out delay, unless a decision is already due. */
export function requestScaleOut(run: Run, component: number): void {
  const state = run.components[component];
  if (state.isScaleOutPending) return;
  const { environments, key, isFargate } = run.setup.components[component];
  if (isFargate) {
    requestTaskRetry(run, component);
    return;
  }
  let earliestMs = Number.POSITIVE_INFINITY;
  for (const index of environments) {
    const environment = run.environments[index];
    const mayLaunch = environment.isOpen && environment.vcpus < environment.setup.maxVcpus;
    if (mayLaunch || isBelowMinimum(environment)) {
      earliestMs = Math.min(earliestMs, Math.max(run.nowMs, environment.refusedUntilMs, environment.coolsUntilMs));
    }
  }
  if (earliestMs === Number.POSITIVE_INFINITY) return;
  const { scaleOutDelayMedianSeconds: median, scaleOutDelayP95Seconds: p95 } = run.setup.world.assumptions;
  const draw = uniform(run.setup.world.seed, PURPOSE.scaleOutDelay, key, state.scaleOutCount++);
  const delayMs = Math.round(logNormal(median, p95, draw) * 1000);
  state.isScaleOutPending = true;
  run.events.push(Math.max(run.nowMs + delayMs, earliestMs), EVENT.scaleOut, component, 0);
}

export function decideScaleOut(run: Run, componentIndex: number): void {
  const component = run.setup.components[componentIndex];
  run.components[componentIndex].isScaleOutPending = false;
  if (component.isFargate) {
    for (const index of component.environments) retryHeads(run, run.environments[index]);
    return;
  }
  const decision = new Decision(run, component);
  for (const index of component.environments) {
    if (isBelowMinimum(run.environments[index])) fillToMinimum(run, run.environments[index], false);
  }
  if (decision.coverAll()) requestScaleOut(run, componentIndex);
}
