/** The demand as a fluid that maxvCpus lets through: how long it waits, when it is through, and what is rented for it. */
import type { Fleet } from './candidate.ts';
import type { DemandProfile } from './demand.ts';

export interface FluidTimes {
  /** 95th percentile of the backlog's wait, hours. */
  readonly waitHours: number;
  /** From the start of the run to the end of the last job, hours. */
  readonly finishHours: number;
}

export interface FluidRun extends FluidTimes {
  /** vCPU-hours of whole machines. */
  readonly rentedHours: number;
  /** vCPUs of the machines started. */
  readonly started: number;
}

/** The demand behind maxvCpus, bucket by bucket; what is left of it after the last is served at maxvCpus. */
export function fluidRun(
  { bucketMs, vcpus: wantedVcpus }: Pick<DemandProfile, 'bucketMs' | 'vcpus'>,
  { maxvCpus, minvCpus }: Pick<Fleet, 'maxvCpus' | 'minvCpus'>,
  stretch: number,
  machineVcpus: number,
): FluidRun {
  const bucketHours = bucketMs / 3_600_000;
  const waits: { hours: number; weight: number }[] = [];
  let rentedHours = 0;
  let started = 0;
  let backlog = 0;
  let before = 0;
  for (const vcpus of wantedVcpus) {
    const wanted = vcpus * stretch + backlog;
    const served = Math.min(wanted, maxvCpus);
    backlog = wanted - served;
    const rented = Math.max(Math.ceil(served / machineVcpus) * machineVcpus, minvCpus);
    rentedHours += rented * bucketHours;
    started += Math.max(0, rented - before);
    before = rented;
    waits.push({ hours: (backlog / maxvCpus) * bucketHours, weight: vcpus });
  }
  const finishHours = (wantedVcpus.length + backlog / maxvCpus) * bucketHours;
  return { rentedHours: rentedHours + backlog * bucketHours, started, waitHours: weightedP95(waits), finishHours };
}

function weightedP95(waits: { hours: number; weight: number }[]): number {
  const total = waits.reduce((sum, { weight }) => sum + weight, 0);
  let left = total * 0.05;
  for (const { hours, weight } of waits.sort((one, other) => other.hours - one.hours)) {
    left -= weight;
    if (left < 0) return hours;
  }
  return 0;
}
