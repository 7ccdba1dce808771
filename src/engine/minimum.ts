/** What minvCpus buys: instances up to the minimum, at the start of a run and whenever some of them went. */
import { launch } from './launcher.ts';
import { isOffered, REFUSAL_RETRY_MS, zonesByLoad } from './offers.ts';
import type { EnvironmentState, Run } from './run.ts';

/** Launches up to minvCpus; what is missing after a reclaim is bought here too. */
export function fillToMinimum(run: Run, environment: EnvironmentState, isAtStart: boolean): void {
  const { setup } = environment;
  while (environment.vcpus < setup.minVcpus) {
    const missing = setup.minVcpus - environment.vcpus;
    const type = minimumType(environment, missing);
    if (!setup.mayOvershoot && environment.vcpus + setup.types[type].vcpus > setup.maxVcpus) return;
    const zone = zonesByLoad(environment).find(
      (candidate) => isAtStart || isOffered(run, environment, type, candidate),
    );
    if (zone === undefined) {
      environment.refusedUntilMs = run.nowMs + REFUSAL_RETRY_MS;
      return;
    }
    run.fleet.isForMinimum[launch(run, environment, type, zone, isAtStart)] = 1;
  }
}

/** Largest type that does not exceed what is missing, so that every job shape finds room; else the smallest type. */
function minimumType({ setup }: EnvironmentState, missingVcpus: number): number {
  let best = -1;
  let smallest = 0;
  setup.types.forEach((type, index) => {
    if (type.vcpus < setup.types[smallest].vcpus) smallest = index;
    if (type.vcpus <= missingVcpus && (best < 0 || type.vcpus > setup.types[best].vcpus)) best = index;
  });
  return best < 0 ? smallest : best;
}
