/** What minvCpus buys: instances up to the minimum, at the start of a run and whenever some of them went. */
import * as EVENT from './event-kinds.ts';
import { typesWithinMaximum } from './growth.ts';
import { launch } from './launcher.ts';
import { MinimumChoice } from './minimum-choice.ts';
import type { EnvironmentState, Run } from './run.ts';

/** When EC2 refuses, it is asked again after this long, then after twice as long, and so on up to the longest wait. */
export const FIRST_WAIT_MS = 60_000;
const LONGEST_WAIT_MS = 600_000;

/** minvCpus are kept in a DISABLED environment too (API ComputeResource); an INVALID one launches nothing. */
export function isBelowMinimum({ isOpen, vcpus, setup }: EnvironmentState): boolean {
  return (isOpen || !setup.enabled) && vcpus < setup.minVcpus;
}

/** Launches up to minvCpus; what is missing after a reclaim is bought here too. `refused`: pools EC2 refused at this moment. */
export function fillToMinimum(
  run: Run,
  environment: EnvironmentState,
  isAtStart: boolean,
  refused = new Set<number>(),
): void {
  const { setup } = environment;
  if (environment.vcpus >= setup.minVcpus) return;
  const choice = new MinimumChoice(run, environment, refused);
  const all = setup.types.map((_, type) => type);
  while (environment.vcpus < setup.minVcpus) {
    const allowed = typesWithinMaximum(environment, all);
    if (allowed.length === 0) return;
    const pool = choice.next(allowed, isAtStart);
    if (pool === undefined) {
      askAgain(run, environment);
      return;
    }
    run.fleet.isForMinimum[launch(run, environment, pool.type, pool.zone, isAtStart)] = 1;
    environment.minimumWaitMs = FIRST_WAIT_MS;
  }
}

/** The minimum is kept whether jobs wait or not, so nothing else would bring the environment back to EC2. */
function askAgain(run: Run, environment: EnvironmentState): void {
  if (environment.isMinimumAwaited) return;
  environment.isMinimumAwaited = true;
  run.events.push(run.nowMs + environment.minimumWaitMs, EVENT.minimum, environment.setup.index, 0);
  environment.minimumWaitMs = Math.min(2 * environment.minimumWaitMs, LONGEST_WAIT_MS);
}

export function retryMinimum(run: Run, index: number): void {
  const environment = run.environments[index];
  environment.isMinimumAwaited = false;
  if (isBelowMinimum(environment)) fillToMinimum(run, environment, false);
}
