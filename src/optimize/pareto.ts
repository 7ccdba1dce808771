/** Which configurations nobody beats in cost, waiting and lost jobs at once. */
import { ln } from '../models/elementary.ts';
import { roundShare, roundToMicros, roundToThousandths } from '../study/rounding.ts';
import { type Entrant, meanCostUsd } from './race.ts';
import type { ParetoPoint } from './recommendation.ts';

/** Points of a front that is what the user asked for; these get as many replications as the finalists. */
export const TRACED_POINTS = 12;

/** Non-dominated points by rising cost; of equal points the first. */
export function paretoFront(points: readonly ParetoPoint[]): readonly ParetoPoint[] {
  return points
    .filter(
      (point, index) => !points.some((other, place) => beats(other, point) || (isEqual(other, point) && place < index)),
    )
    .toSorted((left, right) => left.costUsd - right.costUsd || (left.name < right.name ? -1 : 1));
}

/**
 * At most `count` points of the front from its cheap to its dear end: points closer than 1 % in cost, 5 % in waiting and 0.1 % of the
 * jobs are one, and of more than `count` those in equal steps stay.
 */
export function thinnedFront(points: readonly ParetoPoint[], count: number): readonly ParetoPoint[] {
  const boxes = new Map<string, ParetoPoint>();
  for (const point of paretoFront(points)) {
    const cost = Math.round(ln(Math.max(point.costUsd, 1e-9)) / ln(1.01));
    const wait = Number.isFinite(waitOf(point)) ? Math.round(ln(1 + waitOf(point)) / ln(1.05)) : 'unknown';
    const box = `${cost}/${wait}/${Math.round(point.lostShare * 1000)}`;
    if (!boxes.has(box)) boxes.set(box, point);
  }
  const front = [...boxes.values()];
  if (front.length <= count) return front;
  const step = (front.length - 1) / Math.max(1, count - 1);
  return Array.from({ length: count }, (_, index) => front[Math.round(index * step)]);
}

export function paretoPoint(entrant: Entrant, isConfirmed: boolean): ParetoPoint {
  const outcomes = entrant.records.map(({ outcome }) => outcome);
  const waits = outcomes.map(({ waitMs }) => waitMs?.p95);
  const known = waits.filter((wait) => wait !== undefined);
  const lost = outcomes.reduce((sum, { jobs }) => sum + (jobs.failed + jobs.neverRan) / Math.max(1, jobs.submitted), 0);
  return {
    name: entrant.candidate.name,
    batch: entrant.candidate.config,
    costUsd: roundToMicros(meanCostUsd(entrant)),
    ...(known.length < waits.length ? {} : { p95WaitSeconds: roundToThousandths(sumOf(known) / known.length / 1000) }),
    lostShare: roundShare(lost / outcomes.length),
    isConfirmed,
  };
}

function sumOf(values: readonly number[]): number {
  return values.reduce((sum, value) => sum + value, 0);
}

function beats(left: ParetoPoint, right: ParetoPoint): boolean {
  return isNoWorse(left, right) && !isEqual(left, right);
}

function isNoWorse(left: ParetoPoint, right: ParetoPoint): boolean {
  return left.costUsd <= right.costUsd && waitOf(left) <= waitOf(right) && left.lostShare <= right.lostShare;
}

function isEqual(left: ParetoPoint, right: ParetoPoint): boolean {
  return left.costUsd === right.costUsd && waitOf(left) === waitOf(right) && left.lostShare === right.lostShare;
}

/** An unknown wait never wins. */
function waitOf(point: ParetoPoint): number {
  return point.p95WaitSeconds ?? Number.POSITIVE_INFINITY;
}

/** The entrants on the front, thinned to so many. */
export function frontOf<Runner extends Entrant>(entrants: readonly Runner[], count: number): readonly Runner[] {
  const simulated = entrants.filter(({ records }) => records.length > 0);
  const points = simulated.map((entrant) => paretoPoint(entrant, false));
  const front = count === Number.POSITIVE_INFINITY ? paretoFront(points) : thinnedFront(points, count);
  const names = new Set(front.map(({ name }) => name));
  return simulated.filter(({ candidate }) => names.has(candidate.name));
}
