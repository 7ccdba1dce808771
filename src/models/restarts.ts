/**
 * How long jobs take when their instances are lost: from scratch, and with checkpoints at a constant hazard (J. T. Daly, "A higher
 * order estimate of the optimum checkpoint interval for restart dumps", 2006, doi 10.1016/j.future.2004.11.016). Hours.
 */
import { exp } from './elementary.ts';

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

/** A share of lives that end at a constant hazard; several make a law whose hazard falls with age. Shares add up to 1. */
export interface LifePhase {
  readonly share: number;
  readonly hazardPerHour: number;
}

/** How long instances live: the first one, met at a random moment, and those launched after a loss. */
export interface LifeLaw {
  readonly first: readonly LifePhase[];
  readonly next: readonly LifePhase[];
}

/** Lives without memory: the law of a constant hazard. */
export function constantLife(hazardPerHour: number): LifeLaw {
  const phases = [{ share: 1, hazardPerHour }];
  return { first: phases, next: phases };
}

/** P(life > hours). */
export function lifeSurvival(phases: readonly LifePhase[], hours: number): number {
  return phases.reduce((sum, { share, hazardPerHour }) => sum + share * exp(-hazardPerHour * hours), 0);
}

/** E[min(life, hours)]. */
export function meanLifeWithin(phases: readonly LifePhase[], hours: number): number {
  return phases.reduce((sum, { share, hazardPerHour }) => {
    const within = hazardPerHour === 0 ? hours : (1 - exp(-hazardPerHour * hours)) / hazardPerHour;
    return sum + share * within;
  }, 0);
}

/**
 * Expected instance time from scratch for any law of independent lives: E[min(L1, T)] + P(L1 < T) E[min(L2, T)] / P(L2 > T). With a
 * constant hazard this is (e^(lambda T) - 1) / lambda. Infinity when no life is long enough.
 */
export function restartHoursUnder(law: LifeLaw, workHours: number): number {
  const missed = 1 - lifeSurvival(law.first, workHours);
  const first = meanLifeWithin(law.first, workHours);
  return missed === 0
    ? first
    : first + (missed * meanLifeWithin(law.next, workHours)) / lifeSurvival(law.next, workHours);
}

/** The longest job whose expected time from scratch is at most `factor` times its length; Infinity when nothing is lost. */
export function breakEvenHours(law: LifeLaw, factor: number): number {
  if (factor <= 1) return 0;
  const pays = (hours: number) => restartHoursUnder(law, hours) <= factor * hours;
  let high = 1;
  while (pays(high)) {
    high *= 2;
    if (high > 1e9) return Number.POSITIVE_INFINITY;
  }
  let low = 0;
  for (let step = 0; step < 200 && high - low > 1e-12 * high; step++) {
    const middle = (low + high) / 2;
    if (pays(middle)) low = middle;
    else high = middle;
  }
  return (low + high) / 2;
}

/** P(a job from scratch is done within `attempts` tries); with a constant hazard 1 - (1 - e^(-lambda T))^N. */
export function successWithin(law: LifeLaw, workHours: number, attempts: number): number {
  if (attempts === 0) return 0;
  let missed = 1 - lifeSurvival(law.first, workHours);
  for (let attempt = 1; attempt < attempts; attempt++) missed *= 1 - lifeSurvival(law.next, workHours);
  return 1 - missed;
}

/** Fewest tries with which a job from scratch succeeds with that probability; undefined beyond `most`. */
export function attemptsFromScratch(
  law: LifeLaw,
  workHours: number,
  probability: number,
  most: number,
): number | undefined {
  for (let attempts = 1; attempts <= most; attempts++)
    if (successWithin(law, workHours, attempts) >= probability) return attempts;
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
