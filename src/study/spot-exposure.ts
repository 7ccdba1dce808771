/** Where a configuration is most exposed on Spot: the pool, and the family in a zone, that carry most of its vCPU-hours. */
import { simulatePrepared } from '../engine/index.ts';
import type { Setup } from '../engine/setup.ts';

const HOUR_MS = 3_600_000;

export interface Exposed {
  readonly name: string;
  readonly zone: number;
  /** When most of its vCPUs run at once, hours since the start of the run. */
  readonly busiestHour: number;
  /** Of all Spot vCPU-hours, 0 to 1. */
  readonly share: number;
}

export interface SpotExposure {
  /** The instance type of the largest pool. */
  readonly pool: Exposed;
  readonly family: Exposed;
}

interface Stay {
  readonly fromMs: number;
  readonly toMs: number;
  readonly vcpus: number;
}

/** From one run in the setup's own world; undefined when nothing ran on Spot. */
export function spotExposure(setup: Setup): SpotExposure | undefined {
  const byPool = new Map<string, Stay[]>();
  const byFamily = new Map<string, Stay[]>();
  simulatePrepared(setup, {
    onInstance: ({ environment, type, zone, runningMs, endMs }) => {
      const { market, types } = setup.environments[environment];
      if (market !== 'SPOT') return;
      const { vcpus, instanceType } = types[type];
      const stay = { fromMs: runningMs, toMs: Math.max(runningMs, endMs), vcpus };
      append(byPool, `${instanceType.instanceType}/${zone}`, stay);
      append(byFamily, `${instanceType.family}/${zone}`, stay);
    },
  });
  const [pool, family] = [largest(byPool), largest(byFamily)];
  return pool === undefined || family === undefined ? undefined : { pool, family };
}

function append(groups: Map<string, Stay[]>, key: string, stay: Stay): void {
  const known = groups.get(key);
  if (known === undefined) groups.set(key, [stay]);
  else known.push(stay);
}

/** Most vCPU-hours; equal ones by name. */
function largest(groups: ReadonlyMap<string, readonly Stay[]>): Exposed | undefined {
  const sums = [...groups].map(([key, stays]) => ({ key, stays, vcpuMs: stays.reduce(addVcpuMs, 0) }));
  const total = sums.reduce((sum, { vcpuMs }) => sum + vcpuMs, 0);
  if (total === 0) return undefined;
  const [most] = sums.sort((left, right) => right.vcpuMs - left.vcpuMs || (left.key < right.key ? -1 : 1));
  const slash = most.key.lastIndexOf('/');
  return {
    name: most.key.slice(0, slash),
    zone: Number(most.key.slice(slash + 1)),
    busiestHour: busiestMs(most.stays) / HOUR_MS,
    share: most.vcpuMs / total,
  };
}

function addVcpuMs(sum: number, { fromMs, toMs, vcpus }: Stay): number {
  return sum + (toMs - fromMs) * vcpus;
}

/** The first moment at which the most vCPUs run; what ends then no longer does. */
function busiestMs(stays: readonly Stay[]): number {
  const changes = stays
    .flatMap(({ fromMs, toMs, vcpus }) => [
      { atMs: fromMs, vcpus },
      { atMs: toMs, vcpus: -vcpus },
    ])
    .sort((left, right) => left.atMs - right.atMs || left.vcpus - right.vcpus);
  let [running, most, mostMs] = [0, 0, 0];
  for (const { atMs, vcpus } of changes) {
    running += vcpus;
    if (running > most) [most, mostMs] = [running, atMs];
  }
  return mostMs;
}
