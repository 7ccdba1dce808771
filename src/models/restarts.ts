/**
 * How long jobs take when their instance is lost at a constant hazard: from scratch, and with checkpoints (J. T. Daly, "A higher
 * order estimate of the optimum checkpoint interval for restart dumps", 2006, doi 10.1016/j.future.2004.11.016). Hours.
 */
import { exp, ln } from './elementary.ts';

/** Expected instance time until a job of `workHours` has run without interruption: (e^(lambda T) - 1) / lambda. */
export function restartHours(hazardPerHour: number, workHours: number): number {
  return hazardPerHour === 0 ? workHours : (exp(hazardPerHour * workHours) - 1) / hazardPerHour;
}

export interface CheckpointPlan {
  readonly intervalHours: number;
  readonly costHours: number;
  readonly restoreHours: number;
}

/** Expected instance time with checkpoints: M e^(R/M) (e^((tau + delta)/M) - 1) T / tau, M = 1 / hazard. */
export function checkpointedHours(hazardPerHour: number, workHours: number, plan: CheckpointPlan): number {
  const { intervalHours, costHours, restoreHours } = plan;
  const segments = workHours / intervalHours;
  if (hazardPerHour === 0) return workHours + segments * costHours;
  const segment = exp(hazardPerHour * (intervalHours + costHours)) - 1;
  return (exp(hazardPerHour * restoreHours) * segment * segments) / hazardPerHour;
}

/**
 * The interval that minimises the above: where (1 - tau/M) e^((tau + delta)/M) = 1, found by bisection since the left side falls
 * from e^(delta/M) at 0 to 0 at M. It does not depend on restore or length. Infinity for a hazard of 0.
 */
export function bestIntervalHours(hazardPerHour: number, costHours: number): number {
  if (hazardPerHour === 0) return Number.POSITIVE_INFINITY;
  const meanHours = 1 / hazardPerHour;
  let [low, high] = [0, meanHours];
  for (let step = 0; step < 200 && high - low > 1e-12 * meanHours; step++) {
    const middle = (low + high) / 2;
    if ((1 - middle / meanHours) * exp((middle + costHours) / meanHours) > 1) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** The longest job whose expected time from scratch is at most `factor` times its length; Infinity for a hazard of 0. */
export function breakEvenHours(hazardPerHour: number, factor: number): number {
  if (factor <= 1) return 0;
  if (hazardPerHour === 0) return Number.POSITIVE_INFINITY;
  // (e^x - 1) / x = factor has its root below 1 + 2 ln factor: e^x > factor^2 e, and x < factor e there for factor > 1.
  let [low, high] = [0, 1 + 2 * ln(factor)];
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if ((exp(middle) - 1) / middle < factor) low = middle;
    else high = middle;
  }
  return (low + high) / 2 / hazardPerHour;
}

/** P(a job from scratch is done within `attempts` tries): 1 - (1 - e^(-lambda T))^N. */
export function successWithin(hazardPerHour: number, workHours: number, attempts: number): number {
  const miss = 1 - exp(-hazardPerHour * workHours);
  let all = 1;
  for (let attempt = 0; attempt < attempts; attempt++) all *= miss;
  return 1 - all;
}

/** Fewest tries with which a job from scratch succeeds with that probability; undefined beyond `most`. */
export function attemptsFromScratch(
  hazardPerHour: number,
  workHours: number,
  probability: number,
  most: number,
): number | undefined {
  for (let attempts = 1; attempts <= most; attempts++)
    if (successWithin(hazardPerHour, workHours, attempts) >= probability) return attempts;
  return undefined;
}

/** Fewest tries when interruptions over `exposedHours` are Poisson and none costs more than a checkpoint interval. */
export function attemptsWithCheckpoints(
  hazardPerHour: number,
  exposedHours: number,
  probability: number,
  most: number,
): number | undefined {
  const mean = hazardPerHour * exposedHours;
  let term = exp(-mean);
  let cumulative = term;
  for (let attempts = 1; attempts <= most; attempts++) {
    if (cumulative >= probability) return attempts;
    term *= mean / attempts;
    cumulative += term;
  }
  return undefined;
}
