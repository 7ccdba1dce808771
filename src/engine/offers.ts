/** Whether EC2 has an instance to give, and in which zone it is asked for first. */
import { PURPOSE, uniform } from '../models/random.ts';
import type { EnvironmentState, Run } from './run.ts';

/** Whether EC2 has an instance of this type and zone to give now. */
export function isOffered(run: Run, environment: EnvironmentState, type: number, zone: number): boolean {
  const { world } = run.setup;
  const pool = environment.setup.types[type].pools[zone];
  if (environment.setup.market === 'SPOT') return world.spotMarket.canLaunch(pool, run.clock.nowMs);
  const { onDemandShortageShare } = world.assumptions;
  // One draw per pool and minute, so that a repeated request within the minute gets the same answer.
  return (
    onDemandShortageShare === 0 ||
    uniform(world.seed, PURPOSE.onDemandShortage, pool.key, Math.floor(run.clock.nowMs / 60_000)) >=
      onDemandShortageShare
  );
}

/** Auto Scaling groups keep zones balanced: the emptiest zone first, of equals the first. */
export function zonesByLoad({ instancesByZone }: EnvironmentState): number[] {
  const zones: number[] = [];
  for (let zone = 0; zone < instancesByZone.length; zone++) {
    let place = zone;
    for (; place > 0 && instancesByZone[zones[place - 1]] > instancesByZone[zone]; place--)
      zones[place] = zones[place - 1];
    zones[place] = zone;
  }
  return zones;
}
