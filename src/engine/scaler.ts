/** When to buy: one scale-out decision per group of queues that share environments, after the delay nobody documents. */
import { logNormal, PURPOSE, uniform } from '../models/random.ts';
import { retryHeads } from './dispatcher.ts';
import * as EVENT from './event-kinds.ts';
import { askableFromMs, mayEverLaunch } from './growth.ts';
import { NO_JOB } from './jobs.ts';
import { fillToMinimum, isBelowMinimum } from './minimum.ts';
import type { EnvironmentState, Run } from './run.ts';
import { Decision } from './scale-out-decision.ts';
import { requestTaskRetry } from './tasks.ts';

/** Something fits nowhere: decide about launching after the scale-out delay, unless a decision is already due. */
export function requestScaleOut(run: Run, component: number): void {
  const state = run.components[component];
  if (state.decideAtMs < Number.POSITIVE_INFINITY) return;
  const { environments, key, isFargate } = run.setup.components[component];
  if (isFargate) {
    requestTaskRetry(run, component);
    return;
  }
  const earliestMs = mayLaunchAt(run, environments);
  if (earliestMs === Number.POSITIVE_INFINITY) return;
  const { scaleOutDelayMedianSeconds: median, scaleOutDelayP95Seconds: p95 } = run.setup.world.assumptions;
  const draw = uniform(run.setup.world.seed, PURPOSE.scaleOutDelay, key, state.scaleOutCount++);
  const delayMs = Math.round(logNormal(median, p95, draw) * 1000);
  state.decideAtMs = Math.max(run.clock.nowMs + delayMs, earliestMs);
  run.events.push(state.decideAtMs, EVENT.scaleOut, component, 0);
}

/** When one of the environments may launch something, at the earliest; Infinity when none is open and below its maximum. */
function mayLaunchAt(run: Run, environments: readonly number[]): number {
  let earliestMs = Number.POSITIVE_INFINITY;
  for (let position = 0; position < environments.length; position++) {
    const environment = run.environments[environments[position]];
    const mayLaunch = mayEverLaunch(environment);
    if (mayLaunch || isBelowMinimum(environment)) {
      earliestMs = Math.min(
        earliestMs,
        Math.max(run.clock.nowMs, environment.coolsUntilMs, awaitedFromMs(run, environment)),
      );
    }
  }
  return earliestMs;
}

/** Heads that nothing but a quota holds back, for nobody knows how long, keep nobody from filling up to minvCpus. */
function awaitedFromMs(run: Run, environment: EnvironmentState): number {
  const fromMs = headsAskableFromMs(run, environment);
  return fromMs === Number.POSITIVE_INFINITY && isBelowMinimum(environment) ? 0 : fromMs;
}

/** When EC2 may be asked for what one of the heads needs that the environment can hold; 0 when that is now or no such head waits. */
function headsAskableFromMs(run: Run, environment: EnvironmentState): number {
  if (environment.refusals.refusedTypes === 0) return 0;
  // With backfill those behind are bought for too, whatever they need.
  if (run.setup.world.assumptions.backfill) return 0;
  const heads = environment.lines.map(({ head }) => head).filter((head) => head !== NO_JOB);
  const shapes = heads.map((head) => run.classes[run.classIndex[head]].shape);
  const fitting = shapes.filter((shape) => environment.setup.fits[shape] === 1);
  if (fitting.length === 0) return 0;
  return Math.min(...fitting.map((shape) => askableFromMs(run, environment, shape)));
}

export function decideScaleOut(run: Run, componentIndex: number): void {
  const component = run.setup.components[componentIndex];
  const state = run.components[componentIndex];
  if (state.decideAtMs !== run.clock.nowMs && state.askAgainMs !== run.clock.nowMs) return;
  if (state.decideAtMs === run.clock.nowMs) state.decideAtMs = Number.POSITIVE_INFINITY;
  state.askAgainMs = Number.POSITIVE_INFINITY;
  if (component.isFargate) {
    for (const index of component.environments) retryHeads(run, run.environments[index]);
    return;
  }
  state.decision ??= new Decision(run, component);
  const { decision } = state;
  decision.begin();
  for (const index of component.environments) {
    if (isBelowMinimum(run.environments[index])) fillToMinimum(run, run.environments[index], false, decision.refused);
  }
  const againMs = decision.coverAll();
  if (againMs === run.clock.nowMs) requestScaleOut(run, componentIndex);
  else if (againMs < Number.POSITIVE_INFINITY) {
    // Beside the next decision that may be due: other queues need not wait for EC2 to have this one's types again.
    state.askAgainMs = againMs;
    run.events.push(againMs, EVENT.scaleOut, componentIndex, 0);
  }
}
