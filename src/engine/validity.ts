/**
 * INVALID compute environments, as the assumptions say: from then on the environment launches nothing and gets no jobs, and its
 * queues go on to their next one (user guide, "Invalid compute environment" and "Compute environments"). What runs there goes on,
 * and idle instances go as ever; AWS says nothing about either, so they are treated as in a DISABLED environment.
 */
import type { InvalidPeriod } from '../models/assumptions.ts';
import type { Problem } from '../models/problem.ts';
import { retryHeads } from './dispatcher.ts';
import type { Environment } from './environments.ts';
import * as EVENT from './event-kinds.ts';
import { isBelowMinimum } from './minimum.ts';
import type { Run } from './run.ts';
import { requestScaleOut } from './scaler.ts';

export function unknownInvalidEnvironments(
  periods: readonly InvalidPeriod[] | undefined,
  environments: readonly Environment[],
): Problem[] {
  return (periods ?? []).flatMap(({ computeEnvironment }, index) =>
    environments.some(({ name }) => name === computeEnvironment)
      ? []
      : [
          {
            path: `assumptions.invalidEnvironments[${index}].computeEnvironment`,
            message: `no compute environment is called "${computeEnvironment}"`,
          },
        ],
  );
}

export function planValidity(run: Run): void {
  for (const { computeEnvironment, fromSeconds, untilSeconds } of run.setup.world.assumptions.invalidEnvironments ??
    []) {
    const environment = run.setup.environments.findIndex(({ name }) => name === computeEnvironment);
    plan(run, environment, fromSeconds ?? 0, false);
    if (untilSeconds !== undefined) plan(run, environment, untilSeconds, true);
  }
}

function plan(run: Run, environment: number, atSeconds: number, isValid: boolean): void {
  run.comingStops++;
  run.events.push(Math.round(atSeconds * 1000), EVENT.validity, environment, isValid ? 1 : 0);
}

export function changeValidity(run: Run, index: number, isValid: boolean): void {
  run.comingStops--;
  run.lastOtherMs = run.nowMs;
  const environment = run.environments[index];
  // Periods may overlap.
  environment.invalidPeriods += isValid ? -1 : 1;
  environment.isOpen = environment.invalidPeriods === 0 && environment.setup.enabled;
  // Either way heads may go elsewhere now: back here, or on to the next environment.
  retryHeads(run, environment);
  if (isBelowMinimum(environment))
    for (const queue of environment.queues) requestScaleOut(run, run.setup.queues[queue].component);
}
