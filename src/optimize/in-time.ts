/** What the fluid estimate has to keep to be in time: the limits on waiting and makespan, or today's own wait. */
import type { Threshold } from '../scenario/threshold-parser.ts';
import { type FluidTimes, fluidRun } from './fluid-run.ts';
import type { Landscape } from './landscape.ts';
import { currentMaxVcpus, isBurstFor } from './max-vcpus.ts';

export type InTime = FluidTimes;

/** As the default limits have it: a shorter wait is worth nothing to anyone. */
const LEAST_WAIT_HOURS = 1 / 6;
/** Machines differ in the memory they have for a vCPU, and with it in what the same maxvCpus serves. */
const LIKE_TODAY = 1.05;

/** Of a burst that today's maxvCpus is far too small for at its peak; undefined of other workloads, whose grid of maxvCpus is close. */
export function burstInTime(landscape: Landscape, limits: readonly Threshold[]): InTime | undefined {
  return isBurstFor(landscape) ? inTimeOf(landscape, limits) : undefined;
}

/** `limits` are the user's own; without any the default ones hold the wait to today's. */
function inTimeOf(landscape: Landscape, limits: readonly Threshold[]): InTime {
  if (limits.length > 0) return { waitHours: leastHours(limits, 'wait'), finishHours: leastHours(limits, 'makespan') };
  const { waitHours } = fluidRun(landscape.demand, { maxvCpus: currentMaxVcpus(landscape), minvCpus: 0 }, 1, 1);
  return { waitHours: Math.max(LEAST_WAIT_HOURS, LIKE_TODAY * waitHours), finishHours: Number.POSITIVE_INFINITY };
}

export function isInTime({ waitHours, finishHours }: FluidTimes, limit: InTime, share: number): boolean {
  return waitHours <= share * limit.waitHours && finishHours <= share * limit.finishHours;
}

function leastHours(limits: readonly Threshold[], metric: string): number {
  return limits
    .filter(({ condition }) => condition.metric === metric && condition.operator.startsWith('<'))
    .reduce((least, { condition }) => Math.min(least, condition.limit / 3600), Number.POSITIVE_INFINITY);
}
